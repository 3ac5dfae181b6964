// Package link describes the headers of links other than Ethernet: Linux
// cooked captures (https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html,
// https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html), BSD loopback,
// raw IP, PPP (https://www.rfc-editor.org/rfc/rfc1661), PPPoE
// (https://www.rfc-editor.org/rfc/rfc2516) and Cisco HDLC.
package link

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// SLL is the Linux cooked capture, version 1 or 2.
var SLL = dissect.Protocol{
	Name:      "sll",
	Title:     "Linux cooked-mode capture",
	Column:    "SLL",
	Headers:   []capture.Proto{capture.ProtoSLL, capture.ProtoSLL2},
	NewHeader: dissect.HeaderRows(sllColumn, appendSLL),
	Fields:    sllFields,
}

// Null is the BSD loopback.
var Null = dissect.Protocol{
	Name:      "null",
	Title:     "Null/Loopback",
	Column:    "N/A",
	Headers:   []capture.Proto{capture.ProtoNull},
	NewHeader: dissect.HeaderRows(nil, sameText("Null/Loopback", 4)),
	Fields:    nullFields,
}

// Raw is IP without a link header.
var Raw = dissect.Protocol{
	Name:      "raw",
	Title:     "Raw packet data",
	Column:    "N/A",
	Headers:   []capture.Proto{capture.ProtoRaw},
	NewHeader: dissect.HeaderRows(rawColumn, appendRaw),
}

// PPP is the Point-to-Point Protocol.
var PPP = dissect.Protocol{
	Name:      "ppp",
	Title:     "Point-to-Point Protocol",
	Column:    "PPP",
	Headers:   []capture.Proto{capture.ProtoPPP},
	NewHeader: dissect.HeaderRows(pppColumn, appendPPP),
	Fields:    pppFields,
}

// PPPoE is PPP over Ethernet, both stages.
var PPPoE = dissect.Protocol{
	Name:      "pppoes",
	Title:     "PPP-over-Ethernet Session",
	Column:    "PPPoES",
	Headers:   []capture.Proto{capture.ProtoPPPoE},
	NewHeader: dissect.HeaderRows(pppoeColumn, appendPPPoE),
	Fields:    pppoeFields,
}

// CHDLC is Cisco's HDLC.
var CHDLC = dissect.Protocol{
	Name:      "chdlc",
	Title:     "Cisco HDLC",
	Column:    "CHDLC",
	Headers:   []capture.Proto{capture.ProtoCHDLC},
	NewHeader: dissect.HeaderRows(chdlcColumn, sameText("", 4)),
}

// NFLOG is the log of Linux netfilter.
var NFLOG = dissect.HeaderProtocol("nflog", "Linux Netfilter NFLOG", "NFLOG", capture.ProtoNFLOG, sameText("", 1))

// IPoIB is IP over InfiniBand (https://www.rfc-editor.org/rfc/rfc4391).
var IPoIB = dissect.HeaderProtocol("ipoib", "IP over Infiniband", "IPoIB", capture.ProtoIPoIB, sameText("", 1))

// PKTAP is Apple's packet tap.
var PKTAP = dissect.HeaderProtocol("pktap", "PKTAP packet header", "PKTAP", capture.ProtoPKTAP, sameText("", 1))

// IPNET is Solaris' IP observability.
var IPNET = dissect.HeaderProtocol("ipnet", "Solaris IPNET", "IPNET", capture.ProtoIPNET, sameText("", 24))

// ARCnet is ARCNET as Linux captures it.
var ARCnet = dissect.HeaderProtocol("arcnet", "ARCNET", "ARCNET", capture.ProtoARCnet, sameText("", 1))

// sameText returns the info of a header of n bytes that always says the same.
func sameText(s string, n int) dissect.HeaderInfo {
	return func(dst []byte, r *dissect.HeaderRow) []byte {
		dst = append(dst, s...)
		if len(r.Bytes) < n {
			return text.AppendCut(dst, r.Frame.State)
		}
		return dst
	}
}

// Unknown stands for frames of a link type that nobody decodes.
var Unknown = dissect.HeaderProtocol("unknown", "Unknown link type", "UNKNOWN", capture.ProtoNone,
	func(dst []byte, r *dissect.HeaderRow) []byte {
		t := r.Frame.Link
		dst = strconv.AppendUint(append(dst, "Link type "...), uint64(t), 10)
		return append(append(append(dst, " ("...), t.String()...), "), not decoded"...)
	})
