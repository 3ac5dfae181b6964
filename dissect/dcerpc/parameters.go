package dcerpc

import (
	"encoding/binary"

	"netsniff/dissect/text"
)

// reader reads the parameters of a call one after the other ([C706] §14, [MS-RPCE] §2.2.5).
type reader struct {
	order binary.ByteOrder
	ndr64 bool // pointers and counts have 64 bits
	b     []byte
	at    int
}

func (m *Message) reader(stub []byte) *reader {
	return &reader{order: m.order, ndr64: m.ndr64, b: stub}
}

// skip passes n bytes.
func (r *reader) skip(n int) { r.at = min(r.at+max(n, 0), len(r.b)) }

// align passes what fills up to a multiple of n.
func (r *reader) align(n int) { r.skip(-r.at & (n - 1)) }

// number returns the next 32 bits, 0 if they are not there.
func (r *reader) number() uint32 {
	r.align(4)
	b := r.bytes(4)
	if len(b) < 4 {
		return 0
	}
	return r.order.Uint32(b)
}

// count returns what has 32 bits or 64, such as pointers, of which it is the lower half.
func (r *reader) count() uint32 {
	if !r.ndr64 {
		return r.number()
	}
	r.align(8)
	b := r.bytes(8)
	if len(b) < 8 {
		return 0
	}
	return uint32(r.order.Uint64(b))
}

// bytes returns the next n, as far as they are there.
func (r *reader) bytes(n int) []byte {
	from := r.at
	r.skip(n)
	return r.b[from:r.at]
}

// wide returns a string as UTF-16: how long it may be, where it begins, how long it is, and the
// characters, of which the last may be NUL.
func (r *reader) wide() []byte {
	r.count()
	r.count()
	b := r.bytes(2 * int(min(r.count(), 1<<16)))
	for len(b) >= 2 && b[len(b)-1]|b[len(b)-2] == 0 {
		b = b[:len(b)-2]
	}
	return b
}

// handleLen is the length of what names something that is open.
const handleLen = 20

// shown are the parameters of operations that rows tell, by the name of the interface and the number of
// the operation: one letter for each, up to the last that is told.
//
//	h  a handle
//	p  a pointer to a string, or none
//	P  the same, told
//	s  a string, told
//	c  lengths and a pointer to a string, or none, told
//	l  a level, told
var shown = map[string]map[uint16]string{
	"rpc_netlogon": {4: "ps"},
	"samr":         {5: "hc"},
	"svcctl":       {15: "PP"},
	"winreg":       {6: "hc", 7: "hc", 15: "hc", 22: "hc"},
	"wkssvc":       {0: "pl"},
}

// appendParameters appends what rows say of the parameters of a request.
func (m *Message) appendParameters(dst []byte, x *Interface, stub []byte) []byte {
	r := m.reader(stub)
	if x.Protocol.Name == mapper && m.Operation == mapOperation {
		return r.appendAsked(dst)
	}
	for _, kind := range shown[x.Protocol.Name][m.Operation] {
		switch kind {
		case 'h':
			r.skip(handleLen)
		case 'p', 'P':
			if r.count() == 0 {
				break
			}
			if s := r.wide(); kind == 'P' {
				dst = text.AppendUTF16(append(dst, ", "...), s)
			}
		case 's':
			dst = text.AppendUTF16(append(dst, ", "...), r.wide())
		case 'c':
			r.align(4)
			if r.skip(4); r.count() != 0 {
				dst = text.AppendUTF16(append(dst, ", "...), r.wide())
			}
		case 'l':
			dst = appendNumber(append(dst, " Level:"...), r.number())
		}
	}
	return dst
}
