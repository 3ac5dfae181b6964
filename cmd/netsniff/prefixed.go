package main

import (
	"bytes"
	"io"
)

// prefixed writes lines with something before each.
type prefixed struct {
	w       io.Writer
	prefix  string
	instead int  // bytes at the beginning of a line that it replaces
	lines   bool // there was something to write
	inside  bool // of a line
	buffer  []byte
}

// Write implements io.Writer.
func (p *prefixed) Write(b []byte) (int, error) {
	p.lines = p.lines || len(b) > 0
	if p.prefix == "" {
		return p.w.Write(b)
	}
	p.buffer = p.buffer[:0]
	for line := range bytes.Lines(b) {
		if !p.inside {
			p.buffer = append(p.buffer, p.prefix...)
			line = line[min(p.instead, len(line)):]
		}
		p.buffer = append(p.buffer, line...)
		p.inside = !bytes.HasSuffix(line, []byte("\n"))
	}
	if _, err := p.w.Write(p.buffer); err != nil {
		return 0, err
	}
	return len(b), nil
}
