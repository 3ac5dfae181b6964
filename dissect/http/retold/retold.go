// Package retold tells the streams of HTTP/2 and HTTP/3 as the messages of HTTP/1 that say
// the same, so that one dialogue tells the exchanges of all three.
package retold

import (
	"net/url"
	"strconv"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/http/status"
	"netsniff/reassembly"
)

// Field is a header field. Name and Value are text as it was sent.
type Field struct {
	Name, Value string
	// Hidden: the name, or all of it, stands in a table that is not known.
	Hidden bool
}

// Connection is what the streams of one connection have in common.
type Connection struct {
	Session interface {
		Open(x dissect.Inner) dissect.InnerSession
	}
	Name    string // of the inner streams: "HTTP2"
	Version string // as messages say it: "HTTP/2.0"
	Secured bool   // the connection is encrypted, though TLS does not carry it
	text    []byte
}

// Stream is one stream: a request and its response.
type Stream struct {
	Of     *Connection
	Number uint32 // of the inner stream
	inner  dissect.InnerSession
	begun  [2]bool // a head was told
	done   [2]bool
	chunks [2]bool // the body is told in chunks, as its length was not announced
	tunnel bool    // CONNECT: what follows is no body
	// extended: it asked for another protocol (RFC 8441), which what follows is of.
	extended bool
	// Met is what it met of others; who reads the connection completes it.
	Met dissect.Multiplexed
}

// open returns the stream within.
func (s *Stream) open() dissect.InnerSession {
	if s.inner == nil {
		s.inner = s.Of.Session.Open(dissect.Inner{Number: s.Number, Name: s.Of.Name, ALPN: "http/1.1",
			Secured: s.Of.Secured, Retold: true})
		s.inner.Conn().More().Multiplexed = &s.Met
	}
	return s.inner
}

// Headers takes header fields: a head, an interim one, or trailers. ends: the sender has
// said all.
func (s *Stream) Headers(dir dissect.Dir, fields []Field, ends bool, m reassembly.Mark) {
	switch {
	case s.done[dir]:
	case s.begun[dir]: // trailers
		s.outcome(dir, fields)
		s.Ends(dir, m)
	default:
		s.outcome(dir, fields)
		s.head(dir, fields, ends, m)
		if ends {
			s.Ends(dir, m)
		}
	}
}

// outcome notes how a call of gRPC ended, if the fields say so: in trailers, or in a head that
// is all there is.
func (s *Stream) outcome(dir dissect.Dir, fields []Field) {
	if code := find(fields, "grpc-status"); code != "" && dir == dissect.ToClient {
		s.Met.Code, s.Met.Words = code, find(fields, "grpc-message")
		if text, err := url.PathUnescape(s.Met.Words); err == nil {
			s.Met.Words = text
		}
	}
}

// head tells the head of a message.
func (s *Stream) head(dir dissect.Dir, fields []Field, ends bool, m reassembly.Mark) {
	b := s.Of.text[:0]
	interim, bodiless := false, ends
	if dir == dissect.ToServer {
		method, path := find(fields, ":method"), find(fields, ":path")
		if method == "" {
			method = "UNKNOWN" // hidden by what of the header table was not seen
		}
		if path == "" {
			path = "*"
		}
		protocol := find(fields, ":protocol")
		if s.tunnel, s.extended = method == "CONNECT", method == "CONNECT" && protocol != ""; s.tunnel && !s.extended {
			path = find(fields, ":authority")
		}
		b = append(appendClean(append(appendClean(b, method), ' '), path), ' ')
		b = append(append(b, s.Of.Version...), "\r\n"...)
		if s.extended {
			b = append(appendClean(append(b, "upgrade: "...), protocol), "\r\n"...)
		}
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
		b = append(append(b, s.Of.Version...), ' ')
		b = append(status.Append(b, code), "\r\n"...)
	}
	b, sized := appendFields(b, fields)
	if s.chunks[dir] = !bodiless && !sized && !s.tunnel; s.chunks[dir] {
		b = append(b, "transfer-encoding: chunked\r\n"...)
	} else if bodiless && !sized && dir == dissect.ToClient && !interim {
		b = append(b, "content-length: 0\r\n"...)
	}
	s.Of.text = append(b, "\r\n"...)
	s.begun[dir] = !interim
	s.open().Data(dir, s.Of.text, m)
}

// find returns the value of the first field with a name.
func find(fields []Field, name string) string {
	for i := range fields {
		if fields[i].Name == name {
			return fields[i].Value
		}
	}
	return ""
}

// appendFields appends header fields, and reports whether one says how long the body is.
func appendFields(b []byte, fields []Field) (_ []byte, sized bool) {
	for i := range fields {
		f := &fields[i]
		if strings.HasPrefix(f.Name, ":") || f.Hidden && f.Value == "" || f.Name == "transfer-encoding" ||
			f.Name == "connection" {
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

// appendClean appends a text without line ends, which these versions can send and HTTP/1
// cannot.
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

// Data tells a part of the body.
func (s *Stream) Data(dir dissect.Dir, b []byte, m reassembly.Mark) {
	if !s.begun[dir] || s.done[dir] || s.tunnel && !s.extended || len(b) == 0 {
		return
	}
	in := s.open()
	if !s.chunks[dir] {
		in.Data(dir, b, m)
		return
	}
	s.Of.text = append(strconv.AppendInt(s.Of.text[:0], int64(len(b)), 16), "\r\n"...)
	in.Data(dir, s.Of.text, m)
	in.Data(dir, b, m)
	in.Data(dir, []byte("\r\n"), m)
}

// Gap takes it that n bytes of the body are missing.
func (s *Stream) Gap(dir dissect.Dir, n int64, m reassembly.Mark) {
	if !s.begun[dir] || s.done[dir] || s.tunnel && !s.extended {
		return
	}
	in := s.open()
	if s.chunks[dir] {
		s.Of.text = append(strconv.AppendInt(s.Of.text[:0], n, 16), "\r\n"...)
		in.Data(dir, s.Of.text, m)
		in.Gap(dir, n, m)
		in.Data(dir, []byte("\r\n"), m)
		return
	}
	in.Gap(dir, n, m)
}

// Ends takes it that one side has said all.
func (s *Stream) Ends(dir dissect.Dir, m reassembly.Mark) {
	if s.done[dir] || !s.begun[dir] {
		return
	}
	if s.done[dir] = true; s.chunks[dir] {
		s.open().Data(dir, []byte("0\r\n\r\n"), m)
	}
}

// Over reports whether both sides have said all.
func (s *Stream) Over() bool { return s.done[0] && s.done[1] }

// End ends the stream.
func (s *Stream) End(m reassembly.Mark) {
	if s.inner != nil {
		s.inner.End(m)
	}
}
