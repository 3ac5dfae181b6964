// Package coding undoes content codings (RFC 9110 §8.4.1) of bodies that are all there.
package coding

import (
	"bytes"
	"compress/flate"
	"io"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"netsniff/dissect/text"
)

// Coding is a content coding.
type Coding uint8

// Codings.
const (
	None    Coding = iota
	Flate          // gzip or deflate; the bytes tell which
	Zstd           // RFC 8878
	Brotli         // RFC 7932
	Unknown        // one that nobody here can read
)

var names = [...]string{"none", "flate", "zstd", "brotli", "unknown"}

func (c Coding) String() string { return names[c] }

// MaxZstdWindow bounds the memory of a zstd decoder (RFC 8878 §3.1.1.1.2
// recommends 8 MiB for content codings).
const MaxZstdWindow = 8 << 20

// Parse returns the coding that a Content-Encoding field names, None if there is none.
func Parse(v []byte, has bool) Coding {
	switch v = bytes.Trim(v, " \t"); {
	case !has, text.EqualFold(v, "identity"):
		return None
	case text.EqualFold(v, "gzip"), text.EqualFold(v, "x-gzip"), text.EqualFold(v, "deflate"),
		text.EqualFold(v, "x-deflate"):
		return Flate
	case text.EqualFold(v, "br"):
		return Brotli
	case text.EqualFold(v, "zstd"):
		return Zstd
	}
	return Unknown
}

// gzipFlags of RFC 1952 §2.3.1.
const (
	gzipCRC     = 1 << 1
	gzipExtra   = 1 << 2
	gzipName    = 1 << 3
	gzipComment = 1 << 4
)

// Deflated finds the raw DEFLATE stream (RFC 1951) in a body that may be gzip
// (RFC 1952), zlib (RFC 1950) or bare, whatever the field said: servers mix
// them up.
func Deflated(b []byte) []byte {
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

// Inflate appends the first limit bytes that the DEFLATE stream b stands for.
// A damaged or cut stream yields what comes before the damage; damaged is set
// if that is nothing.
func Inflate(dst, b []byte, limit int) (out []byte, damaged bool) {
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

// Undo takes the coding off a body, and returns at most limit bytes of what it stands for;
// of one without a coding, the body itself. ok is false if nobody here can read it.
func (c Coding) Undo(body []byte, limit int) (content []byte, ok bool) {
	switch c {
	case None:
		return body, true
	case Flate:
		b, damaged := Inflate(nil, Deflated(body), limit)
		return b, !damaged
	case Brotli:
		b, err := io.ReadAll(io.LimitReader(brotli.NewReader(bytes.NewReader(body)), int64(limit)))
		return b, err == nil
	case Zstd:
		r, err := zstd.NewReader(bytes.NewReader(body), zstd.WithDecoderConcurrency(1),
			zstd.WithDecoderMaxWindow(MaxZstdWindow))
		if err != nil {
			return nil, false
		}
		defer r.Close()
		b, err := io.ReadAll(io.LimitReader(r, int64(limit)))
		return b, err == nil
	}
	return nil, false
}
