package kerberos

import (
	"encoding/binary"
	"strconv"

	"netsniff/dissect/ber"
	"netsniff/dissect/text"
	"netsniff/dissect/windows"
)

// Message is a message. Borrowed until the frame has been reported.
type Message struct {
	Type   Type
	Bytes  []byte // without the mark of a stream
	marked bool   // such a mark stands before it
	// parts are the contents of what the message is made of, by the number of their tags: nil if it has none.
	parts [13][]byte
	body  [13][]byte // the same of the body of a request
}

// Parts of messages, by their tags (RFC 4120 §5.4, §5.9.1).
const (
	requestVersion = 1
	requestBody    = 4
	replyVersion   = 0
	replyRealm     = 3
	replyClient    = 4
	errorTime      = 4
	errorCode      = 6
	errorRealm     = 9
	errorServer    = 10
	errorText      = 11
	errorData      = 12
	preAuth        = 3 // of a request

	bodyClient = 1
	bodyRealm  = 2
	bodyServer = 3
	bodyTill   = 5
	bodyNonce  = 7
	bodyTypes  = 8 // of encryption
)

// read reads the message that b begins with, and reports whether it is one.
func (m *Message) read(b []byte) bool {
	*m = Message{Type: typeOf(b), Bytes: b}
	if m.Type == 0 {
		return false
	}
	e, ok := ber.Read(b)
	if !ok {
		return false
	}
	list, ok := ber.Within(e)
	if !ok || list.Tag != ber.Sequence {
		return e.Cut() || !ok
	}
	collect(&m.parts, list)
	if m.Type.asks() {
		if body, ok := ber.Read(m.parts[requestBody]); ok {
			collect(&m.body, body)
		}
	}
	return true
}

// collect notes the contents of the parts of a sequence.
func collect(parts *[13][]byte, list ber.Element) {
	const context = 0xa0
	r := ber.In(list)
	for e, ok := r.Next(); ok; e, ok = r.Next() {
		if n := int(e.Tag) - context; n >= 0 && n < len(parts) && parts[n] == nil {
			parts[n] = e.Body
		}
	}
}

// number returns the number that a part is, 0 if it is not there.
func number(part []byte) int64 {
	e, _ := ber.Read(part)
	return e.Int()
}

// version returns the version of the protocol.
func (m *Message) version() int64 {
	if m.Type.asks() {
		return number(m.parts[requestVersion])
	}
	return number(m.parts[replyVersion])
}

// code returns that of an error.
func (m *Message) code() int64 { return number(m.parts[errorCode]) }

// client and server return who asks, and for what.
func (m *Message) client() []byte {
	if m.Type.asks() {
		return m.body[bodyClient]
	}
	if m.Type == ASReply || m.Type == TGSReply {
		return m.parts[replyClient]
	}
	return nil
}

func (m *Message) server() []byte {
	if m.Type == Error {
		return m.parts[errorServer]
	}
	return m.body[bodyServer]
}

// realm returns that of the server, of a reply that of the client.
func (m *Message) realm() []byte {
	part := m.body[bodyRealm]
	switch m.Type {
	case Error:
		part = m.parts[errorRealm]
	case ASReply, TGSReply:
		part = m.parts[replyRealm]
	}
	e, _ := ber.Read(part)
	return e.Body
}

// maxNames bounds the components of a name.
const maxNames = 16

// names calls f for each component of a name (RFC 4120 §5.2.2).
func names(part []byte, f func(i int, b []byte)) {
	name, _ := ber.Read(part)
	r := ber.In(name)
	if e, ok := r.Find(ber.Context(1)); ok {
		list, _ := ber.Within(e)
		r = ber.In(list)
		for i := range maxNames {
			x, ok := r.Next()
			if !ok {
				return
			}
			f(i, x.Body)
		}
	}
}

// appendName appends a name, its components with slashes between them.
func appendName(dst, part []byte) []byte {
	names(part, func(i int, b []byte) {
		if i > 0 {
			dst = append(dst, '/')
		}
		dst = text.AppendText(dst, b)
	})
	return dst
}

// subject says who asks for what: "alice@EXAMPLE.COM for krbtgt/EXAMPLE.COM".
func (m *Message) subject() string {
	if !m.Type.asks() {
		return ""
	}
	b := appendName(nil, m.client())
	if len(b) > 0 {
		b = append(text.AppendText(append(b, '@'), m.realm()), " for "...)
	}
	return string(appendName(b, m.server()))
}

// AppendInfo appends the type, of an error its code.
func (m *Message) AppendInfo(dst []byte) []byte {
	e, _ := ber.Read(m.Bytes)
	if m.Type != Error || m.parts[errorCode] == nil {
		dst = append(dst, m.Type.String()...)
	} else {
		dst = appendError(append(dst, "KRB Error: "...), m.code())
		if s, ok := m.status(); ok {
			dst = s.Append(append(dst, " NT Status: "...))
		}
	}
	if e.Cut() {
		dst = text.AppendShort(dst, 0, 0)
	}
	return dst
}

// appendError appends the name of an error.
func appendError(dst []byte, code int64) []byte {
	if code >= 0 && code <= 1<<31 {
		if name := errorNames.Find(uint32(code)); name != "" {
			return append(dst, name...)
		}
	}
	return strconv.AppendUint(append(dst, "Unknown error code 0x"...), uint64(uint32(code)), 16)
}

// status returns the status of Windows that explains an error ([MS-KILE] §2.2.2), and false if there is none.
func (m *Message) status() (windows.Status, bool) {
	const extended = 3
	data, _ := ber.Read(m.parts[errorData])
	list, ok := ber.Read(data.Body)
	if !ok || list.Tag != ber.Sequence {
		return 0, false
	}
	r := ber.In(list)
	if kind, ok := r.Find(ber.Context(1)); !ok || number(kind.Body) != extended {
		return 0, false
	}
	value, ok := r.Find(ber.Context(2))
	if b, _ := ber.Read(value.Body); ok && len(b.Body) >= 4 {
		return windows.Status(binary.LittleEndian.Uint32(b.Body)), true
	}
	return 0, false
}
