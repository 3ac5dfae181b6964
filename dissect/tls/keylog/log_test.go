package keylog

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

var (
	random = strings.Repeat("ab", 32)
	master = strings.Repeat("cd", 48)
)

// TestAdd: lines are secrets, nothing, or counted with the number of the first.
func TestAdd(t *testing.T) {
	var l Log
	n := l.Add([]byte("# comment\r\n\nCLIENT_RANDOM "+random+" "+master+"\r\n"+
		"EXPORTER_SECRET "+random+" "+random+"\nRSA 0102030405060708 "+master+"\n"+
		"RSA Session-ID:0102 Master-Key:"+master+"\nCLIENT_RANDOM "+random+"\nQUIC what ever\n"), 0)
	if n != (Counts{Secrets: 3, Other: 2, First: 7}) {
		t.Errorf("%+v", n)
	}
	for _, c := range []struct {
		label Label
		of    string
	}{{Master, strings.Repeat("\xab", 32)}, {RSA, "\x01\x02\x03\x04\x05\x06\x07\x08"}, {Session, "\x01\x02"}} {
		if s, ok := l.Find(nil, c.label, []byte(c.of), 1); !ok || string(s) != strings.Repeat("\xcd", 48) {
			t.Errorf("label %d: %x, %t", c.label, s, ok)
		}
	}
}

// TestForms: lines may end as on any system, be written by one that has UTF-16, in capitals,
// twice, with spaces around them, or without an end.
func TestForms(t *testing.T) {
	line := "CLIENT_RANDOM " + random + " " + master
	wide := func(order binary.ByteOrder, s string) string {
		b := make([]byte, 2, 2+2*len(s))
		order.PutUint16(b, 0xfeff)
		for _, c := range s {
			b = append(b, 0, 0)
			order.PutUint16(b[len(b)-2:], uint16(c))
		}
		return string(b)
	}
	for _, c := range []struct {
		text string
		want Counts
	}{
		{line, Counts{Secrets: 1}},
		{"#\r\n" + line + "\r\nx y z\r\n", Counts{Secrets: 1, Other: 1, First: 3}},
		{"#\r" + line + "\rx y z\r", Counts{Secrets: 1, Other: 1, First: 3}},
		{"\ufeff" + line + "\n", Counts{Secrets: 1}},
		{wide(binary.LittleEndian, line+"\r\n"+line), Counts{Secrets: 2}},
		{wide(binary.BigEndian, line), Counts{Secrets: 1}},
		{"CLIENT_RANDOM " + strings.ToUpper(random+" "+master), Counts{Secrets: 1}},
		{"\t " + strings.ReplaceAll(line, " ", "\t  ") + " \n", Counts{Secrets: 1}},
		{"QUIC_CLIENT_TRAFFIC_SECRET_0 " + random + " " + random, Counts{Secrets: 1}},
		{"ECH_SECRET " + random + " " + random + "\nEARLY_EXPORTER_SECRET " + random + " " + random, Counts{}},
		{line[:len(line)-1], Counts{Other: 1, First: 1}},
	} {
		var l Log
		if n := l.Add([]byte(c.text), 0); n != c.want {
			t.Errorf("%.40q…: %+v, want %+v", c.text, n, c.want)
		}
	}
}

// TestFrames: a frame knows the secrets that came before it and no others, whenever
// they were read.
func TestFrames(t *testing.T) {
	var l Log
	if l.Usable(9) || !l.Empty() {
		t.Error("there are secrets")
	}
	l.Add([]byte("CLIENT_RANDOM "+random+" "+master), 7)
	of := []byte(strings.Repeat("\xab", 32))
	for frame, want := range map[uint32]bool{6: false, 7: true} {
		if _, ok := l.Find(nil, Master, of, frame); ok != want || l.Usable(frame) != want {
			t.Errorf("frame %d: %t, %t", frame, ok, l.Usable(frame))
		}
	}
	if l.Since(7, 9) || !l.Since(6, 7) || l.Since(3, 6) {
		t.Error("since")
	}
}

// TestSecretsStayHidden: no text that is made of a log has a secret.
func TestSecretsStayHidden(t *testing.T) {
	var l Log
	n := l.Add([]byte("CLIENT_RANDOM "+random+" "+master+"\nCLIENT_RANDOM x "+master), 0)
	if s := fmt.Sprintf("%v %v", n, Reasons()); strings.Contains(s, "cdcd") {
		t.Error(s)
	}
}

func FuzzAdd(f *testing.F) {
	f.Add([]byte("CLIENT_RANDOM " + random + " " + master + "\nRSA Session-ID:00 Master-Key:00\n"))
	f.Add([]byte("\xff\xfeR\x00S\x00A\x00 \x000\x00\r\x00\n\x00"))
	f.Add([]byte("# comment\rPMS_CLIENT_RANDOM " + random + " " + master + "\r\nQUIC_SERVER_TRAFFIC_SECRET_0 " +
		random + " " + random))
	f.Fuzz(func(t *testing.T, b []byte) {
		var l Log
		n := l.Add(b, 0)
		if n.Secrets < 0 || n.Secrets+n.Other > strings.Count(string(b), "\n")+strings.Count(string(b), "\r")+1 {
			t.Errorf("%+v", n)
		}
	})
}
