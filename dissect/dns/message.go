package dns

import "netsniff/dissect"

// Message is one DNS message in a frame. Besides the packet it knows what the
// dissector found out about its exchange.
type Message struct {
	Packet
	Exchange Exchange

	base    int  // offset of Bytes in the layer's bytes
	stream  bool // it came over TCP
	again   bool // it began in an earlier frame
	scratch []byte
	// Kept here because function values would move them to the heap.
	walk   walk
	record Record
	out    collector
}

// reader returns the message's walk, ready to read without collecting.
func (m *Message) reader() *walk {
	m.walk = walk{packet: m.Packet}
	return &m.walk
}

// collector returns the message's collector for values.
func (m *Message) collector(v *dissect.Values) *collector {
	m.out = collector{m, v}
	return &m.out
}

// collector takes the values of one field.
type collector struct {
	m      *Message
	values *dissect.Values
}

// at notes where in the layer's bytes the last value stands.
func (c *collector) at(off, n int) {
	if list := c.values.List; len(list) > 0 {
		list[len(list)-1].At(c.m.base+off, n)
	}
}

// name delivers the text of the name at off.
func (c *collector) name(b []byte, off int) Name {
	mark := len(c.m.scratch)
	var n Name
	c.m.scratch, n = AppendName(c.m.scratch, b, off)
	c.values.Bytes(c.m.scratch[mark:len(c.m.scratch):len(c.m.scratch)])
	return n
}

// escaped delivers text that may hold anything.
func (c *collector) escaped(b []byte) {
	mark := len(c.m.scratch)
	c.m.scratch = appendLabel(c.m.scratch, b)
	c.values.Bytes(c.m.scratch[mark:len(c.m.scratch):len(c.m.scratch)])
}

// collect delivers the field s of every record.
func (m *Message) collect(s *spec, v *dissect.Values) {
	it := m.Records()
	w := m.reader()
	w.want, w.out = s, m.collector(v)
	for r := &m.record; it.Next(r); {
		if r.Section == Question {
			continue
		}
		w.run(r)
		if w.fault != NoFault {
			return
		}
	}
}

// Fault reads the whole message and returns why that failed, or NoFault.
func (m *Message) Fault() Fault {
	_, fault := m.end()
	return fault
}

// end returns where the last record ends.
func (m *Message) end() (int, Fault) {
	it := m.Records()
	w := m.reader()
	for r := &m.record; it.Next(r); {
		if r.Section == Question {
			continue
		}
		if w.run(r); w.fault != NoFault {
			return it.Offset(), w.fault
		}
	}
	return it.Offset(), it.Fault()
}

// surplus returns what follows the last record of a sound message.
func (m *Message) surplus() []byte {
	if m.units(func(uint16, int, []byte) {}) {
		return nil
	}
	end, fault := m.end()
	if fault != NoFault {
		return nil
	}
	return m.Bytes[end:]
}
