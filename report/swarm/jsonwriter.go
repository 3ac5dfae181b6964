package swarm

import (
	"bufio"
	"encoding/json"
)

// objectWriter writes an object of JSON in parts: what has thousands of peers, each
// with all of its pieces, never lies in memory as a whole.
type objectWriter struct {
	b     *bufio.Writer // keeps errors
	begun bool
	err   error // of what cannot be written as JSON
}

// fields writes those of a struct.
func (o *objectWriter) fields(v any) {
	text, err := json.Marshal(v)
	if err != nil {
		o.err = err
		return
	}
	if text = text[1 : len(text)-1]; len(text) > 0 {
		o.next()
		_, _ = o.b.Write(text)
	}
}

func (o *objectWriter) next() {
	sign := byte(',')
	if !o.begun {
		o.begun, sign = true, '{'
	}
	_ = o.b.WriteByte(sign)
}

// list writes a field that is a list of n objects.
func (o *objectWriter) list(name string, n int, write func(i int, item *objectWriter)) {
	o.next()
	_, _ = o.b.WriteString(`"` + name + `":[`)
	for i := range n {
		if i > 0 {
			_ = o.b.WriteByte(',')
		}
		item := objectWriter{b: o.b, err: o.err}
		write(i, &item)
		item.end()
		o.err = item.err
	}
	_ = o.b.WriteByte(']')
}

func (o *objectWriter) end() {
	if !o.begun {
		_ = o.b.WriteByte('{')
	}
	_ = o.b.WriteByte('}')
}
