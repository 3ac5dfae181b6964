package dcerpc

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/ntlmssp"
	"netsniff/dissect/text"
	"netsniff/dissect/windows"
)

// Message is a PDU, and what is known of its call. Borrowed until the frame has been reported.
type Message struct {
	pdu
	Context   uint16
	Operation uint16 // of a response that of its request, if that is known
	// RequestIn is the frame of the request that it answers, 0 if that was not seen; Time is since
	// then.
	RequestIn uint32
	Time      capture.Stamp

	answered bool         // a request with its number was seen
	known    int          // place of the interface in Interfaces, counted from 1; 0: it is none of them
	bound    [text36]byte // the interface if it is none of them, as text
	major    uint16       // its version
	ndr64    bool         // parameters are in the syntax of 64 bits
	asked    bool         // the interface is known by its identifier, and of a response the request
	whole    bool         // the last fragment of which all others were seen
	security ntlmssp.Message
}

// Interface returns the interface of a call that is read as such, nil if it is told as a PDU.
func (m *Message) Interface() *Interface {
	if m.known == 0 || !m.asked || !m.whole || m.Type != Request && m.Type != Response {
		return nil
	}
	return Interfaces[m.known-1]
}

// AppendInfo appends "Bind: call_id: 1, Fragment: Single, …" or "Connect5 request".
func (m *Message) AppendInfo(dst []byte) []byte {
	if m.Interface() != nil {
		return m.appendCall(dst)
	}
	return m.appendPDU(dst)
}

// appendCall appends what is called, and what came of it.
func (m *Message) appendCall(dst []byte) []byte {
	x := m.Interface()
	dst = appendOperation(dst, m.known, m.Operation)
	stub, hidden := m.stub()
	if m.Type == Request {
		dst = append(dst, " request"...)
		if len(stub) > 0 && !hidden && m.first() {
			dst = m.appendParameters(dst, x, stub)
		}
	} else {
		dst = append(dst, " response"...)
		if !hidden {
			dst = m.appendResult(dst, x, stub)
		}
	}
	if len(stub) == 0 {
		dst = strconv.AppendUint(append(append(append(dst, ' '), x.name()...), " V"...), uint64(x.version), 10)
	}
	return dst
}

// Results that are not the last four bytes of a response, or need not be told.
const success = 0

// result returns what a response returned, and false if that is not known.
func (m *Message) result() (code uint32, ok bool) {
	stub, hidden := m.stub()
	if x := m.Interface(); hidden || x == nil || x.returns == nothing || len(stub) < 4 || len(stub)%4 != 0 {
		return 0, false
	}
	return m.order.Uint32(stub[len(stub)-4:]), true
}

// appendResult appends what a response returned, unless that is success.
func (m *Message) appendResult(dst []byte, x *Interface, stub []byte) []byte {
	if x.Protocol.Name == mapper {
		return m.appendTowers(dst, stub)
	}
	code, ok := m.result()
	if !ok || code == success {
		return dst
	}
	switch x.returns {
	case errorCode:
		if name := windows.Error(code).String(); name != "" {
			return append(append(dst, ", Error: "...), name...)
		}
		return text.AppendHex(append(dst, ", Error: Unknown DOS error 0x"...), uint64(code), 8)
	default:
		name := windows.Status(code).String()
		if name == "" {
			dst = text.AppendHex(append(dst, ", Unknown error 0x"...), uint64(code), 8)
		} else {
			dst = append(append(dst, ", "...), name...)
		}
		switch {
		case x.returns != statusTwice:
		case name == "":
			dst = text.AppendHex(append(dst, ", Error: Unknown NT status 0x"...), uint64(code), 8)
		default:
			dst = append(append(dst, ", Error: "...), name...)
		}
		return dst
	}
}

// appendPDU appends what a PDU says.
func (m *Message) appendPDU(dst []byte) []byte {
	dst = append(append(dst, m.Type.String()...), ": call_id: "...)
	dst = strconv.AppendUint(dst, uint64(m.Call), 10)
	dst = append(dst, ", Fragment: "...)
	switch {
	case m.first() && m.last():
		dst = append(dst, "Single"...)
	case m.first():
		dst = append(dst, "1st"...)
	case m.last():
		dst = append(dst, "Last"...)
	default:
		dst = append(dst, "Mid"...)
	}
	if len(m.bytes) < m.least() {
		return text.AppendShort(dst, len(m.bytes), len(m.bytes))
	}
	switch m.Type {
	case Request:
		dst = strconv.AppendUint(append(dst, ", opnum: "...), uint64(m.Operation), 10)
		dst = m.appendContext(dst)
	case Response:
		dst = m.appendContext(dst)
	case Fault:
		dst = m.appendFault(strconv.AppendUint(append(dst, ", Ctx: "...), uint64(m.Context), 10))
	case Bind, AlterContext:
		dst = m.appendItems(dst)
	case BindAck, AlterContextResp:
		dst = m.appendResults(dst)
	case BindNak:
		dst = appendReason(append(dst, " reason: "...), m.u16(headLen))
	}
	if m.security.Step != ntlmssp.None {
		dst = m.security.AppendInfo(append(dst, ", "...))
	}
	return dst
}

// least returns how long a PDU of the type is at least.
func (m *Message) least() int {
	switch m.Type {
	case Request, Response, Fault, Bind, AlterContext, BindAck, AlterContextResp:
		return bodyLen
	}
	return headLen
}

// appendContext appends the context, and the interface if it is not read.
func (m *Message) appendContext(dst []byte) []byte {
	dst = strconv.AppendUint(append(dst, ", Ctx: "...), uint64(m.Context), 10)
	if m.known != 0 || !m.asked || !m.whole {
		return dst
	}
	dst = append(append(dst, ' '), m.bound[:]...)
	return strconv.AppendUint(append(dst, " V"...), uint64(m.major), 10)
}

// fault returns why a call failed.
func (m *Message) fault() uint32 { return m.u32(bodyLen) }

func (m *Message) appendFault(dst []byte) []byte {
	dst = append(dst, ", status: "...)
	if name := faults.Find(m.fault()); name != "" {
		return append(dst, name...)
	}
	return append(text.AppendHex(append(dst, "Unknown (0x"...), uint64(m.fault()), 8), ')')
}

// Transfer syntaxes that have names ([C706] §14, [MS-RPCE] §2.2.5).
const (
	ndr32 = "8a885d04-1ceb-11c9-9fe8-08002b104860"
	ndr64 = "71710533-beba-4937-8319-b5dbef9ccc36"
)

func appendNumber(dst []byte, u uint32) []byte { return strconv.AppendUint(dst, uint64(u), 10) }

func appendSyntax(dst, syntax []byte) []byte {
	switch string(syntax) {
	case ndr32:
		return append(dst, "32bit NDR"...)
	case ndr64:
		return append(dst, "64bit NDR"...)
	}
	return append(dst, syntax...)
}

// appendItems appends the interfaces that a bind names.
func (m *Message) appendItems(dst []byte) []byte {
	count := 0
	if len(m.bytes) > bodyLen {
		count = int(m.bytes[bodyLen])
	}
	dst = append(strconv.AppendInt(append(dst, ", "...), int64(count), 10), " context items:"...)
	m.items(func(i int, x *item) {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, ' ')
		if known := find(x.uuid, x.major); known > 0 {
			dst = append(dst, Interfaces[known-1].name()...)
		} else {
			dst = append(dst, x.uuid...)
		}
		dst = strconv.AppendUint(append(dst, " V"...), uint64(x.major), 10)
		dst = append(strconv.AppendUint(append(dst, '.'), uint64(x.minor), 10), " ("...)
		dst = append(appendSyntax(dst, x.syntax), ')')
	})
	return dst
}

// outcomes are what became of a context ([C706] §12.6.3.1, [MS-RPCE] §2.2.2.4).
var outcomes = [...]string{"Acceptance", "User rejection", "Provider rejection", "Negotiate ACK"}

// appendResults appends how long fragments may be, and what became of the contexts.
func (m *Message) appendResults(dst []byte) []byte {
	dst = strconv.AppendUint(append(dst, ", max_xmit: "...), uint64(m.u16(headLen)), 10)
	dst = strconv.AppendUint(append(dst, " max_recv: "...), uint64(m.u16(headLen+2)), 10)
	n, at := m.results()
	dst = append(strconv.AppendInt(append(dst, ", "...), int64(n), 10), " results:"...)
	for i := range n {
		if len(m.bytes) < at+resultLen {
			break
		}
		if i > 0 {
			dst = append(dst, ',')
		}
		if x := m.u16(at); int(x) < len(outcomes) {
			dst = append(append(dst, ' '), outcomes[x]...)
		} else {
			dst = append(strconv.AppendUint(append(dst, " Unknown ("...), uint64(x), 10), ')')
		}
		at += resultLen
	}
	return dst
}

// reasons are why a bind is refused ([C706] §12.6.3.1, [MS-RPCE] §2.2.2.5).
var reasons = [...]string{
	"Reason not specified", "Temporary congestion", "Local limit exceeded", "Called paddr unknown",
	"Protocol version not supported",
	"Default context not supported", "User data not readable", "No PSAP available",
	"Authentication type not recognized", "Invalid checksum",
}

func appendReason(dst []byte, reason uint16) []byte {
	if int(reason) < len(reasons) {
		return append(dst, reasons[reason]...)
	}
	return append(strconv.AppendUint(append(dst, "Unknown ("...), uint64(reason), 10), ')')
}

// Embedded implements dissect.Embedder: how the ends authenticate each other.
func (m *Message) Embedded(whole []byte, i int, store []byte) (e dissect.Embedded, grown []byte) {
	return m.security.Embedded(whole, i), store
}
