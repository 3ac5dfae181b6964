package bittorrent_test

import (
	"slices"
	"strings"
	"testing"

	"netsniff/dissect/bencode"
	"netsniff/dissect/bittorrent"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
)

// speaks is an extended handshake of who gives ut_holepunch a number.
func speaks(id string) string { return msg(bittorrent.Extended, "\x00d1:md12:ut_holepunchi"+id+"eee") }

// A rendezvous is answered by whom both know, who tells both to connect, or why they
// cannot.
func TestHolePunch(t *testing.T) {
	const to, six = "\xc0\x00\x02\x07\x1a\xe1", "\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x07\x1a\xe1"
	none := words(0)
	w := new(witness)
	turns := []dissecttest.Turn{
		client(handshake), server(answer), client(speaks("3")), server(speaks("4")),
		client(msg(bittorrent.Extended, "\x04\x00\x00"+to+none) + msg(bittorrent.Extended, "\x04\x00\x01"+six+none) +
			msg(bittorrent.Extended, "\x04\x00\x00"+peer(9)+none)),
		server(msg(bittorrent.Extended, "\x03\x01\x00"+to+none) +
			msg(bittorrent.Extended, "\x03\x02\x01"+six+words(2)) + msg(bittorrent.Extended, "\x03\x02\x00\x00\x00")),
	}
	dissecttest.Tell(turns, port, w, &bittorrent.Protocol, &bencode.Protocol)
	want := []string{
		"ut_holepunch rendezvous 192.0.2.7:6881 -> connect succeeded",
		"ut_holepunch rendezvous [2001:db8::7]:6881 -> error: not connected refused",
		"ut_holepunch rendezvous 192.0.2.9:6881 -> unanswered",
	}
	if got := w.lines()[1:]; !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if last := w.events[len(w.events)-1]; last != "to client: hole punch [192.0.2.7:6881] []" {
		t.Errorf("%q", w.events)
	}
	conn := dissecttest.NewConnection(port, engine.ByArrival, &bittorrent.Protocol, &bencode.Protocol)
	conn.Rows(turns[:len(turns)-1])
	f := conn.Last(turns[len(turns)-1:])
	for field, want := range map[string]string{
		"bittorrent.ut_holepunch.msg_type": "1|2", "bittorrent.ut_holepunch.port": "6881|6881",
		"bittorrent.ut_holepunch.err_code": "0|2",
		"bittorrent.extended.name":         "ut_holepunch|ut_holepunch|ut_holepunch",
	} {
		if got := dissecttest.FieldText(f, &bittorrent.Protocol, field); got != want {
			t.Errorf("%s: %q, want %q", field, got, want)
		}
	}
}

// Hashes are asked for, sent and refused.
func TestHashRequests(t *testing.T) {
	root := strings.Repeat("r", 32)
	ask := func(n uint32) string { return msg(bittorrent.HashRequest, root+words(2, n, 2, 1)) }
	w := new(witness)
	dissecttest.Tell([]dissecttest.Turn{
		client(handshake), server(answer), client(ask(0) + ask(2) + ask(4)),
		server(msg(bittorrent.HashReject, root+words(2, 2, 2, 1)) +
			msg(bittorrent.Hashes, root+words(2, 0, 2, 1)+strings.Repeat("h", 64))),
	}, port, w, &bittorrent.Protocol)
	want := []string{
		"hash request 2 to 3 of layer 2 of 72727272… -> hash reject refused",
		"hash request 0 to 1 of layer 2 of 72727272… -> hashes succeeded",
		"hash request 4 to 5 of layer 2 of 72727272… -> unanswered",
	}
	if got := w.lines()[1:]; !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}
