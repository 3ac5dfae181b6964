package sctp_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/dialogues"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/dns"
	"netsniff/dissect/engine"
	"netsniff/dissect/http"
	"netsniff/dissect/sctp"
	"netsniff/reassembly"
)

// frame returns a packet of one side (true: the client) in an Ethernet frame.
func frame(client bool, port uint16, chunks ...[]byte) []byte {
	b := make([]byte, 34+12)
	b[12], b[14], b[23] = 8, 0x45, 132
	ends := [2][4]byte{{192, 0, 2, 10}, {192, 0, 2, 22}}
	ports := [2]uint16{40000, port}
	if !client {
		ends[0], ends[1], ports[0], ports[1] = ends[1], ends[0], ports[1], ports[0]
	}
	copy(b[26:], ends[0][:])
	copy(b[30:], ends[1][:])
	binary.BigEndian.PutUint16(b[34:], ports[0])
	binary.BigEndian.PutUint16(b[36:], ports[1])
	for _, c := range chunks {
		b = append(b, c...)
	}
	binary.BigEndian.PutUint16(b[16:], uint16(len(b)-14))
	return b
}

// data returns a chunk of data, its flags as letters: B, E, U.
func data(flags string, tsn uint32, stream, number uint16, text string) []byte {
	f := byte(0)
	for i, c := range "EBU" {
		if strings.ContainsRune(flags, c) {
			f |= 1 << i
		}
	}
	b := []byte{0, f, 0, 0}
	binary.BigEndian.PutUint16(b[2:], uint16(16+len(text)))
	b = binary.BigEndian.AppendUint32(b, tsn)
	b = binary.BigEndian.AppendUint16(b, stream)
	b = binary.BigEndian.AppendUint16(b, number)
	b = append(append(b, 0, 0, 0, 0), text...)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

// initiation returns a chunk that begins an association, INIT or INIT ACK.
func initiation(kind byte, tsn uint32) []byte {
	b := append([]byte{kind, 0, 0, 20}, 0, 0, 0, 1, 0, 1, 0, 0, 0, 9, 0, 9)
	return binary.BigEndian.AppendUint32(b, tsn)
}

// sack returns a chunk that acknowledges all up to a number.
func sack(tsn uint32) []byte {
	b := binary.BigEndian.AppendUint32([]byte{3, 0, 0, 16}, tsn)
	return append(b, 0, 1, 0, 0, 0, 0, 0, 0)
}

// read returns the rows of frames, and the exchanges.
func read(frames [][]byte) (rows, exchanges []string) {
	d := detect.New([]*dissect.Protocol{&sctp.Protocol, &dns.DNS, &http.Protocol})
	table := reassembly.Table[engine.Conn]{New: engine.NewConn, ServerPort: d.ServerPort}
	e, heard := engine.New(d, engine.ByArrival), new(dissecttest.Heard)
	reader := dialogues.NewReader(d, heard, dissect.AllContents)
	for i, b := range frames {
		p := capturetest.Packet(uint32(i+1), capturetest.Start+capture.Stamp(i)*1e6, b)
		if !p.Converses() {
			continue
		}
		found := table.Find(p)
		f := e.Dissect(p, found.Conn, found.Dir, found.Reused)
		rows = append(rows, f.Column()+" "+string(f.AppendInfo(nil)))
		reader.Frame(f)
	}
	reader.End()
	for _, x := range heard.Exchanges {
		exchanges = append(exchanges, x.Line)
	}
	return rows, exchanges
}

const (
	get   = "GET /%d HTTP/1.1\r\nHost: www.example.com\r\n\r\n"
	reply = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
)

// TestOrder: whatever the order in which packets are captured, and however often, the
// exchanges are those of what was said.
func TestOrder(t *testing.T) {
	ask := [][]byte{
		frame(true, 80, data("BE", 10, 0, 0, fmt.Sprintf(get, 1)), data("BE", 11, 1, 0, fmt.Sprintf(get, 2))),
		frame(true, 80, data("B", 12, 0, 1, fmt.Sprintf(get, 3)[:9])),
		frame(true, 80, data("", 13, 0, 1, fmt.Sprintf(get, 3)[9:20])),
		frame(true, 80, data("E", 14, 0, 1, fmt.Sprintf(get, 3)[20:])),
	}
	answer := [][]byte{
		frame(false, 80, data("B", 0xffffffff, 0, 0, reply[:20])), frame(false, 80, data("E", 0, 0, 0, reply[20:])),
		frame(false, 80, data("BE", 1, 1, 0, reply)), frame(false, 80, data("BE", 2, 0, 1, reply)),
	}
	want := []string{"GET http://www.example.com/1 -> 200 succeeded", "GET http://www.example.com/2 -> 200 succeeded",
		"GET http://www.example.com/3 -> 200 succeeded"}
	opened := [][]byte{frame(true, 80, initiation(1, 10)), frame(false, 80, initiation(2, 0xffffffff))}
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		first, second := slices.Concat(ask[1:], ask[2:3]), slices.Concat(answer[1:], answer[3:])
		r.Shuffle(len(first), func(i, j int) { first[i], first[j] = first[j], first[i] })
		r.Shuffle(len(second), func(i, j int) { second[i], second[j] = second[j], second[i] })
		_, got := read(slices.Concat(opened, ask[:1], first, answer[:1], second))
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("%q", got)
		}
	}
}

// TestLost: what was acknowledged and never captured holds nothing up.
func TestLost(t *testing.T) {
	rows, got := read([][]byte{
		frame(true, 80, data("BE", 10, 0, 0, fmt.Sprintf(get, 1))),
		frame(false, 80, data("BE", 20, 0, 0, reply)),
		frame(true, 80, data("B", 12, 0, 2, fmt.Sprintf(get, 3)[:9])),
		frame(true, 80, data("BE", 14, 0, 3, fmt.Sprintf(get, 4))),
		frame(false, 80, sack(14)),
		frame(true, 80, data("BE", 15, 0, 4, fmt.Sprintf(get, 5))),
		frame(false, 80, data("BE", 21, 0, 1, reply)),
	})
	if len(got) == 0 || got[0] != "GET http://www.example.com/1 -> 200 succeeded" ||
		!strings.Contains(strings.Join(got, "\n"), "GET http://www.example.com/5") {
		t.Errorf("%q", got)
	}
	if rows[3] != "SCTP DATA (TSN=4) " || rows[5] != "HTTP GET /5 HTTP/1.1 " {
		t.Errorf("%q", rows)
	}
}

// TestRows: what is said stands in the row in place of the chunk; chunks beside it stay.
func TestRows(t *testing.T) {
	query := "\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07example\x03com\x00\x00\x01\x00\x01"
	rows, _ := read([][]byte{
		frame(true, 53, data("BEU", 7, 0, 0, query)),
		frame(true, 53, sack(1), data("BEU", 8, 0, 0, query)),
		frame(true, 53, data("BEU", 8, 0, 0, query)),
		frame(true, 53, data("BU", 9, 0, 0, query[:10])),
		frame(true, 53, data("EU", 10, 0, 0, query[10:])),
		frame(true, 9, data("BE", 1, 0, 0, "\x00\x01hello")),
	})
	want := []string{
		"DNS Standard query 0x0001 A www.example.com",
		"DNS SACK (Ack=1, Arwnd=65536) Standard query 0x0001 A www.example.com",
		"SCTP DATA (TSN=1) (retransmission) ", "SCTP DATA (TSN=2) (Message Fragment) ",
		"DNS Standard query 0x0001 A www.example.com", "SCTP DATA (TSN=0) ",
	}
	if !slices.Equal(rows, want) {
		t.Errorf("%q", rows)
	}
}

// idata returns a chunk of I-DATA: part of the mid-th message of a stream, in the order of fsn.
func idata(flags string, tsn uint32, stream uint16, mid, fsn uint32, text string) []byte {
	b := data(flags, tsn, stream, 0, "____"+text)
	b[0] = 64
	binary.BigEndian.PutUint32(b[12:], mid)
	binary.BigEndian.PutUint32(b[16:], fsn)
	return b
}

// TestInterleaved: parts of messages that stand between those of others are put together by
// their messages and numbers (RFC 8260), in whatever order they are captured.
func TestInterleaved(t *testing.T) {
	one, two, three := fmt.Sprintf(get, 1), fmt.Sprintf(get, 2), fmt.Sprintf(get, 3)
	list := [][]byte{
		frame(true, 80, idata("B", 11, 1, 0, 7, two[:20])), frame(true, 80, idata("", 12, 0, 0, 1, one[9:20])),
		frame(true, 80, idata("E", 13, 1, 0, 1, two[20:])), frame(true, 80, idata("B", 14, 0, 1, 7, three[:9])),
		frame(true, 80, idata("E", 15, 0, 0, 2, one[20:])), frame(true, 80, idata("E", 16, 0, 1, 1, three[9:])),
	}
	answers := [][]byte{frame(false, 80, idata("BE", 1, 0, 0, 7, reply)), frame(false, 80, idata("BE", 2, 0, 1, 7, reply)),
		frame(false, 80, idata("BE", 3, 1, 0, 7, reply))}
	opened := [][]byte{frame(true, 80, initiation(1, 10)), frame(false, 80, initiation(2, 1)),
		frame(true, 80, idata("B", 10, 0, 0, 7, one[:9]))}
	r := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		_, got := read(slices.Concat(opened, list, answers))
		slices.Sort(got)
		if len(got) != 3 || got[0] != "GET http://www.example.com/1 -> 200 succeeded" || got[2] != "GET http://www.example.com/3 -> 200 succeeded" {
			t.Fatalf("%q", got)
		}
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
}

// FuzzAssociation takes any chunks of both sides: no panic, the same twice, and bounded.
func FuzzAssociation(f *testing.F) {
	f.Add(slices.Concat(data("B", 10, 0, 0, "GET / HT"), data("E", 11, 0, 0, "TP/1.1\r\n\r\n"), sack(3)),
		data("BE", 3, 0, 0, reply))
	f.Add(data("BE", 10, 0, 1, "x"),
		slices.Concat([]byte{2, 0, 0, 20, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 5}, sack(12)))
	f.Add(slices.Concat(idata("B", 10, 0, 0, 0, "GET / HT"), idata("E", 12, 0, 0, 1, "TP/1.1\r\n\r\n")), idata("BE", 3, 0, 0, 0, reply))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		for _, port := range []uint16{80, 53} {
			frames := [][]byte{frame(true, port, a), frame(false, port, b), frame(true, port, b), frame(false, port, a)}
			rows, exchanges := read(frames)
			again, same := read(frames)
			if !slices.Equal(rows, again) || !slices.Equal(exchanges, same) {
				t.Errorf("%q, %q", rows, again)
			}
		}
	})
}
