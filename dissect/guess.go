package dissect

import (
	"bytes"

	"netsniff/capture"
	"netsniff/reassembly"
)

// guess is what is kept of a connection until its protocol is sure, to be read
// again if it was guessed wrong.
type guess struct {
	settled bool
	tries   uint8
	early   []remark
	bytes   int
}

// remark is something that was said: bytes, or a gap if missing is not 0.
type remark struct {
	dir     Dir
	bytes   []byte
	missing uint32
	unseen  int64 // see Talk.Unseen
	mark    reassembly.Mark
}

// maxEarly bounds the bytes of a connection that are kept until its protocol
// is sure, maxRemarks the segments.
const (
	maxEarly   = 16 << 10
	maxRemarks = 32
	// remarkOverhead is what a remark costs beside its bytes.
	remarkOverhead = 128
)

// keep remembers a copy of r. Who calls it asks over afterwards.
func (g *guess) keep(r remark) {
	r.bytes = bytes.Clone(r.bytes)
	g.early = append(g.early, r)
	g.bytes += len(r.bytes)
}

// over reports whether enough was kept: what is not known now stays unknown.
func (g *guess) over() bool { return g.bytes > maxEarly || len(g.early) > maxRemarks }

// settle: the protocol is sure, and nothing need be read again.
func (g *guess) settle() { *g = guess{settled: true} }

// recognise finds the protocol of a connection that said r: by its port first,
// then by its bytes. sure is set if there is nothing to wait for, even if
// nothing was found.
func (d *Detector) recognise(k *Talk, r remark) (p *Protocol, sure bool) {
	c, g := k.Conn, &k.guess
	ports, sniffers := d.tcp, d.sniffTCP
	from := FromClient
	switch {
	case c.Transport == capture.ProtoUDP:
		ports, sniffers, from = d.udp, d.sniffUDP, FromDatagram
	case r.dir == ToClient:
		from = FromServer
	}
	if g.tries == 0 {
		if p = byPort(ports, c.Client.Port, c.Server.Port); p != nil {
			return p, true
		}
	}
	if g.tries >= maxGuesses || g.over() {
		return nil, true
	}
	g.tries++
	for _, p := range sniffers {
		if len(r.bytes) > 0 && p.Sniff(from, r.bytes) == Yes {
			return p, true
		}
	}
	return nil, false
}
