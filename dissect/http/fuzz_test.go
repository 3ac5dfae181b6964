package http

import (
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
)

// FuzzHTTP sends the same bytes from both sides, cut in pieces of a size that
// the input chooses, and prints and reads all that comes of it.
func FuzzHTTP(f *testing.F) {
	for i, c := range conversations {
		var whole string
		for _, p := range c.parts {
			whole += p.data
		}
		f.Add([]byte(whole), uint8(i*7))
	}
	f.Add([]byte("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 12\r\n\r\n\x1f\x8b\x08\x04\x00\x00\x00\x00\x00\xff\xff\xff"),
		uint8(0))
	f.Add([]byte("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n"), uint8(3))
	f.Add([]byte("GET / HTTP/1.1\r\nAuthorization: NTLM TlRMTVNTUAADAAAA/////////////////////////////////w==\r\n\r\n"),
		uint8(0))
	f.Fuzz(func(t *testing.T, data []byte, size uint8) {
		n := max(1, int(size), len(data)/300) // pieces cost as much as they are many
		for _, dir := range [...]dissect.Dir{dissect.ToServer, dissect.ToClient} {
			conn := newConnection(engine.ByArrival, 80)
			send := func(x dissecttest.Turn) {
				frame := conn.Send(&x)
				if s := frame.AppendInfo(nil); plain(s) < len(s) && s[plain(s)] < 0x80 {
					t.Fatalf("control character in %q", s)
				}
				checkFields(frame)
			}
			send(from("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"))
			for b := data; len(b) > 0; {
				k := min(n, len(b))
				send(dissecttest.Turn{Dir: dir, Data: b[:k], Close: k == len(b)})
				b = b[k:]
			}
		}
		d := datagrams{store: new(store)}
		frame := dissect.Frame{Packet: &capture.Packet{Frame: 1}}
		d.Datagram(&frame, data)
		checkFields(&frame)
		sniff(dissect.FromClient, data)
		sniff(dissect.FromServer, data)
	})
}

// checkFields reads every field of every message of f.
func checkFields(f *dissect.Frame) {
	var v dissect.Values
	for i := range f.Messages() {
		if l := &f.Messages()[i]; l.Protocol != nil && l.Protocol != &Protocol {
			continue
		}
		for j := range fields {
			v.Reset()
			fields[j].Get(f, &f.Messages()[i], &v)
		}
	}
}
