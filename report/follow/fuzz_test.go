package follow_test

import (
	"encoding/json"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/report/follow"
)

// FuzzFollow sends segments with any numbers in any order: every format can
// be read, and nothing is shown that was not sent. Three bytes of the input
// make a segment: direction and flags, sequence number, length.
func FuzzFollow(f *testing.F) {
	f.Add([]byte("\x01\x00\x00\x81\x00\x00\x02\x01\x05\x82\x01\x05\x02\x10\x09\x82\x06\x04"), uint8(0))
	f.Add([]byte("\x02\x64\x05\x82\x00\x30\x02\x20\xff\x03\x01\x01\x82\x90\x10"), uint8(2))
	f.Fuzz(func(t *testing.T, script []byte, which uint8) {
		var list []*capture.Packet
		sent := 0
		for i := 0; i+3 <= len(script) && i < 3*4096; i += 3 {
			s := capturetest.Segment{From: capturetest.Client(), To: capturetest.Server(80)}
			if script[i]&0x80 != 0 {
				s.From, s.To = s.To, s.From
			}
			s.Flags = capture.TCPFlags(script[i]&3) << 1 & (capture.SYN | capture.RST)
			if script[i]&4 == 0 {
				s.Flags |= capture.ACK
			}
			s.Seq, s.Ack = uint32(int8(script[i+1]))*64, uint32(int8(script[i+2]))*64
			s.Data = make([]byte, script[i+2])
			for j := range s.Data {
				s.Data[j] = "GET / HTTP/1.1\r\n\r\n\x00"[(int(s.Seq)+j)&15]
			}
			sent += len(s.Data)
			list = append(list, capturetest.Packet(uint32(len(list)+1), capturetest.Start, s.Frame()))
		}
		o := follow.Options{Mode: follow.JSON, Side: follow.Side(which % 3)}
		if which&4 != 0 {
			o.Protocol = follow.HTTP
		}
		var said struct {
			Parts []struct {
				Text   string
				Base64 []byte
			}
		}
		if err := json.Unmarshal(run(t, o, list), &said); err != nil {
			t.Fatal(err)
		}
		for _, p := range said.Parts {
			sent -= len(p.Text) + len(p.Base64)
		}
		if sent < 0 {
			t.Fatalf("%d bytes more than were sent", -sent)
		}
		for _, m := range []follow.Mode{follow.ASCII, follow.Hex, follow.Raw, follow.YAML} {
			o.Mode = m
			for _, c := range run(t, o, list) {
				if c < ' ' && c != '\n' && c != '\t' && c != '\r' || c > '~' {
					t.Fatalf("%v: byte %#x", m, c)
				}
			}
		}
	})
}
