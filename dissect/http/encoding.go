package http

import (
	"bytes"
	"compress/flate"
	"io"
	"sync"

	"netsniff/dissect/text"
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
	case !has, text.EqualFold(v, "identity"):
		return encodingNone
	case text.EqualFold(v, "gzip"), text.EqualFold(v, "x-gzip"), text.EqualFold(v, "deflate"),
		text.EqualFold(v, "x-deflate"):
		return encodingFlate
	case text.EqualFold(v, "br"):
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
// them up.
func deflated(b []byte) []byte {
	switch {
	case len(b) >= 3 && b[0] == 0x1f && b[1] == 0x8b:
		return skipGzipHeader(b)
	case len(b) >= 3 && b[0]&15 == 8 && (uint(b[0])<<8|uint(b[1]))%31 == 0:
		return b[2:]
	}
	return b
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

// inflaters are kept between bodies: one is 40 KiB of tables and window.
var inflaters = sync.Pool{New: func() any { return &inflater{stream: flate.NewReader(nil)} }}

type inflater struct {
	in     bytes.Reader
	stream io.ReadCloser
}

// inflate appends the first limit bytes that the DEFLATE stream b stands for.
// A damaged or cut stream yields what comes before the damage; damaged is set
// if that is nothing.
func inflate(dst, b []byte, limit int) (out []byte, damaged bool) {
	x := inflaters.Get().(*inflater)
	defer inflaters.Put(x)
	x.in.Reset(b)
	if err := x.stream.(flate.Resetter).Reset(&x.in, nil); err != nil {
		return dst, true
	}
	start := len(dst)
	var part [512]byte
	for len(dst)-start < limit {
		n, err := x.stream.Read(part[:min(len(part), limit-(len(dst)-start))])
		dst = append(dst, part[:n]...)
		if err != nil {
			damaged = err != io.EOF && len(dst) == start
			break
		}
	}
	return dst, damaged
}

// inflateLimit is how much of a body is decoded for its row.
func inflateLimit(contentType []byte) int {
	if text.HasPrefixFold(contentType, "multipart/") {
		return maxBody
	}
	return prefixLen
}
