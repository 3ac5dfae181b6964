package ntlmssp

import (
	"netsniff/dissect"
	"netsniff/dissect/windows"
)

// Protocol is NTLM where it stands in the messages of others (dissect.Embedder).
var Protocol = dissect.Protocol{
	Name:     "ntlmssp",
	Title:    "NTLM Secure Service Provider",
	Embedded: true,
	Secrets:  newGrammar,
	Fields:   fields(),
	Outline:  &outline,
}

// of returns the getter of a field of the message that a layer's bytes are.
func of(get func(*Message, *dissect.Values)) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if m := Read(l.Bytes); m.Step != None {
			get(&m, v)
		}
	}
}

// descriptor says where a message has a descriptor, and of which field.
type descriptor struct {
	at          int
	name, title string
	kind        kind
}

// kind says what a descriptor points to.
type kind uint8

const (
	name kind = iota
	blob
	info
	key // a blob that tells nothing of its descriptor
)

// descriptors are those of each message, in the order of Wireshark.
var descriptors = [...][]descriptor{
	Negotiate: {
		{callingDomainAt, "ntlmssp.negotiate.domain", "Calling workstation domain", name},
		{callingNameAt, "ntlmssp.negotiate.callingworkstation", "Calling workstation name", name},
	},
	Challenge: {
		{targetNameAt, "ntlmssp.challenge.target_name", "Target Name", name},
		{targetInfoAt, targetInfo, "Target Info", info},
	},
	Authenticate: {
		{lmAt, "ntlmssp.auth.lmresponse", "Lan Manager Response", blob},
		{ntAt, "ntlmssp.auth.ntresponse", "NTLM Response", blob},
		{domainAt, "ntlmssp.auth.domain", "Domain name", name},
		{userAt, "ntlmssp.auth.username", "User name", name},
		{hostAt, "ntlmssp.auth.hostname", "Host name", name},
		{sessionKeyAt, "ntlmssp.auth.sesskey", "Session Key", key},
	},
}

// Names of fields that others stand below.
const (
	targetInfo = "ntlmssp.challenge.target_info"
	v2Response = "ntlmssp.ntlmv2_response"

	clientChallenge = "ntlmssp.ntlmclientchallenge"
)

// fields are in the order in which messages have them.
func fields() (list []dissect.Field) {
	list = append(list,
		dissect.Field{Name: "ntlmssp.identifier", Title: "NTLMSSP identifier", Type: dissect.String,
			Get: of(func(m *Message, v *dissect.Values) { v.Bytes(m.Bytes[:len(signature)-1]).At(0, len(signature)) })},
		dissect.Field{Name: "ntlmssp.messagetype", Title: "NTLM Message Type", Type: dissect.Uint, Base: dissect.Hex8,
			Names: func(u uint64) string {
				if u < uint64(len(steps)) {
					return steps[u]
				}
				return ""
			},
			Get: of(func(m *Message, v *dissect.Values) { v.Uint(uint64(m.Step)).At(len(signature), 4) })})
	list = append(list, pointed(Authenticate)...)
	list = append(list, dissect.Field{Name: clientChallenge, Title: "LMv2 Client Challenge", Type: dissect.Octets,
		Get: of(func(m *Message, v *dissect.Values) {
			if b := m.clientChallenge(); b != nil {
				v.Bytes(b)
			}
		})})
	list = append(list, pointed(Challenge)[0],
		dissect.Field{Name: "ntlmssp.negotiateflags", Title: "Negotiate Flags", Type: dissect.Uint, Base: dissect.Hex8,
			Get: of(func(m *Message, v *dissect.Values) {
				if at, f, ok := m.flags(); ok {
					v.Uint(uint64(f)).At(at, 4)
				}
			})})
	list = append(append(list, flagFields()...), pointed(Negotiate)...)
	list = append(list,
		dissect.Field{Name: "ntlmssp.ntlmserverchallenge", Title: "NTLM Server Challenge", Type: dissect.Octets,
			Get: fixed(Challenge, challengeAt, 8)},
		dissect.Field{Name: "ntlmssp.reserved", Title: "Reserved", Type: dissect.Octets,
			Get: fixed(Challenge, reservedAt, 8)},
		pointed(Challenge)[1],
	)
	list = append(append(list, descriptorFields()...), v2Fields()...)
	list = append(list, attributeFields(targetInfo+".", "Target Info", (*Message).eachTarget)...)
	list = append(list, attributeFields(v2Response+".", "NTLMV2 Response",
		func(m *Message, f func(attribute)) { m.eachV2(f) })...)
	return append(list, versionFields()...)
}

// pointed are the fields of what the descriptors of a message point to.
func pointed(s Step) (list []dissect.Field) {
	for _, d := range descriptors[s] {
		typ := [...]dissect.Type{name: dissect.String, blob: dissect.Octets, info: dissect.Label,
			key: dissect.Octets}[d.kind]
		list = append(list, dissect.Field{Name: d.name, Title: d.title, Type: typ,
			Get: of(func(m *Message, v *dissect.Values) {
				if m.Step != s || len(m.Bytes) < d.at+descriptorLen {
					return
				}
				switch b, at := m.part(d.at); {
				case d.kind == name:
					v.End(m.appendPart(v.Begin(), b)).At(at, len(b))
				case d.kind == info:
					v.Mark().At(at, len(b))
				default:
					v.Bytes(b).At(at, len(b))
				}
			})})
	}
	return list
}

// appendPart appends a name, or that there is none.
func (m *Message) appendPart(dst, b []byte) []byte {
	if len(b) == 0 {
		return append(dst, "NULL"...)
	}
	return m.appendName(dst, b)
}

// fixed returns the getter of n bytes at a place of the messages of a step.
func fixed(s Step, at, n int) dissect.Getter {
	return of(func(m *Message, v *dissect.Values) {
		if m.Step == s && len(m.Bytes) >= at+n {
			v.Bytes(m.Bytes[at:at+n]).At(at, n)
		}
	})
}

// clientChallenge returns what a client that speaks NTLM 1 with extended security adds,
// nil if there is none.
func (m *Message) clientChallenge() []byte {
	const answer = 24
	_, f, _ := m.flags()
	lm, _ := m.part(lmAt)
	nt, _ := m.part(ntAt)
	if m.Step != Authenticate || f&extendedFlag == 0 || len(nt) != answer || len(lm) < 8 {
		return nil
	}
	return lm[:8]
}

// descriptorFields are the fields of the descriptors themselves.
func descriptorFields() (list []dissect.Field) {
	for _, x := range [...]struct {
		prefix string
		kind   kind
	}{{"ntlmssp.string.", name}, {"ntlmssp.blob.", blob}, {targetInfo + ".", info}} {
		for _, y := range [...]struct {
			name, title string
			off, n      int
		}{{"length", "Length", 0, 2}, {"maxlen", "Maxlen", 2, 2}, {"offset", "Offset", 4, 4}} {
			list = append(list, dissect.Field{Name: x.prefix + y.name, Title: y.title, Type: dissect.Uint,
				Get: of(func(m *Message, v *dissect.Values) {
					for _, d := range descriptors[m.Step] {
						if b, _ := m.part(d.at); d.kind != x.kind || b == nil {
							continue
						}
						u := uint64(le.Uint16(m.Bytes[d.at+y.off:]))
						if y.n == 4 {
							u = uint64(le.Uint32(m.Bytes[d.at+y.off:]))
						}
						v.Uint(u).At(d.at+y.off, y.n)
					}
				})})
		}
	}
	return list
}

// v2Fields are those of an NTLMv2_RESPONSE ([MS-NLMP] §2.2.2.8).
func v2Fields() []dissect.Field {
	bytes := func(off, n int) dissect.Getter {
		return of(func(m *Message, v *dissect.Values) {
			if at, end := m.v2(); end > 0 {
				v.Bytes(m.Bytes[at+off:at+off+n]).At(at+off, n)
			}
		})
	}
	one := func(off int) dissect.Getter {
		return of(func(m *Message, v *dissect.Values) {
			if at, end := m.v2(); end > 0 {
				v.Uint(uint64(m.Bytes[at+off])).At(at+off, 1)
			}
		})
	}
	return []dissect.Field{
		{Name: v2Response, Title: "NTLMv2 Response", Type: dissect.Octets, Get: of(func(m *Message, v *dissect.Values) {
			if at, end := m.v2(); end > 0 {
				v.Bytes(m.Bytes[at:end]).At(at, end-at)
			}
		})},
		{Name: v2Response + ".ntproofstr", Title: "NTProofStr", Type: dissect.Octets,
			Get: bytes(v2Proof, v2Version-v2Proof)},
		{Name: v2Response + ".rversion", Title: "Response Version", Type: dissect.Uint, Get: one(v2Version)},
		{Name: v2Response + ".hirversion", Title: "Hi Response Version", Type: dissect.Uint, Get: one(v2Version + 1)},
		{Name: v2Response + ".z", Title: "Z", Type: dissect.Octets,
			Get: dissect.Both(bytes(v2Reserved, v2Time-v2Reserved), bytes(v2Reserved3, v2Attributes-v2Reserved3))},
		{Name: v2Response + ".time", Title: "Time", Type: dissect.AbsTime, Get: of(func(m *Message, v *dissect.Values) {
			if at, end := m.v2(); end > 0 {
				v.Uint(windows.Time(le.Uint64(m.Bytes[at+v2Time:]))).At(at+v2Time, 8)
			}
		})},
		{Name: v2Response + ".chal", Title: "NTLMv2 Client Challenge", Type: dissect.Octets, Get: bytes(v2Challenge, 8)},
		{Name: v2Response + ".pad", Title: "padding", Type: dissect.Octets, Get: of(func(m *Message, v *dissect.Values) {
			if at, end := m.eachV2(func(attribute) {}), m.v2End(); at < end {
				v.Bytes(m.Bytes[at:end]).At(at, end-at)
			}
		})},
	}
}

// versionFields are those of the VERSION ([MS-NLMP] §2.2.2.10).
func versionFields() []dissect.Field {
	number := func(off, n int) dissect.Getter {
		return of(func(m *Message, v *dissect.Values) {
			at := m.version()
			switch {
			case at == 0:
			case n == 2:
				v.Uint(uint64(le.Uint16(m.Bytes[at+off:]))).At(at+off, n)
			default:
				v.Uint(uint64(m.Bytes[at+off])).At(at+off, n)
			}
		})
	}
	return []dissect.Field{
		{Name: "ntlmssp.version", Title: "Version", Type: dissect.Label, Get: of(func(m *Message, v *dissect.Values) {
			if at := m.version(); at > 0 {
				v.Mark().At(at, versionLen)
			}
		})},
		{Name: "ntlmssp.version.major", Title: "Major Version", Type: dissect.Uint, Get: number(0, 1)},
		{Name: "ntlmssp.version.minor", Title: "Minor Version", Type: dissect.Uint, Get: number(1, 1)},
		{Name: "ntlmssp.version.build_number", Title: "Build Number", Type: dissect.Uint, Get: number(2, 2)},
		{Name: "ntlmssp.version.ntlm_current_revision", Title: "NTLM Current Revision", Type: dissect.Uint,
			Get: number(7, 1)},
	}
}
