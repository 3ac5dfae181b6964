package ntlmssp

import (
	"strconv"

	"netsniff/dissect"
)

var words = flagWords()

// outline has what descriptors point to as headings, so that the descriptors stand below
// them although their bytes lie elsewhere.
var outline = dissect.Outline{
	Headings:  addHeadings,
	Structure: structure(),
	Sorted:    true,
	After:     "ntlmssp.messagetype",
	Branches: []dissect.Branch{
		{Above: "ntlmssp.negotiateflags", Below: flagNames()},
		{Above: "ntlmssp.version", Below: []string{"ntlmssp.version.*"}},
	},
	Wordings: []dissect.Wording{
		{Field: "ntlmssp.negotiateflags",
			Say: dissect.SayHex(8, func(dst []byte, u uint64) []byte { return dissect.AppendSet(dst, u, words) })},
		{Field: "ntlmssp.auth.sesskey", Say: sayKey},
		{Field: "ntlmssp.version", Say: sayVersion},
	},
}

// structure are the fields that stand in the tree as headings.
func structure() (names []string) {
	for _, list := range descriptors {
		for _, d := range list {
			names = append(names, d.name)
		}
	}
	return append(names, v2Response, clientChallenge)
}

// addHeadings adds what the descriptors of a message point to, and the attributes in it.
func addHeadings(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	m := Read(l.Bytes)
	for _, d := range descriptors[m.Step] {
		if len(m.Bytes) < d.at+descriptorLen {
			break
		}
		b, _ := m.part(d.at)
		switch {
		case d.kind == name:
			h.Add(0, d.name, m.appendPart(h.Begin(), b), d.at, descriptorLen)
		case d.kind == info && b == nil:
		case d.kind == info:
			h.Add(0, d.name, h.Begin(), d.at, descriptorLen)
			m.eachTarget(func(a attribute) { a.add(h, 1) })
		default:
			h.Add(0, d.name, append(h.Begin(), b...), d.at, descriptorLen)
		}
		if b := m.clientChallenge(); d.at == lmAt && b != nil {
			h.Add(0, clientChallenge, append(h.Begin(), b...), 0, 0)
		}
		if at, end := m.v2(); d.at == ntAt && end > 0 {
			h.Add(1, v2Response, append(h.Begin(), b...), at, end-at)
			m.eachV2(func(a attribute) { a.add(h, 2) })
		}
	}
}

// add adds the heading of an attribute.
func (a attribute) add(h *dissect.Headings, depth int) {
	h.Add(depth, "", a.append(h.Begin()), a.at, attributeHead+len(a.value))
}

// eachTarget calls f for what a server tells of itself.
func (m *Message) eachTarget(f func(attribute)) {
	if b, at := m.part(targetInfoAt); m.Step == Challenge && b != nil {
		m.eachAttribute(at, at+len(b), f)
	}
}

// eachV2 calls f for the attributes that a client answers with, and returns where they
// end.
func (m *Message) eachV2(f func(attribute)) int {
	at, end := m.v2()
	if end == 0 {
		return 0
	}
	return m.eachAttribute(at+v2Attributes, end, f)
}

// v2End returns where the NTLMv2_RESPONSE ends.
func (m *Message) v2End() int {
	_, end := m.v2()
	return end
}

// sayKey says a session key, which most clients do not send.
func sayKey(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	if len(v.B) == 0 {
		return append(dst, ": Empty"...)
	}
	dst = append(dst, ": "...)
	for _, b := range v.B {
		dst = append(dst, "0123456789abcdef"[b>>4], "0123456789abcdef"[b&15])
	}
	return dst
}

// sayVersion says which Windows speaks.
func sayVersion(dst []byte, _ *dissect.Frame, l *dissect.Layer, _ *dissect.Value) []byte {
	m := Read(l.Bytes)
	at := m.version()
	if at == 0 {
		return dst
	}
	b := m.Bytes[at:]
	dst = strconv.AppendUint(append(dst, ' '), uint64(b[0]), 10)
	dst = strconv.AppendUint(append(dst, '.'), uint64(b[1]), 10)
	dst = strconv.AppendUint(append(dst, " (Build "...), uint64(le.Uint16(b[2:])), 10)
	return strconv.AppendUint(append(dst, "); NTLM Current Revision "...), uint64(b[7]), 10)
}
