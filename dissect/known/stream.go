package known

import (
	"bytes"

	"netsniff/dissect"
)

// TLS recognises a handshake record with a hello, or a segment that consists
// of whole records (RFC 8446 §5.1, §4).
func TLS(from dissect.Origin, b []byte) dissect.Match {
	const clientHello, serverHello = 1, 2
	if from == dissect.FromDatagram {
		return dissect.No
	}
	if isRecord(b) && len(b) > recordHeader && b[0] == handshakeRecord &&
		(b[recordHeader] == clientHello || b[recordHeader] == serverHello) {
		return dissect.Yes
	}
	for isRecord(b) {
		n := recordHeader + int(be.Uint16(b[3:]))
		if n == len(b) {
			return dissect.Yes
		}
		b = b[min(n, len(b)):]
	}
	return dissect.Maybe
}

const (
	recordHeader    = 5
	firstRecord     = 20 // ChangeCipherSpec
	handshakeRecord = 22
	lastRecord      = 24 // Heartbeat
	maxRecord       = 1<<14 + 2048
)

// isRecord reports whether b may begin with a record of SSL 3.0 to TLS 1.3.
func isRecord(b []byte) bool {
	return len(b) >= recordHeader && b[0] >= firstRecord && b[0] <= lastRecord && b[1] == 3 && b[2] <= 4 &&
		be.Uint16(b[3:]) <= maxRecord
}

// SMB2 recognises a session message that brings an SMB 2 or 3 header, plain,
// encrypted or compressed (MS-SMB2 §2.1, §2.2).
func SMB2(from dissect.Origin, b []byte) dissect.Match {
	return only(sessionMessage(from, b) && b[4] >= 0xfc && b[4] <= 0xfe)
}

// SMB recognises a session message that brings an SMB 1 header (MS-CIFS §2.2.3.1).
func SMB(from dissect.Origin, b []byte) dissect.Match {
	return only(sessionMessage(from, b) && b[4] == 0xff)
}

// sessionMessage: a NetBIOS session message (RFC 1002 §4.3.2) of the SMB family.
func sessionMessage(from dissect.Origin, b []byte) bool {
	return from != dissect.FromDatagram && len(b) >= 8 && b[0] == 0 && string(b[5:8]) == "SMB"
}

// DCERPC recognises a connection-oriented PDU (C706 §12.6.3.1).
func DCERPC(from dissect.Origin, b []byte) dissect.Match {
	const header, lastType, littleEndian = 16, 19, 0x10
	if from == dissect.FromDatagram {
		return dissect.No
	}
	if len(b) < header || b[0] != 5 || b[1] > 1 || b[2] > lastType || b[4]&^littleEndian != 0 || b[5] > 3 || b[6]|b[7] != 0 {
		return dissect.Maybe
	}
	n := be.Uint16(b[8:])
	if b[4] == littleEndian {
		n = le.Uint16(b[8:])
	}
	return yes(n >= header)
}

// MQTT recognises a CONNECT packet (MQTT 3.1.1 §3.1).
func MQTT(from dissect.Origin, b []byte) dissect.Match {
	return yes(from == dissect.FromClient && len(b) > 12 && b[0] == 0x10 && bytes.Contains(b[2:12], []byte("\x00\x04MQTT")))
}

// RPC recognises a call of ONC RPC version 2, whose stream has a record mark
// before it (RFC 5531 §9, §11).
func RPC(from dissect.Origin, b []byte) dissect.Match {
	const call, version, highest = 0, 2, 10
	datagram := from == dissect.FromDatagram
	if !datagram {
		if len(b) < 4 {
			return dissect.Maybe
		}
		b = b[4:]
	}
	if len(b) < 24 {
		return dissect.Maybe
	}
	sure := be.Uint32(b[4:]) == call && be.Uint32(b[8:]) == version && be.Uint32(b[16:]) <= highest && be.Uint32(b[20:]) < 64
	return yes(sure)
}

// SIP recognises a request or status line (RFC 3261 §7).
func SIP(_ dissect.Origin, b []byte) dissect.Match {
	line := b[:min(len(b), 512)]
	if i := bytes.IndexByte(line, '\r'); i >= 0 {
		line = line[:i]
	}
	return yes(bytes.HasPrefix(line, []byte("SIP/2.0 ")) || bytes.HasSuffix(line, []byte(" SIP/2.0")))
}

// TLSLength returns the length of a record, or of a hello of SSL 2.0.
func TLSLength(b []byte) int {
	switch {
	case len(b) < recordHeader:
		return 0
	case isRecord(b):
		return recordHeader + int(be.Uint16(b[3:]))
	case b[0]&0x80 != 0 && b[2] == 1:
		return 2 + int(be.Uint16(b)&0x7fff)
	}
	return -1
}

// SessionLength returns the length of a NetBIOS session packet, over TCP
// directly or not (RFC 1002 §4.3.1, MS-SMB2 §2.1).
func SessionLength(b []byte) int {
	switch {
	case len(b) < 4:
		return 0
	case b[0] == 0 || b[0] >= 0x81 && b[0] <= 0x85:
		return 4 + int(be.Uint32(b)&0xffffff)
	}
	return -1
}

// DCERPCLength returns the length of a fragment (C706 §12.6.3.1).
func DCERPCLength(b []byte) int {
	switch {
	case len(b) < 10:
		return 0
	case b[0] != 5:
		return -1
	case b[4]&0x10 != 0:
		return max(int(le.Uint16(b[8:])), 10)
	}
	return max(int(be.Uint16(b[8:])), 10)
}

// KerberosLength returns the length of a message over TCP (RFC 4120 §7.2.2).
func KerberosLength(b []byte) int {
	if len(b) < 4 {
		return 0
	}
	return 4 + int(be.Uint32(b)&0xffffff)
}
