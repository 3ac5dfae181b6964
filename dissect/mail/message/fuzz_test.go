package message

import (
	"bytes"
	"reflect"
	"testing"
	"unicode/utf8"

	"netsniff/dissect/mail/message/messagetest"
)

// FuzzParse: no panic, the same message however it is cut, within bounds.
func FuzzParse(f *testing.F) {
	for _, mail := range messagetest.Wounds() {
		f.Add([]byte(mail.Raw), uint16(7))
	}
	f.Add([]byte(messagetest.Sample()), uint16(100))
	f.Add([]byte(messagetest.Nested(40, "multipart/digest")), uint16(1))
	f.Fuzz(func(t *testing.T, raw []byte, step uint16) {
		limits := Limits{Depth: 5, Parts: 20, Head: 4 << 10, Text: 4 << 10}
		m := Parse(raw, limits)
		check(t, m, raw)
		p := NewParser(limits, nil)
		for b := range cuts(raw, int(step)+1) {
			p.Write(b)
		}
		cut, _ := p.Close()
		if !reflect.DeepEqual(m, cut) {
			t.Errorf("cut each %d bytes:\n%s\nwhole:\n%s", step, outline(cut), outline(m))
		}
		for p := range m.Parts() {
			if !utf8.ValidString(p.Text) || !utf8.ValidString(p.FileName) {
				t.Errorf("part %s is not UTF-8: %q %q", p.Number, p.FileName, p.Text)
			}
		}
		if !utf8.ValidString(m.Subject) {
			t.Errorf("subject is not UTF-8: %q", m.Subject)
		}
	})
}

func cuts(b []byte, n int) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(b) > 0 {
			k := min(n, len(b))
			if !yield(bytes.Clone(b[:k])) {
				return
			}
			b = b[k:]
		}
	}
}

func FuzzHeader(f *testing.F) {
	for _, s := range subjects {
		f.Add(bWord(s.label, s.text), s.label)
		f.Add("attachment; filename*0*="+s.label+"''%E4; filename*1=\""+s.text, "")
	}
	f.Fuzz(func(t *testing.T, raw, hint string) {
		text, _ := DecodeHeader(raw, hint)
		if !utf8.ValidString(text) {
			t.Errorf("%q: %q is not UTF-8", raw, text)
		}
		value, list := parseParams(text)
		for _, name := range []string{"filename", "name", "charset"} {
			s, _ := list.text(name)
			if !utf8.ValidString(s) {
				t.Errorf("%q: %s=%q is not UTF-8", value, name, s)
			}
		}
		for _, a := range first(addresses(raw, hint)) {
			if !utf8.ValidString(a.String()) {
				t.Errorf("%q: address %q", raw, a)
			}
		}
		parseDate(unfold(raw))
	})
}

func first[A, B any](a A, _ B) A { return a }
