package pipeline

import (
	"io"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/engine"
	"netsniff/reassembly"
)

// intake is everything that must see frames one after the other: reading,
// header decode, datagram reassembly, the connection table.
type intake struct {
	*run
	slot      *slot // at work
	table     *reassembly.Table[engine.Conn]
	fragments reassembly.Fragments
	frames    uint32
	first     capture.Stamp
	previous  capture.Stamp
	// servers are those of conversations that may go on from other addresses.
	servers map[dissect.Endpoint]struct{}
}

// maxServers bounds them: of more, conversations stay apart.
const maxServers = 4096

func newIntake(r *run) *intake {
	in := &intake{run: r, table: r.Options.connTable()}
	in.table.Forgotten = func(c *engine.Conn) { in.slot.forgotten = append(in.slot.forgotten, c) }
	return in
}

// fill reads frames into b until it is full or the source has nothing more
// to give for now.
func (in *intake) fill(b *batch) error {
	for !b.full() {
		if in.Limit > 0 && in.frames >= in.Limit || in.stopped.Load() {
			return io.EOF
		}
		s := &b.slots[b.n]
		p := &s.packet
		err := in.Source.Next(p)
		if err == capture.ErrIdle {
			if in.Stop != nil && in.Stop(nil) {
				return io.EOF
			}
			if b.n > 0 {
				b.paused = true
				return nil
			}
			continue
		}
		if err != nil {
			return err
		}
		if in.Stop != nil && in.Stop(p) {
			return io.EOF
		}
		p.Data = b.keep(p.Data)
		if p.Interface >= len(b.interfaces) {
			b.interfaces = in.Source.Interfaces()
		}
		p.Precision = uint8(b.interfaces[p.Interface].Precision)
		in.take(s)
		b.n++
	}
	return nil
}

func (in *intake) take(s *slot) {
	p := &s.packet
	if in.frames == 0 {
		in.first, in.previous = p.At, p.At
	}
	in.frames++
	s.first, s.previous = in.first, in.previous
	in.previous = p.At
	p.Decode()
	in.fragments.Add(p)
	s.conn, s.reused, s.selected, s.suspicious, s.forgotten, s.said = nil, false, false, false, nil, nil
	in.slot = s
	p.FindOthers()
	in.table.Name(p)
	if p.Ported() {
		found := in.table.Find(p)
		s.conn, s.dir, s.reused = found.Conn, found.Dir, found.Reused
		if in.announces && p.Converses() {
			s.suspicious = s.conn.Suspicious(in.Detector, p, s.dir)
		}
	}
	if in.appends && len(s.forgotten) > 0 {
		s.said = make([]passage, len(s.forgotten))
	}
	s.worker = 0
	if n := len(in.workers); n > 1 {
		s.worker = uint8(in.place(s) % uint32(n))
	}
}

// place returns what tells apart the workers that read frames.
func (in *intake) place(s *slot) uint32 {
	p := &s.packet
	if s.conn == nil {
		return capture.Pair(&p.Src, &p.Dst)
	}
	return s.conn.Place(func() uint32 {
		if p.Transport == capture.ProtoUDP && in.Detector.Follows != nil && in.Detector.Follows(p.Frame) &&
			in.moves(&s.conn.Conn, p.Payload) {
			return capture.Pair(&s.conn.Server.Addr, &capture.Addr{Kind: s.conn.Server.Addr.Kind})
		}
		return capture.Pair(&p.Src, &p.Dst)
	})
}

// moves reports whether a conversation that begins with b may go on from
// another address, or be what another one goes on as.
func (in *intake) moves(c *dissect.Conn, b []byte) bool {
	if _, known := in.servers[c.Server]; known {
		return true
	}
	p := in.Detector.Guest(b)
	if p == nil || !p.Moves || len(in.servers) >= maxServers {
		return false
	}
	if in.servers == nil {
		in.servers = map[dissect.Endpoint]struct{}{}
	}
	in.servers[c.Server] = struct{}{}
	return true
}
