package ldap

import (
	"netsniff/dissect"
	"netsniff/dissect/ber"
	"netsniff/dissect/text"
)

var fields = []dissect.Field{
	{Name: "ldap.messageID", Title: "messageID", Type: dissect.Uint,
		Get: dissect.Of(func(m *Message, v *dissect.Values) { v.Uint(uint64(m.ID)) })},
	{Name: "ldap.protocolOp", Title: "protocolOp", Type: dissect.Uint,
		Names: func(u uint64) string { return Operation(u).String() }, Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.tagged() {
				v.Uint(uint64(m.Operation))
			}
		})},
	{Name: "ldap.version", Title: "version", Type: dissect.Uint, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		r := ber.In(m.op)
		if e, ok := r.Next(); ok && m.Operation == BindRequest && m.tagged() {
			v.Uint(uint64(e.Int()))
		}
	})},
	{Name: "ldap.name", Title: "name", Type: dissect.String, Get: named(BindRequest)},
	{Name: "ldap.baseObject", Title: "baseObject", Type: dissect.String, Get: named(SearchRequest)},
	{Name: "ldap.objectName", Title: "objectName", Type: dissect.String, Get: named(SearchResultEntry)},
	{Name: "ldap.object", Title: "object", Type: dissect.String, Get: named(ModifyRequest)},
	{Name: "ldap.entry", Title: "entry", Type: dissect.String, Get: named(AddRequest)},
	{Name: "ldap.delRequest", Title: "delRequest", Type: dissect.String, Get: named(DelRequest)},
	{Name: "ldap.scope", Title: "scope", Type: dissect.Uint, Names: func(u uint64) string {
		if u < uint64(len(scopes)) {
			return scopes[u]
		}
		return ""
	}, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if n, ok := m.scope(); ok {
			v.Uint(uint64(n))
		}
	})},
	{Name: "ldap.authentication", Title: "authentication", Type: dissect.Uint,
		Names: func(u uint64) string { return map[uint64]string{0: "simple", 3: "sasl"}[u] },
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if e, ok := m.authentication(); ok {
				v.Uint(uint64(e.Tag & numberMask))
			}
		})},
	{Name: "ldap.simple", Title: "simple", Type: dissect.String, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if e, ok := m.authentication(); ok && e.Tag == simpleTag {
			v.Bytes(text.Readable(e.Body))
		}
	})},
	{Name: "ldap.mechanism", Title: "mechanism", Type: dissect.String, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if b := m.mechanism(); b != nil {
			v.Bytes(text.Readable(b))
		}
	})},
	{Name: "ldap.requestName", Title: "requestName", Type: dissect.String, Get: extended(ExtendedRequest)},
	{Name: "ldap.responseName", Title: "responseName", Type: dissect.String, Get: extended(ExtendedResponse)},
	{Name: "ldap.resultCode", Title: "resultCode", Type: dissect.Uint,
		Names: func(u uint64) string { return resultNames.Find(uint32(u)) },
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if code, _, _, ok := m.result(); ok {
				v.Uint(uint64(code))
			}
		})},
	{Name: "ldap.matchedDN", Title: "matchedDN", Type: dissect.String, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if _, dn, _, ok := m.result(); ok {
			v.Bytes(text.Readable(dn))
		}
	})},
	{Name: "ldap.errorMessage", Title: "errorMessage", Type: dissect.String,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if _, _, says, ok := m.result(); ok {
				v.Bytes(text.Readable(says))
			}
		})},
	{Name: "ldap.response_to", Title: "Response To", Type: dissect.FrameNum,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.RequestIn != 0 {
				v.Uint(uint64(m.RequestIn))
			}
		})},
	{Name: "ldap.time", Title: "Time", Type: dissect.RelTime, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if m.RequestIn != 0 {
			v.Int(int64(m.Time))
		}
	})},
}

// named returns the getter of the name that an operation is about.
func named(o Operation) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if name, ok := m.name(); ok && m.tagged() && m.Operation == o {
			v.Bytes(text.Readable(name))
		}
	})
}

// extended returns the getter of the identifier of an operation.
func extended(o Operation) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if b := m.extension(); b != nil && m.Operation == o {
			v.Bytes(text.Readable(b))
		}
	})
}

// mechanism returns that of SASL by which a client authenticates itself, nil if it does otherwise.
func (m *Message) mechanism() []byte {
	e, ok := m.authentication()
	if !ok || e.Tag != saslTag {
		return nil
	}
	r := ber.In(e)
	x, _ := r.Next()
	return x.Body
}
