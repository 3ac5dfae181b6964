package bittorrent

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// datagramDialogue reads what two peers send each other over UDP: queries to the
// hash table, and connections of uTP, whose bytes are streams within.
type datagramDialogue struct {
	talk    dissect.Session
	lookups lookups
	streams []*utpStream // open, the one last heard of at the end
}

// maxStreams bounds the connections of uTP that are open between two ports: a
// program opens another only when it has lost the one before.
const maxStreams = 64

func newDatagramDialogue(k dissect.Session) dissect.Dialogue { return &datagramDialogue{talk: k} }

// Data implements dissect.Dialogue.
func (d *datagramDialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	if isDHT(b) {
		d.lookups.message(d.talk, dir, b, m)
	} else if p, ok := ReadPacket(b); ok && p.Size <= len(b) {
		d.packet(dir, &p, b[p.Size:], m)
	}
	return len(b)
}

// Gap implements dissect.Dialogue: the snap length cut a datagram, whose packet
// was taken as far as it goes.
func (d *datagramDialogue) Gap(dir dissect.Dir, n int64, m reassembly.Mark) {
	if len(d.streams) == 0 {
		return
	}
	if s := d.streams[len(d.streams)-1]; s.heard == m.Frame {
		s.cut(dir, n, m)
	}
}

// End implements dissect.Dialogue.
func (d *datagramDialogue) End(m reassembly.Mark) {
	d.lookups.end(d.talk)
	for _, s := range d.streams {
		s.end(d.talk, m)
	}
	d.streams = nil
}

// Held implements dissect.Holder.
func (d *datagramDialogue) Held() (n int64) {
	for _, s := range d.streams {
		n += s.held()
	}
	return n + int64(len(d.lookups.open)*pendingCost)
}

// LetGo implements dissect.Holder.
func (d *datagramDialogue) LetGo() {
	d.lookups.end(d.talk)
	for _, s := range d.streams {
		s.letGo()
	}
}

// packet takes a packet of uTP to its connection.
func (d *datagramDialogue) packet(dir dissect.Dir, p *Packet, data []byte, m reassembly.Mark) {
	i := len(d.streams) - 1
	for i >= 0 && !d.streams[i].mine(dir, p) {
		i--
	}
	if i < 0 {
		if p.Type == Reset {
			return
		}
		if len(d.streams) >= maxStreams {
			d.close(0, m)
		}
		d.streams = append(d.streams, newStreamOf(dir, p))
		i = len(d.streams) - 1
	}
	s := d.streams[i]
	if last := len(d.streams) - 1; i != last {
		copy(d.streams[i:], d.streams[i+1:])
		d.streams[last], i = s, last
	}
	s.heard = m.Frame
	if s.packet(d.talk, dir, p, data, m) {
		d.close(i, m)
	}
}

// close ends the connection i.
func (d *datagramDialogue) close(i int, m reassembly.Mark) {
	s := d.streams[i]
	d.streams = append(d.streams[:i], d.streams[i+1:]...)
	s.end(d.talk, m)
}
