package dialogues

import (
	"bytes"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// backlog is what is kept of a connection until its protocol is sure, to be read
// again if it was guessed wrong.
type backlog struct {
	settled bool
	early   []chunk
	bytes   int
}

// chunk is something that was said: bytes, or a gap if missing is not 0.
type chunk struct {
	dir     dissect.Dir
	bytes   []byte
	missing uint32
	unseen  int64         // see Session.Unseen
	waited  capture.Stamp // see Session.Waited
	mark    reassembly.Mark
}

// maxEarly bounds the bytes of a connection that are kept until its protocol
// is sure, maxChunks the segments.
const (
	maxEarly  = 16 << 10
	maxChunks = 32
	// chunkOverhead is what a chunk costs beside its bytes.
	chunkOverhead = 128
)

// keep remembers a copy of r. Who calls it asks over afterwards.
func (g *backlog) keep(r chunk) {
	r.bytes = bytes.Clone(r.bytes)
	g.early = append(g.early, r)
	g.bytes += len(r.bytes)
}

// over reports whether enough was kept: what is not known now stays unknown.
func (g *backlog) over() bool { return g.bytes > maxEarly || len(g.early) > maxChunks }

// settle: the protocol is sure, and nothing need be read again.
func (g *backlog) settle() { *g = backlog{settled: true} }
