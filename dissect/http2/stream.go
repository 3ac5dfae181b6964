package http2

import (
	"strconv"
	"strings"

	"netsniff/dissect"
	"netsniff/reassembly"
)

// stream is one stream: a request and its response, told as HTTP/1 says them.
type stream struct {
	id     uint32
	inner  dissect.InnerSession
	begun  [2]bool // a head was told
	done   [2]bool
	chunks [2]bool // the body is told in chunks, as its length was not announced
	tunnel bool    // CONNECT: what follows is no body
}

// open returns the stream within.
func (s *stream) open(d *dialogue) dissect.InnerSession {
	if s.inner == nil {
		s.inner = d.session.Open(dissect.Inner{Number: s.id, Name: "HTTP2", ALPN: "http/1.1"})
	}
	return s.inner
}

// headers takes a header block: a head, an interim one, or trailers.
func (s *stream) headers(d *dialogue, dir dissect.Dir, fields []Field, ends bool, m reassembly.Mark) {
	switch {
	case s.done[dir]:
	case s.begun[dir]:
		s.ends(d, dir, m) // trailers
	default:
		s.head(d, dir, fields, ends, m)
		if ends {
			s.ends(d, dir, m)
		}
	}
}

// head tells the head of a message.
func (s *stream) head(d *dialogue, dir dissect.Dir, fields []Field, ends bool, m reassembly.Mark) {
	b := d.text[:0]
	interim, bodiless := false, ends
	if dir == dissect.ToServer {
		method, path := find(fields, ":method"), find(fields, ":path")
		if method == "" {
			method = "UNKNOWN" // hidden by what of the header table was not seen
		}
		if path == "" {
			path = "*"
		}
		if s.tunnel = method == "CONNECT"; s.tunnel {
			path = find(fields, ":authority")
		}
		b = append(appendClean(append(appendClean(b, method), ' '), path), " HTTP/2.0\r\n"...)
		if host := find(fields, ":authority"); host != "" && find(fields, "host") == "" {
			b = append(appendClean(append(b, "host: "...), host), "\r\n"...)
		}
	} else {
		code := find(fields, ":status")
		if len(code) != 3 {
			code = "000"
		}
		interim = code[0] == '1' && code != "101"
		bodiless = bodiless || interim || code == "204" || code == "304"
		b = append(appendStatus(append(b, "HTTP/2.0 "...), code), "\r\n"...)
	}
	b, sized := appendFields(b, fields)
	if s.chunks[dir] = !bodiless && !sized && !s.tunnel; s.chunks[dir] {
		b = append(b, "transfer-encoding: chunked\r\n"...)
	} else if bodiless && !sized && dir == dissect.ToClient && !interim {
		b = append(b, "content-length: 0\r\n"...)
	}
	d.text = append(b, "\r\n"...)
	s.begun[dir] = !interim
	s.open(d).Data(dir, d.text, m)
}

// appendFields appends header fields, and reports whether one says how long the body is.
func appendFields(b []byte, fields []Field) (_ []byte, sized bool) {
	for i := range fields {
		f := &fields[i]
		if strings.HasPrefix(f.Name, ":") || f.Hidden && f.Value == "" || f.Name == "transfer-encoding" || f.Name == "connection" {
			continue
		}
		if f.Name == "content-length" {
			if _, err := strconv.ParseInt(f.Value, 10, 63); err != nil || sized {
				continue
			}
			sized = true
		}
		b = append(appendClean(append(appendClean(b, f.Name), ": "...), f.Value), "\r\n"...)
	}
	return b, sized
}

// appendClean appends a text without line ends, which HTTP/2 can send and HTTP/1 cannot.
func appendClean(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c == '\r' || c == '\n' || c == 0 {
			b = append(b, ' ')
		} else {
			b = append(b, c)
		}
	}
	return b
}

// data tells a part of the body.
func (s *stream) data(d *dialogue, dir dissect.Dir, b []byte, m reassembly.Mark) {
	if !s.begun[dir] || s.done[dir] || s.tunnel {
		return
	}
	in := s.open(d)
	if !s.chunks[dir] {
		in.Data(dir, b, m)
		return
	}
	d.text = append(strconv.AppendInt(d.text[:0], int64(len(b)), 16), "\r\n"...)
	in.Data(dir, d.text, m)
	in.Data(dir, b, m)
	in.Data(dir, []byte("\r\n"), m)
}

// gap takes it that n bytes of the body are missing.
func (s *stream) gap(d *dialogue, dir dissect.Dir, n int64, m reassembly.Mark) {
	if !s.begun[dir] || s.done[dir] || s.tunnel {
		return
	}
	in := s.open(d)
	if s.chunks[dir] {
		d.text = append(strconv.AppendInt(d.text[:0], n, 16), "\r\n"...)
		in.Data(dir, d.text, m)
		in.Gap(dir, n, m)
		in.Data(dir, []byte("\r\n"), m)
		return
	}
	in.Gap(dir, n, m)
}

// ends takes it that one side has said all.
func (s *stream) ends(d *dialogue, dir dissect.Dir, m reassembly.Mark) {
	if s.done[dir] || !s.begun[dir] {
		return
	}
	if s.done[dir] = true; s.chunks[dir] {
		s.open(d).Data(dir, []byte("0\r\n\r\n"), m)
	}
	if s.done[0] && s.done[1] {
		s.end(d, m)
	}
}

// end ends the stream.
func (s *stream) end(d *dialogue, m reassembly.Mark) {
	delete(d.streams, s.id)
	if s.inner != nil {
		s.inner.End(m)
	}
}
