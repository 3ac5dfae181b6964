package mask

import (
	"bytes"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Collector finds where the secrets of one worker's connections are. It is a
// pipeline.Sink that says nothing, and takes frames undissected.
type Collector struct {
	detector   *Detector
	readers    map[uint32]*reader // open, by Conn.ID
	streams    map[uint32]*[2]ranges
	keys       map[reassembly.Key][]uint32
	fragmented []fragmented
	packets    packets
	patches    map[uint32][]patch // of packets that are in no connection
	kept       int                // bytes of fragmented
	count      int
	full       bool
}

// partSize is what is kept of a fragment beside its bytes.
const partSize = 16

// fragmented is a segment that came in an IP datagram in fragments.
type fragmented struct {
	stream uint32
	dir    dissect.Dir
	from   int64 // position of its first byte
	parts  []capture.FragmentPart

	payload   []byte
	tcp, head int // where its header and it begin in the payload of the datagram
}

// NewCollector returns the collector of one worker.
func NewCollector(d *Detector) *Collector {
	return &Collector{
		detector: d, readers: map[uint32]*reader{}, streams: map[uint32]*[2]ranges{},
		keys: map[reassembly.Key][]uint32{}, packets: packets{detector: d}, patches: map[uint32][]patch{},
	}
}

// Frame implements pipeline.Sink.
func (c *Collector) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	if c.full {
		return dst, false
	}
	if f.Conn == nil || f.Conn.Transport != capture.ProtoTCP {
		c.packet(f)
		return dst, false
	}
	r := c.readers[f.Conn.ID]
	if r == nil {
		r = newReader(c.detector, f.Conn, f.Packet, f.Dir, false)
		c.readers[f.Conn.ID] = r
	}
	r.add(f.Packet, f.Dir)
	c.note(r)
	if x, ok := f.Find(capture.ProtoTCP); ok && x.Buffer == capture.BufferDatagram && len(f.Payload) > 0 {
		c.fragment(f, r, x)
	}
	return dst, false
}

// note keeps what r found.
func (c *Collector) note(r *reader) {
	if r.grown == 0 {
		return
	}
	id := r.conn.ID
	if c.streams[id] == nil {
		c.streams[id] = r.secrets
		key := keyOf(r.conn)
		c.keys[key] = append(c.keys[key], id)
	}
	c.count += r.grown
	r.grown = 0
	c.full = c.full || c.count > maxRanges
}

// fragment notes where a segment that came in fragments lies.
func (c *Collector) fragment(f *dissect.Frame, r *reader, tcp capture.Header) {
	parts := f.Parts(capture.BufferDatagram)
	c.kept += len(f.Payload) + len(parts)*partSize
	if c.kept > maxFragmented {
		c.full = true
		return
	}
	c.fragmented = append(c.fragmented, fragmented{
		stream: f.Conn.ID, dir: f.Dir, from: r.frame.from, parts: slices.Clone(parts),
		payload: bytes.Clone(f.Payload), tcp: int(tcp.Off), head: int(tcp.Off) + int(tcp.Len),
	})
}

// packet notes what is secret in a datagram that came in fragments.
func (c *Collector) packet(f *dissect.Frame) {
	if f.Last().Buffer != capture.BufferDatagram {
		return
	}
	c.packets.patches(f.Packet, f.Conn, func(x hidden, sum int64, change uint64) {
		addPatches(c.patches, f.Parts(capture.BufferDatagram), patch{x, 0, sum, change})
		c.count++
		c.full = c.full || c.count > maxRanges
	})
}

// Forget implements pipeline.Forgetter.
func (c *Collector) Forget(conn *dissect.Conn) {
	if r := c.readers[conn.ID]; r != nil && r.conn == conn {
		c.end(r)
		delete(c.readers, conn.ID)
	}
}

// finish takes it that nothing more will come.
func (c *Collector) finish() {
	for _, r := range c.readers {
		c.end(r)
	}
	c.readers = nil
}

func (c *Collector) end(r *reader) {
	r.end()
	c.note(r)
}
