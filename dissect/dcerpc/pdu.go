package dcerpc

import (
	"encoding/binary"

	"netsniff/dissect/windows"
)

// Type is the type of a PDU ([C706] §12.6.4.1).
type Type uint8

// Types.
const (
	Request          Type = 0
	Response         Type = 2
	Fault            Type = 3
	Bind             Type = 11
	BindAck          Type = 12
	BindNak          Type = 13
	AlterContext     Type = 14
	AlterContextResp Type = 15
	Auth3            Type = 16
	rts              Type = 20 // of RPC over HTTP ([MS-RPCH] §2.2.3.6)
)

var typeNames = [...]string{
	"Request", "Ping", "Response", "Fault", "Working", "Nocall", "Reject", "Ack", "Cl_cancel", "Fack", "Cancel_ack", "Bind",
	"Bind_ack", "Bind_nak", "Alter_context", "Alter_context_resp", "AUTH3", "Shutdown", "Co_cancel", "Orphaned", "RTS",
}

// String returns the name of the type, "" of one that was not assigned.
func (t Type) String() string {
	if int(t) < len(typeNames) {
		return typeNames[t]
	}
	return ""
}

// answers reports whether the server sends such PDUs.
func (t Type) answers() bool {
	return t == Response || t == Fault || t == BindAck || t == BindNak || t == AlterContextResp
}

// Flags of a PDU ([C706] §12.6.3.1).
const (
	firstFragment = 0x01
	lastFragment  = 0x02
	hasObject     = 0x80
)

// Lengths and places ([C706] §12.6.4).
const (
	headLen     = 16
	authAt      = 10
	callAt      = 12
	contextAt   = 20
	operationAt = 22
	bodyLen     = 24 // of a request, a response, a bind without its items
	guidLen     = windows.GUIDLen
	syntaxLen   = guidLen + 4
	authHead    = 8
)

// orderOf returns the byte order of a PDU by its header.
func orderOf(b []byte) binary.ByteOrder {
	const littleEndian = 0x10
	if b[4]&littleEndian != 0 {
		return binary.LittleEndian
	}
	return binary.BigEndian
}

// pduLen returns the length of the PDU that b begins with: 0 if more is needed to tell, less if none
// begins so.
func pduLen(b []byte) int {
	const version, lastMinor, littleEndian, lastFloat = 5, 1, 0x10, 3
	switch {
	case len(b) > 0 && b[0] != version, len(b) > 1 && b[1] > lastMinor, len(b) > 2 && Type(b[2]).String() == "",
		len(b) > 4 && b[4]&^littleEndian != 0, len(b) > 5 && b[5] > lastFloat, len(b) > 7 && b[6]|b[7] != 0:
		return -1
	case len(b) < authAt:
		return 0
	}
	if n := int(orderOf(b).Uint16(b[8:])); n >= headLen {
		return n
	}
	return -1
}

// pdu is a PDU: a fragment of a call, or what prepares calls. Borrowed as its bytes are.
type pdu struct {
	Type  Type
	Flags uint8
	Call  uint32

	bytes []byte
	order binary.ByteOrder
	auth  int // length of what authenticates it
}

// readPDU reads the header that b begins with; it is long enough.
func readPDU(b []byte) pdu {
	order := orderOf(b)
	return pdu{Type: Type(b[2]), Flags: b[3], Call: order.Uint32(b[callAt:]), bytes: b, order: order,
		auth: int(order.Uint16(b[authAt:]))}
}

func (p *pdu) first() bool { return p.Flags&firstFragment != 0 }
func (p *pdu) last() bool  { return p.Flags&lastFragment != 0 }

// u16 returns the number at an offset, 0 if it is not there.
func (p *pdu) u16(at int) uint16 {
	if len(p.bytes) < at+2 {
		return 0
	}
	return p.order.Uint16(p.bytes[at:])
}

func (p *pdu) u32(at int) uint32 {
	if len(p.bytes) < at+4 {
		return 0
	}
	return p.order.Uint32(p.bytes[at:])
}

// token returns what authenticates the ends, of a header of its own and what fills the PDU before that.
func (p *pdu) token() []byte {
	if p.auth == 0 || p.auth > len(p.bytes)-headLen {
		return nil
	}
	return p.bytes[len(p.bytes)-p.auth:]
}

// protection is how much of a PDU is protected ([MS-RPCE] §2.2.1.1.8).
const privacy = 6

// stub returns what a request or response carries: the parameters of the call. hidden: they are
// encrypted.
func (p *pdu) stub() (b []byte, hidden bool) {
	from := bodyLen
	if p.Type == Request && p.Flags&hasObject != 0 {
		from += guidLen
	}
	end := len(p.bytes)
	if at := end - p.auth - authHead; p.auth > 0 && at >= from {
		hidden = p.bytes[at+1] == privacy
		end = at - int(p.bytes[at+2])
	}
	if end < from {
		return nil, hidden
	}
	return p.bytes[from:end], hidden
}

// item is a context that is bound: an interface and the syntax of its parameters.
type item struct {
	id     uint16
	uuid   []byte // as text
	major  uint16
	minor  uint16
	syntax []byte // the last that is offered, as text; empty if there is none
}

// text36 is the length of a GUID as text.
const text36 = 36

// items calls f for each context that a bind names, as far as they are there. Its texts are
// borrowed until the next.
func (p *pdu) items(f func(i int, x *item)) {
	const head = 4
	if len(p.bytes) <= bodyLen {
		return
	}
	var interfaceText, syntaxText [text36]byte
	var x item
	at := bodyLen + 4
	for i := range int(p.bytes[bodyLen]) {
		if len(p.bytes) < at+head+syntaxLen {
			return
		}
		syntaxes := int(p.bytes[at+2])
		version := p.u32(at + head + guidLen)
		x = item{id: p.u16(at), uuid: p.guid(interfaceText[:0], at+head), major: uint16(version),
			minor: uint16(version >> 16)}
		at += head + syntaxLen
		if n := at + (syntaxes-1)*syntaxLen; syntaxes > 0 && len(p.bytes) >= n+guidLen {
			x.syntax = p.guid(syntaxText[:0], n)
		}
		at += syntaxes * syntaxLen
		f(i, &x)
	}
}

// guid appends the GUID at an offset, which is there, as text.
func (p *pdu) guid(dst []byte, at int) []byte {
	b := p.bytes[at : at+guidLen]
	if p.order == binary.LittleEndian {
		return windows.AppendGUID(dst, b)
	}
	var swapped [guidLen]byte
	copy(swapped[:], b)
	le, be := binary.LittleEndian, binary.BigEndian
	le.PutUint32(swapped[:], be.Uint32(b))
	le.PutUint16(swapped[4:], be.Uint16(b[4:]))
	le.PutUint16(swapped[6:], be.Uint16(b[6:]))
	return windows.AppendGUID(dst, swapped[:])
}

// results returns how many results a bind_ack has and where they begin, 0 if they are not there.
func (p *pdu) results() (n, at int) {
	const addressAt = 24
	at = addressAt + 2 + int(p.u16(addressAt))
	if at = (at + 3) &^ 3; len(p.bytes) <= at {
		return 0, 0
	}
	return int(p.bytes[at]), at + 4
}

// resultLen is the length of one: what became of the context, why, and the syntax.
const resultLen = 4 + syntaxLen
