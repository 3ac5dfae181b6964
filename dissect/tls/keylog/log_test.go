package keylog

import (
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
	f.Fuzz(func(t *testing.T, b []byte) {
		var l Log
		n := l.Add(b, 0)
		if n.Secrets < 0 || n.Secrets+n.Other > strings.Count(string(b), "\n")+1 {
			t.Errorf("%+v", n)
		}
	})
}
