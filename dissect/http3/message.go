package http3

// Message is what a STREAM frame of QUIC brings of one stream: the type of the stream,
// frames that it completes. Reused with the next frame.
type Message struct {
	Stream uint64
	Frames []Frame
	// Opens: the stream says its type, Kind; that stands at Off, in N bytes; nowhere if Off
	// is -1.
	Opens  bool
	Kind   StreamType
	Off, N int

	table  *table // of who sends
	fields []Field
	bytes  []byte
}

// Frame is one frame.
type Frame struct {
	Type   FrameType
	Length uint64
	// Payload is what it has, nil if it was not kept. Off is where the frame stands, -1 if
	// it came in parts; size how long its head is.
	Payload []byte
	Off     int
	size    int
	// Of header fields, once somebody asked: those in Message.fields.
	from, to int
	decoded  bool
	cut      bool
}

// AppendInfo appends what the frames are.
func (m *Message) AppendInfo(dst []byte) []byte { return m.AppendNext(dst, len(dst)) }

// AppendNext implements dissect.Follower.
func (m *Message) AppendNext(dst []byte, start int) []byte {
	for i := range m.Frames {
		if len(dst) > start {
			dst = append(dst, ", "...)
		}
		dst = append(dst, m.Frames[i].name()...)
	}
	return dst
}

func (f *Frame) name() string {
	if s := f.Type.String(); s != "" {
		return s
	}
	return "Unknown"
}

// silent reports whether there is nothing to say of it.
func (m *Message) silent() bool { return len(m.Frames) == 0 && !m.Opens }

// block returns the header fields that a frame has, in the form they were sent; nil if it
// has none.
func (f *Frame) block() []byte {
	switch f.Type {
	case Headers:
		return f.Payload
	case PushPromise:
		_, n := readVarint(f.Payload)
		return f.Payload[n:]
	}
	return nil
}

// section returns the header fields of a frame, which are decoded when somebody asks.
func (m *Message) section(f *Frame) []Field {
	if !f.decoded {
		f.decoded = true
		if b := f.block(); b != nil {
			f.from = len(m.fields)
			m.fields, f.cut = m.table.decode(m.fields, b)
			f.to = len(m.fields)
		}
	}
	return m.fields[f.from:f.to]
}

// place returns where n bytes at off of the payload stand, nowhere if it came in parts.
func (f *Frame) place(off, n int) (int, int) {
	if f.Off < 0 {
		return 0, 0
	}
	return f.Off + f.size + off, n
}
