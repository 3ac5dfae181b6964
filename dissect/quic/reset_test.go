package quic

import (
	"bytes"
	"strings"
	"testing"

	"netsniff/dissect/dissecttest"
)

// TestStatelessReset: what ends with a token that its sender told is a stateless reset; with the
// token of the other end, or one that nobody told, it is a packet that stays closed.
func TestStatelessReset(t *testing.T) {
	told, other := bytes.Repeat([]byte{7}, resetToken), bytes.Repeat([]byte{8}, resetToken)
	k := newKeyed(0x1301, "TLS_AES_128_GCM_SHA256", "h3")
	k.send(down, k.s.short(0, join(frame(NewConnectionID, 1, 0, 2), []byte{0xd1, 0xd2}, told)))
	conn := dissecttest.NewGivenDatagrams(k.given, 40000, keyedProtocols()...)
	conn.Rows(k.turns)
	random := append([]byte{0x5a, 1}, make([]byte, 28)...)
	for i, x := range []struct {
		turn        dissecttest.Turn
		token, bits string
	}{
		{dissecttest.Turn{Dir: down, Data: join(random, told)}, strings.Repeat("07", resetToken), "6804"},
		{dissecttest.Turn{Dir: down, Data: join(random, other)}, "", ""},
		{dissecttest.Turn{Dir: up, Data: join(random, told)}, "", ""},
		{dissecttest.Turn{Dir: down, Data: told}, "", ""},
	} {
		f := conn.Send(&x.turn)
		field := func(name string) string { return dissecttest.FieldText(f, &Protocol, name) }
		if got := field("quic.stateless_reset_token"); got != x.token {
			t.Errorf("%d: token %q, want %q", i, got, x.token)
		}
		if got := field("quic.unpredictable_bits"); !strings.HasPrefix(got, x.bits) || (got == "") != (x.bits == "") {
			t.Errorf("%d: bits %q, want %q", i, got, x.bits)
		}
		if row := string(f.AppendInfo(nil)); (row == "Stateless Reset") != (x.token != "") {
			t.Errorf("%d: %q", i, row)
		}
	}
}
