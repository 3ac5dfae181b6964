package dhcpv6

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect/text"
	"netsniff/dissect/tlv"
)

// Type is the type of a message (RFC 8415 §7.3).
type Type uint8

// Message types.
const (
	Solicit     Type = 1
	Advertise   Type = 2
	Reply       Type = 7
	Reconfigure Type = 10
	RelayForw   Type = 12
	RelayRepl   Type = 13
)

var typeNames = [...]string{
	"", "Solicit", "Advertise", "Request", "Confirm", "Renew", "Rebind", "Reply", "Release", "Decline", "Reconfigure",
	"Information-request", "Relay-forw", "Relay-reply", "Leasequery", "Leasequery-reply", "Leasequery-done",
	"Leasequery-data", "Reconfigure-request", "Reconfigure-reply",
}

// String returns the name of the type.
func (t Type) String() string {
	if int(t) < len(typeNames) && t != 0 {
		return typeNames[t]
	}
	return "Message Type " + strconv.Itoa(int(t))
}

func (t Type) relayed() bool { return t == RelayForw || t == RelayRepl }

// Lengths of what precedes the options (RFC 8415 §8, §9).
const (
	headLen  = 4
	relayLen = 34
)

// Bounds of one message.
const (
	maxDepth   = 8 // messages and options within each other
	maxOptions = 512
)

// Head is what precedes the options of a message; relay agents put messages into
// their own.
type Head struct {
	Type Type
	XID  uint32 // not of a relay agent's
	Off  int
}

// Option is an option of a message, or of an option.
type Option struct {
	tlv.Element
	Depth int
}

// Message is a datagram. Borrowed until the frame has been reported.
type Message struct {
	Bytes   []byte
	Wire    int
	Heads   []Head
	Options []Option // in wire order, those within others behind them
	short   bool     // it ends within a head or an option
}

// read reads the message b, of which the wire had so many bytes.
func (m *Message) read(b []byte, wire int) {
	*m = Message{Bytes: b, Wire: wire, short: wire > len(b), Heads: m.Heads[:0], Options: m.Options[:0]}
	m.message(0, len(b), 0)
}

func (m *Message) message(off, end, depth int) {
	if off >= end || depth > maxDepth {
		return
	}
	h := Head{Type: Type(m.Bytes[off]), Off: off}
	n := headLen
	if h.Type.relayed() {
		n = relayLen
	}
	if end-off >= headLen && n == headLen {
		h.XID = uint32(m.Bytes[off+1])<<16 | uint32(m.Bytes[off+2])<<8 | uint32(m.Bytes[off+3])
	}
	m.Heads = append(m.Heads, h)
	if end-off < n {
		m.short = true
		return
	}
	m.options(off+n, end, depth)
}

// options reads the options from off to end.
func (m *Message) options(off, end, depth int) {
	for e := range layout.All(m.Bytes[:end], off) {
		if len(m.Options) == maxOptions {
			return
		}
		m.Options = append(m.Options, Option{Element: e, Depth: depth})
		if e.Cut() {
			return
		}
		at, n := e.Bytes()
		if inner, ok := containers[e.Type]; ok && depth < maxDepth {
			if e.Type == optionRelay {
				m.message(at, at+n, depth+1)
			} else if n > inner {
				m.options(at+inner, at+n, depth+1)
			}
		}
	}
}

// find returns the first option of a type, nil if there is none.
func (m *Message) find(t uint64) *Option {
	for i := range m.Options {
		if m.Options[i].Type == t {
			return &m.Options[i]
		}
	}
	return nil
}

// AppendInfo appends "Solicit XID: 0x123456 CID: 00030001020000000001 ".
func (m *Message) AppendInfo(dst []byte) []byte {
	next := 0
	for i := range m.Heads {
		h := &m.Heads[i]
		dst = append(append(dst, h.Type.String()...), ' ')
		end := len(m.Bytes)
		if i+1 < len(m.Heads) {
			end = m.Heads[i+1].Off
		}
		switch {
		case h.Type.relayed() && end-h.Off >= relayLen:
			a := capture.Addr{Kind: capture.AddrIPv6}
			copy(a.B[:], m.Bytes[h.Off+2:])
			dst = append(a.Append(append(dst, "L: "...)), ' ')
		case !h.Type.relayed() && end-h.Off >= headLen:
			dst = append(text.AppendHex(append(dst, "XID: 0x"...), uint64(h.XID), 6), ' ')
		}
		for ; next < len(m.Options) && m.Options[next].Off < end; next++ {
			dst = appendOption(dst, &m.Options[next])
		}
	}
	if m.short {
		dst = text.AppendShort(dst, len(m.Bytes), m.Wire)
	}
	return dst
}

// appendOption appends what the row says of an option.
func appendOption(dst []byte, o *Option) []byte {
	switch {
	case o.Cut():
	case o.Type == optionClientID && len(o.Value) > 0:
		dst = append(dst, "CID: "...)
		for _, c := range o.Value {
			dst = text.AppendHex(dst, uint64(c), 2)
		}
		return append(dst, ' ')
	case o.Type == optionIAAddr && len(o.Value) >= 16:
		a := capture.Addr{Kind: capture.AddrIPv6}
		copy(a.B[:], o.Value)
		return append(a.Append(append(dst, "IAA: "...)), ' ')
	}
	return dst
}
