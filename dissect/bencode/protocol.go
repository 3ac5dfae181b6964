package bencode

import (
	"strconv"

	"netsniff/dissect"
)

// Protocol shows bencoded values that messages of other protocols carry. It has
// no connections of its own.
var Protocol = dissect.Protocol{
	Name: "bencode", Title: "Bencode", Column: "Bencode",
	Fields:   fields,
	Outline:  &outline,
	Findings: findings,
}

// Message is a value in a frame. Its layer is quiet and has as its bytes those
// that begin with the value.
type Message struct{ Value Value }

// AppendInfo appends nothing.
func (m *Message) AppendInfo(dst []byte) []byte { return dst }

var fields = []dissect.Field{
	{Name: "bencode.str.length", Title: "String Length", Type: dissect.Uint,
		Get: each(String, func(x Token, v *dissect.Values) {
			v.Uint(uint64(len(x.Body))).At(x.At, len(x.Raw)-len(x.Body)-1)
		})},
	{Name: "bencode.str", Title: "String", Type: dissect.String, Get: each(String, func(x Token, v *dissect.Values) {
		v.Bytes(x.Body).At(x.At+len(x.Raw)-len(x.Body), len(x.Body))
	})},
	{Name: "bencode.int", Title: "Integer", Type: dissect.Int, Get: each(Integer, func(x Token, v *dissect.Values) {
		if n, ok := x.Int(); ok {
			v.Int(n).At(x.At, len(x.Raw))
		}
	})},
	{Name: "bencode.dict", Title: "Dictionary", Type: dissect.Label, Get: each(Dictionary, mark)},
	{Name: "bencode.list", Title: "List", Type: dissect.Label, Get: each(List, mark)},
	{Name: "bencode.invalid", Title: "Invalid Bencoding", Type: dissect.Label,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.Value.Kind == None {
				v.Mark()
			}
		})},
}

func mark(x Token, v *dissect.Values) { v.Mark().At(x.At, len(x.Raw)) }

// each returns the getter of a field of all values of a kind, keys included.
func each(k Kind, add func(Token, *dissect.Values)) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		for s := Scan(m.Value.Raw); s.Next(); {
			if s.Token.Kind == k {
				add(s.Token, v)
			}
		}
	})
}

var outline = dissect.Outline{Headings: addHeadings}

// addHeadings adds a heading for each entry of the outermost dictionary.
func addHeadings(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	m, ok := l.Message.(*Message)
	if !ok {
		return
	}
	at := 1
	for e := m.Value.Entries(); e.Next() && m.Value.Kind == Dictionary; {
		n := digits(len(e.Key)) + 1 + len(e.Key)
		text := append(append(h.Begin(), "Entry Key: "...), e.Key...)
		if e.Value.Kind == Integer || e.Value.Kind == String {
			text = append(append(text, "  Value: "...), e.Value.Body...)
		}
		h.Add(0, "", text, at, n+len(e.Value.Raw))
		at += n + len(e.Value.Raw)
	}
}

// digits returns how many digits n has.
func digits(n int) int { return len(strconv.Itoa(n)) }

// findings tells what is wrong with a value.
func findings(_ *dissect.Frame, l *dissect.Layer, x *dissect.Findings) {
	m, ok := l.Message.(*Message)
	if !ok {
		return
	}
	if m.Value.Kind == None {
		_, fault := Parse(l.Bytes)
		text := append(append(x.Begin(), "Invalid bencoding: "...), fault.String()...)
		x.Add(dissect.Fault, dissect.AboutMalformed, text)
		return
	}
	if key, same, found := m.Value.Disorder(); found {
		text := append(append(x.Begin(), "Key of a dictionary "...), wrong(same)...)
		x.Add(dissect.Notable, dissect.AboutProtocol, appendQuoted(text, key))
	}
}

func wrong(same bool) string {
	if same {
		return "twice: "
	}
	return "out of order: "
}

// maxQuoted is how much of a key a finding quotes.
const maxQuoted = 64

func appendQuoted(dst, key []byte) []byte {
	return strconv.AppendQuote(dst, string(key[:min(len(key), maxQuoted)]))
}
