// Package rip dissects the Routing Information Protocol, versions 1
// (https://www.rfc-editor.org/rfc/rfc1058) and 2
// (https://www.rfc-editor.org/rfc/rfc2453).
package rip

import (
	"bytes"
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
)

// Protocol is RIP.
var Protocol = dissect.Protocol{
	Name: "rip", Title: "Routing Information Protocol", Column: "RIP",
	UDP:           []uint16{520},
	PacketSecrets: tellPassword,
	NewDatagram:   func(c *dissect.Conn) dissect.DatagramDissector { return dissect.Shared[dissector](c) },
	Fields: []dissect.Field{
		{Name: "rip.command", Title: "Command", Type: dissect.Uint, Names: commandName, Get: dissect.Number(0, 1)},
		{Name: "rip.version", Title: "Version", Type: dissect.Uint, Names: versionName, Get: dissect.Number(1, 1)},
		{Name: "rip.auth.type", Title: "Authentication type", Type: dissect.Uint, Names: authName, Get: each(addAuth)},
		{Name: "rip.auth.passwd", Title: "Password", Type: dissect.String, Get: each(addPassword)},
		{Name: "rip.family", Title: "Address Family", Type: dissect.Uint, Names: familyName, Get: each(addFamily)},
		{Name: "rip.route_tag", Title: "Route Tag", Type: dissect.Uint, Get: second(addNumber(2, 2))},
		{Name: "rip.ip", Title: "IP Address", Type: dissect.IPv4, Get: routes(addAddress(4))},
		{Name: "rip.netmask", Title: "Netmask", Type: dissect.IPv4, Get: second(addAddress(8))},
		{Name: "rip.next_hop", Title: "Next Hop", Type: dissect.IPv4, Get: second(addAddress(12))},
		{Name: "rip.metric", Title: "Metric", Type: dissect.Uint, Get: routes(addNumber(18, 2))},
	},
	Outline: &dissect.Outline{Headings: addHeadings},
}

var be = binary.BigEndian

const (
	headLen        = 4
	entryLen       = 20
	familyIP       = 2
	familyAuth     = 0xffff // not a family: the entry authenticates
	simplePassword = 2
)

var commandNames = [...]string{1: "Request", 2: "Response", 3: "Traceon", 4: "Traceoff", 5: "Vendor specific (Sun)"}

func commandName(u uint64) string {
	if u < uint64(len(commandNames)) && commandNames[u] != "" {
		return commandNames[u]
	}
	return "Unknown"
}

func versionName(u uint64) string {
	switch u {
	case 1:
		return "RIPv1"
	case 2:
		return "RIPv2"
	}
	return "RIP"
}

func familyName(u uint64) string {
	switch u {
	case 0:
		return "Unspecified"
	case familyIP:
		return "IP"
	}
	return "Unknown"
}

func authName(u uint64) string {
	switch u {
	case 1:
		return "IP Route"
	case simplePassword:
		return "Simple Password"
	case 3:
		return "Keyed Message Digest"
	}
	return "Unknown"
}

type dissector struct{ row dissect.PacketRow }

// Datagram emits a message.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool {
	column := ""
	if len(b) > 1 {
		column = versionName(uint64(b[1]))
	}
	d.row = dissect.NewPacketRow(f, b, appendInfo)
	f.Emit(dissect.Layer{Message: &d.row, Column: column})
	return true
}

// appendInfo appends the command.
func appendInfo(dst []byte, r *dissect.PacketRow) []byte {
	b := r.Bytes
	if len(b) < 2 {
		return r.AppendFitting(dst, 2)
	}
	if name := commandName(uint64(b[0])); name != "Unknown" {
		dst = append(dst, name...)
	} else {
		dst = append(strconv.AppendUint(append(dst, "Unknown command ("...), uint64(b[0]), 10), ')')
	}
	if n := r.Wire - headLen; n > 0 && n%entryLen != 0 {
		return r.AppendFitting(dst, r.Wire+1)
	}
	return r.AppendFitting(dst, r.Wire)
}

// eachEntry calls yield with the entries that are there to their end.
func eachEntry(b []byte, yield func(x []byte, at int)) {
	for at := headLen; at+entryLen <= len(b); at += entryLen {
		yield(b[at:at+entryLen], at)
	}
}

type adder = func(x []byte, at int, v *dissect.Values)

func each(add adder) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		eachEntry(l.Bytes, func(x []byte, at int) { add(x, at, v) })
	}
}

// routes and second return getters of what the entries say of routes, and of
// what those of version 2 say.
func routes(add adder) dissect.Getter {
	return each(func(x []byte, at int, v *dissect.Values) {
		if be.Uint16(x) != familyAuth {
			add(x, at, v)
		}
	})
}

func second(add adder) dissect.Getter {
	get := routes(func(x []byte, at int, v *dissect.Values) {
		if be.Uint16(x) == familyIP {
			add(x, at, v)
		}
	})
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if len(l.Bytes) > 1 && l.Bytes[1] == 2 {
			get(f, l, v)
		}
	}
}

func addFamily(x []byte, at int, v *dissect.Values) {
	if be.Uint16(x) != familyAuth {
		v.Uint(uint64(be.Uint16(x))).At(at, 2)
	}
}

func addAuth(x []byte, at int, v *dissect.Values) {
	if be.Uint16(x) == familyAuth {
		v.Uint(uint64(be.Uint16(x[2:]))).At(at+2, 2)
	}
}

func addPassword(x []byte, at int, v *dissect.Values) {
	if be.Uint16(x) == familyAuth && be.Uint16(x[2:]) == simplePassword {
		word, _, _ := bytes.Cut(x[4:], []byte{0})
		v.Bytes(word).At(at+4, 16)
	}
}

func addNumber(off, n int) adder {
	return func(x []byte, at int, v *dissect.Values) {
		u := uint64(0)
		for _, c := range x[off : off+n] {
			u = u<<8 | uint64(c)
		}
		v.Uint(u).At(at+off, n)
	}
}

func addAddress(off int) adder {
	return func(x []byte, at int, v *dissect.Values) { v.Bytes(x[off:off+4]).At(at+off, 4) }
}

// addHeadings adds a line for each route and each authentication.
func addHeadings(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	eachEntry(l.Bytes, func(x []byte, at int) {
		text := h.Begin()
		switch be.Uint16(x) {
		case familyAuth:
			text = append(append(text, "Authentication: "...), authName(uint64(be.Uint16(x[2:])))...)
		case familyIP:
			text = capture.AppendIPv4(append(text, "IP Address: "...), x[4:])
			text = strconv.AppendUint(append(text, ", Metric: "...), uint64(be.Uint32(x[16:])), 10)
		default:
			text = strconv.AppendUint(append(text, "Address not specified, Metric: "...), uint64(be.Uint32(x[16:])), 10)
		}
		h.Add(0, "", text, at, entryLen)
	})
}
