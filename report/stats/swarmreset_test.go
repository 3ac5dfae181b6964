package stats_test

import (
	"bytes"
	"io"
	"slices"
	"testing"

	"netsniff/capture"
	"netsniff/capture/file"
)

// recorded returns the frames of a shipped capture.
func recorded(t *testing.T, name string) *made {
	t.Helper()
	source, err := file.Open("../../testdata/pcaps/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	m := &made{}
	for {
		var p capture.Packet
		if err := source.Next(&p); err == io.EOF {
			return m
		} else if err != nil {
			t.Fatal(err)
		}
		p.Data = bytes.Clone(p.Data)
		m.frames = append(m.frames, p)
	}
}

// insert puts an RST behind the frame i, as if its sender had sent it, with a hop
// limit of its own.
func (m *made) insert(i int, hops byte) {
	const ip, tcp = 14, 34
	p := m.frames[i]
	p.Data = bytes.Clone(p.Data[:tcp+20])
	p.Data[ip+2], p.Data[ip+3], p.Data[ip+8] = 0, 40, hops
	p.Data[ip+4] ^= 0x55 // another identification
	p.Data[tcp+12], p.Data[tcp+13] = 5<<4, 0x04
	p.CapLen, p.WireLen = len(p.Data), len(p.Data)
	m.frames = slices.Insert(m.frames, i+1, p)
	for i := range m.frames {
		m.frames[i].Frame = uint32(i + 1)
	}
}

// An RST that its sender did not make is remarked: it has come another way, or the
// sender goes on. One that ends the connection as usual is not.
func TestForgedReset(t *testing.T) {
	for _, c := range []struct {
		name   string
		hops   byte
		cut    bool // nothing follows
		remark bool
	}{
		{"another way, and it goes on", 40, false, true},
		{"another way", 40, true, true},
		{"it goes on", 64, false, true},
		{"as usual", 64, true, false},
	} {
		m := recorded(t, "bittorrent-tcp.pcap")
		const at = 44 // data of the seed
		m.insert(at, c.hops)
		if c.cut {
			m.frames = m.frames[:at+2]
		}
		if got := slices.Contains(m.found(t, nil), "reset-in-the-middle"); got != c.remark {
			t.Errorf("%s: remarked: %v", c.name, got)
		}
	}
}
