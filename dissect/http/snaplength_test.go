package http

import (
	"fmt"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/engine"
	"netsniff/reassembly"
)

// TestCutBySnapLength: a first line that was cut proves HTTP on its port, what
// follows without one continues a message, and its text is file data.
func TestCutBySnapLength(t *testing.T) {
	detector := detect.New([]*dissect.Protocol{&Protocol})
	rows := engine.New(detector, engine.ByArrival)
	table := reassembly.Table[engine.Conn]{New: engine.NewConn, ServerPort: detector.ServerPort}
	client, server := capturetest.Client(), capturetest.Server(80)
	next := map[capturetest.Endpoint]uint32{client: 1, server: 1}
	const kept = 14 // bytes of each segment
	for i, x := range []struct {
		from, to   capturetest.Endpoint
		text, want string
	}{
		{client, server, "GET /a/long/path HTTP/1.1\r\nHost: a\r\n\r\n", ""},
		{server, client, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
			`Continuation[Packet size limited during capture] "HTTP/1.1 200 O"`},
		{server, client, "more of the body than is kept",
			`Continuation[Packet size limited during capture] "more of the bo"`},
		{server, client, "\xffno text, more than is kept", "Continuation"},
		{server, client, "HTTP/1.1\r\nContent-Length: 0\r\n\r\n", `HTTP/1.1 [Packet size limited during capture]`},
	} {
		s := capturetest.Segment{From: x.from, To: x.to, Seq: next[x.from], Ack: next[x.to], Flags: capture.ACK,
			Window: 500, Data: []byte(x.text)}
		next[x.from] += uint32(len(x.text))
		p := capturetest.Packet(uint32(i+1), capturetest.Start, s.Frame())
		p.Data = p.Data[:54+kept]
		p.CapLen = len(p.Data)
		p.Decode()
		found := table.Find(p)
		f := rows.Dissect(p, found.Conn, found.Dir, found.Reused)
		got := ""
		for j := range f.Messages() {
			l := &f.Messages()[j]
			got += string(l.Message.AppendInfo(nil))
			var v dissect.Values
			if getFileData(f, l, &v); len(v.List) > 0 {
				got += fmt.Sprintf(" %q", v.List[0].B)
			}
		}
		if got != x.want {
			t.Errorf("segment %d: %s, want %s", i, got, x.want)
		}
	}
}
