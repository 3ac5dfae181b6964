package secrets

// Packet is what is secret in one packet: a datagram, or what a header carries. Its
// protocol tells it (Protocol.PacketSecrets), from what was captured of the packet alone:
// each stands for itself. It is used again.
type Packet struct {
	Spans []Span // by offsets in the packet
	// Checksum is where the packet's own checksum stands, which is one of all of it as those
	// of the Internet are (RFC 1071); 0: it has none, or none of what is secret.
	Checksum int
	// Castagnoli is where a CRC32c of all of the packet stands instead, in which it counts as
	// zeros (RFC 9260 §6.8); 0: it has none.
	Castagnoli int

	// Who says so, for those who list it; empty of what no login is told of, or of what an
	// exchange tells (Exchange.Login).
	Mechanism string
	User      []byte // borrowed from the packet
	Hashed    bool   // the secret itself is not there, but what proves that somebody has it
}

// Part is a message of others that a packet carries (Protocol.PacketParts).
type Part struct {
	From, To int      // in the packet
	Ports    []uint16 // of those between whom it goes
	Datagram bool     // it came as one; else a stream is made of such parts
	Begins   bool     // a message begins with it
}

// Reset forgets what was told.
func (x *Packet) Reset() { *x = Packet{Spans: x.Spans[:0]} }

// Tell tells that [from, to) of the packet is secret, unless it is empty.
func (x *Packet) Tell(from, to int) { Tell(&x.Spans, from, to) }

// Lines tells what is secret in a packet of text whose lines a grammar reads.
func (x *Packet) Lines(b []byte, g Grammar) {
	for from := 0; from < len(b); {
		to := from
		for to < len(b) && b[to] != '\n' {
			to++
		}
		line, at := b[from:to], Place{Whole: to < len(b)}
		if n := len(line); n > 0 && line[n-1] == '\r' {
			line = line[:n-1]
		}
		first := len(x.Spans)
		g.Secrets(0, line, at, &x.Spans)
		for i := range x.Spans[first:] {
			x.Spans[first+i].From += int64(from)
			x.Spans[first+i].To += int64(from)
		}
		g.Read(0, line, at)
		from = to + 1
	}
}
