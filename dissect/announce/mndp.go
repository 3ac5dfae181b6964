package announce

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
)

// MikroTik is MikroTik's neighbour discovery, whose rows are those of UDP.
var MikroTik = dissect.Protocol{
	Name: "mndp", Title: "Mikrotik Neighbor Discovery Protocol", Column: "MNDP", UDP: []uint16{5678},
	Sniff:       sniffNeighbour,
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return dissect.Shared[mikrotik](c) },
	Fields:      fields,
	Outline:     &outline,
}

// Lengths of the header and of the head of an element.
const (
	header      = 4
	elementHead = 4
)

func sniffNeighbour(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromDatagram && len(b) >= header+elementHead {
		return dissect.Maybe
	}
	return dissect.No
}

type mikrotik struct{ messages dissect.Recycled[Neighbour] }

// Datagram implements dissect.DatagramDissector.
func (d *mikrotik) Datagram(f *dissect.Frame, b []byte) bool {
	if len(b) < header+elementHead {
		return false
	}
	m := d.messages.Next(f)
	*m = Neighbour{reader: m.reader}
	m.reader.Begin(b)
	f.Emit(dissect.Layer{Message: m, Bytes: b, Quiet: true, Column: MikroTik.Column})
	return true
}

// Neighbour is what a router says of itself. Borrowed until the frame has been reported.
type Neighbour struct{ reader parts.Reader }

// AppendInfo appends nothing: the row is that of the datagram.
func (*Neighbour) AppendInfo(dst []byte) []byte { return dst }

// Parts implements parts.Message.
func (m *Neighbour) Parts() *parts.Reader { return &m.reader }

// uptime is the element whose number is little-endian, in seconds.
const uptime = 10

// unpack is the element whose number has one octet.
const unpack = 14

// elements are the fields of elements by type.
var elements = map[uint64]string{
	1: "mndp.mac", 5: "mndp.identity", 7: "mndp.version", 8: "mndp.platform", uptime: "mndp.uptime",
	11: "mndp.softwareid", 12: "mndp.board",
	unpack: "mndp.unpack", 15: "mndp.ipv6address", 16: "mndp.interfacename", 17: "mndp.ipv4address",
}

// ReadAll implements parts.Message.
func (m *Neighbour) ReadAll(r *parts.Reader) {
	r.Octets("mndp.header.unknown", 2)
	r.Uint("mndp.header.seqno", 2)
	for r.Left() >= elementHead {
		kind := r.Uint("mndp.tlv.type", 2)
		n := int(r.Uint("mndp.tlv.length", 2))
		if r.Left() < n {
			return
		}
		switch {
		case kind == uptime && n == 4:
			off := r.Off
			r.Little = true
			seconds := r.Uint("", n)
			r.Little = false
			r.Note(elements[kind], off, n, seconds*1e9)
		case kind == unpack && n == 1:
			r.Uint(elements[kind], n)
		default:
			r.Octets(elements[kind], n)
		}
	}
}

var fields = parts.Fields([]dissect.Field{
	{Name: "mndp.header.unknown", Title: "Header Unknown", Type: dissect.Octets},
	{Name: "mndp.header.seqno", Title: "SeqNo", Type: dissect.Uint},
	{Name: "mndp.tlv.type", Title: "TlvType", Type: dissect.Uint},
	{Name: "mndp.tlv.length", Title: "TlvLength", Type: dissect.Uint},
	{Name: "mndp.mac", Title: "MAC-Address", Type: dissect.Ether},
	{Name: "mndp.identity", Title: "Identity", Type: dissect.String},
	{Name: "mndp.version", Title: "Version", Type: dissect.String},
	{Name: "mndp.platform", Title: "Platform", Type: dissect.String},
	{Name: "mndp.uptime", Title: "Uptime", Type: dissect.RelTime},
	{Name: "mndp.softwareid", Title: "Software-ID", Type: dissect.String},
	{Name: "mndp.board", Title: "Board", Type: dissect.String},
	{Name: "mndp.unpack", Title: "Unpack", Type: dissect.Uint},
	{Name: "mndp.ipv6address", Title: "IPv6-Address", Type: dissect.IPv6},
	{Name: "mndp.interfacename", Title: "Interface name", Type: dissect.String},
	{Name: "mndp.ipv4address", Title: "IPv4-Address", Type: dissect.IPv4},
})

var outline = dissect.Outline{Sorted: true}
