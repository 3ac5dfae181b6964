package media

import (
	"bytes"

	"netsniff/dissect"
)

// Form is what a form of HTML sends
// (https://url.spec.whatwg.org/#application/x-www-form-urlencoded).
var Form = dissect.Protocol{
	Name:  "urlencoded-form",
	Title: "HTML Form URL Encoded",
	Borne: true,
	Fields: []dissect.Field{
		{Name: "urlencoded-form.key", Title: "Key", Type: dissect.String, Body: true,
			Get: items(func(key, _ []byte) []byte { return key })},
		{Name: "urlencoded-form.value", Title: "Value", Type: dissect.String, Body: true,
			Get: items(func(_, value []byte) []byte { return value })},
	},
	Outline: &dissect.Outline{
		Summary:  func(dst []byte, _ *dissect.Frame, l *dissect.Layer) []byte { return appendType(dst, l) },
		Headings: addItems,
	},
}

// eachItem tells the items of a form, decoded, and where they stand.
func eachItem(b []byte, do func(key, value []byte, at, n int) bool) {
	for at := 0; at < len(b); {
		n := bytes.IndexByte(b[at:], '&')
		if n < 0 {
			n = len(b) - at
		}
		if n > 0 {
			key, value, _ := bytes.Cut(b[at:at+n], []byte{'='})
			if !do(decode(key), decode(value), at, n) {
				return
			}
		}
		at += n + 1
	}
}

// decode undoes the coding of a key or value; what is no code stays.
func decode(b []byte) []byte {
	if bytes.IndexByte(b, '%') < 0 && bytes.IndexByte(b, '+') < 0 {
		return b
	}
	dst := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] == '+':
			dst = append(dst, ' ')
		case b[i] == '%' && i+2 < len(b) && digit(b[i+1]) >= 0 && digit(b[i+2]) >= 0:
			dst = append(dst, byte(digit(b[i+1])<<4|digit(b[i+2])))
			i += 2
		default:
			dst = append(dst, b[i])
		}
	}
	return dst
}

func digit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

func items(part func(key, value []byte) []byte) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		left := maxNodes
		eachItem(l.Bytes, func(key, value []byte, at, n int) bool {
			left--
			v.Bytes(part(key, value)).At(at, n)
			return left > 0
		})
	}
}

// addItems adds a heading for each item.
func addItems(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	left := maxNodes
	eachItem(l.Bytes, func(key, value []byte, at, n int) bool {
		left--
		text := append(append(append(h.Begin(), `Form item: "`...), key...), `" = "`...)
		h.Add(0, "", append(append(text, value...), '"'), at, n)
		return left > 0
	})
}
