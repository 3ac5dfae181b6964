package tls

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/tls/cipher"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/keylog"
	"netsniff/dissect/tls/record"
)

// TestSuiteNotNamed: early data may end although the Server Hello that names the suite
// is lost.
func TestSuiteNotNamed(t *testing.T) {
	s, _ := cipher.ParseSuite("TLS_AES_128_GCM_SHA256")
	c := connection{log: new(keylog.Log), version: handshake.TLS13,
		agreement: &agreement{client: make([]byte, 32), early: true}}
	w := &c.ways[dissect.ToServer]
	w.phase = newPhase(earlyPhase, s, make([]byte, 32))
	c.turn(&Handshake{Head: handshake.Head{Type: handshake.EndOfEarlyData}}, w, dissect.ToServer)
	if w.phase.kind != earlyPhase {
		t.Errorf("phase %d", w.phase.kind)
	}
}

// TestCut: of a record that the snap length cut nothing is kept for the next one, its row says
// so, and a hello of which that is the beginning says nothing of the version.
func TestCut(t *testing.T) {
	c := connection{store: new(store), log: new(keylog.Log)}
	head := Head{Type: record.Handshake, Version: handshake.TLS10, Length: 300}
	m := &Message{Bytes: []byte("\x16\x03\x01\x01\x2c\x01\x00\x01\x28\x03\x03"), store: c.store}
	m.Records = []Record{{Head: head, End: len(m.Bytes), Cut: true}}
	c.record(m, &m.Records[0], dissect.ToServer, 1)
	if got, want := string(m.AppendInfo(nil)), "[Packet size limited during capture]"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if c.version != 0 || c.ways[dissect.ToServer].begun != nil {
		t.Errorf("version %v, %d bytes are kept", c.version, len(c.ways[dissect.ToServer].begun))
	}
}
