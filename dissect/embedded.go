package dissect

// An Embedder is a message in whose fields messages of other protocols stand: tokens by
// which clients log in. Their layers are made when somebody asks.
type Embedder interface {
	Message
	// Embedded returns the ith of them, without a protocol if there is none. whole are
	// the bytes of the message. What has to be decoded is appended to store, which is
	// returned.
	Embedded(whole []byte, i int, store []byte) (e Embedded, grown []byte)
}

// Embedded is a message that stands in a field of another.
type Embedded struct {
	Protocol *Protocol
	Bytes    []byte
	Off      int // where in the other it stands, as it was sent
}

// EmbeddedLayer returns the ith layer that stands in the fields of l and where in l that
// is, nil if there is none. The layer is borrowed until the next call, its bytes until
// the frame has been reported.
func (f *Frame) EmbeddedLayer(l *Layer, i int) (layer *Layer, off int) {
	m, ok := l.Message.(Embedder)
	if !ok {
		return nil, 0
	}
	e, grown := m.Embedded(l.Bytes, i, f.decoded)
	if f.decoded = grown; e.Protocol == nil {
		return nil, 0
	}
	f.embedded = Layer{Protocol: e.Protocol, Bytes: e.Bytes}
	return &f.embedded, e.Off
}
