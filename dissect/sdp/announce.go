package sdp

import (
	"bytes"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/rtp"
	"netsniff/dissect/text"
)

// caller is who carries descriptions and knows the call that they are of.
type caller interface{ CallID() []byte }

// Media is a media description (RFC 8866 §5.14).
type Media struct {
	Kind    string // "audio", "video"
	Proto   string // "RTP/AVP"
	Control string // of RTSP (RFC 7826 §D.1.1), "" if it is not told
	Formats []rtp.Format

	to      dissect.Endpoint // where it is to be sent; port 0: not at all
	control dissect.Endpoint // where its RTCP is
}

// maxMedia is how many media of a description are read.
const maxMedia = 16

// Read returns the media of a description.
func Read(b []byte) (list []Media) {
	var session, here capture.Addr
	close := func() {
		if n := len(list); n > 0 {
			list[n-1].place(here)
		}
	}
	for l := range all(b) {
		switch {
		case l.kind == 'm':
			close()
			if len(list) == maxMedia {
				return list
			}
			list = append(list, readMedia(l.value))
			here = session
		case l.kind == 'c' && l.media:
			here = address(l.value, 2)
		case l.kind == 'c':
			session = address(l.value, 2)
		case l.kind == 'a' && l.media:
			list[len(list)-1].attribute(l.value)
		}
	}
	close()
	return list
}

// place fills in the address where that is not told.
func (m *Media) place(a capture.Addr) {
	m.to.Addr = a
	if m.control.Addr == (capture.Addr{}) {
		m.control.Addr = a
	}
	if m.control.Port == 0 && m.to.Port != 0 {
		m.control.Port = m.to.Port + 1
	}
}

func readMedia(value []byte) (m Media) {
	kind, _ := word(value, 0)
	port, _ := word(value, 1)
	proto, at := word(value, 2)
	m.Kind, m.Proto = string(kind), string(proto)
	port, _, _ = bytes.Cut(port, []byte("/"))
	if n, ok := text.Number(port); ok && n <= 0xffff {
		m.to.Port = uint16(n)
	}
	if !isRTP(proto) {
		return m
	}
	for w := range bytes.FieldsSeq(value[at+len(proto):]) {
		if n, ok := text.Number(w); ok && n < 128 && len(m.Formats) < maxFormats {
			m.Formats = append(m.Formats, rtp.FormatOf(rtp.PayloadType(n)))
		}
	}
	return m
}

// attribute reads an attribute of the media.
func (m *Media) attribute(value []byte) {
	name, rest, _ := attribute(value)
	switch string(name) {
	case "rtpmap":
		m.describe(rest)
	case "control":
		m.Control = string(rest[:min(len(rest), maxControl)])
	case "rtcp": // RFC 3605
		port, _ := word(rest, 0)
		if n, ok := text.Number(port); ok && n <= 0xffff {
			m.control = dissect.Endpoint{Port: uint16(n), Addr: address(rest, 3)}
		}
	}
}

// maxControl bounds a URI, maxEncoding the name of an encoding.
const (
	maxControl  = 1024
	maxEncoding = 32
)

// describe reads "0 PCMU/8000/1".
func (m *Media) describe(rest []byte) {
	number, _ := word(rest, 0)
	encoding, _ := word(rest, 1)
	n, ok := text.Number(number)
	name, params, hasRate := bytes.Cut(encoding, []byte("/"))
	if !ok || n > 127 || !hasRate || len(name) > maxEncoding {
		return
	}
	rate, channels, _ := bytes.Cut(params, []byte("/"))
	for i := range m.Formats {
		f := &m.Formats[i]
		if f.Type != rtp.PayloadType(n) {
			continue
		}
		f.Encoding, f.Told = string(name), true
		if r, ok := text.Number(rate); ok && r <= 1<<30 {
			f.Clock = uint32(r)
		}
		if c, ok := text.Number(channels); ok && c < 256 {
			f.Channels = uint8(c)
		}
	}
}

// address reads the address that is the i-th word; the zero Addr if it is a name, or
// says that there is none (RFC 3264 §8.4).
func address(value []byte, i int) capture.Addr {
	w, _ := word(value, i)
	w, _, _ = bytes.Cut(w, []byte("/"))
	var a capture.Addr
	if len(w) > maxAddress || a.UnmarshalText(w) != nil || a.Kind != capture.AddrIPv4 && a.Kind != capture.AddrIPv6 ||
		a.B == [16]byte{} {
		return capture.Addr{}
	}
	return a
}

// maxAddress is the longest address in text.
const maxAddress = 45

// patience is how long media may take to come: those of a call on hold for as long as
// that lasts.
const patience = capture.Stamp(60 * 60 * 1e9)

// announce has the media of a description expected, which a frame brought.
func announce(x *dissect.Content, frame uint32, expect func(dissect.Expectation)) {
	call := ""
	if c, ok := x.About.(caller); ok {
		call = string(c.CallID())
	}
	for _, m := range Read(x.Bytes) {
		if !bytes.HasPrefix([]byte(m.Proto), []byte("RTP/")) || m.to.Port == 0 || m.to.Addr == (capture.Addr{}) {
			continue
		}
		setup := &rtp.Setup{Frame: frame, Method: "SDP", Call: call, Media: m.Kind, Formats: m.Formats}
		expect(dissect.Expectation{Transport: capture.ProtoUDP, To: m.to, Protocol: &rtp.Protocol, About: setup,
			For: patience, Stays: true})
		expect(dissect.Expectation{Transport: capture.ProtoUDP, To: m.control, Protocol: &rtp.Control, About: setup,
			For: patience, Stays: true})
	}
}
