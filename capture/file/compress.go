package file

import (
	"bufio"
	"io"
	"os"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxWindow bounds the memory a zstd stream can ask for; zstd --long needs it.
const maxWindow = 128 << 20

// magicLen is how many bytes tell a format or a compression.
const magicLen = 16

// counter counts the bytes that were read of all files.
type counter struct {
	io.Reader
	n *atomic.Int64
}

func (c counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// stream is one opened file, uncompressed.
type stream struct {
	io.Reader
	raw   io.Reader
	ahead *readahead    // nil if it is not read in the background
	zstd  *zstd.Decoder // nil if it is not compressed so
}

// openStream takes over raw. pauses says that it is a pipe or a device, which
// may have nothing to deliver for a while.
func openStream(raw io.Reader, pauses bool, read *atomic.Int64) (*stream, error) {
	s := &stream{raw: raw}
	plain := bufio.NewReaderSize(counter{raw, read}, 64<<10)
	s.Reader = plain
	magic, err := plain.Peek(magicLen)
	if len(magic) == 0 && err != io.EOF {
		s.Close()
		return nil, err
	}
	compressed := compressionOf(magic)
	switch compressed {
	case compressionGzip:
		if s.Reader, err = gzip.NewReader(plain); err != nil {
			s.Close()
			return nil, broken("the gzip header is cut or damaged")
		}
	case compressionZstd:
		s.zstd, err = zstd.NewReader(plain, zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			s.Close()
			return nil, err
		}
		s.Reader = s.zstd
	}
	// zstd decompresses in the background by itself.
	if pauses || compressed == compressionGzip {
		s.ahead = newReadahead(s.Reader, pauses, s.closeZstd)
		s.Reader = s.ahead
	}
	return s, nil
}

// Close ends the stream. A read of a pipe that is under way ends with it,
// except on standard input, which stays open.
func (s *stream) Close() {
	if s.ahead != nil {
		s.ahead.stop()
	} else {
		s.closeZstd()
	}
	if c, ok := s.raw.(io.Closer); ok && s.raw != os.Stdin {
		c.Close()
	}
}

func (s *stream) closeZstd() {
	if s.zstd != nil {
		s.zstd.Close()
	}
}

type compression uint8

const (
	compressionNone compression = iota
	compressionGzip
	compressionZstd
)

// compressionOf tells from a file's first bytes how it is compressed.
func compressionOf(b []byte) compression {
	switch {
	case hasMagic(b, "\x1f\x8b"):
		return compressionGzip
	case hasMagic(b, "\x28\xb5\x2f\xfd"), len(b) >= 4 && b[0]&0xf0 == 0x50 && hasMagic(b[1:], "\x2a\x4d\x18"):
		return compressionZstd // a frame, or one to be skipped (RFC 8878 §3.1.2)
	}
	return compressionNone
}

func hasMagic(b []byte, magic string) bool {
	return len(b) >= len(magic) && string(b[:len(magic)]) == magic
}
