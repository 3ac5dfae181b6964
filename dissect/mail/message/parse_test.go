package message

// Parse reads a message in memory.
func Parse(b []byte, limits Limits) *Message {
	p := NewParser(limits, nil)
	_, _ = p.Write(b)
	m, _ := p.Close()
	return m
}
