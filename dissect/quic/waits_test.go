package quic

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/http"
	"netsniff/dissect/http3"
	"netsniff/reassembly"
)

// waits are what exchanges say of waits.
type waits struct{ list []string }

func (w *waits) Exchange(x *dissect.Exchange) {
	t, ok := x.Detail.(*http.Transaction)
	if !ok {
		return
	}
	m := t.Multiplexed
	stream, all := m.Blocked()
	w.list = append(w.list, fmt.Sprintf("%d: %s, %d open, %v %v, %v to begin, held %d for %v", m.Stream, x.Status, m.Open,
		time.Duration(stream), time.Duration(all), time.Duration(m.Waited[up].Opening), t.Held.Bytes,
		time.Duration(t.Held.Time)))
}
func (w *waits) Piece(*dissect.Piece)                  {}
func (w *waits) Closed(*dissect.Conn, reassembly.Mark) {}

// wait has the next packet come some time after the one before.
func (k *keyed) wait(ms int, d dissect.Dir, b []byte) {
	k.turns = append(k.turns, dissecttest.Turn{Dir: d, Data: b, Wait: time.Duration(ms) * time.Millisecond})
}

func (k *keyed) waited(t *testing.T, want ...string) {
	t.Helper()
	var w waits
	dissecttest.TellGivenDatagrams(k.given, k.turns, 40000, &w, keyedProtocols()...)
	if got := strings.Join(w.list, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

// TestBehindALoss: bytes of a reply that came wait for those before them that are sent again;
// other streams go on, and what is never sent again held nothing up.
func TestBehindALoss(t *testing.T) {
	answer := join(okay, h3(http3.Data, bytes.Repeat([]byte("x"), 1000)...))
	k := newKeyed(0x1301, "TLS_AES_128_GCM_SHA256", "h3")
	part := func(id uint64, from, to int) []byte {
		return k.s.short(0, streamFrame(id, from, answer[from:to], to == len(answer)))
	}
	n := len(answer)
	k.send(up, k.c.short(0, streamFrame(0, 0, get, true), streamFrame(4, 0, get, true), streamFrame(8, 0, get, true)))
	k.wait(10, down, part(0, 0, 100))
	k.wait(0, down, part(0, 200, 300))
	k.wait(0, down, part(8, 0, 100))
	k.wait(0, down, part(8, 200, n))
	k.wait(20, down, part(0, 300, 400))
	k.wait(0, down, part(4, 0, n))
	k.wait(30, down, part(0, 100, 200)) // sent again
	k.wait(0, down, part(0, 400, n))
	k.wait(0, down, part(0, 200, 300))
	k.waited(t, "4: 200, 2 open, 0s 0s, 0s to begin, held 0 for 0s",
		"0: 200, 1 open, 0s 0s, 0s to begin, held 200 for 50ms",
		"8: 200, 3 open, 0s 0s, 0s to begin, held 0 for 0s")
}

// TestBlocked: who says that it is blocked waits, for its stream, for the connection or to open a
// stream, until it is allowed more and goes on; what was allowed in the meantime blocks nobody.
func TestBlocked(t *testing.T) {
	k := newKeyed(0x1301, "TLS_AES_128_GCM_SHA256", "h3")
	body := h3(http3.Data, bytes.Repeat([]byte("x"), 60)...)
	k.send(up, k.c.short(0, streamFrame(0, 0, get, true), frame(StreamsBlockedBidi, 1)))
	k.wait(10, down, k.s.short(0, streamFrame(0, 0, okay, false), frame(StreamDataBlocked, 0, 1<<20)))
	k.wait(40, down, k.s.short(0, frame(MaxStreamsBidi, 2)))
	k.wait(10, up, k.c.short(0, frame(MaxStreamData, 0, 1<<21), streamFrame(4, 0, get, true)))
	k.wait(10, down, k.s.short(0, streamFrame(0, len(okay), body, true)))
	k.wait(0, down, k.s.short(0, streamFrame(4, 0, okay, false), frame(DataBlocked, 10), frame(DataBlocked, 1<<20)))
	k.wait(30, up, k.c.short(0, frame(MaxData, 1<<21)))
	k.wait(20, down, k.s.short(0, streamFrame(4, len(okay), body, true)))
	k.waited(t, "0: 200, 1 open, 60ms 0s, 0s to begin, held 0 for 0s",
		"4: 200, 2 open, 0s 50ms, 60ms to begin, held 0 for 0s")
}
