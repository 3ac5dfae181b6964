package dns

import (
	"testing"
	"unicode/utf8"

	"netsniff/dissect"
)

func FuzzDNS(f *testing.F) {
	f.Add(uint8(0), 0, query(1, "www.example.com", 1))
	f.Add(uint8(0), 3, reply(1, "example", 6, name("ns.example")+name("admin.example")+"01234567890123456789"))
	f.Add(uint8(1), 0, newWire(0, 0x8400, 0, 1).record("a.local", 47, 0x8001, name("a.local")+"\x00\x04@\x00\x00\x08").b)
	f.Add(uint8(2), 0, newWire(0, 0, 1).question("a", 255, 1).b)
	f.Add(uint8(0), 0, reply(1, "a", 65, "\x00\x01\x00\x00\x01\x00\x03\x02h2\x00\x04\x00\x04\xc0\x00\x02\x01"))
	f.Add(uint8(0), 0, newWire(1, 0x0100, 0, 0, 0, 1).
		record("", 41, 1232, "\x00\x08\x00\x07\x00\x01\x18\x00\xc0\x00\x02\x00\x0a\x00\x08abcdefgh").b)
	f.Add(uint8(0), 0, newWire(1, 0x3000).raw("\x00\x01\x00\x08\x00\x00\x01\x01\x00\x00\x02\x02").b)
	f.Fuzz(func(t *testing.T, flavor uint8, cut int, b []byte) {
		if len(b) == 0 {
			return
		}
		d := &dissector{flavor: Flavor(flavor % 3), store: &store{}}
		fr := frame(1, 0)
		fr.PayloadLen = len(b) + cut&0xff
		if !d.Datagram(fr, b) {
			t.Fatal("a datagram of the port was refused")
		}
		check(t, fr)
		sniff(dissect.FromDatagram, b)

		stream := &dissector{store: &store{}}
		fr = frame(2, 0)
		for rest := b; len(rest) > 0; {
			v := stream.Dissect(fr, &dissect.Input{Bytes: rest})
			if v.Need != dissect.Complete {
				break
			}
			if v.Used < 1 || v.Used > len(rest) {
				t.Fatalf("%d bytes used of %d", v.Used, len(rest))
			}
			rest = rest[v.Used:]
		}
		check(t, fr)
	})
}

// check reads everything that the messages of a frame offer.
func check(t *testing.T, fr *dissect.Frame) {
	var v dissect.Values
	layers := fr.Messages()
	for i := range layers {
		text := layers[i].Message.AppendInfo(nil)
		if len(text) > maxInfo {
			t.Fatalf("text of %d bytes", len(text))
		}
		if len(text) < maxInfo && !utf8.Valid(text) {
			t.Fatalf("text is not UTF-8: %q", text)
		}
		for _, c := range text {
			if c < 0x20 || c == 0x7f {
				t.Fatalf("control character in %q", text)
			}
		}
		for j := range fields {
			v.Reset()
			fields[j].Get(fr, &layers[i], &v)
		}
	}
}
