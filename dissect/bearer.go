package dissect

// A Bearer is a message that bears a content which is a layer of its own: text,
// a form, a picture. Such layers are made of the message when somebody asks.
type Bearer interface {
	Message
	// Bears names the protocol of the content, "" if there is none.
	Bears() string
	// MediaType is that of the content (RFC 9110 §8.3.1), in lower case and without
	// parameters. Borrowed as the message is.
	MediaType() []byte
	// Borne returns the content without its codings. whole are the bytes of the
	// message; ok is false if they are not all there, or nobody can undo the
	// codings. Borrowed as the message is.
	Borne(whole []byte) (content []byte, ok bool)
}

// BorneLayer returns the layer of p that l bears, nil if it bears none. Its bytes
// are nil if they were not kept. Borrowed until the next call.
func (f *Frame) BorneLayer(l *Layer, p *Protocol) *Layer {
	if !l.content(&f.borne, p) {
		return nil
	}
	return &f.borne
}

func (l *Layer) content(b *Layer, p *Protocol) bool {
	m, ok := l.Message.(Bearer)
	if !ok || m.Bears() != p.Name {
		return false
	}
	content, ok := m.Borne(l.Bytes)
	if !ok {
		content = nil
	}
	*b = Layer{Protocol: p, Message: m, Bytes: content, Data: int64(len(content))}
	return true
}

// Unread returns the content of a message that nobody reads, as far as it is
// there, and its length. Borrowed as the message is.
func (l *Layer) Unread() (b []byte, length int64) {
	if m, ok := l.Message.(Bearer); ok && l.Data > 0 {
		if content, ok := m.Borne(l.Bytes); ok {
			return content, int64(len(content))
		}
	}
	b = l.Bytes[min(l.Own, len(l.Bytes)):]
	return b[:min(int64(len(b)), l.Data)], l.Data
}
