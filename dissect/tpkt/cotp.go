package tpkt

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/parts"
)

// Codes of TPDUs (X.224 §13.1).
const (
	connectRequest    = 0xe0
	connectConfirm    = 0xd0
	disconnectRequest = 0x80
	dataTransfer      = 0xf0
)

// Lengths of fixed parts behind the length indicator: of those with references, of data, and the least of all.
const (
	transportHead      = 7
	dataHead           = 3
	transportHeadLeast = 1
)

var tpduNames = parts.Names{connectRequest >> 4: "CR Connect Request", connectConfirm >> 4: "CC Connect Confirm",
	disconnectRequest >> 4: "DR Disconnect Request", dataTransfer >> 4: "DT Data"}

// TPDU is a unit of the transport protocol. Borrowed until the frame has been reported.
type TPDU struct{ reader parts.Reader }

// Parts implements parts.Message.
func (m *TPDU) Parts() *parts.Reader { return &m.reader }

// code returns the code of a TPDU, without credit.
func (m *TPDU) code() byte { return m.reader.Bytes[1] & 0xf0 }

// AppendInfo appends "CR TPDU src-ref: 0x0007 dst-ref: 0x0000".
func (m *TPDU) AppendInfo(dst []byte) []byte {
	b := m.reader.Bytes
	name := ""
	switch m.code() {
	case connectRequest:
		name = "CR"
	case connectConfirm:
		name = "CC"
	case disconnectRequest:
		name = "DR"
	case dataTransfer:
		return m.appendData(dst)
	default:
		return dst
	}
	if len(b) < transportHead-1 {
		return dst
	}
	dst = append(append(dst, name...), " TPDU src-ref: 0x"...)
	dst = append(appendHex(dst, be.Uint16(b[4:])), " dst-ref: 0x"...)
	return appendHex(dst, be.Uint16(b[2:]))
}

// appendData appends "DT TPDU (0) EOT".
func (m *TPDU) appendData(dst []byte) []byte {
	b := m.reader.Bytes
	if len(b) < dataHead {
		return dst
	}
	dst = append(strconv.AppendUint(append(dst, "DT TPDU ("...), uint64(b[2]&0x7f), 10), ")"...)
	if isLast(b) {
		return append(dst, " EOT"...)
	}
	return append(strconv.AppendInt(append(dst, " [COTP fragment, "...), int64(len(b)-dataHead), 10), " bytes]"...)
}

// isLast reports whether a unit of data is the last of what it carries.
func isLast(b []byte) bool { return len(b) >= dataHead && b[2]&0x80 != 0 }

// appendHex appends a number with four digits.
func appendHex(dst []byte, u uint16) []byte {
	const digits = "0123456789abcdef"
	return append(dst, digits[u>>12], digits[u>>8&15], digits[u>>4&15], digits[u&15])
}

// ReadAll implements parts.Message.
func (m *TPDU) ReadAll(r *parts.Reader) {
	r.Uint("cotp.li", 1)
	off := r.Off
	code := r.Uint("", 1)
	r.Note("cotp.type", off, 1, code>>4)
	switch m.code() {
	case connectRequest, connectConfirm, disconnectRequest:
		r.Uint("cotp.destref", 2)
		r.Uint("cotp.srcref", 2)
		off = r.Off
		class := r.Uint("", 1)
		if m.code() == disconnectRequest {
			r.Note("cotp.cause", off, 1, class)
			return
		}
		r.Note("cotp.class", off, 1, class>>4)
	case dataTransfer:
		off = r.Off
		u := r.Uint("", 1)
		r.NoteBits("cotp.tpdu-number", off, 1, u, 0x7f)
		r.NoteBits("cotp.eot", off, 1, u, 0x80)
	}
}

// transport reads a TPDU and what it carries.
func (d *dissector) transport(f *dissect.Frame, dir dissect.Dir, b []byte) {
	m := d.shared.transports.Next(f)
	*m = TPDU{reader: m.reader}
	own := min(int(b[0])+1, len(b))
	m.reader.Begin(b)
	l := dissect.Layer{Protocol: &Transport, Message: m, Bytes: b, Own: own}
	quiet(f, &Transport)
	switch m.code() {
	case connectRequest, connectConfirm:
		l.Quiet = own > transportHead && isNegotiation(b[transportHead:own])
		f.Emit(l)
		if l.Quiet {
			d.negotiation(f, b[transportHead:own])
		}
	case dataTransfer:
		rest := b[own:]
		s7, channels := isS7(rest), isChannels(rest)
		l.Quiet = isLast(b) && !d.open[dir] && (s7 || channels)
		d.open[dir] = !isLast(b) && (d.open[dir] || len(rest) > 0)
		f.Emit(l)
		switch {
		case !l.Quiet:
		case s7:
			d.controller(f, rest)
		default:
			d.channel(f, dir, rest)
		}
	default:
		f.Emit(l)
	}
}
