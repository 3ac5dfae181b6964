// Package windows has what the protocols of Windows share: names of statuses, times and
// identifiers ([MS-ERREF], [MS-DTYP],
// https://learn.microsoft.com/openspecs/windows_protocols).
package windows

import (
	_ "embed"
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Names is a table of names by their codes: sorted lines of eight hexadecimal digits, a
// blank and the name.
type Names string

// codeLen is the length of a code in a line.
const codeLen = 8

// Find returns the name of a code, "" if it has none.
func (n Names) Find(code uint32) string {
	for len(n) > codeLen {
		at := len(n) / 2
		for at > 0 && n[at-1] != '\n' {
			at--
		}
		end := at
		for end < len(n) && n[end] != '\n' {
			end++
		}
		switch x := parseHex(n[at : at+codeLen]); {
		case x == code:
			return string(n[at+codeLen+1 : end])
		case x > code:
			n = n[:at]
		default:
			n = n[min(end+1, len(n)):]
		}
	}
	return ""
}

func parseHex(s Names) (u uint32) {
	for i := range len(s) {
		c := uint32(s[i])
		if c >= 'A' {
			c -= 'A' - 10 - '0'
		}
		u = u<<4 | (c - '0')
	}
	return u
}

// Status is what a request came to (NTSTATUS, [MS-ERREF] §2.3).
type Status uint32

// Statuses that mean something to who reads a dialogue.
const (
	Success        Status = 0
	Pending        Status = 0x103
	BufferOverflow Status = 0x80000005
	MoreProcessing Status = 0xc0000016
	LogonFailure   Status = 0xc000006d
)

//go:embed status.txt
var statuses Names

// String returns the name of the status, "" if it has none.
func (s Status) String() string { return statuses.Find(uint32(s)) }

// Append appends the name, or "Unknown (0xDEADBEEF)".
func (s Status) Append(dst []byte) []byte { return appendName(dst, s.String(), uint32(s)) }

func appendName(dst []byte, name string, code uint32) []byte {
	if name != "" {
		return append(dst, name...)
	}
	const digits = "0123456789ABCDEF"
	dst = append(dst, "Unknown (0x"...)
	for shift := 28; shift >= 0; shift -= 4 {
		dst = append(dst, digits[code>>shift&15])
	}
	return append(dst, ')')
}

// StatusName names the value of a field.
func StatusName(u uint64) string { return Status(u).String() }

// Outcome says what the status means for the request: warnings and what is not over yet
// are no failures, errors of the server are told by their facility.
func (s Status) Outcome() dissect.Outcome {
	const severity, failed = 30, 3
	if s>>severity == failed && s != MoreProcessing {
		return dissect.Refused
	}
	return dissect.Succeeded
}

// GUIDLen is the length of a GUID on the wire.
const GUIDLen = 16

// AppendGUID appends a GUID of 16 bytes, whose first three parts are little-endian ([MS-DTYP]
// §2.3.4.2): "12345778-1234-abcd-ef00-0123456789ac".
func AppendGUID(dst, b []byte) []byte {
	le, be := binary.LittleEndian, binary.BigEndian
	dst = append(text.AppendHex(dst, uint64(le.Uint32(b)), 8), '-')
	dst = append(text.AppendHex(dst, uint64(le.Uint16(b[4:])), 4), '-')
	dst = append(text.AppendHex(dst, uint64(le.Uint16(b[6:])), 4), '-')
	dst = append(text.AppendHex(dst, uint64(be.Uint16(b[8:])), 4), '-')
	return text.AppendHex(text.AppendHex(dst, uint64(be.Uint16(b[10:])), 4), uint64(be.Uint32(b[12:])), 8)
}

// Time returns a FILETIME, tenths of microseconds since 1601 ([MS-DTYP] §2.3.3), as a value
// of an AbsTime.
func Time(filetime uint64) uint64 {
	const epoch = 116444736000000000 // of Unix
	if filetime == 0 || filetime > epoch+uint64(1<<63-1)/100 || filetime < epoch {
		return dissect.NoTime
	}
	return (filetime - epoch) * 100
}
