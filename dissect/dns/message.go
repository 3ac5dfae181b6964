package dns

import "netsniff/dissect"

// Message is one DNS message in a frame. Besides the packet it knows what the
// dissector found out about its exchange. Names and records are read when they
// are asked for, each once.
type Message struct {
	Packet
	Exchange Exchange

	base   int  // offset of Bytes in the layer's bytes
	stream bool // it came over TCP
	again  bool // it began in an earlier frame
	alone  bool // the row, as Wireshark's, says nothing of what carries it

	named bool // names are those of this message
	begun bool // reading is that of this message
	names names
	whole reading
	// Here because function values would move them to the heap.
	walk   walk
	record Record
}

// AppendNext implements dissect.Follower.
func (m *Message) AppendNext(dst []byte, start int) []byte {
	if m.alone {
		dst = dst[:start]
	}
	return m.AppendInfo(dst)
}

// look returns the names of the message.
func (m *Message) look() *names {
	if !m.named {
		m.names.reset(m.Bytes)
		m.named = true
	}
	return &m.names
}

// read returns the reading of the message with the sections up to last.
func (m *Message) read(last Section) *reading {
	x := &m.whole
	if !m.begun {
		m.look()
		x.begin(m)
		m.begun = true
	}
	if x.done <= last {
		x.through(last)
	}
	return x
}

// appendValues appends those of a field that the sections up to last have.
func (m *Message) appendValues(v *dissect.Values, s *spec, last Section) {
	x := m.read(last)
	for i := x.chains[s.index].first; i != 0; i = x.values[i].next {
		v.List = append(v.List, x.values[i].Value)
	}
}

// Fault reads the whole message and returns why that failed, or NoFault.
func (m *Message) Fault() Fault { return m.read(Additional).fault }

// surplus returns what follows the last record of a sound message.
func (m *Message) surplus() []byte {
	if m.Fault() != NoFault || m.units(func(uint16, int, []byte) {}) {
		return nil
	}
	return m.Bytes[m.whole.records.Offset():]
}

// Let returns how many names and values were let go because the message has
// more than its bounds allow, as far as it was read.
func (m *Message) Let() (names, values int) { return m.names.let, m.whole.let }
