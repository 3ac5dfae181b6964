package file

import (
	"encoding/binary"
	"errors"
	"io"
	"math/bits"

	"netsniff/capture"
)

// bufferSize is how much of a file is read at once. Larger buffers leave the
// second-level cache and are slower.
const bufferSize = 256 << 10

// order is the byte order a file was written in.
type order bool

const (
	littleEndian order = false
	bigEndian    order = true
)

func (o order) u16(b []byte) uint16 {
	v := binary.LittleEndian.Uint16(b)
	if o == bigEndian {
		v = bits.ReverseBytes16(v)
	}
	return v
}

func (o order) u32(b []byte) uint32 {
	v := binary.LittleEndian.Uint32(b)
	if o == bigEndian {
		v = bits.ReverseBytes32(v)
	}
	return v
}

func (o order) u64(b []byte) uint64 {
	v := binary.LittleEndian.Uint64(b)
	if o == bigEndian {
		v = bits.ReverseBytes64(v)
	}
	return v
}

// input is a window on the uncompressed bytes of one file. Records are looked
// at with peek and consumed only when they are complete, so that a reader that
// was interrupted by capture.ErrIdle can simply start its record again.
type input struct {
	src  io.Reader
	buf  []byte
	r, w int   // unread bytes are buf[r:w]
	base int64 // offset of buf[0] in the file
	err  error // what src ended with

	sections int    // of pcapng, so far
	dropped  uint64 // packets, as statistics blocks say; of all files
	number   uint64 // that the packet read last has in the capture that this file is a part of; 0: not said

	secrets func(kind SecretsKind, b []byte) // takes secrets; nil: nobody does
}

// reset starts on another file and keeps the buffer.
func (in *input) reset(src io.Reader) {
	if in.buf == nil {
		in.buf = make([]byte, bufferSize)
	}
	*in = input{src: src, buf: in.buf, dropped: in.dropped, secrets: in.secrets}
}

// offset is the place of the next unread byte in the file.
func (in *input) offset() int64 { return in.base + int64(in.r) }

// peek returns the next n bytes without consuming them. They are valid until
// the next peek or discard. The error is io.EOF when no byte is left,
// io.ErrUnexpectedEOF when fewer than n are left, or what the file gave.
func (in *input) peek(n int) ([]byte, error) {
	if in.w-in.r >= n {
		return in.buf[in.r : in.r+n], nil
	}
	return in.fill(n)
}

// unread returns what is there without reading on.
func (in *input) unread() []byte { return in.buf[in.r:in.w] }

// consume passes over n bytes that peek has returned.
func (in *input) consume(n int) { in.r += n }

// discard passes over up to n bytes without keeping them and returns how many
// of them are still to come when it had to stop.
func (in *input) discard(n int64) (int64, error) {
	for n > 0 {
		if _, err := in.peek(1); err != nil {
			return n, cut(err)
		}
		step := min(n, int64(in.w-in.r))
		in.r += int(step)
		n -= step
	}
	return 0, nil
}

// fill makes the next n bytes available. The buffer grows only as bytes
// arrive: a length field alone cannot make it large.
func (in *input) fill(n int) ([]byte, error) {
	in.w = copy(in.buf, in.buf[in.r:in.w])
	in.base += int64(in.r)
	in.r = 0
	for empty := 0; in.w < n; {
		if in.err != nil {
			if in.err == io.EOF && in.w > 0 {
				return nil, io.ErrUnexpectedEOF
			}
			return nil, in.err
		}
		if in.w == len(in.buf) {
			in.buf = append(in.buf, make([]byte, len(in.buf))...)
		}
		got, err := in.src.Read(in.buf[in.w:])
		in.w += got
		switch {
		case errors.Is(err, capture.ErrIdle):
			if in.w < n {
				return nil, capture.ErrIdle
			}
		case err != nil:
			in.err = err
		case got > 0:
			empty = 0
		default:
			if empty++; empty == 100 {
				in.err = io.ErrNoProgress
			}
		}
	}
	return in.buf[:n], nil
}

// cut turns the end of the file into an unexpected one.
func cut(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
