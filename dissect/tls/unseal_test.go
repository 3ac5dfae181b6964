package tls

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/tls/cipher"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/keylog"
)

// TestSuiteNotNamed: early data may end although the Server Hello that names the suite
// is lost.
func TestSuiteNotNamed(t *testing.T) {
	s, _ := cipher.ParseSuite("TLS_AES_128_GCM_SHA256")
	c := connection{log: new(keylog.Log), version: handshake.TLS13, agreement: &agreement{client: make([]byte, 32), early: true}}
	w := &c.ways[dissect.ToServer]
	w.phase = newPhase(earlyPhase, s, make([]byte, 32))
	c.turn(&Handshake{Head: handshake.Head{Type: handshake.EndOfEarlyData}}, w, dissect.ToServer)
	if w.phase.kind != earlyPhase {
		t.Errorf("phase %d", w.phase.kind)
	}
}
