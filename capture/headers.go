package capture

// Proto names a header that Decode recognises inside a frame.
type Proto uint8

// Headers in the order a frame usually carries them.
const (
	ProtoNone Proto = iota
	ProtoEthernet
	ProtoSLL
	ProtoSLL2
	ProtoNull
	ProtoRaw
	ProtoPPP
	ProtoPPPoE
	ProtoCHDLC
	ProtoNFLOG
	ProtoIPoIB
	ProtoPKTAP
	ProtoIPNET
	ProtoVLAN
	ProtoMPLS
	ProtoLLC
	ProtoARP
	ProtoIPv4
	ProtoIPv6
	ProtoIPv6HopByHop
	ProtoIPv6Routing
	ProtoIPv6Fragment
	ProtoIPv6DestOpts
	ProtoAH
	ProtoGRE
	ProtoVXLAN
	ProtoGeneve
	ProtoTeredo
	ProtoCAPWAP
	ProtoGTP
	ProtoWLAN
	ProtoRadiotap
	ProtoPPI
	ProtoPrism
	ProtoAVS
	ProtoPBB
	ProtoFabricPath
	ProtoVNTag
	ProtoETag
	ProtoCMD
	ProtoTTag
	ProtoMACsec
	ProtoNSH
	ProtoERSPAN
	ProtoTZSP
	ProtoL2TP
	ProtoEtherIP
	ProtoVXLANGPE
	ProtoLISP
	ProtoAYIYA
	ProtoARCnet
	ProtoICMP
	ProtoICMPv6
	ProtoIGMP
	ProtoTCP
	ProtoUDP
	ProtoSCTP // no header of its own: its packet is payload, see Transport
	protoCount
)

var protoNames = [protoCount]string{
	"none", "eth", "sll", "sll2", "null", "raw", "ppp", "pppoe", "chdlc", "nflog", "ipoib", "pktap", "ipnet", "vlan",
	"mpls", "llc", "arp", "ip", "ipv6",
	"ipv6.hopopts", "ipv6.routing", "ipv6.fragment", "ipv6.dstopts", "ah", "gre", "vxlan", "geneve", "teredo", "capwap",
	"gtp", "wlan", "radiotap", "ppi", "prism", "wlancap", "ieee8021ah", "cfp",
	"vntag", "etag", "cmd", "hbbak", "macsec", "nsh", "erspan", "tzsp", "l2tp", "etherip", "vxlan_gpe", "lisp-data", "ayiya",
	"arcnet", "icmp", "icmpv6", "igmp", "tcp", "udp", "sctp",
}

// String returns Wireshark's filter name of the header.
func (p Proto) String() string {
	if p < protoCount {
		return protoNames[p]
	}
	return "unknown"
}

// Buffer tells which bytes a Header lies in.
type Buffer uint8

// A frame's own bytes, and the payload of an IP datagram put together from
// fragments that ended with this frame.
const (
	BufferFrame Buffer = iota
	BufferDatagram
	BufferInner // a datagram reassembled inside a reassembled datagram
	bufferCount
)

// Header is one protocol header of a frame: the bytes [Off, End) of Buffer,
// where End is the end of everything the header governs (for IPv4 its total
// length), as far as captured.
type Header struct {
	Proto  Proto
	Buffer Buffer
	Len    uint16 // length of the header itself
	Off    uint32 // first byte of the header
	End    uint32 // end of its payload as far as captured
	Wire   uint32 // length of header and payload as the wire had it (more than End-Off when the snap length cut it)
}

// MaxHeaders bounds how many headers of one frame are kept; deeper nesting
// stays undecoded payload.
const MaxHeaders = 16

// FragmentPart is one fragment of a reassembled datagram.
type FragmentPart struct {
	Frame uint32 // where it was captured
	Off   uint32 // of its first byte in the datagram's payload
	Len   uint32
	Flags PartFlags
}

// PartFlags are the oddities of a fragment.
type PartFlags uint8

// Oddities of fragments.
const (
	PartOverlap  PartFlags = 1 << iota // carries bytes that another one carried
	PartConflict                       // and they differ
	PartTooLong                        // reaches beyond the end of the datagram
	PartTail                           // says that the datagram ends elsewhere than the first last fragment said
)

// Headers is what Decode found in a frame, outermost first.
type Headers struct {
	// What is read of every frame stands together: frames go from one core to another.
	State State

	n uint8 // headers in list
	// quoted is 1 and how many headers of a quoted packet stand behind the n;
	// 0: not decoded yet.
	quoted uint8

	enclosed bool // a tunnel over UDP is among the headers

	// TooMany: another header follows the last of MaxHeaders.
	TooMany bool

	// FirstFragment: the packet is the beginning of a datagram that can never
	// be put together, because the frame does not hold all of it. It was
	// decoded as far as it goes.
	FirstFragment bool

	// Innermost addresses and ports.
	Src, Dst         Addr
	SrcPort, DstPort uint16 // valid iff Transport is ProtoTCP, ProtoUDP or ProtoSCTP

	// Transport is the innermost header that decides what follows:
	// ProtoTCP, ProtoUDP, ProtoSCTP, ProtoARP, ProtoICMP, ProtoICMPv6, ProtoIGMP or
	// ProtoNone. It is only set if the header's fixed part was captured.
	Transport Proto
	TCP       TCP // valid iff Transport is ProtoTCP

	// Payload is what follows the last decoded header, as far as captured;
	// PayloadLen is how long it was on the wire. Borrowed like Data.
	Payload    []byte
	PayloadLen int

	bufs  [bufferCount][]byte
	list  [MaxHeaders]Header
	at    cursor // here because a local one would escape through the decoders
	parts [bufferCount][]FragmentPart
}

// State tells how far decoding came.
type State uint8

// Decode outcomes.
const (
	Decoded   State = iota // down to a transport or an unknown payload
	Fragment               // an IP fragment whose datagram is not complete
	Malformed              // a header contradicts itself or the frame
	Truncated              // the snap length cut a header
)

// TCP is a decoded TCP header (RFC 9293 §3.1).
type TCP struct {
	Seq, Ack uint32
	Flags    TCPFlags
	Window   uint16
	Urgent   uint16
	Options  []byte // borrowed like Data
}

// TCPFlags are the twelve bits after the data offset, FIN lowest.
type TCPFlags uint16

// TCP header flags.
const (
	FIN TCPFlags = 1 << iota
	SYN
	RST
	PSH
	ACK
	URG
	ECE
	CWR
	AE
)

// TCPFlagNames are the names of the flags, FIN first.
var TCPFlagNames = [...]string{"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE"}

// String returns the names of the flags that are set, such as "SYN, ACK".
func (t TCPFlags) String() string {
	var b []byte
	for i, name := range TCPFlagNames {
		if t>>i&1 == 0 {
			continue
		}
		if len(b) > 0 {
			b = append(b, ", "...)
		}
		b = append(b, name...)
	}
	return string(b)
}

// Has reports whether all of the flags in f are set.
func (t TCPFlags) Has(f TCPFlags) bool { return t&f == f }

// Converses reports whether the frame is part of a TCP connection, a UDP
// conversation or an association of SCTP. A TCP header that contradicts itself is of none: its ports and
// numbers may be anything.
func (h *Headers) Converses() bool {
	return h.Transport == ProtoUDP || (h.Transport == ProtoTCP || h.Transport == ProtoSCTP) && h.State != Malformed
}

// Ported reports whether the frame has the ports of a conversation: it converses,
// or a TCP header contradicts itself behind its ports.
func (h *Headers) Ported() bool { return h.Converses() || h.Transport == ProtoTCP }

// All returns the decoded headers, outermost first. Borrowed until the next
// Decode.
func (h *Headers) All() []Header { return h.list[:h.n] }

// Last returns the innermost header that was decoded, or a zero Header.
func (h *Headers) Last() Header {
	if h.n == 0 {
		return Header{}
	}
	return h.list[h.n-1]
}

// Find returns the innermost header of the given protocol.
func (h *Headers) Find(p Proto) (Header, bool) {
	for i := int(h.n) - 1; i >= 0; i-- {
		if h.list[i].Proto == p {
			return h.list[i], true
		}
	}
	return Header{}, false
}

// HopLimit returns the time to live of the innermost IPv4 header or the hop
// limit of the innermost IPv6 header, 0 if there is neither.
func (h *Headers) HopLimit() uint8 {
	for i := int(h.n) - 1; i >= 0; i-- {
		at := 0
		switch h.list[i].Proto {
		case ProtoIPv4:
			at = 8 // RFC 791 §3.1
		case ProtoIPv6:
			at = 7 // RFC 8200 §3
		default:
			continue
		}
		if b := h.Bytes(h.list[i]); at < len(b) {
			return b[at]
		}
		break
	}
	return 0
}

// Bytes returns the header and everything it governs, as far as captured.
func (h *Headers) Bytes(x Header) []byte { return h.bufs[x.Buffer][x.Off:x.End] }

// Parts returns the fragments that the datagram in buffer b was made of, by
// offset; nil for the frame itself. Owned by h until the next Decode.
func (h *Headers) Parts(b Buffer) []FragmentPart { return h.parts[b] }

// Datagram returns the reassembled payload in buffer b, nil if there is none.
// Owned by h until the next Decode.
func (h *Headers) Datagram(b Buffer) []byte {
	if b == BufferFrame {
		return nil
	}
	return h.bufs[b]
}
