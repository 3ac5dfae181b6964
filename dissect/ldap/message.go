package ldap

import (
	"bytes"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/ber"
	"netsniff/dissect/ntlmssp"
	"netsniff/dissect/text"
)

// Message is a message. Borrowed until the frame has been reported.
type Message struct {
	ID        uint32
	Operation Operation
	Bytes     []byte // of the message
	// RequestIn is the frame of the request that it answers, 0 if that was not seen; Time is since then.
	RequestIn uint32
	Time      capture.Stamp
	Results   int // entries of a search that is done, if its request was seen

	op       ber.Element
	sealed   bool // it stands in a layer of SASL
	secures  bool // it grants what has the connection go on in TLS
	follows  bool // another message of the frame or layer stands before it
	apart    bool // that was not of the same layer of SASL or datagram
	security ntlmssp.Message
}

// read reads the message that b begins with, and reports whether it is one.
func (m *Message) read(b []byte) bool {
	*m = Message{Bytes: b}
	e, ok := ber.Read(b)
	if !ok || e.Tag != ber.Sequence {
		return false
	}
	r := ber.In(e)
	id, ok := r.Next()
	if !ok || id.Tag != ber.Integer || id.Size > 5 {
		return false
	}
	m.ID = uint32(id.Int())
	if m.op, ok = r.Next(); ok && m.tagged() {
		m.Operation = Operation(m.op.Tag & numberMask)
	}
	if m.Operation == BindRequest || m.Operation == BindResponse {
		m.security = ntlmssp.Find(m.op.Body)
	}
	return true
}

// Parts of an identifier octet (X.690 §8.1.2).
const (
	numberMask  = 0x1f
	classMask   = 0xc0
	application = 0x40
)

// tagged reports whether the operation is one that is known.
func (m *Message) tagged() bool {
	return m.op.Tag&classMask == application && Operation(m.op.Tag&numberMask).String() != ""
}

// result returns the code of a result, what it is about and what it says; false: it has none.
func (m *Message) result() (code int64, name, says []byte, ok bool) {
	r := ber.In(m.op)
	e, ok := r.Next()
	if !m.Operation.results() || !ok || e.Tag != ber.Enumerated {
		return 0, nil, nil, false
	}
	dn, _ := r.Next()
	message, _ := r.Next()
	return e.Int(), dn.Body, message.Body, true
}

// name returns the name that a request or an entry is about; false: it has none.
func (m *Message) name() (dn []byte, ok bool) {
	r := ber.In(m.op)
	switch m.Operation {
	case DelRequest:
		return m.op.Body, true
	case BindRequest:
		r.Next() // version
	case SearchRequest, SearchResultEntry, ModifyRequest, AddRequest, ModifyDNRequest, CompareRequest:
	default:
		return nil, false
	}
	e, ok := r.Next()
	return e.Body, ok && e.Tag == ber.OctetString
}

// scope returns how far a search goes; false: it is none.
func (m *Message) scope() (int64, bool) {
	r := ber.In(m.op)
	r.Next()
	e, ok := r.Next()
	return e.Int(), ok && m.Operation == SearchRequest && e.Tag == ber.Enumerated
}

// Choices of how a client authenticates itself (RFC 4511 §4.2, [MS-ADTS] §5.1.1.1.3).
const (
	simpleTag = 0x80
	saslTag   = 0xa3
	ntlmTag   = 0x8a
	ntlmReply = 0x8b
)

// authentication returns how the client of a bind authenticates itself.
func (m *Message) authentication() (e ber.Element, ok bool) {
	if m.Operation != BindRequest {
		return e, false
	}
	r := ber.In(m.op)
	r.Next()
	r.Next()
	return r.Next()
}

// extension returns the identifier of an extended operation or of what a server says in between, as text.
func (m *Message) extension() []byte {
	const requestTag, responseTag = 0x80, 0x8a
	r := ber.In(m.op)
	tag := byte(requestTag)
	switch m.Operation {
	case ExtendedResponse:
		tag = responseTag
	case ExtendedRequest, IntermediateResponse:
	default:
		return nil
	}
	e, _ := r.Find(tag)
	return e.Body
}

// startTLS is the operation after which the connection goes on in TLS (RFC 4511 §4.14).
const startTLS = "1.3.6.1.4.1.1466.20037"

// AppendInfo appends `searchRequest(4) "dc=example,dc=com" wholeSubtree `.
func (m *Message) AppendInfo(dst []byte) []byte {
	switch {
	case m.apart:
		dst = append(dst, " | "...)
	case m.sealed && !m.follows:
		dst = append(dst, "SASL GSS-API Integrity: "...)
	}
	if !m.tagged() {
		return dst
	}
	dst = append(append(dst, m.Operation.String()...), '(')
	if m.Operation == AbandonRequest {
		dst = strconv.AppendInt(dst, m.op.Int(), 10)
	} else {
		dst = strconv.AppendUint(dst, uint64(m.ID), 10)
	}
	dst = append(dst, ") "...)
	if name, ok := m.name(); ok {
		dst = append(appendDN(append(dst, '"'), name), "\" "...)
	}
	if scope, ok := m.scope(); ok {
		dst = append(appendNamed(dst, scopes[:], scope, "Unknown scope("), ' ')
	}
	if b := m.extension(); b != nil {
		dst = append(appendOID(dst, b), ' ')
	} else if code, _, says, ok := m.result(); ok {
		if m.Operation != ExtendedResponse {
			dst = append(appendResult(dst, code), ' ')
		}
		if len(says) > 0 {
			dst = append(text.AppendText(append(dst, '('), bytes.TrimRight(says, "\x00")), ") "...)
		}
	}
	if m.Operation == SearchResultDone && m.RequestIn != 0 {
		dst = appendCount(dst, m.Results)
	}
	return m.appendAuthentication(dst)
}

func appendCount(dst []byte, n int) []byte {
	dst = strconv.AppendInt(append(dst, " ["...), int64(n), 10)
	if n == 1 {
		return append(dst, " result]"...)
	}
	return append(dst, " results]"...)
}

// appendAuthentication appends how the ends of a bind authenticate each other.
func (m *Message) appendAuthentication(dst []byte) []byte {
	if m.security.Step != ntlmssp.None {
		dst = m.security.AppendInfo(append(dst, ", "...))
	}
	e, ok := m.authentication()
	switch {
	case !ok:
	case e.Tag == simpleTag:
		dst = append(dst, "simple "...)
	case e.Tag == saslTag:
		dst = append(dst, "sasl "...)
	}
	return dst
}

// appendDN appends a distinguished name, "<ROOT>" for the empty one.
func appendDN(dst, name []byte) []byte {
	if len(name) == 0 {
		return append(dst, "<ROOT>"...)
	}
	return text.AppendText(dst, name)
}

var scopes = [...]string{"baseObject", "singleLevel", "wholeSubtree"}

func appendNamed(dst []byte, names []string, n int64, unknown string) []byte {
	if n >= 0 && n < int64(len(names)) {
		return append(dst, names[n]...)
	}
	return append(strconv.AppendInt(append(dst, unknown...), n, 10), ')')
}

// appendResult appends the name of a result code.
func appendResult(dst []byte, code int64) []byte {
	if code >= 0 && code < 1<<32 {
		if name := resultNames.Find(uint32(code)); name != "" {
			return append(dst, name...)
		}
	}
	return append(strconv.AppendInt(append(dst, "Unknown result("...), code, 10), ')')
}

// appendOID appends an object identifier, with its first arc by name: "iso.3.6.1.4.1.4203.1.11.3".
func appendOID(dst, oid []byte) []byte {
	if string(oid) == startTLS {
		return append(dst, "LDAP_START_TLS_OID"...)
	}
	if len(oid) > 1 && oid[1] == '.' {
		if arc := int(oid[0]) - '0'; arc >= 0 && arc < len(arcs) {
			return text.AppendText(append(dst, arcs[arc]...), oid[1:])
		}
	}
	return text.AppendText(dst, oid)
}

// arcs are the names of the arcs below the root (X.660 §6).
var arcs = [...]string{"itu-t", "iso", "joint-iso-itu-t"}

// Embedded implements dissect.Embedder: how the ends authenticate each other.
func (m *Message) Embedded(whole []byte, i int, store []byte) (e dissect.Embedded, grown []byte) {
	return m.security.Embedded(whole, i), store
}
