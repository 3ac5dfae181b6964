package bittorrent

import "netsniff/dissect"

// datagrams reads what two peers send each other over UDP: messages of the hash
// table and packets of uTP come from the same port, in any order.
type datagrams struct {
	conn *dissect.Conn
	*datagramStore
	speech
	streams [2]pdus // by direction
}

// datagramStore has the messages of a frame for all conversations of a worker.
type datagramStore struct {
	dht    DHTMessage
	utp    UTPMessage
	joined []byte // a message of which a packet before had less than its head
}

func newDatagrams(c *dissect.Conn) dissect.DatagramDissector {
	return &datagrams{conn: c, datagramStore: dissect.Shared[datagramStore](c), speech: newSpeech(c)}
}

// Datagram reads a message of the hash table or a packet of uTP.
func (d *datagrams) Datagram(f *dissect.Frame, b []byte) bool {
	wire := max(len(b), f.PayloadLen)
	if isDHT(b) {
		d.dht.parse(b, wire)
		f.Emit(dissect.Layer{Protocol: &DHT, Message: &d.dht, Bytes: b})
		d.dht.expect(d.conn)
		return true
	}
	p, ok := ReadPacket(b)
	if !ok {
		return false
	}
	m := &d.utp
	*m = UTPMessage{Packet: p, Bytes: b, WireLen: wire, Stream: d.conn.ID, PDUs: m.PDUs[:0]}
	f.Emit(dissect.Layer{Protocol: &UTP, Message: m, Bytes: b[:min(p.Size, len(b))]})
	utp := len(f.Messages()) - 1
	if p.Size < len(b) {
		d.data(f, m, b[p.Size:])
		f.Messages()[utp].Quiet = len(f.Messages()) > utp+1
	}
	return true
}

// Quoted reads the header of a packet, or the message, that an error quotes.
func (d *datagrams) Quoted(f *dissect.Frame, b []byte, wire int) {
	if isDHT(b) {
		d.dht.parse(b, wire)
		f.Emit(dissect.Layer{Protocol: &DHT, Message: &d.dht, Bytes: b, Quiet: true})
	} else if p, ok := ReadPacket(b); ok {
		d.utp = UTPMessage{Packet: p, Bytes: b, WireLen: wire, Stream: d.conn.ID, PDUs: d.utp.PDUs[:0]}
		f.Emit(dissect.Layer{Protocol: &UTP, Message: &d.utp, Bytes: b, Quiet: true})
	}
}

// data reads the messages of peers that a packet brings.
func (d *datagrams) data(f *dissect.Frame, m *UTPMessage, b []byte) {
	s := &d.streams[f.Dir]
	if m.Type != DataPacket {
		s = &pdus{}
	}
	x := s.continued(m.Connection, m.Seq)
	if x != nil {
		m.Continues = x.frame
		if b = d.goOn(f, m, x, b); len(b) == 0 {
			return
		}
	}
	for first := m.Continues != 0 && len(m.PDUs) == 0; len(b) > 0; first = false {
		b = d.next(f, m, s, b, first)
	}
}

// goOn reads what a packet brings of the message that another began with, and
// returns what is left.
func (d *datagrams) goOn(f *dissect.Frame, m *UTPMessage, x *pdu, b []byte) []byte {
	if x.kept == 0 || m.Seq != x.last+1 {
		return x.take(m.Seq, b)
	}
	d.joined = append(append(d.joined[:0], x.head[:x.kept]...), b...)
	h := ReadHead(d.joined)
	switch {
	case h.Kind == Continuation:
		*x = pdu{} // it was no message after all
		m.Continues = 0
		return b
	case h.Kind == Short:
		x.last, x.kept = m.Seq, uint8(copy(x.head[:], d.joined))
		return nil
	}
	p := d.message(f)
	n := min(h.Size, len(d.joined))
	p.Head, p.Bytes, p.Captured, p.WireLen, p.Continues, p.Unfinished = h, d.joined[:n], n, n, m.Continues, n < h.Size
	m.PDUs = append(m.PDUs, h.Size)
	d.show(f, p)
	x.last, x.missing, x.over, x.kept = m.Seq, h.Size-n, n-int(x.kept), 0
	return b[x.over:]
}

// next reads the message that b begins with, and returns what is left.
func (d *datagrams) next(f *dissect.Frame, m *UTPMessage, s *pdus, b []byte, first bool) []byte {
	p := d.message(f)
	p.Head = ReadHead(b)
	if first {
		p.Continues = m.Continues
	}
	cut := m.WireLen > len(m.Bytes)
	switch {
	case p.Kind == Continuation:
		p.Size = len(b)
	case p.Size > len(b) && !cut && m.Type == DataPacket:
		p.Unfinished = true
		s.begin(m.Connection, m.Seq, f.Frame, b, &p.Head)
	}
	n := min(p.Size, len(b))
	p.Bytes, p.Captured, p.WireLen = b[:n], n, n
	if cut && p.Size > len(b) {
		p.WireLen = n + m.WireLen - len(m.Bytes)
	}
	if p.Kind != Short {
		m.PDUs = append(m.PDUs, p.Size)
	}
	d.show(f, p)
	return b[n:]
}

// show emits a message of peers.
func (d *datagrams) show(f *dissect.Frame, m *Message) {
	d.emit(f, f.Dir, m)
	if m.Extension == PEX {
		expectExchanged(d.conn, m.tree)
	}
}
