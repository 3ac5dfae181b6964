package bittorrent_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/bencode"
	"netsniff/dissect/bittorrent"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
)

var client, server = dissecttest.Client, dissecttest.Server

const (
	port      = 6881
	handshake = "\x13BitTorrent protocol\x00\x00\x00\x00\x00\x10\x00\x05" + infoHash + "-TR3000-abcdefghijkl"
	answer    = "\x13BitTorrent protocol\x00\x00\x00\x00\x00\x10\x00\x05" + infoHash + "-LT2080-abcdefghijkl"
	infoHash  = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13"
)

// msg returns a message of a type with its length before it.
func msg(t bittorrent.Type, body string) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(1+len(body)))
	return string(append(b, byte(t))) + body
}

// words returns numbers of four bytes.
func words(list ...uint32) string {
	var b []byte
	for _, n := range list {
		b = binary.BigEndian.AppendUint32(b, n)
	}
	return string(b)
}

// azureus returns a message that is named by a word.
func azureus(word, body string) string {
	s := words(uint32(len(word))) + word + "\x01" + body
	return words(uint32(len(s))) + s
}

func rows(turn dissecttest.Turn, rows ...string) dissecttest.Turn {
	turn.Rows = rows
	return turn
}

var (
	block  = strings.Repeat("piece data ", 100)
	says   = msg(bittorrent.Extended, "\x00d1:md11:ut_metadatai3e6:ut_pexi1ee1:pi6881e1:v17:Transmission 3.00e")
	offers = msg(bittorrent.Extended, "\x00d1:md11:ut_metadatai2ee13:metadata_sizei300e1:v19:libtorrent/2.0.8.00e")
	asks   = msg(bittorrent.Extended, "\x02d8:msg_typei0e5:piecei0ee")
	gives  = msg(bittorrent.Extended, "\x03d8:msg_typei1e5:piecei0e10:total_sizei300ee"+strings.Repeat("m", 300))
)

func TestConversation(t *testing.T) {
	c := dissecttest.Conversation{
		Protocols: []*dissect.Protocol{&bittorrent.Protocol, &bencode.Protocol},
		Port:      port,
		Turns: []dissecttest.Turn{
			rows(client(handshake), "BitTorrent Handshake"),
			rows(server(answer+offers+msg(bittorrent.Bitfield, "\xff\x80")+msg(bittorrent.Unchoke, "")),
				"BitTorrent Handshake  Extended  Bitfield, Len:0x2  Unchoke"),
			rows(client(says+msg(bittorrent.HaveNone, "")+msg(bittorrent.Interested, "")),
				"BitTorrent Extended  Have None  Interested"),
			rows(client(asks), "BitTorrent Extended"),
			rows(server(gives), "BitTorrent Extended"),
			rows(client(msg(bittorrent.Request, words(7, 0x4000, 1100))+msg(bittorrent.Request, words(8, 0, 1100))),
				"BitTorrent Request, Piece (Idx:0x7,Begin:0x4000,Len:0x44c)  Request, Piece (Idx:0x8,Begin:0x0,Len:0x44c)"),
			server(msg(bittorrent.Piece, words(7, 0x4000)+block)[:700]),
			rows(server(msg(bittorrent.Piece, words(7, 0x4000)+block)[700:]+
				msg(bittorrent.RejectRequest, words(8, 0, 1100))),
				"BitTorrent Piece, Idx:0x7,Begin:0x4000,Len:0x44c  Reject Request, Piece (Idx:0x8,Begin:0x0,Len:0x44c)"),
			rows(client(msg(bittorrent.Have, words(7))+words(0)+msg(bittorrent.Cancel, words(8, 0, 1100))+
				msg(bittorrent.NotInterested, "")),
				"BitTorrent Have, Piece (Idx:0x7)  BitTorrent   Cancel, Piece (Idx:0x8,Begin:0x0,Len:0x44c)  Not Interested"),
			rows(server(msg(bittorrent.Choke, "")+msg(bittorrent.Port, "\x1a\xe1")+
				msg(bittorrent.AllowedFast, words(9))+msg(bittorrent.SuggestPiece, words(10))),
				"BitTorrent Choke  Port  Allowed Fast, Piece (Idx:0x9)  Suggest Piece, Piece (Idx:0xa)"),
			rows(client(msg(bittorrent.HashRequest, strings.Repeat("r", 32)+words(0, 0, 2, 1))), "BitTorrent Hash Request"),
			rows(server(msg(bittorrent.Hashes, strings.Repeat("r", 32)+words(0, 0, 2, 1)+strings.Repeat("h", 96))),
				"BitTorrent Hashes"),
			rows(server(msg(bittorrent.HashReject, strings.Repeat("r", 32)+words(0, 0, 2, 1))), "BitTorrent Hash Reject"),
			rows(client(azureus("AZ_PEER_EXCHANGE", "d1:ai1ee")+azureus("BT_PIECE", words(1, 2)+"hello")[:24]),
				"BitTorrent Azureus Peer Exchange"),
			rows(client((azureus("BT_PIECE", words(1, 2)+"hello") + azureus("BT_HAVE", words(5)))[24:]),
				"BitTorrent Piece, Idx:0x1,Begin:0x2,Len:0x5  Have, Piece (Idx:0x5)"),
		},
	}
	c.Check(t)
}

// TestNoMessages: bytes that no message begins with are continuation data up to
// the end of their segment.
func TestNoMessages(t *testing.T) {
	for _, c := range []struct{ name, bytes, want string }{
		{"a length that no type has", msg(bittorrent.Have, words(5)+"x"), "BitTorrent Continuation data"},
		{"a type that nobody knows", msg(bittorrent.Unchoke, "") + msg(30, "") + msg(bittorrent.Unchoke, ""),
			"BitTorrent Unchoke  Continuation data"},
		{"4 GiB", "\xff\xff\xff\xff\x07" + words(1, 2), "BitTorrent Continuation data"},
		{"a bitfield of a torrent that cannot be", "\x7f\xff\xff\xff\x05\xff\xff", "BitTorrent Continuation data"},
		{"a piece without numbers", "\x00\x00\x00\x01\x07", "BitTorrent Piece[Malformed Packet]"},
		{"an extended message without a number", "\x00\x00\x00\x01\x14", "BitTorrent Extended[Malformed Packet]"},
		{"a word that nobody knows", azureus("BT_SOMETHING", ""), "BitTorrent Continuation data"},
		{"a request by a word without numbers", azureus("BT_REQUEST", ""), "BitTorrent Request[Malformed Packet]"},
	} {
		conn := dissecttest.NewConnection(port, engine.ByArrival, &bittorrent.Protocol)
		got := conn.Rows([]dissecttest.Turn{client(handshake), client(c.bytes)})
		if strings.TrimRight(got[len(got)-1], " ") != c.want {
			t.Errorf("%s: %q, want %q", c.name, got[len(got)-1], c.want)
		}
	}
}

// TestAnyPort: a handshake is found on any port, and so are requests and blocks
// that a capture begins with; other bytes are not taken.
func TestAnyPort(t *testing.T) {
	for _, c := range []struct {
		bytes string
		want  bool
	}{
		{handshake, true},
		{msg(bittorrent.Request, words(7, 0x4000, 0x4000)), true},
		{msg(bittorrent.Have, words(3)) + msg(bittorrent.Request, words(7, 0x8000, 0x4000)), true},
		{"\x00\x00\x40\x09\x07" + words(7, 0xc000) + block, true},
		{msg(bittorrent.Request, words(7, 0x4001, 0x4000)), false},
		{msg(bittorrent.Request, words(0xffffff, 0, 0x4000)), false},
		{msg(bittorrent.Unchoke, ""), false},
		{"\x13Bittorrent", false},
		{strings.Repeat("\x00", 200), false},
	} {
		conn := dissecttest.NewConnection(40000, engine.ByArrival, &bittorrent.Protocol)
		got := strings.HasPrefix(strings.Join(conn.Rows([]dissecttest.Turn{client(c.bytes)}), "\n"), "BitTorrent") ||
			conn.Last([]dissecttest.Turn{client("x")}).Conn.Protocol != nil
		if got != c.want {
			t.Errorf("%.20q: found is %v", c.bytes, got)
		}
	}
}

func TestFields(t *testing.T) {
	conn := dissecttest.NewConnection(port, engine.ByArrival, &bittorrent.Protocol, &bencode.Protocol)
	conn.Rows([]dissecttest.Turn{client(handshake), server(answer + offers), client(says + asks)})
	f := conn.Last([]dissecttest.Turn{server(gives + msg(bittorrent.Bitfield, "\xf0") + msg(bittorrent.Port, "\x1a\xe1"))})
	for name, want := range map[string]string{
		"bittorrent.msg.length":             "345|2|3",
		"bittorrent.msg.type":               "20|5|9",
		"bittorrent.port":                   "6881",
		"bittorrent.extended.id":            "3",
		"bittorrent.extended.name":          "ut_metadata",
		"bittorrent.ut_metadata.msg_type":   "1",
		"bittorrent.ut_metadata.piece":      "0",
		"bittorrent.ut_metadata.total_size": "300",
	} {
		if got := dissecttest.FieldText(f, &bittorrent.Protocol, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestClient(t *testing.T) {
	for id, want := range map[string]string{
		"-TR3000-abcdefghijkl": "Transmission 3.0.0",
		"-qB4520-abcdefghijkl": "qBittorrent 4.5.2",
		"-DE203s-abcdefghijkl": "Deluge 2.0.3.54",
		"-UT2210-abcdefghijkl": "µTorrent 2.2.1",
		"-AZ5A03-abcdefghijkl": "Vuze 5.10.0.3",
		"-??1000-abcdefghijkl": "",
		"S58B-----abcdefghijk": "Shad0w 5.8.11",
		"T03I-----abcdefghijk": "BitTornado 0.3.18",
		"M7-10-2--abcdefghijk": "BitTorrent 7.10.2",
		"abcdefghijklmnopqrst": "",
		"short":                "",
	} {
		if got := bittorrent.Client([]byte(id)); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

func TestMetadata(t *testing.T) {
	for in, want := range map[string]bool{
		"d8:msg_typei0e5:piecei7ee":                          true,
		"d8:msg_typei1e5:piecei0e10:total_sizei9ee123456789": true,
		"d8:msg_typei3e5:piecei0ee":                          false,
		"d8:msg_typei0e5:piecei-1ee":                         false,
		"d8:msg_typei0e5:piecei99999999999ee":                false,
		"d5:piecei0ee":                                       false,
		"le":                                                 false,
		"d8:msg_typei1e5:piecei0e10:total_sizei999999999999999999e": false,
	} {
		if _, ok := bittorrent.ReadMetadata([]byte(in)); ok != want {
			t.Errorf("%s: %v", in, ok)
		}
	}
	p, _ := bittorrent.ReadMetadata([]byte("d8:msg_typei1e5:piecei0e10:total_sizei999999999999999999ee"))
	if p.Total != 0 {
		t.Errorf("a forged size of %d is believed", p.Total)
	}
}

// TestAllocations: neither messages nor the rest of a piece take memory once
// there is some.
func TestAllocations(t *testing.T) {
	conn := dissecttest.NewConnection(port, engine.ByArrival, &bittorrent.Protocol, &bencode.Protocol)
	conn.Rows([]dissecttest.Turn{client(handshake), server(answer)})
	turns := []dissecttest.Turn{
		client(msg(bittorrent.Request, words(7, 0, 16384)) + msg(bittorrent.Have, words(3))),
		server("\x00\x00\x40\x09\x07" + words(7, 0) + strings.Repeat("d", 1400)),
		server(strings.Repeat("d", 16384-1400) + msg(bittorrent.Unchoke, "")),
	}
	if n := conn.Allocs(turns); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzPeers replays any bytes as a conversation.
func FuzzPeers(f *testing.F) {
	f.Add([]byte("\xc4" + handshake + "\x44" + answer + "\x83\x00\x00\x00\x06\x01\x01\x00\x00\x00\x0d"))
	f.Add([]byte("\x7f" + says + "\xff" + offers + asks))
	f.Add([]byte("\xa0" + azureus("AZ_HANDSHAKE", "d1:ai1ee") + "\x9e" + azureus("JPC_HELLO", words(3)+"abc"+words(80, 7))))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyConnection(t, &bittorrent.Protocol, port, b) })
}
