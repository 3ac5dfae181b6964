package reassembly

import (
	"bytes"
	"cmp"
	"slices"

	"netsniff/capture"
)

// Key names a conversation in both directions: the same for a frame and its
// answer. Side A is the one whose address and port compare lower.
type Key struct {
	a, b         capture.Addr
	aPort, bPort uint16
	proto        capture.Proto
}

// KeyOf returns the key of p's innermost addresses and ports, and whether p
// was sent by side A.
func KeyOf(p *capture.Packet) (k Key, fromA bool) {
	fromA = k.of(p)
	return k, fromA
}

// of makes k the key that KeyOf returns.
func (k *Key) of(p *capture.Packet) (fromA bool) {
	order := bytes.Compare(p.Src.B[:], p.Dst.B[:])
	if order == 0 {
		order = int(p.SrcPort) - int(p.DstPort)
	}
	k.proto = p.Transport
	if order <= 0 {
		k.a, k.b, k.aPort, k.bPort = p.Src, p.Dst, p.SrcPort, p.DstPort
		return true
	}
	k.a, k.b, k.aPort, k.bPort = p.Dst, p.Src, p.DstPort, p.SrcPort
	return false
}

// Table finds the connection of each TCP segment and UDP datagram. C is
// whatever the owner keeps per connection.
type Table[C any] struct {
	// New makes the owner's part of a connection: id is its stream number
	// (tcp.stream or udp.stream), opener what decided its roles.
	New func(id uint32, opener *capture.Packet, client Dir) *C
	// ServerPort reports whether a protocol is known to listen on the port.
	ServerPort func(t capture.Proto, port uint16) bool
	// Limit bounds the number of connections; the least recently used quarter
	// is forgotten when it is reached. 0 means no limit.
	Limit int
	// Forgotten, if not nil, is told each connection that is forgotten because
	// of Limit, or whose ports a new one uses, in the order of their opening.
	Forgotten func(*C)

	conns   index[C]
	tcp     uint32
	udp     uint32
	sctp    uint32
	evicted uint64
	recent  [256]*entry[C] // by what is the same in both directions: most frames are of one of them
	block   []entry[C]     // not used yet: entries are allocated in blocks
	spare   []*entry[C]    // of connections that were forgotten
	key     Key            // of the frame at work
	other   capture.Packet
}

type entry[C any] struct {
	key    Key
	hash   uint32 // of key
	id     uint32
	opened uint32 // frame that opened it
	used   uint32 // frame that used it last
	isn    [2]uint32
	hasISN [2]bool
	client bool      // side A is the client
	next   *entry[C] // in the same bucket of the index
	conn   *C

	first, last capture.Stamp // of its datagrams
}

// Evicted returns how many connections were forgotten to stay within Limit.
func (t *Table[C]) Evicted() uint64 { return t.evicted }

// Found is what Table knows about a frame's connection.
type Found[C any] struct {
	Conn   *C
	Dir    Dir
	Reused bool // a SYN opened a new connection between used ports
}

// near is the same for both directions between two ports of two addresses, and mostly
// another one for others.
func near(p *capture.Packet) uint8 {
	x := p.SrcPort + p.DstPort
	return uint8(x) ^ uint8(x>>8) ^ (p.Src.B[3] + p.Dst.B[3]) ^ (p.Src.B[15] + p.Dst.B[15])
}

// has reports whether p is of the connection of e, nil: of none, and if it was sent by
// side A. No key need be made to know that.
func (e *entry[C]) has(p *capture.Packet) (is, fromA bool) {
	switch {
	case e == nil || e.key.proto != p.Transport:
		return false, false
	case e.key.aPort == p.SrcPort && e.key.bPort == p.DstPort && e.key.a == p.Src && e.key.b == p.Dst:
		return true, true
	}
	return e.key.bPort == p.SrcPort && e.key.aPort == p.DstPort && e.key.b == p.Src && e.key.a == p.Dst, false
}

// Find returns the connection of p, whose Transport must be TCP, UDP or SCTP, and
// opens one if there is none. It fills in p.Since and p.Delta. The numbers of a TCP
// header that contradicts itself are not believed.
func (t *Table[C]) Find(p *capture.Packet) Found[C] {
	recent := &t.recent[near(p)]
	e := *recent
	found, fromA := e.has(p)
	if !found {
		fromA = t.key.of(p)
		e = t.conns.find(&t.key)
	}
	reused := false
	switch {
	case e == nil:
		e = t.open(&t.key, p, fromA)
	case p.Transport == capture.ProtoTCP && e.reopens(p, fromA):
		reused = true
		if t.Forgotten != nil && e.conn != nil {
			t.Forgotten(e.conn)
		}
		*e = entry[C]{key: e.key, hash: e.hash, next: e.next}
		t.fill(e, p, fromA)
	}
	*recent, e.used = e, p.Frame
	p.Since, p.Delta, e.last = p.At-e.first, p.At-e.last, p.At
	if p.Transport == capture.ProtoTCP && p.State != capture.Malformed {
		e.note(p, fromA)
	}
	d := ToClient
	if fromA == e.client {
		d = ToServer
	}
	return Found[C]{Conn: e.conn, Dir: d, Reused: reused}
}

// Name gives the conversations in p.Others their numbers and, if they are not
// quoted, the times since their datagrams before. Those that are not known are
// opened. What is quoted is old: it says nothing about where a connection is.
func (t *Table[C]) Name(p *capture.Packet) {
	for i := range p.Others {
		o := &p.Others[i]
		q := &t.other
		q.Frame, q.At = p.Frame, p.At
		q.Src, q.Dst, q.SrcPort, q.DstPort, q.Transport = o.Src, o.Dst, o.SrcPort, o.DstPort, o.Header.Proto
		fromA := t.key.of(q)
		e := t.conns.find(&t.key)
		if e == nil {
			e = t.open(&t.key, q, fromA)
		}
		e.used = p.Frame
		o.Stream = e.id
		if !o.Quoted {
			o.Since, o.Delta = p.At-e.first, p.At-e.last
			e.last = p.At
		}
	}
}

func (t *Table[C]) open(key *Key, p *capture.Packet, fromA bool) *entry[C] {
	if t.Limit > 0 && t.conns.n >= t.Limit {
		t.evict()
	}
	e := t.entry()
	e.key = *key
	t.fill(e, p, fromA)
	t.conns.add(e)
	return e
}

// entry returns one that is not in use.
func (t *Table[C]) entry() *entry[C] {
	if n := len(t.spare); n > 0 {
		e := t.spare[n-1]
		t.spare = t.spare[:n-1]
		*e = entry[C]{}
		return e
	}
	if len(t.block) == 0 {
		t.block = make([]entry[C], 64)
	}
	e := &t.block[0]
	t.block = t.block[1:]
	return e
}

func (t *Table[C]) fill(e *entry[C], p *capture.Packet, fromA bool) {
	client := t.role(p)
	e.client, e.opened = fromA == (client == ToServer), p.Frame
	e.first, e.last = p.At, p.At
	id := &t.udp
	switch p.Transport {
	case capture.ProtoTCP:
		id = &t.tcp
	case capture.ProtoSCTP:
		id = &t.sctp
	}
	e.id = *id
	e.conn = t.New(*id, p, client)
	*id++
}

// evict forgets the connections that were not used for the longest time.
func (t *Table[C]) evict() {
	var newest, oldest uint32 = 0, ^uint32(0)
	for e := range t.conns.all {
		newest, oldest = max(newest, e.used), min(oldest, e.used)
	}
	bound := oldest + (newest-oldest)/4
	gone := t.conns.take(func(e *entry[C]) bool { return e.used <= bound })
	t.evicted += uint64(len(gone))
	clear(t.recent[:])
	slices.SortFunc(gone, func(a, b *entry[C]) int { return cmp.Compare(a.opened, b.opened) })
	for _, e := range gone {
		if t.Forgotten != nil {
			t.Forgotten(e.conn)
		}
		e.conn = nil
	}
	t.spare = append(t.spare, gone...)
}

// reopens: a SYN without ACK and with another initial sequence number than
// this side used before starts a new connection.
func (e *entry[C]) reopens(p *capture.Packet, fromA bool) bool {
	if p.TCP.Flags&(capture.SYN|capture.ACK) != capture.SYN {
		return false
	}
	i := side(fromA)
	return e.hasISN[i] && e.isn[i] != p.TCP.Seq
}

// note remembers the sequence number each side began with; in a connection
// joined late that is the one before the first seen.
func (e *entry[C]) note(p *capture.Packet, fromA bool) {
	i := side(fromA)
	if p.TCP.Flags&capture.SYN != 0 {
		e.isn[i], e.hasISN[i] = p.TCP.Seq, true
		return
	}
	if !e.hasISN[i] {
		e.isn[i], e.hasISN[i] = p.TCP.Seq-1, true
	}
	if j := side(!fromA); p.TCP.Flags&capture.ACK != 0 && !e.hasISN[j] {
		e.isn[j], e.hasISN[j] = p.TCP.Ack-1, true
	}
}

func side(a bool) int {
	if a {
		return 0
	}
	return 1
}
