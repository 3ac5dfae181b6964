package pipeline_test

import (
	"bytes"
	"fmt"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// heraldPort is where the herald listens, which announces connections, a line
// each: transport, last byte of the address and port they go to (0: any), last
// byte of the address they come from (0: any), seconds, and what they are about.
// If that begins with "stays" it holds for all that fit. The line "break" breaks
// the herald's code.
const heraldPort = 9

// guestPort is where what is not a guest may be found by its port.
const guestPort = 5003

type speaker struct {
	name string
	conn *dissect.Conn
}

func (s *speaker) AppendInfo(dst []byte) []byte {
	dst = append(dst, s.name...)
	if a := s.conn.Announced; a != nil {
		dst = fmt.Appendf(dst, " announced by %d in %d about %v", a.By.ID, a.Mark.Frame, a.About)
	}
	return dst
}

func (*speaker) Gap(dissect.Dir, int64) {}

// guests are found where they were announced, and nowhere else.
var guest = dissect.Protocol{
	Name: "guest", Column: "GUEST",
	Sniff: func(_ dissect.Origin, b []byte) dissect.Match {
		if b[0] == 'N' {
			return dissect.No
		}
		return dissect.Maybe
	},
	NewStream: func(c *dissect.Conn) dissect.StreamDissector {
		return &streamed{speaker{"guest", c}}
	},
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector {
		return &streamed{speaker{"guest", c}}
	},
}

// host is found by its port or by its bytes.
var host = dissect.Protocol{
	Name: "host", Column: "HOST", TCP: []uint16{guestPort}, UDP: []uint16{guestPort},
	Sniff: func(_ dissect.Origin, b []byte) dissect.Match {
		if bytes.HasPrefix(b, []byte("host")) {
			return dissect.Yes
		}
		return dissect.Maybe
	},
	NewStream: func(c *dissect.Conn) dissect.StreamDissector {
		return &streamed{speaker{"host", c}}
	},
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector {
		return &streamed{speaker{"host", c}}
	},
}

type streamed struct{ speaker }

func (s *streamed) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	f.Emit(dissect.Layer{Message: s})
	return dissect.Done(len(in.Bytes))
}

func (s *streamed) Datagram(f *dissect.Frame, _ []byte) bool {
	f.Emit(dissect.Layer{Message: s})
	return true
}

// herald and its dialogue both announce.
var herald = dissect.Protocol{
	Name: "herald", Column: "HERALD", TCP: []uint16{heraldPort}, UDP: []uint16{heraldPort}, Announces: true,
	NewStream:   func(c *dissect.Conn) dissect.StreamDissector { return &heraldRows{speaker{"herald", c}} },
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return &heraldRows{speaker{"herald", c}} },
	NewDialogue: func(s dissect.Session) dissect.Dialogue { return &heraldTalk{session: s} },
}

type heraldRows struct{ speaker }

func (h *heraldRows) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	i := bytes.IndexByte(in.Bytes, '\n')
	if i < 0 {
		return dissect.MoreSegment()
	}
	for _, x := range expectations(in.Bytes[:i]) {
		h.conn.Expect(x)
	}
	f.Emit(dissect.Layer{Message: h})
	return dissect.Done(i + 1)
}

func (h *heraldRows) Datagram(f *dissect.Frame, b []byte) bool {
	for _, x := range expectations(b) {
		h.conn.Expect(x)
	}
	f.Emit(dissect.Layer{Message: h})
	return true
}

type heraldTalk struct {
	session dissect.Session
	line    []byte
}

func (h *heraldTalk) Data(_ dissect.Dir, b []byte, _ reassembly.Mark) int {
	h.line = append(h.line, b...)
	for {
		line, rest, ok := bytes.Cut(h.line, []byte("\n"))
		if !ok {
			return len(b)
		}
		h.line = rest
		for _, x := range expectations(line) {
			h.session.Expect(x)
		}
	}
}

func (h *heraldTalk) Gap(dissect.Dir, int64, reassembly.Mark) { h.line = nil }
func (h *heraldTalk) End(reassembly.Mark)                     {}

func expectations(line []byte) []dissect.Expectation {
	if string(line) == "break" {
		panic("herald")
	}
	var transport, about string
	var to, port, from, seconds int
	if n, _ := fmt.Sscan(string(line), &transport, &to, &port, &from, &seconds, &about); n < 6 {
		return nil
	}
	x := dissect.Expectation{
		Transport: capture.ProtoTCP, To: dissect.Endpoint{Addr: address(to), Port: uint16(port)},
		Protocol: &guest, About: about, For: capture.Stamp(seconds) * 1e9, Stays: strings.HasPrefix(about, "stays"),
	}
	if from > 0 {
		x.From = address(from)
	}
	if transport == "udp" {
		x.Transport = capture.ProtoUDP
	}
	return []dissect.Expectation{x}
}

func address(last int) capture.Addr {
	return capture.Addr{Kind: capture.AddrIPv4, B: [16]byte{192, 0, 2, byte(last)}}
}
