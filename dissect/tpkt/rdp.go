package tpkt

import (
	"bytes"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/parts"
	"netsniff/dissect/text"
)

// Kind is what a PDU of a remote desktop is.
type Kind uint8

// Kinds.
const (
	Negotiation Kind = iota
	ClientData
	ServerData
	SecurityExchange
	ClientInfo
	License
	ChannelData
	FastPath
)

// session is what is known of a remote desktop.
type session struct {
	begun   bool // the connection was made
	ciphers bool // what is sent may be encrypted
	main    int  // the channel that is no virtual one
}

// Types of negotiation (MS-RDPBCGR §2.2.1.1, §2.2.1.2).
const (
	negotiateRequest  = 1
	negotiateResponse = 2
	negotiateFailure  = 3
	negotiationLen    = 8
)

var failures = parts.Names{
	1: "TLS required by server", 2: "TLS not allowed by server", 3: "TLS certificate not on server", 4: "Inconsistent flags",
	5: "Server requires Enhanced RDP Security with CredSSP",
	6: "Server requires Enhanced RDP Security with TLS and certificate-based client authentication",
}

var methods = parts.Names{0: "None", 1: "40-bit RC4", 2: "128-bit RC4", 8: "56-bit RC4", 16: "FIPS140-1 3DES"}

var levels = parts.Names{0: "None", 1: "Low", 2: "Client Compatible", 3: "High", 4: "FIPS140-1"}

// Messages about licences (MS-RDPELE §2.2.2).
var licences = parts.Names{
	0x01: "License Request", 0x02: "Platform Challenge", 0x03: "New License", 0x04: "Upgrade License", 0x12: "License Info",
	0x13: "New License Request", 0x15: "Platform Challenge Response", 0xff: "Error Alert",
}

// Flags of the security header (MS-RDPBCGR §2.2.8.1.1.2.1).
const (
	secExchange   = 0x0001
	secEncrypt    = 0x0008
	secInfo       = 0x0040
	secLicense    = 0x0080
	securityHead  = 4
	fastAction    = 3 // bits that are zero in the fast path
	fastEncrypted = 0x80
)

var cookie = []byte("Cookie: mstshash=")

// isNegotiation reports whether b, the variable part of a connection, is of a remote desktop.
func isNegotiation(b []byte) bool {
	return bytes.HasPrefix(b, cookie) || len(b) >= negotiationLen && b[0] >= negotiateRequest &&
		b[0] <= negotiateFailure && le.Uint16(b[2:]) == negotiationLen
}

// DesktopPDU is a message of a remote desktop. Borrowed until the frame has been reported.
type DesktopPDU struct {
	Kind      Kind
	Dir       dissect.Dir
	Encrypted bool
	Virtual   bool // it goes through a virtual channel
	reader    parts.Reader
}

// Parts implements parts.Message.
func (m *DesktopPDU) Parts() *parts.Reader { return &m.reader }

// AppendNext implements dissect.Follower.
func (m *DesktopPDU) AppendNext(dst []byte, start int) []byte {
	if len(dst) > start && m.Kind != FastPath {
		dst = append(dst, ", "...)
	}
	return m.AppendInfo(dst)
}

// AppendInfo appends "Cookie: mstshash=alice, Negotiate Request".
func (m *DesktopPDU) AppendInfo(dst []byte) []byte {
	b := m.reader.Bytes
	switch m.Kind {
	case Negotiation:
		return appendNegotiation(dst, b)
	case ClientData:
		return append(dst, "ClientData"...)
	case ServerData:
		dst = append(dst, "ServerData"...)
		if s := block(b, serverSecurity); len(s) >= 8 {
			dst = append(append(dst, " Encryption: "...), methods[uint64(le.Uint32(s))]...)
			dst = append(append(append(dst, " ("...), levels[uint64(le.Uint32(s[4:]))]...), ')')
		}
		return dst
	case SecurityExchange:
		return append(dst, "SecurityExchange"...)
	case ClientInfo:
		dst = append(dst, "ClientInfo"...)
		if m.Encrypted {
			dst = append(dst, ", [Encrypted]"...)
		}
		return dst
	case License:
		if len(b) > securityHead {
			dst = append(dst, licences[uint64(b[securityHead])]...)
		}
		return dst
	case FastPath:
		return m.appendFast(dst)
	}
	if m.Encrypted {
		if m.Virtual {
			dst = append(dst, "Virtual Channel PDU, "...)
		}
		dst = append(dst, "[Encrypted]"...)
	}
	return dst
}

func appendNegotiation(dst, b []byte) []byte {
	start := len(dst)
	if bytes.HasPrefix(b, cookie) {
		line, rest, _ := bytes.Cut(b, []byte("\r\n"))
		dst, b = text.AppendText(dst, line), rest
	}
	if len(b) < negotiationLen {
		return dst
	}
	if len(dst) > start {
		dst = append(dst, ", "...)
	}
	switch b[0] {
	case negotiateRequest:
		return append(dst, "Negotiate Request"...)
	case negotiateResponse:
		return append(dst, "Negotiate Response"...)
	case negotiateFailure:
		dst = append(dst, "Negotiate Failure, failureCode "...)
		code := uint64(le.Uint32(b[4:]))
		if name := failures[code]; name != "" {
			return append(dst, name...)
		}
		return append(strconv.AppendUint(append(dst, "Unknown ("...), code, 10), ')')
	}
	return dst
}

// emit emits a PDU.
func (d *dissector) emit(f *dissect.Frame, m DesktopPDU, b []byte) {
	x := d.shared.desktops.Next(f)
	m.reader = x.reader
	*x = m
	x.reader.Begin(b)
	f.Emit(dissect.Layer{Protocol: &Desktop, Message: x, Bytes: b})
}

func (d *dissector) negotiation(f *dissect.Frame, b []byte) {
	d.emit(f, DesktopPDU{Kind: Negotiation}, b)
}

// Blocks of user data that are looked at (MS-RDPBCGR §2.2.1.4).
const (
	serverSecurity = 0x0c02
	serverNet      = 0x0c03
	blockHead      = 4
)

// block returns what a block of a type has behind its head, nil if there is none.
func block(b []byte, kind uint16) []byte {
	for len(b) >= blockHead {
		n := int(le.Uint16(b[2:]))
		switch {
		case n < blockHead || n > len(b):
			return nil
		case le.Uint16(b) == kind:
			return b[blockHead:n]
		}
		b = b[n:]
	}
	return nil
}

// connects reads what makes the connection.
func (d *dissector) connects(f *dissect.Frame, b []byte) {
	d.desktop.begun = true
	data := blocks(b)
	if b[1] == connectInitial {
		d.emit(f, DesktopPDU{Kind: ClientData}, data)
		return
	}
	if net := block(data, serverNet); len(net) >= 2 {
		d.desktop.main = int(le.Uint16(net))
	}
	if security := block(data, serverSecurity); len(security) >= 4 {
		d.desktop.ciphers = le.Uint32(security) != 0
	}
	d.emit(f, DesktopPDU{Kind: ServerData}, data)
}

// data reads what is sent through a channel.
func (d *dissector) data(f *dissect.Frame, dir dissect.Dir, channel int, b []byte) {
	m := DesktopPDU{Kind: ChannelData, Dir: dir, Virtual: channel != d.desktop.main}
	if len(b) >= securityHead {
		flags := le.Uint16(b)
		m.Encrypted = d.desktop.ciphers && flags&secEncrypt != 0
		switch {
		case m.Virtual || m.Encrypted && flags&(secInfo|secExchange) == 0:
		case flags&secExchange != 0:
			m.Kind = SecurityExchange
		case flags&secInfo != 0:
			m.Kind = ClientInfo
		case flags&secLicense != 0:
			m.Kind = License
		}
	}
	d.emit(f, m, b)
}
