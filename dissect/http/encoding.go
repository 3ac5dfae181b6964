package http

import (
	"bytes"
	"compress/flate"
	"io"
)

// encoding is a content coding (RFC 9110 §8.4.1).
type encoding uint8

const (
	encodingNone  encoding = iota
	encodingFlate          // gzip or deflate; the bytes tell which
	encodingBrotli
	encodingUnknown
)

func parseEncoding(v []byte, has bool) encoding {
	switch v = trim(v); {
	case !has, foldEqual(v, "identity"):
		return encodingNone
	case foldEqual(v, "gzip"), foldEqual(v, "x-gzip"), foldEqual(v, "deflate"), foldEqual(v, "x-deflate"):
		return encodingFlate
	case foldEqual(v, "br"):
		return encodingBrotli
	}
	return encodingUnknown
}

// gzipFlags of RFC 1952 §2.3.1.
const (
	gzipCRC     = 1 << 1
	gzipExtra   = 1 << 2
	gzipName    = 1 << 3
	gzipComment = 1 << 4
)

// deflated finds the raw DEFLATE stream (RFC 1951) in a body that may be gzip
// (RFC 1952), zlib (RFC 1950) or bare, whatever the field said: servers mix
// them up. ok is false if b cannot be any of them, as far as its first block
// header shows.
func deflated(b []byte) (stream []byte, ok bool) {
	switch {
	case len(b) >= 3 && b[0] == 0x1f && b[1] == 0x8b:
		b = skipGzipHeader(b)
		return b, len(b) > 0
	case len(b) >= 3 && b[0]&15 == 8 && (uint(b[0])<<8|uint(b[1]))%31 == 0:
		b = b[2:]
	}
	return b, plausibleBlock(b)
}

// plausibleBlock reports whether b can begin a DEFLATE stream (RFC 1951
// §3.2.3): a stored block names its length twice.
func plausibleBlock(b []byte) bool {
	if len(b) == 0 {
		return false
	}
	switch b[0] >> 1 & 3 {
	case 0:
		return len(b) < 5 || b[1] == ^b[3] && b[2] == ^b[4]
	case 2:
		return b[0]>>3 <= 29 && (len(b) < 2 || b[1]&31 <= 29)
	case 3:
		return false
	}
	return true
}

func skipGzipHeader(b []byte) []byte {
	if len(b) < 10 {
		return nil
	}
	flags := b[3]
	b = b[10:]
	if flags&gzipExtra != 0 {
		if len(b) < 2 {
			return nil
		}
		n := int(b[0]) | int(b[1])<<8
		b = b[min(2+n, len(b)):]
	}
	for _, f := range [...]byte{gzipName, gzipComment} {
		if flags&f == 0 {
			continue
		}
		i := bytes.IndexByte(b, 0)
		if i < 0 {
			return nil
		}
		b = b[i+1:]
	}
	if flags&gzipCRC != 0 {
		b = b[min(2, len(b)):]
	}
	return b
}

// inflate appends the first limit bytes that the DEFLATE stream b stands for.
// A damaged or cut stream yields what comes before the damage.
func inflate(dst, b []byte, limit int) []byte {
	r := flate.NewReader(bytes.NewReader(b))
	n := len(dst)
	dst = append(dst, make([]byte, limit)...)
	k, _ := io.ReadFull(r, dst[n:])
	return dst[:n+k]
}

// looksInside reports whether what the row says depends on the bytes of the
// body and not on its type alone.
func looksInside(contentType []byte, has bool) bool {
	if !has {
		return true
	}
	var m media
	m.set(contentType, true, nil, 0)
	return m.kind == mediaMultipart || m.kind == mediaType && !m.known
}

// inflateLimit is how much of a body is decoded for its row.
func inflateLimit(contentType []byte) int {
	if hasFold(contentType, "multipart/") {
		return maxBody
	}
	return 4 * minPicture
}
