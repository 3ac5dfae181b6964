// Package tpkt dissects ISO transport over TCP (https://www.rfc-editor.org/rfc/rfc1006) with its transport protocol, class 0
// (ITU-T X.224), and what stands on it: the connection of a remote desktop (ITU-T T.125, MS-RDPBCGR), and S7 communication.
package tpkt

import (
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/dissect/parts"
)

// Protocol is TPKT.
var Protocol = dissect.Protocol{
	Name: "tpkt", Title: "TPKT - ISO on TCP - RFC1006", Column: "TPKT", TCP: []uint16{102, 3389},
	Sniff: sniff,
	NewStream: func(c *dissect.Conn) dissect.StreamDissector {
		return &dissector{conn: c, shared: dissect.Shared[shared](c)}
	},
	Fields:  fields,
	Outline: &outline,
}

// Transport is the transport protocol in TPKT, class 0.
var Transport = dissect.Protocol{
	Name: "cotp", Title: "ISO 8073/X.224 COTP Connection-Oriented Transport Protocol", Column: "COTP",
	Fields: transportFields, Outline: &outline,
}

// Channels is T.125, which gives a remote desktop its channels.
var Channels = dissect.Protocol{
	Name: "t125", Title: "MULTIPOINT-COMMUNICATION-SERVICE T.125", Column: "T.125", Fields: channelFields, Outline: &outline,
}

// Desktop is the Remote Desktop Protocol, as far as it is not encrypted.
var Desktop = dissect.Protocol{
	Name: "rdp", Title: "Remote Desktop Protocol", Column: "RDP", Fields: desktopFields, Outline: &outline,
}

// S7 is what controllers of Siemens speak.
var S7 = dissect.Protocol{
	Name: "s7comm", Title: "S7 Communication", Column: "S7COMM", Fields: s7Fields, Outline: &outline,
}

var be, le = binary.BigEndian, binary.LittleEndian

// Of TPKT: the version, and the length of its head.
const (
	version = 3
	head    = 4
)

// sniff recognises a connection being asked for or confirmed. On the ports other bytes may be the middle of a stream.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	switch {
	case from == dissect.FromDatagram || isTLS(b):
		return dissect.No
	case len(b) >= head+transportHead && b[0] == version && b[1] == 0 && int(be.Uint16(b[2:])) == len(b) &&
		int(b[head]) == len(b)-head-1 &&
		(b[head+1] == connectRequest || b[head+1] == connectConfirm):
		return dissect.Yes
	}
	return dissect.Maybe
}

// isTLS reports whether a record of TLS begins, as it does once both ends of a remote desktop have agreed on that.
func isTLS(b []byte) bool {
	const handshake, application = 22, 23
	return len(b) > 2 && b[0] >= handshake && b[0] <= application && b[1] == 3 && b[2] <= 4
}

// shared is the storage of all connections of a worker.
type shared struct {
	packets    dissect.Recycled[Packet]
	transports dissect.Recycled[TPDU]
	channels   dissect.Recycled[ChannelPDU]
	desktops   dissect.Recycled[DesktopPDU]
	s7         dissect.Recycled[S7PDU]
	cut        cut
}

// cut is what the row says of a packet that goes on in other segments: nothing.
type cut struct{}

// AppendInfo appends nothing.
func (cut) AppendInfo(dst []byte) []byte { return dst }

// dissector follows one connection.
type dissector struct {
	conn    *dissect.Conn
	shared  *shared
	desktop session
	open    [2]bool // by direction: what a unit carries goes on in the next
}

// Dissect reads one packet, a fast path PDU of a remote desktop (MS-RDPBCGR §2.2.8.1.2), or what is in the middle of one.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b := in.Bytes
	switch {
	case !in.Again && isTLS(b):
		d.conn.Redetect()
		return dissect.Reject()
	case b[0] == version && (len(b) < head || b[1] == 0 && be.Uint16(b[2:]) >= head):
		return d.packet(f, in)
	case d.desktop.begun && b[0]&fastAction == 0:
		if n := fastLen(b); n > 2 && n <= len(b) {
			d.fastPath(f, in.Dir, b[:n])
			return dissect.Done(n)
		}
	}
	m := d.shared.packets.Next(f)
	*m = Packet{reader: m.reader, Rest: true}
	m.reader.Begin(b)
	f.Emit(dissect.Layer{Message: m, Bytes: b})
	return dissect.Done(len(b))
}

func (d *dissector) packet(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b := in.Bytes
	if len(b) < head {
		return dissect.MoreSegment().Saying(&d.shared.cut)
	}
	n := int(be.Uint16(b[2:]))
	if n > len(b) {
		return dissect.More(n - len(b)).Saying(&d.shared.cut)
	}
	m := d.shared.packets.Next(f)
	*m = Packet{reader: m.reader}
	m.reader.Begin(b[:n])
	body := b[head:n]
	has := len(body) > transportHeadLeast
	f.Emit(dissect.Layer{Message: m, Bytes: b[:n], Own: head, Quiet: has})
	if has {
		d.transport(f, in.Dir, body)
	}
	return dissect.Done(n)
}

// Gap has nothing to forget: packets tell themselves.
func (d *dissector) Gap(dissect.Dir, int64) {}

// Packet is a packet, or what is in the middle of one whose beginning was not seen. Borrowed until the frame has been reported.
type Packet struct {
	Rest   bool
	reader parts.Reader
}

// Parts implements parts.Message.
func (m *Packet) Parts() *parts.Reader { return &m.reader }

// AppendInfo appends "Continuation".
func (m *Packet) AppendInfo(dst []byte) []byte {
	if m.Rest {
		return append(dst, "Continuation"...)
	}
	return dst
}

// ReadAll implements parts.Message.
func (m *Packet) ReadAll(r *parts.Reader) {
	if m.Rest {
		return
	}
	r.Uint("tpkt.version", 1)
	r.Uint("tpkt.reserved", 1)
	r.Uint("tpkt.length", 2)
}

// quiet has what messages of protocol p said before in f say nothing: what follows speaks for them.
func quiet(f *dissect.Frame, p *dissect.Protocol) {
	list := f.Messages()
	for i := range list {
		if list[i].Protocol == p {
			list[i].Quiet = true
		}
	}
}
