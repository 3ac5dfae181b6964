// Package link describes the headers of links other than Ethernet: Linux
// cooked captures (https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html,
// https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html), BSD loopback,
// raw IP, PPP (https://www.rfc-editor.org/rfc/rfc1661), PPPoE
// (https://www.rfc-editor.org/rfc/rfc2516) and Cisco HDLC.
package link

import (
	"netsniff/capture"
	"netsniff/dissect"
)

// SLL is the Linux cooked capture, version 1 or 2.
var SLL = dissect.Protocol{
	Name:      "sll",
	Title:     "Linux cooked-mode capture",
	Column:    "SLL",
	Headers:   []capture.Proto{capture.ProtoSLL, capture.ProtoSLL2},
	NewHeader: func() dissect.HeaderDissector { return &dissector{column: sllColumn, info: appendSLL} },
	Fields:    sllFields,
}

// Null is the BSD loopback.
var Null = dissect.Protocol{
	Name:      "null",
	Title:     "Null/Loopback",
	Column:    "N/A",
	Headers:   []capture.Proto{capture.ProtoNull},
	NewHeader: func() dissect.HeaderDissector { return &dissector{info: text("Null/Loopback", 4)} },
	Fields:    nullFields,
}

// Raw is IP without a link header.
var Raw = dissect.Protocol{
	Name:      "raw",
	Title:     "Raw packet data",
	Column:    "N/A",
	Headers:   []capture.Proto{capture.ProtoRaw},
	NewHeader: func() dissect.HeaderDissector { return &dissector{column: rawColumn, info: appendRaw} },
}

// PPP is the Point-to-Point Protocol.
var PPP = dissect.Protocol{
	Name:      "ppp",
	Title:     "Point-to-Point Protocol",
	Column:    "PPP",
	Headers:   []capture.Proto{capture.ProtoPPP},
	NewHeader: func() dissect.HeaderDissector { return &dissector{column: pppColumn, info: appendPPP} },
	Fields:    pppFields,
}

// PPPoE is PPP over Ethernet, both stages.
var PPPoE = dissect.Protocol{
	Name:      "pppoes",
	Title:     "PPP-over-Ethernet Session",
	Column:    "PPPoES",
	Headers:   []capture.Proto{capture.ProtoPPPoE},
	NewHeader: func() dissect.HeaderDissector { return &dissector{column: pppoeColumn, info: appendPPPoE} },
	Fields:    pppoeFields,
}

// CHDLC is Cisco's HDLC.
var CHDLC = dissect.Protocol{
	Name:      "chdlc",
	Title:     "Cisco HDLC",
	Column:    "CHDLC",
	Headers:   []capture.Proto{capture.ProtoCHDLC},
	NewHeader: func() dissect.HeaderDissector { return &dissector{column: chdlcColumn, info: text("", 4)} },
}

// WLAN is IEEE 802.11.
var WLAN = dissect.Protocol{
	Name:      "wlan",
	Title:     "IEEE 802.11 wireless LAN",
	Column:    "802.11",
	Headers:   []capture.Proto{capture.ProtoWLAN},
	NewHeader: func() dissect.HeaderDissector { return &dissector{info: text("", 24)} },
}

// NFLOG is the log of Linux netfilter.
var NFLOG = plain("nflog", "Linux Netfilter NFLOG", "NFLOG", capture.ProtoNFLOG)

// IPoIB is IP over InfiniBand (https://www.rfc-editor.org/rfc/rfc4391).
var IPoIB = plain("ipoib", "IP over Infiniband", "IPoIB", capture.ProtoIPoIB)

// PKTAP is Apple's packet tap.
var PKTAP = plain("pktap", "PKTAP packet header", "PKTAP", capture.ProtoPKTAP)

// ARCnet is ARCNET as Linux captures it.
var ARCnet = plain("arcnet", "ARCNET", "ARCNET", capture.ProtoARCnet)

// plain returns a protocol whose rows say nothing but its name.
func plain(name, title, column string, header capture.Proto) dissect.Protocol {
	return dissect.Protocol{
		Name:      name,
		Title:     title,
		Column:    column,
		Headers:   []capture.Proto{header},
		NewHeader: func() dissect.HeaderDissector { return &dissector{info: text("", 1)} },
	}
}

// dissector makes the rows of frames that have nothing but a link header.
type dissector struct {
	column func(names *typeNames, r *row) string // nil or "": the protocol's own
	info   func(dst []byte, r *row) []byte

	row   row
	names typeNames
}

// Header emits the row.
func (d *dissector) Header(f *dissect.Frame, h capture.Header) {
	d.row = row{f: f, h: h, b: f.Headers.Bytes(h), info: d.info}
	column := ""
	if d.column != nil {
		column = d.column(&d.names, &d.row)
	}
	f.Emit(dissect.Layer{Message: &d.row, Column: column})
}

// row is the Info text of a link header.
type row struct {
	f    *dissect.Frame
	h    capture.Header
	b    []byte
	info func(dst []byte, r *row) []byte
}

// AppendInfo appends the text of the link type.
func (r *row) AppendInfo(dst []byte) []byte { return r.info(dst, r) }

// text returns the info of a header of n bytes that always says the same.
func text(s string, n int) func([]byte, *row) []byte {
	return func(dst []byte, r *row) []byte {
		dst = append(dst, s...)
		if len(r.b) < n {
			return dissect.AppendCut(dst, r.f.State)
		}
		return dst
	}
}

// typeNames makes the hexadecimal column of a type nobody decodes; the last
// one is kept, for most frames of a capture have the same.
type typeNames struct {
	t    uint16
	text string
}

func (n *typeNames) name(t uint16) string {
	if n.text == "" || n.t != t {
		n.t, n.text = t, string(dissect.AppendHex([]byte("0x"), uint64(t), 4))
	}
	return n.text
}
