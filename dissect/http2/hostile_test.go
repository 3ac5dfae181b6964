package http2

import (
	"bytes"
	"compress/gzip"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/http"
	"netsniff/dissect/http/retold"
	"netsniff/reassembly"
)

// unending is how long what an attacker sends may take to read on a slow machine: what is
// not bounded takes minutes.
const unending = 20 * time.Second

// heap returns how many bytes are in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestHostile: what is meant to exhaust a server exhausts neither reader: header blocks that
// go on without end, fields that stand in few bytes for many, streams that are reset at once,
// bodies that are much longer than they look.
func TestHostile(t *testing.T) {
	c := newCoder()
	get := func(stream uint32) []byte {
		return frame(Headers, 5, stream,
			c.block(":method", "GET", ":scheme", "http", ":authority", "a.example", ":path", "/"))
	}
	flood := [][]byte{frame(Headers, 0, 1, []byte{0x82})}
	for range 100_000 {
		flood = append(flood, frame(Continuation, 0, 1, []byte{0x87, 0x84, 0x82}))
	}
	big := newCoder().block("bomb", strings.Repeat("x", 4000))
	bomb := [][]byte{frame(Headers, 5, 1, big)}
	for i := range uint32(8) {
		bomb = append(bomb, frame(Headers, 4, 3+2*i, bytes.Repeat([]byte{0xbe}, 1<<18)))
	}
	var resets [][]byte
	for i := range uint32(20_000) {
		resets = append(resets, get(1+2*i), frame(RSTStream, 0, 1+2*i, []byte{0, 0, 0, 8}))
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	w.Write(make([]byte, 1<<28))
	w.Close()
	long := [][]byte{frame(Headers, 4, 1,
		newCoder().block(":status", "200", "content-type", "application/json", "content-encoding", "gzip"))}
	for b := packed.Bytes(); len(b) > 0; b = b[min(1<<14, len(b)):] {
		long = append(long, frame(Data, 0, 1, b[:min(1<<14, len(b))]))
	}
	long = append(long, frame(Data, 1, 1))
	for _, x := range []struct {
		name  string
		dir   dissect.Dir
		parts [][]byte
		told  strains
	}{
		{"CONTINUATION flood", toServer, flood, strains{{Kind: retold.LongBlock, Count: 100_000}}},
		{"HPACK bomb", toServer, bomb, strains{{Kind: retold.HeaderBomb, Count: 8}}},
		{"rapid reset", toServer, resets, strains{{Kind: retold.RapidReset, Count: 20_000}}},
		{"gzip bomb", toClient, long, nil},
	} {
		turns := append([]dissecttest.Turn{}, opening...)
		if x.dir == toClient {
			turns = append(turns, dissecttest.Turn{Dir: toServer,
				Data: frame(Headers, 5, 1, newCoder().block(":method", "GET", ":path", "/"))})
		}
		for b := join(x.parts...); len(b) > 0; b = b[min(1<<14, len(b)):] {
			turns = append(turns, dissecttest.Turn{Dir: x.dir, Data: b[:min(1<<14, len(b))]})
		}
		before, start := heap(), time.Now()
		conn := dissecttest.NewConnection(port, engine.ByArrival, &Protocol, &http.Protocol)
		for i := range turns {
			f := conn.Send(&turns[i])
			f.AppendInfo(nil)
			for j := range Protocol.Fields {
				dissecttest.FieldText(f, &Protocol, Protocol.Fields[j].Name)
			}
		}
		var told strains
		dissecttest.Tell(turns, port, &told, &Protocol, &http.Protocol)
		if !slices.Equal(told, x.told) {
			t.Errorf("%s: told %v, want %v", x.name, told, x.told)
		}
		if took := time.Since(start); took > unending {
			t.Errorf("%s: %v", x.name, took)
		}
		if kept := heap() - before; kept > 64<<20 {
			t.Errorf("%s: %d bytes are kept", x.name, kept)
		}
		runtime.KeepAlive(conn)
	}
}

// strains hears what is meant to exhaust, and keeps nothing of exchanges.
type strains []retold.Strain

func (x *strains) Event(e *dissect.Event) {
	if s, ok := e.About.(*retold.Strain); ok {
		*x = append(*x, *s)
	}
}
func (*strains) Exchange(*dissect.Exchange)            {}
func (*strains) Piece(*dissect.Piece)                  {}
func (*strains) Closed(*dissect.Conn, reassembly.Mark) {}
