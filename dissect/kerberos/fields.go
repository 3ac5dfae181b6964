package kerberos

import (
	"time"

	"netsniff/dissect"
	"netsniff/dissect/ber"
	"netsniff/dissect/text"
)

var fields = []dissect.Field{
	{Name: "kerberos.rm.length", Title: "Record Length", Type: dissect.Uint,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.marked {
				v.Uint(uint64(len(m.Bytes))).At(0, markLen)
			}
		})},
	{Name: "kerberos.pvno", Title: "pvno", Type: dissect.Uint, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if n := m.version(); n != 0 {
			v.Uint(uint64(n))
		}
	})},
	{Name: "kerberos.msg_type", Title: "msg-type", Type: dissect.Int,
		Names: func(u uint64) string { return Type(u).String() }, Get: dissect.Of(func(m *Message, v *dissect.Values) {
			v.Int(int64(m.Type))
		})},
	{Name: "kerberos.padata_type", Title: "padata-type", Type: dissect.Int, Get: dissect.Of(getPreAuth)},
	{Name: "kerberos.CNameString", Title: "CNameString", Type: dissect.String,
		Get: dissect.Of(func(m *Message, v *dissect.Values) { getName(m.client(), v) })},
	{Name: "kerberos.realm", Title: "realm", Type: dissect.String, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if b := m.realm(); b != nil && (m.Type.asks() || m.Type == Error) {
			v.Bytes(text.Readable(b))
		}
	})},
	{Name: "kerberos.crealm", Title: "crealm", Type: dissect.String, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if b := m.realm(); b != nil && (m.Type == ASReply || m.Type == TGSReply) {
			v.Bytes(text.Readable(b))
		}
	})},
	{Name: "kerberos.SNameString", Title: "SNameString", Type: dissect.String,
		Get: dissect.Of(func(m *Message, v *dissect.Values) { getName(m.server(), v) })},
	{Name: "kerberos.till", Title: "till", Type: dissect.AbsTime,
		Get: dissect.Of(func(m *Message, v *dissect.Values) { getTime(m.body[bodyTill], v) })},
	{Name: "kerberos.nonce", Title: "nonce", Type: dissect.Uint, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if m.body[bodyNonce] != nil {
			v.Uint(uint64(uint32(number(m.body[bodyNonce]))))
		}
	})},
	{Name: "kerberos.ENCTYPE", Title: "ENCTYPE", Type: dissect.Int, Names: encryptionName, Get: dissect.Of(getEncryption)},
	{Name: "kerberos.stime", Title: "stime", Type: dissect.AbsTime, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if m.Type == Error {
			getTime(m.parts[errorTime], v)
		}
	})},
	{Name: "kerberos.error_code", Title: "error-code", Type: dissect.Int,
		Names: func(u uint64) string { return errorNames.Find(uint32(u)) },
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.Type == Error && m.parts[errorCode] != nil {
				v.Int(m.code())
			}
		})},
	{Name: "kerberos.e_text", Title: "e-text", Type: dissect.String, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if e, ok := ber.Read(m.parts[errorText]); ok && m.Type == Error {
			v.Bytes(text.Readable(e.Body))
		}
	})},
}

func getName(part []byte, v *dissect.Values) {
	names(part, func(_ int, b []byte) { v.Bytes(text.Readable(b)) })
}

// getPreAuth gets the types of what a client authenticates itself by in advance.
func getPreAuth(m *Message, v *dissect.Values) {
	if !m.Type.asks() {
		return
	}
	list, _ := ber.Read(m.parts[preAuth])
	r := ber.In(list)
	for range maxNames {
		x, ok := r.Next()
		if !ok {
			return
		}
		in := ber.In(x)
		if kind, ok := in.Find(ber.Context(1)); ok {
			v.Int(number(kind.Body))
		}
	}
}

// getEncryption gets the types of encryption that a client knows.
func getEncryption(m *Message, v *dissect.Values) {
	list, _ := ber.Read(m.body[bodyTypes])
	r := ber.In(list)
	for range 4 * maxNames {
		x, ok := r.Next()
		if !ok {
			return
		}
		v.Int(x.Int())
	}
}

// encryptions are the types of encryption that are in use (RFC 3961 §8, RFC 8009, RFC 4757).
var encryptions = map[int32]string{
	1: "eTYPE-DES-CBC-CRC", 3: "eTYPE-DES-CBC-MD5", 16: "eTYPE-DES3-CBC-SHA1", 17: "eTYPE-AES128-CTS-HMAC-SHA1-96",
	18: "eTYPE-AES256-CTS-HMAC-SHA1-96", 19: "eTYPE-AES128-CTS-HMAC-SHA256-128", 20: "eTYPE-AES256-CTS-HMAC-SHA384-192",
	23: "eTYPE-ARCFOUR-HMAC-MD5", 24: "eTYPE-ARCFOUR-HMAC-MD5-56", 25: "eTYPE-CAMELLIA128-CTS-CMAC",
	26:   "eTYPE-CAMELLIA256-CTS-CMAC",
	-128: "eTYPE-ARCFOUR-MD4", -133: "eTYPE-ARCFOUR-HMAC-OLD", -135: "eTYPE-ARCFOUR-HMAC-OLD-EXP",
}

func encryptionName(u uint64) string { return encryptions[int32(u)] }

// getTime gets a time: "20260131235959Z".
func getTime(part []byte, v *dissect.Values) {
	const layout = "20060102150405Z"
	e, _ := ber.Read(part)
	if len(e.Body) != len(layout) {
		return
	}
	if t, err := time.Parse(layout, string(e.Body)); err == nil {
		v.Uint(uint64(t.UnixNano()))
	}
}
