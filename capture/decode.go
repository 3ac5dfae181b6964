package capture

// Decode finds the headers of the frame and fills in p.Headers. It allocates
// nothing and never fails: what cannot be decoded stays payload, and State
// says why it ended. Frames of unknown link types have no headers at all.
func (p *Packet) Decode() {
	first := ProtoNone
	if int(p.Link) < len(linkProtos) {
		first = linkProtos[p.Link]
	}
	p.Headers.reset(p.Data)
	p.Others = nil
	switch first {
	case ProtoNull, ProtoRaw, ProtoPPP, ProtoCHDLC, ProtoIPNET:
		p.Src.Kind, p.Dst.Kind = AddrInapplicable, AddrInapplicable
	}
	p.Headers.at.begin(p.Data, BufferFrame, p.WireLen)
	p.Headers.run(first)
}

// DecodeAs forgets what h held and decodes b, which starts with a header of
// the protocol first and was wire bytes long before a snap length cut it. b is
// borrowed as long as h is used. It serves packets inside of other messages,
// such as those that ICMP errors quote.
func (h *Headers) DecodeAs(first Proto, b []byte, wire int) {
	h.reset(b)
	h.at.begin(b, BufferFrame, wire)
	h.run(first)
}

// reset forgets everything but the bytes of the next frame.
func (h *Headers) reset(b []byte) {
	h.n, h.quoted = 0, 0
	h.clearDatagrams()
	h.bufs[BufferFrame] = b
	h.State, h.Transport, h.FirstFragment, h.enclosed = Decoded, ProtoNone, false, false
	h.Src.clear()
	h.Dst.clear()
	h.SrcPort, h.DstPort = 0, 0
}

// DecodeDatagram goes on after fragment, the last header of h, with the
// payload of the whole datagram that ended with this frame, and the fragments
// it was made of. Ownership of both goes to h. Beyond the nesting that Buffer
// allows the frame stays a fragment.
func (h *Headers) DecodeDatagram(fragment Header, payload []byte, parts []FragmentPart) {
	buf := fragment.Buffer + 1
	if buf >= bufferCount {
		return
	}
	h.bufs[buf], h.parts[buf] = payload, parts
	h.State = Decoded
	h.at.begin(payload, buf, len(payload))
	h.run(h.fragmentProto(fragment))
}

// clearDatagrams lets go of what DecodeDatagram was given.
func (h *Headers) clearDatagrams() {
	for i := BufferDatagram; i < bufferCount && h.bufs[i] != nil; i++ {
		h.bufs[i], h.parts[i] = nil, nil
	}
}

// fragmentProto returns the protocol of a datagram, given the header that
// told of its fragment.
func (h *Headers) fragmentProto(x Header) Proto {
	b := h.Bytes(x)
	if x.Proto == ProtoIPv6Fragment {
		return ipProtos[b[0]]
	}
	return ipProtos[b[9]]
}

// run decodes header after header until nobody knows what follows. Every
// decoder adds at most one header.
func (h *Headers) run(next Proto) {
	h.quoted = 0
	c := &h.at
	for next != ProtoNone && h.n < MaxHeaders {
		next = decoders[next](h, c)
	}
	h.TooMany = next != ProtoNone
	h.Payload = c.data[c.off:c.end]
	h.PayloadLen = c.wire
}

// cursor is how far the decoding of a frame has come.
type cursor struct {
	data []byte
	buf  Buffer
	off  int // first byte not decoded
	end  int // end of the captured bytes that belong to the innermost header
	wire int // bytes after off that belong to it, as the wire had them

	swapped bool // the next IEEE 802.11 frame control field has its bytes swapped
}

// begin goes to the front of b, which was wire bytes long, if not more are there.
func (c *cursor) begin(b []byte, buf Buffer, wire int) {
	c.data, c.buf, c.off, c.end, c.wire, c.swapped = b, buf, 0, len(b), max(wire, len(b)), false
}

// rest returns the captured bytes that are not decoded yet.
func (c *cursor) rest() []byte { return c.data[c.off:c.end] }

// clip shortens what belongs to the header at off to n bytes.
func (c *cursor) clip(n int) {
	if n < c.wire {
		c.wire = n
		c.end = min(c.end, c.off+n)
	}
}

// back undoes the last n bytes.
func (c *cursor) back(n int) {
	c.off -= n
	c.wire += n
}

// skip passes over n captured bytes that belong to no header.
func (c *cursor) skip(n int) {
	c.off += n
	c.wire -= n
}

// decoder reads the header at c, adds it to h, moves c behind it and returns
// the protocol of what follows.
type decoder func(h *Headers, c *cursor) Proto

// decoders has the function of every protocol that Decode reads.
var decoders = [protoCount]decoder{
	ProtoEthernet:     decodeEthernet,
	ProtoSLL:          decodeSLL,
	ProtoSLL2:         decodeSLL2,
	ProtoNull:         decodeNull,
	ProtoRaw:          decodeRaw,
	ProtoPPP:          decodePPP,
	ProtoPPPoE:        decodePPPoE,
	ProtoCHDLC:        decodeCHDLC,
	ProtoNFLOG:        decodeNFLOG,
	ProtoIPoIB:        decodeIPoIB,
	ProtoPKTAP:        decodePKTAP,
	ProtoIPNET:        decodeIPNET,
	ProtoVLAN:         decodeVLAN,
	ProtoMPLS:         decodeMPLS,
	ProtoLLC:          decodeLLC,
	ProtoARP:          decodeARP,
	ProtoIPv4:         decodeIPv4,
	ProtoIPv6:         decodeIPv6,
	ProtoIPv6HopByHop: decodeHopByHop,
	ProtoIPv6Routing:  decodeRouting,
	ProtoIPv6Fragment: decodeIPv6Fragment,
	ProtoIPv6DestOpts: decodeDestOpts,
	ProtoAH:           decodeAH,
	ProtoGRE:          decodeGRE,
	ProtoVXLAN:        decodeVXLAN,
	ProtoGeneve:       decodeGeneve,
	ProtoTeredo:       decodeTeredo,
	ProtoCAPWAP:       decodeCAPWAP,
	ProtoGTP:          decodeGTP,
	ProtoWLAN:         decodeWLAN,
	ProtoRadiotap:     decodeRadiotap,
	ProtoPPI:          decodePPI,
	ProtoPrism:        decodePrism,
	ProtoAVS:          decodeAVS,
	ProtoPBB:          decodePBB,
	ProtoFabricPath:   decodeFabricPath,
	ProtoVNTag:        decodeVNTag,
	ProtoETag:         decodeETag,
	ProtoCMD:          decodeCMD,
	ProtoTTag:         decodeTTag,
	ProtoMACsec:       decodeMACsec,
	ProtoNSH:          decodeNSH,
	ProtoERSPAN:       decodeERSPAN,
	ProtoTZSP:         decodeTZSP,
	ProtoL2TP:         decodeL2TP,
	ProtoEtherIP:      decodeEtherIP,
	ProtoVXLANGPE:     decodeVXLANGPE,
	ProtoLISP:         decodeLISP,
	ProtoAYIYA:        decodeAYIYA,
	ProtoARCnet:       decodeARCnet,
	ProtoICMP:         decodeICMP,
	ProtoICMPv6:       decodeICMPv6,
	ProtoIGMP:         decodeIGMP,
	ProtoTCP:          decodeTCP,
	ProtoUDP:          decodeUDP,
	ProtoSCTP:         decodeSCTP,
}

// linkProtos gives the first header of a link type's frames.
var linkProtos = [...]Proto{
	LinkNull:     ProtoNull,
	LinkEthernet: ProtoEthernet,
	LinkPPP:      ProtoPPP,
	LinkRawBSD:   ProtoRaw,
	LinkRawOBSD:  ProtoRaw,
	LinkPPPHDLC:  ProtoPPP,
	LinkPPPoE:    ProtoPPPoE,
	LinkRaw:      ProtoRaw,
	LinkCHDLC:    ProtoCHDLC,
	LinkLoop:     ProtoNull,
	LinkSLL:      ProtoSLL,
	LinkIPNET:    ProtoIPNET,
	LinkIPv4:     ProtoIPv4,
	LinkIPv6:     ProtoIPv6,
	LinkARCnet:   ProtoARCnet,
	LinkWLAN:     ProtoWLAN,
	LinkPrism:    ProtoPrism,
	LinkRadiotap: ProtoRadiotap,
	LinkAVS:      ProtoAVS,
	LinkPPI:      ProtoPPI,
	LinkUser2:    ProtoPKTAP,
	LinkNFLOG:    ProtoNFLOG,
	LinkIPoIB:    ProtoIPoIB,
	LinkPKTAP:    ProtoPKTAP,
	LinkSLL2:     ProtoSLL2,
}

// push adds the header of n bytes at c, unless the snap length or the header
// that contains it left fewer. Those bytes it has are added all the same, so
// that the frame is known to belong to the protocol.
func (h *Headers) push(c *cursor, p Proto, n int) bool {
	have := c.end - c.off
	short := have < n
	if short {
		h.cut(c, n)
		n = have
	}
	x := &h.list[h.n]
	x.Proto, x.Buffer, x.Len = p, c.buf, uint16(n)
	x.Off, x.End, x.Wire = uint32(c.off), uint32(c.end), uint32(c.wire)
	h.n++
	c.off += n
	c.wire -= n
	return !short
}

// cut notes why n bytes were not there.
func (h *Headers) cut(c *cursor, n int) {
	if c.wire >= n {
		h.State = Truncated
	} else {
		h.State = Malformed
	}
}

func be16(b []byte) uint16 { return uint16(b[0])<<8 | uint16(b[1]) }

func be32(b []byte) uint32 {
	_ = b[3]
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}
