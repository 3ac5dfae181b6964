package dissect

import "netsniff/capture"

// Nth returns a header of the frame or, after those, of the packet that an ICMP
// error quotes; nil beyond the last.
func (f *Frame) Nth(i int) *capture.Header {
	all := f.All()
	if i < len(all) {
		return &all[i]
	}
	if quoted := f.Quoted(); i-len(all) < len(quoted) {
		return &quoted[i-len(all)]
	}
	return nil
}

// HeaderLayer returns the layer of a header of f. Borrowed until the next call.
func (f *Frame) HeaderLayer(p *Protocol, h capture.Header) *Layer {
	l := &f.header // no other members are ever set
	l.Protocol, l.Header, l.Bytes, l.Data = p, h, nil, 0
	return l
}

// Bytes returns the bytes of a layer: everything from its start to the end of
// what it governs, and how many of them are the protocol's own (a TCP segment
// governs its payload, but only its header is its own). Borrowed like the
// frame.
func (f *Frame) Bytes(l *Layer) (whole []byte, own int) {
	switch {
	case l.Message != nil || l.Bytes != nil:
		if l.Own > 0 && l.Own < len(l.Bytes) {
			return l.Bytes, l.Own
		}
		return l.Bytes, len(l.Bytes)
	case l.Header.Proto == capture.ProtoNone:
		return f.Data, len(f.Data)
	}
	whole = f.Headers.Bytes(l.Header)
	return whole, f.ownLength(l.Header, len(whole))
}

// ownLength returns how much of a header's n bytes is its own. Control
// messages own all they govern, IPv6 its extension headers.
func (f *Frame) ownLength(h capture.Header, n int) int {
	switch h.Proto {
	case capture.ProtoARP, capture.ProtoICMP, capture.ProtoICMPv6, capture.ProtoIGMP:
		return n
	case capture.ProtoIPv6:
		end := h.Off + uint32(h.Len)
		for _, x := range f.All() {
			if x.Buffer == h.Buffer && x.Off == end && Extends(x.Proto) {
				end += uint32(x.Len)
			}
		}
		return min(int(end-h.Off), n)
	}
	return min(int(h.Len), n)
}

// Extends tells the headers that continue the one before them.
func Extends(p capture.Proto) bool {
	switch p {
	case capture.ProtoIPv6HopByHop, capture.ProtoIPv6Routing, capture.ProtoIPv6Fragment, capture.ProtoIPv6DestOpts:
		return true
	}
	return false
}
