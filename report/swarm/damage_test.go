package swarm

import (
	"bytes"
	"io"
	"math/rand/v2"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
)

// records are the frames of a capture, to be damaged.
func records(t *testing.T, name string) (list []capturetest.Record) {
	t.Helper()
	s := open(t, name)
	for {
		var p capture.Packet
		switch err := s.Next(&p); err {
		case nil:
			list = append(list, capturetest.Record{At: p.At, WireLen: p.WireLen, Link: p.Link, Data: bytes.Clone(p.Data)})
		case io.EOF:
			return list
		default:
			t.Fatal(err)
		}
	}
}

// memory is a Source of frames.
type memory struct {
	frames []capturetest.Record
	next   int
}

func (m *memory) Interfaces() []capture.Interface { return []capture.Interface{{Precision: 6}} }
func (m *memory) Close() error                    { return nil }

func (m *memory) Next(p *capture.Packet) error {
	if m.next == len(m.frames) {
		return io.EOF
	}
	f := &m.frames[m.next]
	m.next++
	*p = capture.Packet{Frame: uint32(m.next), At: f.At, CapLen: len(f.Data), WireLen: f.WireLen, Link: f.Link, Data: f.Data}
	return nil
}

// TestDamaged: whatever is damaged, lost or repeated, there is a report, the same
// one for any number of workers.
func TestDamaged(t *testing.T) {
	const rounds, mutations = 6, 40
	for _, name := range recordings {
		frames := records(t, name)
		for seed := range uint64(rounds) {
			r := rand.New(rand.NewPCG(seed, 1))
			damaged := capturetest.Mutate(r, frames, mutations)
			want := said(t, read(t, &memory{frames: damaged}, &View{}, 1, 0))
			if got := said(t, read(t, &memory{frames: damaged}, &View{}, 3, 0)); got != want {
				t.Errorf("%s, seed %d: 3 workers say\n%s\none says\n%s", name, seed, got, want)
			}
		}
	}
}
