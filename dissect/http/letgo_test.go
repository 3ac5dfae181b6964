package http

import (
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/dialogues"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
)

// TestLetGo: whenever a dialogue has to forget what it waits with, each request
// is told once, and no reply goes to the request of another.
func TestLetGo(t *testing.T) {
	zipped := string(compressed("gzip", strings.Repeat("hello", 10)))
	conversations := [][]dissecttest.Turn{
		{from(getA), to(five + "hello"), from(getB), to(other + "nope!"), from(getC), to(five + "again")},
		{from(getA + getB), from(getC), to(five + "hello"), to(other + "nope!" + five + "again")},
		{from("POST /a HTTP/1.1\r\nHost: example.com\r\nContent-Length: 8\r\n\r\n1234"), to(other[:20]),
			to(other[20:] + "la"), from("5678"), to("rge"), from(getB), to(five + "hello")},
		{from(getA[:20]), from(getA[20:] + headA), to(chunky + "5\r\nhe"), to("llo\r\n0\r\n\r\n" + five), from(getC),
			to(five + "again")},
		{from(getA), to(coded("gzip", []byte(zipped)) + zipped[:10]), to(zipped[10:] + five), to("hello")},
	}
	for n, turns := range conversations {
		c := conversation(turns...)
		all := c.Listen(turns, true).Exchanges
		for at := range turns {
			h := new(dissecttest.Heard)
			reader := dialogues.NewReader(detect.New([]*dissect.Protocol{&Protocol}), h, dissect.AllContents)
			conn, another := newConnection(engine.ByArrival, 80), newConnection(engine.ByArrival, 80)
			for i := range turns {
				if reader.Frame(conn.Send(&turns[i])); i == at {
					reader.Limit(0)
					begins := from("GET / HTTP/1.1\r\n")
					reader.Frame(another.Send(&begins))
					reader.Limit(dissect.DefaultMemory)
				}
			}
			reader.End()
			requests := 0
			for _, x := range h.Exchanges {
				if !strings.HasPrefix(x.Line, "->") {
					requests++
				}
				known := slices.ContainsFunc(all, func(y dissecttest.Told) bool { return y.Line == x.Line })
				if !known && x.Notes&(dissect.NoteUnsure|dissect.NoteCut|dissect.NoteMidstream) == 0 {
					t.Errorf("%d, let go after %d: %s (%v)", n, at, x.Line, x.Notes)
				}
			}
			if headCut := n == 3 && at == 0; requests > len(all) || requests < len(all)-1 && !headCut {
				t.Errorf("%d, let go after %d: %d requests of %d", n, at, requests, len(all))
			}
		}
	}
}
