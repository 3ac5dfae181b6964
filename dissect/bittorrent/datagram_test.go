package bittorrent_test

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/bencode"
	"netsniff/dissect/bittorrent"
	"netsniff/dissect/dissecttest"
)

var overUDP = []*dissect.Protocol{&bittorrent.Protocol, &bittorrent.DHT, &bittorrent.UTP, &bencode.Protocol}

// datagrams takes turns of a conversation between ports that nobody knows, and
// returns their rows.
func datagrams(turns ...dissecttest.Turn) []string {
	return dissecttest.NewDatagrams(40001, overUDP...).Rows(turns)
}

func str(s string) string { return fmt.Sprintf("%d:%s", len(s), s) }

const (
	id   = "2:id20:abcdefghij0123456789"
	hash = "9:info_hash20:mnopqrstuvwxyz123456"
)

// node returns a compact node, peer a compact address.
func node(n byte) string { return strings.Repeat(string(rune('A'+n)), 20) + peer(n) }
func peer(n byte) string { return "\xc0\x00\x02" + string([]byte{n}) + "\x1a\xe1" }
func peer6(n byte) string {
	return "\x20\x01\x0d\xb8" + strings.Repeat("\x00", 11) + string([]byte{n}) + "\x1a\xe1"
}

func TestDHTRows(t *testing.T) {
	values := "6:valuesl" + str(peer(1)) + str(peer(2)) + str(peer6(3)) + "e"
	for _, c := range []struct{ in, want string }{
		{"d1:ad" + id + "e1:q4:ping1:t2:aa1:y1:qe", "BT-DHT BitTorrent DHT Protocol"},
		{"d1:rd" + id + "5:nodes" + str(node(1)+node(2)) + "e1:t2:aa1:y1:re",
			"BT-DHT BitTorrent DHT Protocol reply=2 nodes"},
		{"d1:rd" + id + "6:nodes6" + str(strings.Repeat("n", 20)+peer6(1)) + "5:token2:xx" + values + "e1:t2:aa1:y1:re",
			"BT-DHT BitTorrent DHT Protocol reply=1 nodes reply=3 peers"},
		{"d1:eli201e23:A Generic Error Ocurrede1:t2:aa1:y1:ee",
			"BT-DHT BitTorrent DHT Protocolerror_no=201 error_msg=A Generic Error Ocurred "},
		{"d1:eli201e3:\x1b[me1:t2:aa1:y1:ee", "BT-DHT BitTorrent DHT Protocolerror_no=201 error_msg=\\033[m "},
		{"d2:ip6:\xc0\x00\x02\x01\x1a\xe11:rd" + id + "e1:t2:aa1:y1:re", "BT-DHT BitTorrent DHT Protocol"},
		{"d1:eleee", "BT-DHT BitTorrent DHT Protocol[Malformed Packet]"},
		{"d1:rd" + id, "BT-DHT BitTorrent DHT Protocol[Malformed Packet]"},
		{"d1:ad" + strings.Repeat("1:xd", 200), "BT-DHT BitTorrent DHT Protocol[Malformed Packet]"},
		{"d1:t2:aa1:y1:qe", "-"},
		{"de", "-"},
	} {
		if got := datagrams(client(c.in)); got[0] != c.want {
			t.Errorf("%.60q\n got %q\nwant %q", c.in, got[0], c.want)
		}
	}
}

func TestDHTFields(t *testing.T) {
	conn := dissecttest.NewDatagrams(40001, overUDP...)
	f := conn.Last([]dissecttest.Turn{server("d2:ip6:" + peer(9) + "1:rd" + id + "1:pi6881e5:nodes" +
		str(node(1)+node(2)+"x") +
		"5:token4:tokn6:valuesl" + str(peer(3)) + str("bad") + "ee1:t2:aa1:v4:LT\x01\x021:y1:re")})
	for name, want := range map[string]string{
		"bt-dht.bencoded.string": "ip|r|id|6162636465666768696a30313233343536373839|p|nodes|token|746f6b6e|values|t|6161|v|4c540102|y|r",
		"bt-dht.bencoded.int":    "6881",
		"bt-dht.port":            "6881|6881|6881|6881",
		"bt-dht.node":            "1|1",
		"bt-dht.peer":            "1",
		"bt-dht.type":            "r",
	} {
		if got := dissecttest.FieldText(f, &bittorrent.DHT, name); got != want {
			t.Errorf("%s\n got %s\nwant %s", name, got, want)
		}
	}
	var ids []string
	for _, field := range bittorrent.DHT.Fields {
		var v dissect.Values
		field.Get(f, &f.Messages()[0], &v)
		for _, x := range v.List {
			switch field.Name {
			case "bt-dht.id":
				ids = append(ids, string(x.B[:1]))
			case "bt-dht.ip":
				ids = append(ids, fmt.Sprint(x.B[3]))
			case "bt-dht.truncated_data":
				ids = append(ids, string(x.B))
			}
		}
	}
	slices.Sort(ids)
	if got := strings.Join(ids, " "); got != "1 2 3 9 B C bad x" {
		t.Errorf("addresses %q", got)
	}
}

// utp is a connection of uTP whose packets a test makes.
type utp struct {
	recv     uint16
	next     [2]uint16
	time     uint32
	sack     string
	lastAck  [2]uint16
	keepAcks bool
}

func newUTP() *utp { return &utp{recv: 100, next: [2]uint16{1, 500}} }

// packet returns a packet with a sequence number.
func (u *utp) packet(d dissect.Dir, kind bittorrent.PacketType, seq uint16, data string) dissecttest.Turn {
	id := u.recv
	if d == dissect.ToServer && kind != bittorrent.Syn {
		id++
	}
	ack := u.next[d.Reverse()] - 1
	if kind == bittorrent.Syn {
		ack = 0
	}
	if u.keepAcks {
		ack = u.lastAck[d]
	}
	u.lastAck[d] = ack
	u.time += 1000
	b := []byte{byte(kind)<<4 | 1, 0}
	if u.sack != "" {
		b[1] = 1
	}
	b = binary.BigEndian.AppendUint16(b, id)
	b = binary.BigEndian.AppendUint32(b, u.time)
	b = binary.BigEndian.AppendUint32(b, 777)
	b = binary.BigEndian.AppendUint32(b, 100000)
	b = binary.BigEndian.AppendUint16(b, seq)
	b = binary.BigEndian.AppendUint16(b, ack)
	if u.sack != "" {
		b = append(append(b, 0, byte(len(u.sack))), u.sack...)
	}
	return dissecttest.Turn{Dir: d, Data: append(b, data...)}
}

// data returns the next packet of a direction with data.
func (u *utp) data(d dissect.Dir, data string) dissecttest.Turn {
	u.next[d]++
	return u.packet(d, bittorrent.DataPacket, u.next[d]-1, data)
}

// open returns the packets that open the connection.
func (u *utp) open() []dissecttest.Turn {
	syn := u.packet(dissect.ToServer, bittorrent.Syn, 1, "")
	u.next[dissect.ToServer]++
	return []dissecttest.Turn{syn, u.packet(dissect.ToClient, bittorrent.State, 500, "")}
}

// TestUTPRows: the rows are what Wireshark prints, but where a message begins
// with less than its length: that is 13 here.
func TestUTPRows(t *testing.T) {
	u := newUTP()
	turns := u.open()
	send := func(parts ...string) {
		for _, s := range parts {
			turns = append(turns, u.data(dissect.ToServer, s))
		}
	}
	piece := msg(bittorrent.Piece, words(1, 0)+strings.Repeat("Q", 3000))
	send(handshake)
	send(piece[:1000], piece[1000:2000], piece[2000:]+msg(bittorrent.Unchoke, ""))
	send(piece[:1000], piece[1000:], msg(bittorrent.Unchoke, "")+"garbage that is no message")
	send(msg(bittorrent.Unchoke, "")+msg(bittorrent.Choke, "")[:2],
		msg(bittorrent.Choke, "")[2:]+msg(bittorrent.Have, words(3)))
	send(piece[:1000])
	u.next[0]++ // lost
	send(piece[2000:]+msg(bittorrent.Unchoke, ""), msg(bittorrent.Unchoke, ""))
	again := u.packet(dissect.ToServer, bittorrent.DataPacket, u.next[0]-1, msg(bittorrent.Unchoke, ""))
	u.sack = "\x01\x00\x00\x00"
	turns = append(turns, again, u.packet(dissect.ToClient, bittorrent.State, 500, ""))
	want := []string{
		"BT-uTP Connection ID:100 [Syn] Seq=1 Ack=0 Win=100000 Len=0",
		"BT-uTP Connection ID:100 [State] Seq=500 Ack=1 Win=100000 Len=0",
		"BitTorrent Handshake  ", "BitTorrent Piece[BoundErrorUnreassembled Packet]",
		"BT-uTP [Continuation to #4] Connection ID:101 [Data] Seq=4 Ack=499 Win=100000 Len=1000",
		"BitTorrent [Continuation to #4] Unchoke  ",
		"BitTorrent Piece[BoundErrorUnreassembled Packet]",
		"BT-uTP [Continuation to #7] Connection ID:101 [Data] Seq=7 Ack=499 Win=100000 Len=2013",
		"BitTorrent Unchoke  Continuation data  ", "BitTorrent Unchoke  [BoundErrorUnreassembled Packet]",
		"BitTorrent [Continuation to #10] Choke  Have, Piece (Idx:0x3)  ",
		"BitTorrent Piece[BoundErrorUnreassembled Packet]",
		"BitTorrent Continuation data  ", "BitTorrent Unchoke  ", "BitTorrent Unchoke  ",
		"BT-uTP Connection ID:100 [State] Seq=500 Ack=14 Win=100000 Len=0",
	}
	got := datagrams(turns...)
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("frame %d\n got %q\nwant %q", i+1, got[i], want[i])
		}
	}
}

// TestUTPRowsAgain: a packet that begins a message and is sent again begins it anew,
// as in Wireshark: what comes behind those sent before goes on with none.
func TestUTPRowsAgain(t *testing.T) {
	u := newUTP()
	turns := u.open()
	piece := msg(bittorrent.Piece, words(1, 0)+strings.Repeat("Q", 3000))
	first, second := u.data(dissect.ToServer, piece[:1000]), u.data(dissect.ToServer, piece[1000:2000])
	turns = append(turns, first, second, first, u.data(dissect.ToServer, piece[2000:]), second)
	got := datagrams(turns...)[2:]
	want := []string{
		"BitTorrent Piece[BoundErrorUnreassembled Packet]",
		"BT-uTP [Continuation to #3] Connection ID:101 [Data] Seq=3 Ack=499 Win=100000 Len=1000",
		"BitTorrent Piece[BoundErrorUnreassembled Packet]", "BitTorrent Continuation data  ",
		"BT-uTP [Continuation to #5] Connection ID:101 [Data] Seq=3 Ack=499 Win=100000 Len=1000",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

// TestUTPIsNotGuessed: what only looks a little like a packet is left to others.
func TestUTPIsNotGuessed(t *testing.T) {
	u := newUTP()
	long := u.packet(dissect.ToServer, bittorrent.State, 1, "payload that no header announces")
	strange := u.packet(dissect.ToServer, bittorrent.DataPacket, 1, "data that no peer sends")
	window := u.packet(dissect.ToServer, bittorrent.State, 1, "")
	window.Data[12] = 0x40
	version := u.packet(dissect.ToServer, bittorrent.State, 1, "")
	version.Data[0] = 0x22
	kind := u.packet(dissect.ToServer, bittorrent.PacketType(5), 1, "")
	u.sack = "\x01\x00\x00\x00"
	cut := u.packet(dissect.ToServer, bittorrent.State, 1, "")
	cut.Data = cut.Data[:23]
	for _, turn := range []dissecttest.Turn{long, strange, window, version, kind, cut} {
		if got := datagrams(turn); got[0] != "-" {
			t.Errorf("%x: %s", turn.Data, got[0])
		}
	}
}

// TestBothOverUDP: the hash table and uTP speak between the same ports.
func TestBothOverUDP(t *testing.T) {
	u := newUTP()
	ping := client("d1:ad" + id + "e1:q4:ping1:t2:aa1:y1:qe")
	turns := append([]dissecttest.Turn{ping}, u.open()...)
	turns = append(turns, u.data(dissect.ToServer, handshake), ping, client("something else"))
	got := datagrams(turns...)
	for i, want := range []string{"BT-DHT", "BT-uTP", "BT-uTP", "BitTorrent", "BT-DHT", "-"} {
		if !strings.HasPrefix(got[i], want) {
			t.Errorf("frame %d: %s, want %s", i+1, got[i], want)
		}
	}
}

// TestDatagramsAllocateNothing in steady state.
func TestDatagramsAllocateNothing(t *testing.T) {
	u := newUTP()
	conn := dissecttest.NewDatagrams(40001, overUDP...)
	conn.Rows(u.open())
	turns := []dissecttest.Turn{
		u.data(dissect.ToServer, msg(bittorrent.Request, words(1, 0, 16384))),
		u.packet(dissect.ToClient, bittorrent.State, 500, ""),
		client("d1:ad" + id + hash + "e1:q9:get_peers1:t2:aa1:y1:qe"),
		server("d1:rd" + id + "5:nodes" + str(node(1)) + "e1:t2:aa1:y1:re"),
	}
	if n := conn.Allocs(turns); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzDatagrams replays any bytes as a conversation over UDP.
func FuzzDatagrams(f *testing.F) {
	u := newUTP()
	packet := func(x dissecttest.Turn) string {
		return string([]byte{byte(len(x.Data)) | 0x80*(1-byte(x.Dir))}) + string(x.Data)
	}
	f.Add([]byte(packet(u.open()[0]) + packet(u.data(dissect.ToServer, handshake)) +
		packet(u.data(dissect.ToServer, "\x00\x00"))))
	f.Add([]byte(packet(client("d1:ad"+id+hash+"e1:q9:get_peers1:t2:aa1:y1:qe")) +
		packet(server("d1:rd"+id+"5:nodes"+str(node(1))+"e1:t2:aa1:y1:re"))))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyDatagrams(t, overUDP, b) })
}
