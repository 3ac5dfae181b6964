package dissect

import (
	"strconv"
	"strings"

	"netsniff/dissect/text"
)

// Wording is what the line of a field says where that is not "Title: value".
type Wording struct {
	Field string // a name that may end in "*"
	Title string // instead of the field's, "" for that
	// Say appends what follows the title, from its colon on; nil: the value. f, l and v are
	// borrowed until it returns; texts from the wire are escaped afterwards.
	Say Sayer
	// Bitless lines do not draw the bits that the value has of its bytes.
	Bitless bool
}

// Sayer appends what a line says of a value.
type Sayer = func(dst []byte, f *Frame, l *Layer, v *Value) []byte

// Expert names a field, of type Label, that is a finding: its line stands
// below one that says how much it matters.
type Expert struct {
	Field    string // a name that may end in "*"
	Severity Severity
	Group    Group
}

// SayLength says how many bytes a value has and not which: " (20 bytes)".
func SayLength(dst []byte, _ *Frame, _ *Layer, v *Value) []byte {
	return AppendLength(append(dst, ' '), len(v.B))
}

// AppendLength appends a number of bytes in parentheses: "(20 bytes)".
func AppendLength(dst []byte, n int) []byte { return appendCounted(append(dst, '('), n, ")") }

// appendCounted appends "1 byte" or "20 bytes" and what follows.
func appendCounted(dst []byte, n int, tail string) []byte {
	dst = strconv.AppendInt(dst, int64(n), 10)
	if n == 1 {
		return append(append(dst, " byte"...), tail...)
	}
	return append(append(dst, " bytes"...), tail...)
}

// SayNumberFirst returns what says a number and its word: ": 8 (Echo)".
func SayNumberFirst(names func(uint64) string) Sayer {
	return func(dst []byte, _ *Frame, _ *Layer, v *Value) []byte {
		dst = strconv.AppendInt(append(dst, ": "...), int64(v.U), 10)
		if word := names(v.U); word != "" {
			dst = append(append(append(dst, " ("...), word...), ')')
		}
		return dst
	}
}

// SayHex returns what says a number with the given count of hexadecimal
// digits, and what is to be said of it: ": 0x00 (CS0)".
func SayHex(digits int, more func(dst []byte, u uint64) []byte) Sayer {
	return func(dst []byte, _ *Frame, _ *Layer, v *Value) []byte {
		return more(text.AppendHex(append(dst, ": 0x"...), v.U, digits), v.U)
	}
}

// SayUnverified returns what says a checksum that nobody looked at.
func SayUnverified(digits int) Sayer {
	return func(dst []byte, _ *Frame, _ *Layer, v *Value) []byte {
		return append(text.AppendHex(append(dst, ": 0x"...), v.U, digits), " [unverified]"...)
	}
}

// SayTruth says whether a bit is set, in the words that Wireshark has for most protocols of
// streams: ": True".
func SayTruth(dst []byte, _ *Frame, _ *Layer, v *Value) []byte {
	if v.U != 0 {
		return append(dst, ": True"...)
	}
	return append(dst, ": False"...)
}

// SayDigits returns what says a number with the given count of hexadecimal digits: ": 0x0".
func SayDigits(digits int) Sayer {
	return SayHex(digits, func(dst []byte, _ uint64) []byte { return dst })
}

// SayBoth says a number of 16 bits in both bases: ": 3 (0x0003)".
func SayBoth(dst []byte, _ *Frame, _ *Layer, v *Value) []byte {
	dst = strconv.AppendUint(append(dst, ": "...), v.U, 10)
	return append(text.AppendHex(append(dst, " (0x"...), v.U, 4), ')')
}

// SayOf returns what says a number in decimal and then more of it.
func SayOf(tail func(u uint64) string) Sayer {
	return func(dst []byte, _ *Frame, _ *Layer, v *Value) []byte {
		dst = strconv.AppendInt(append(dst, ": "...), int64(v.U), 10)
		return append(dst, tail(v.U)...)
	}
}

// Set is a bit that a summary of flags names.
type Set struct {
	Mask uint64
	Word string
}

// AppendSet appends the words of the bits that are set in u, each behind a comma.
func AppendSet(dst []byte, u uint64, words []Set) []byte {
	for i := range words {
		if u&words[i].Mask != 0 {
			dst = append(append(dst, ", "...), words[i].Word...)
		}
	}
	return dst
}

// SaySpan says a number of seconds in days, hours, minutes and seconds:
// ": 90 (1 minute, 30 seconds)".
func SaySpan(dst []byte, _ *Frame, _ *Layer, v *Value) []byte {
	dst = strconv.AppendUint(append(dst, ": "...), v.U, 10)
	return append(appendSpan(append(dst, " ("...), v.U), ')')
}

// spans are the units of times, longest first, in seconds.
var spans = [...]struct {
	seconds uint64
	name    string
}{{86400, " day"}, {3600, " hour"}, {60, " minute"}, {1, " second"}}

func appendSpan(dst []byte, seconds uint64) []byte {
	if seconds == 0 {
		return append(dst, "0 seconds"...)
	}
	between := ""
	for _, x := range spans {
		n := seconds / x.seconds
		if seconds %= x.seconds; n == 0 {
			continue
		}
		dst = append(strconv.AppendUint(append(dst, between...), n, 10), x.name...)
		if n > 1 {
			dst = append(dst, 's')
		}
		between = ", "
	}
	return dst
}

// Matches compares the name of a field with a pattern that may end in "*".
func Matches(pattern, name string) bool {
	if head, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(name, head)
	}
	return pattern == name
}
