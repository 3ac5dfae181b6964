package bittorrent

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// LSD is local service discovery (BEP 14,
// https://www.bittorrent.org/beps/bep_0014.html): peers announce to their network
// which torrents they have.
var LSD = dissect.Protocol{
	Name: "lsd", Title: "Local Service Discovery", Column: "LSD",
	UDP:         []uint16{6771},
	Announces:   true,
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return lsdDissector{c, dissect.Shared[LSDMessage](c)} },
	NewDialogue: func(k dissect.Session) dissect.Dialogue { return lsdDialogue{k} },
	Fields:      lsdFields,
}

// LSDMessage is an announcement. Reused with the next frame.
type LSDMessage struct{ Bytes []byte }

// AppendInfo appends nothing, as Wireshark does.
func (m *LSDMessage) AppendInfo(dst []byte) []byte { return dst }

type lsdDissector struct {
	conn *dissect.Conn
	m    *LSDMessage
}

// lsdGroups are where announcements go. What some programs send elsewhere beside
// that has the row of UDP, as in Wireshark.
var lsdGroups = [...]capture.Addr{
	{Kind: capture.AddrIPv4, B: [16]byte{239, 192, 152, 143}},
	{Kind: capture.AddrIPv6, B: [16]byte{0: 0xff, 1: 0x15, 12: 0xef, 13: 0xc0, 14: 0x98, 15: 0x8f}},
}

// Datagram reads an announcement.
func (d lsdDissector) Datagram(f *dissect.Frame, b []byte) bool {
	if !slices.Contains(lsdGroups[:], f.Dst) {
		return false
	}
	d.m.Bytes = b
	f.Emit(dissect.Layer{Message: d.m})
	if x, ok := expectation(dissect.Endpoint{Addr: f.Src, Port: d.m.port()}, byLSD); ok {
		d.conn.Expect(x)
	}
	return true
}

// line returns line i, without its end, and where it stands.
func (m *LSDMessage) line(i int) (b []byte, at int) {
	rest := m.Bytes
	for ; i >= 0; i-- {
		b, rest, _ = bytes.Cut(rest, []byte("\r\n"))
		if i > 0 {
			at += len(b) + 2
		}
	}
	return b, at
}

// port returns where the one who announces himself listens, 0 if he does not say.
func (m *LSDMessage) port() (n uint16) {
	m.each("Port", func(b []byte, _ int) {
		u, _ := strconv.ParseUint(string(b[:min(len(b), 6)]), 10, 16)
		n = uint16(u)
	})
	return n
}

// maxLSDFields bounds the fields of an announcement: torrents of one peer, more
// than a datagram should have (BEP 14).
const maxLSDFields = 64

// each calls f for every field of a name.
func (m *LSDMessage) each(name string, f func(value []byte, at int)) {
	at := 0
	for i, rest := 0, m.Bytes; i < maxLSDFields && len(rest) > 0; i++ {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte("\r\n"))
		key, value, ok := bytes.Cut(line, []byte(":"))
		if ok && len(key) == len(name) && bytes.EqualFold(key, []byte(name)) {
			trimmed := bytes.TrimSpace(value)
			f(trimmed, at+len(line)-len(bytes.TrimLeft(value, " ")))
		}
		at += len(line) + 2
	}
}

var lsdFields = []dissect.Field{
	{Name: "lsd.header", Title: "Header", Type: dissect.String, Get: dissect.Of(func(m *LSDMessage, v *dissect.Values) {
		b, at := m.line(0)
		v.Bytes(b).At(at, len(b))
	})},
	lsdText("lsd.host", "Host", "Host"),
	{Name: "lsd.port", Title: "Port", Type: dissect.Uint, Get: dissect.Of(func(m *LSDMessage, v *dissect.Values) {
		m.each("Port", func(b []byte, at int) {
			if n, err := strconv.ParseUint(string(b[:min(len(b), 6)]), 10, 16); err == nil {
				v.Uint(n).At(at, len(b))
			}
		})
	})},
	lsdText("lsd.infohash", "Infohash", "Infohash"),
	lsdText("lsd.cookie", "cookie", "cookie"),
}

func lsdText(name, title, key string) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.String,
		Get: dissect.Of(func(m *LSDMessage, v *dissect.Values) {
			m.each(key, func(b []byte, at int) { v.Bytes(b).At(at, len(b)) })
		})}
}

// lsdDialogue tells who announces himself, for each torrent an exchange that nobody
// answers: it goes to all.
type lsdDialogue struct{ talk dissect.Session }

// Data implements dissect.Dialogue.
func (d lsdDialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	size := len(b)
	x := LSDMessage{Bytes: b}
	sender := d.talk.Conn().Client
	if dir == dissect.ToClient {
		sender = d.talk.Conn().Server
	}
	port := x.port()
	x.each("Infohash", func(b []byte, _ int) {
		list := &PeerList{Source: FromLSD, Added: []dissect.Endpoint{{Addr: sender.Addr, Port: port}}}
		if n, err := hex.Decode(list.InfoHash[:], b[:min(len(b), 2*HashSize)]); err == nil && n == HashSize {
			list.Known = true
			x := dissect.Exchange{Method: "BT-SEARCH", Subject: hex.EncodeToString(list.InfoHash[:])}
			x.Request.Add(size, m)
			d.talk.Tell(&x)
			list.tell(d.talk, dissect.Event{Dir: dir, Mark: m})
		}
	})
	return len(b)
}

// Gap implements dissect.Dialogue.
func (lsdDialogue) Gap(dissect.Dir, int64, reassembly.Mark) {}

// End implements dissect.Dialogue.
func (lsdDialogue) End(reassembly.Mark) {}
