package quic

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
)

// TestFragments: CRYPTO frames out of order name those that brought what they complete, what
// comes again says so, and the connection has a number where that is asked for.
func TestFragments(t *testing.T) {
	c, _ := initialSealers(V1, firstID, clientID, serverID)
	hello := clientHello(200)
	part := func(from, to int) []byte { return cryptoFrame(from, hello[from:to]) }
	conn := dissecttest.NewDatagrams(40000, &Protocol)
	conn.Want(&Protocol)
	n := len(hello)
	for i, x := range []struct {
		frames []byte
		want   map[string]string
	}{
		{part(0, 50), map[string]string{"quic.connection.number": "0", "quic.crypto.fragment": ""}},
		{join(part(200, n), part(100, 150)), map[string]string{"quic.crypto.fragments": ""}},
		{part(40, 90), map[string]string{"quic.overlap": "1", "quic.crypto.fragment": ""}},
		{part(90, 100), map[string]string{"quic.crypto.fragment": ""}},
		{part(150, 200), map[string]string{"quic.crypto.fragment": "3|4|2|5|2", "quic.crypto.fragment.count": "5"}},
		{part(20, 60), map[string]string{"quic.retransmission": "1", "quic.crypto.fragment": ""}},
	} {
		f := conn.Send(&dissecttest.Turn{Dir: up, Data: c.long(Initial, x.frames)})
		for name, want := range x.want {
			if got := dissecttest.FieldText(f, &Protocol, name); got != want {
				t.Errorf("datagram %d: %s is %q, want %q", i, name, got, want)
			}
		}
	}
}

// TestClosed: packets whose secrets are missing say so, 1-RTT packets once for all of their
// connection.
func TestClosed(t *testing.T) {
	c, s := initialSealers(V1, firstID, clientID, serverID)
	conn := dissecttest.NewDatagrams(40000, &Protocol)
	send := func(d dissect.Dir, b []byte) string {
		return dissecttest.FieldText(conn.Send(&dissecttest.Turn{Dir: d, Data: b}), &Protocol, "quic.decryption_failed")
	}
	for i, x := range []struct {
		dir  dissect.Dir
		data []byte
		want string
	}{
		{up, c.long(Initial, cryptoFrame(0, clientHello(0))), ""},
		{down, s.long(Handshake, frame(Ping)), "1"},
		{down, s.long(Handshake, frame(Ping)), "1"},
		{down, s.short(0, frame(Ping)), "1"},
		{down, s.short(0, frame(Ping)), ""},
	} {
		if got := send(x.dir, x.data); got != x.want {
			t.Errorf("datagram %d: %q, want %q", i, got, x.want)
		}
	}
}
