package table

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"netsniff/capture"
	"netsniff/dissect/text"
)

// Value is one cell. What it holds is said by the Type of its column.
type Value struct {
	known bool
	bits  uint64 // whole numbers, durations and times; bits of a float64
	Text  string
	zh    string // the same in Chinese; "" if it is the same in every language
}

// None is a value that is not known or means nothing in its row.
func None() Value { return Value{} }

// Int is a value of Count, Frame, Number, Bytes or Port.
func Int[N ~int | ~int64 | ~uint64 | ~uint32 | ~uint16](n N) Value {
	return Value{known: true, bits: uint64(n)}
}

// Nanoseconds is a value of Duration.
func Nanoseconds(d capture.Stamp) Value { return Value{known: true, bits: uint64(d)} }

// At is a value of Time.
func At(t capture.Stamp) Value { return Value{known: true, bits: uint64(t)} }

// Float is a value of Rate, Frequency or Percent; numbers that are none
// (0 divided by 0) are not known.
func Float(x float64) Value {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return None()
	}
	return Value{known: true, bits: math.Float64bits(x)}
}

// String is a value of Text or Path. What commands a terminal, hides or
// reorders text, and bytes that are not UTF-8, are written as \x and two digits
// in all formats: they may come from the wire.
func String(s string) Value { return Value{known: true, Text: Clean(s)} }

// Told is String in two languages: words of ours beside those from the wire. JSON and CSV have
// the English ones, as those of a Word.
func Told(p Phrase) Value {
	v := String(p.EN)
	if zh := Clean(p.ZH); zh != v.Text {
		v.zh = zh
	}
	return v
}

// phrase is the text in both languages.
func (v Value) phrase() Phrase { return Phrase{EN: v.Text, ZH: v.zh} }

// YesNo is "yes" or "no".
func YesNo(b bool) Value {
	if b {
		return String("yes")
	}
	return String("no")
}

// Some is String, but not known if there is no text.
func Some(s string) Value {
	if s == "" {
		return None()
	}
	return String(s)
}

// Masked stands for a secret that is not shown. It does not tell its length.
const Masked = "********"

// separator stands between the texts of a list; clean texts have none.
const separator = "\x1f"

// Strings is a value of List.
func Strings(list []string) Value {
	cleaned := make([]string, len(list))
	for i, s := range list {
		cleaned[i] = Clean(s)
	}
	return Value{known: true, Text: strings.Join(cleaned, separator)}
}

func (v Value) list() []string {
	if v.Text == "" {
		return nil
	}
	return strings.Split(v.Text, separator)
}

func (v Value) real() float64 { return math.Float64frombits(v.bits) }

// Clean returns s as it can be shown on a terminal: what commands it, hides or
// reorders text, and bytes that are not UTF-8, become \x and two digits.
func Clean(s string) string {
	i := 0
	for i < len(s) && s[i] >= ' ' && s[i] < 0x7f {
		i++
	}
	if i == len(s) {
		return s
	}
	b := append(make([]byte, 0, len(s)+8), s[:i]...)
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || text.Invisible(r) {
			for _, c := range []byte(s[i : i+n]) {
				const digits = "0123456789abcdef"
				b = append(b, '\\', 'x', digits[c>>4], digits[c&15])
			}
		} else {
			b = append(b, s[i:i+n]...)
		}
		i += n
	}
	return string(b)
}

// decimals are the digits behind the point of numbers that are no whole ones,
// in all formats.
var decimals = [...]int{Duration: 9, Rate: 3, Frequency: 3, Percent: 2}

// appendPlain appends a value as JSON and CSV have numbers, and times and
// texts without quotes.
func appendPlain(dst []byte, t Type, v Value) []byte {
	switch t {
	case Count, Bytes, Frame, Number, Port:
		return strconv.AppendInt(dst, int64(v.bits), 10)
	case Duration:
		return trimZeros(capture.Stamp(v.bits).AppendSeconds(dst, decimals[t]), len(dst))
	case Rate, Frequency, Percent:
		return trimZeros(strconv.AppendFloat(dst, v.real(), 'f', decimals[t], 64), len(dst))
	case Time:
		layout := "2006-01-02T15:04:05.000000Z07:00"
		if v.bits%1000 != 0 {
			layout = "2006-01-02T15:04:05.000000000Z07:00"
		}
		return capture.Stamp(v.bits).Time().AppendFormat(dst, layout)
	}
	return append(dst, v.Text...)
}

// trimZeros removes zeros at the end of a fraction.
func trimZeros(b []byte, from int) []byte {
	if !strings.Contains(string(b[from:]), ".") {
		return b
	}
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	if b[len(b)-1] == '.' {
		b = b[:len(b)-1]
	}
	return b
}
