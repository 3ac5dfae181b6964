package websocket

import "strconv"

// Status says why a connection is closed (RFC 6455 §7.4, IANA's "WebSocket Close Code
// Number Registry").
type Status uint16

// NoStatus: none was said (RFC 6455 §7.1.5).
const NoStatus Status = 1005

// Wireshark's words; IANA's for codes that it does not know.
var statuses = map[Status]string{
	1000: "Normal Closure", 1001: "Going Away", 1002: "Protocol error", 1003: "Unsupported Data", 1004: "---Reserved----",
	NoStatus: "No Status Rcvd", 1006: "Abnormal Closure", 1007: "Invalid frame payload data", 1008: "Policy Violation",
	1009: "Message Too Big", 1010: "Mandatory Ext.", 1011: "Internal Server", 1012: "Service Restart",
	1013: "Try Again Later",
	1014: "Bad Gateway", 1015: "TLS handshake",
}

// String returns what the code means, its number if nobody has said.
func (s Status) String() string {
	if text := statuses[s]; text != "" {
		return text
	}
	return strconv.Itoa(int(s))
}

// blames reports whether the code says that who receives it did something wrong, or
// that who sends it cannot go on.
func (s Status) blames() (peer, self bool) {
	switch s {
	case 1002, 1003, 1007, 1008, 1009, 1010:
		return true, false
	case 1011, 1012, 1013, 1014:
		return false, true
	}
	return false, false
}

const statusSize = 2

// readClose reads the payload of a Close frame (RFC 6455 §5.5.1).
func readClose(b []byte) (s Status, reason []byte, ok bool) {
	if len(b) < statusSize {
		return NoStatus, nil, false
	}
	return Status(be.Uint16(b)), b[statusSize:], true
}
