package http

import "netsniff/dissect"

// SSDP is HTTP over UDP, as UPnP discovery speaks it (UPnP Device
// Architecture 2.0 §1, https://openconnectivity.org/upnp-specs/). Its messages
// are Requests and Responses with the fields of HTTP.
var SSDP = dissect.Protocol{
	Name:        "ssdp",
	Title:       "Simple Service Discovery Protocol",
	Column:      "SSDP",
	UDP:         []uint16{1900},
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return &datagrams{store: dissect.Shared[store](c)} },
	Fields:      fields,
	Outline:     &outline,
}

// datagrams reads HTTP messages that are a datagram each.
type datagrams struct {
	numbering
	*store
}

// Datagram reads one message. Its body is whatever follows the head.
func (d *datagrams) Datagram(f *dissect.Frame, b []byte) bool {
	d.recycle(f.Frame)
	end, next, ok := line(b, 0, true)
	if !ok {
		return false
	}
	kind, method := classify(b[:end])
	if kind == startNone {
		return false
	}
	n := headLen(b[next:])
	if n < 0 {
		n = len(b) - next
	}
	p := d.begin()
	defer d.end(p)
	p.kind, p.method = kind, method
	d.open(p, b[:next+n], next+n, Answered{})
	h := p.head
	h.Framing = ByLength
	h.BodyLen = int64(len(b) - next - n)
	h.BodyWire = h.BodyLen
	if f.PayloadLen > len(b) {
		h.Notes |= NoteCut
	}
	h.describe(b[next+n:])
	if p.request != nil {
		d.request(f, p.request)
		f.Emit(dissect.Layer{Message: p.request, Own: next + n})
	} else {
		d.response(f, p.response)
		f.Emit(dissect.Layer{Message: p.response, Own: next + n})
	}
	return true
}
