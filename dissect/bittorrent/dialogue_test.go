package bittorrent_test

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/bencode"
	"netsniff/dissect/bittorrent"
	"netsniff/dissect/dissecttest"
)

// download is a conversation and the exchanges in it.
func download() ([]dissecttest.Turn, []string) {
	turns := []dissecttest.Turn{
		client(handshake),
		server(answer + offers + msg(bittorrent.Bitfield, "\xff\x80") + msg(bittorrent.Unchoke, "")),
		client(says + msg(bittorrent.HaveNone, "") + msg(bittorrent.Interested, "") + asks),
		server(gives),
		client(msg(bittorrent.Request, words(7, 0x4000, 1100)) + msg(bittorrent.Request, words(8, 0, 1100)) + msg(bittorrent.Request, words(9, 0, 1100))),
		server(msg(bittorrent.Piece, words(8, 0)+block)[:700]),
		server(msg(bittorrent.Piece, words(8, 0)+block)[700:] + msg(bittorrent.Piece, words(7, 0x4000)+block)),
		client(msg(bittorrent.Have, words(7)) + words(0) + msg(bittorrent.Request, words(10, 0, 1100))),
		server(msg(bittorrent.Choke, "")),
	}
	return turns, []string{
		"handshake " + hex.EncodeToString([]byte(infoHash)) + " -> handshake succeeded",
		"ut_metadata piece 0 -> data succeeded",
		"request piece 8 at 0 (1100 bytes) -> piece succeeded",
		"request piece 7 at 16384 (1100 bytes) -> piece succeeded",
		"request piece 9 at 0 (1100 bytes) -> unanswered",
		"request piece 10 at 0 (1100 bytes) -> unanswered",
	}
}

func TestDialogue(t *testing.T) {
	turns, exchanges := download()
	d := dissecttest.Dialogue{
		Conversation: dissecttest.Conversation{Protocols: []*dissect.Protocol{&bittorrent.Protocol, &bencode.Protocol}, Port: port, Turns: turns},
		Exchanges:    exchanges,
		Contents:     []string{block, block},
	}
	d.Check(t)
}

// witness notes what is told, events as well.
type witness struct {
	dissecttest.Heard
	blocks []bittorrent.Block
	events []string
}

func (w *witness) Exchange(x *dissect.Exchange) {
	w.Heard.Exchange(x)
	if b, ok := x.Detail.(*bittorrent.Block); ok {
		w.blocks = append(w.blocks, *b)
	}
}

func (w *witness) Event(x *dissect.Event) {
	text := ""
	switch a := x.About.(type) {
	case *bittorrent.Introduction:
		text = "introduction " + a.Peers.Client(x.Dir)
	case *bittorrent.Notice:
		text = fmt.Sprint(a.Type, " ", a.Index, " ", a.Begin, " ", a.Length, " ", hex.EncodeToString(a.Bitfield))
	case *bittorrent.Capabilities:
		text = fmt.Sprintf("%s %d %d %v", a.Client, a.Port, a.MetadataSize, a.Supports)
	case *bittorrent.MetadataBlock:
		text = fmt.Sprintf("metadata %d of %d: %d bytes", a.Piece, a.Total, len(a.Data))
	case *bittorrent.PeerList:
		text = fmt.Sprintf("%v %v %v", a.Source, a.Added, a.Dropped)
	case *bittorrent.TorrentFile:
		text = fmt.Sprintf("torrent of %d bytes, info of %d", len(a.Bytes), len(a.Info))
	case *bittorrent.Transport:
		text = fmt.Sprintf("uTP %d: %d packets, %d bytes, %d again, %d early, %d missing, %d samples", a.Connection, a.Packets, a.Bytes, a.Again, a.Early, a.Missing, a.Samples)
	}
	w.events = append(w.events, x.Dir.String()+": "+text)
}

func (w *witness) lines() (lines []string) {
	for _, x := range w.Exchanges {
		lines = append(lines, x.Line)
	}
	return lines
}

func TestEvents(t *testing.T) {
	turns, _ := download()
	turns = append(turns, server(msg(bittorrent.Extended, "\x01d5:added6:"+peer(1)+"7:added.f1:\x106:added618:"+peer6(2)+"7:dropped6:"+peer(3)+"e")))
	w := new(witness)
	dissecttest.Tell(turns, port, w, &bittorrent.Protocol, &bencode.Protocol)
	want := []string{
		"to server: introduction Transmission 3.0.0", "to client: introduction libtorrent 2.0.8",
		"to client: libtorrent/2.0.8.00 0 300 [ut_metadata]", "to client: Bitfield 0 0 0 ff80", "to client: Unchoke 0 0 0 ",
		"to server: Transmission 3.00 6881 0 [ut_metadata ut_pex]", "to server: Have None 0 0 0 ", "to server: Interested 0 0 0 ",
		"to client: metadata 0 of 300: 300 bytes",
		"to server: Request 7 16384 1100 ", "to server: Request 8 0 1100 ", "to server: Request 9 0 1100 ",
		"to client: Piece 8 0 1100 ", "to client: Piece 7 16384 1100 ",
		"to server: Have 7 0 0 ", "to server: Request 10 0 1100 ", "to client: Choke 0 0 0 ",
		"to client: PEX [192.0.2.1:6881 [2001:db8::2]:6881] [192.0.2.3:6881]",
	}
	if !slices.Equal(w.events, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(w.events, "\n"), strings.Join(want, "\n"))
	}
	for i, b := range w.blocks {
		if !b.Peers.Known() || string(b.Peers.InfoHash[:]) != infoHash || b.Length != 1100 || b.Unasked || b.Dir != dissect.ToServer {
			t.Errorf("block %d: %+v", i, b)
		}
	}
}

// TestBlocks: cancelled, rejected and twice, and what nobody asked for.
func TestBlocks(t *testing.T) {
	request := func(n uint32) string { return msg(bittorrent.Request, words(n, 0, 5)) }
	piece := func(n uint32) string { return msg(bittorrent.Piece, words(n, 0)+"hello") }
	w := new(witness)
	dissecttest.Tell([]dissecttest.Turn{
		client(handshake), server(answer), client(request(1) + request(2) + request(3) + request(4)),
		server(msg(bittorrent.Choke, "") + msg(bittorrent.RejectRequest, words(1, 0, 5)) + piece(2) + piece(2)),
		client(msg(bittorrent.Cancel, words(3, 0, 5))), server(piece(3)),
	}, port, w, &bittorrent.Protocol)
	want := []string{
		"request piece 1 at 0 (5 bytes) -> reject refused", "request piece 2 at 0 (5 bytes) -> piece succeeded",
		"request piece 2 at 0 (5 bytes) -> piece succeeded", "request piece 3 at 0 (5 bytes) -> piece succeeded",
		"request piece 4 at 0 (5 bytes) -> unanswered",
	}
	if got := w.lines()[1:]; !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	for i, b := range w.blocks {
		if b.Unasked != (i == 2) || b.Cancelled != (i == 3) {
			t.Errorf("block %d: %+v", i, b)
		}
	}
}

// TestCutBlock: a block that the capture ends in is told, and so is its content.
func TestCutBlock(t *testing.T) {
	w := new(witness)
	dissecttest.Tell([]dissecttest.Turn{
		client(handshake), server(answer), client(msg(bittorrent.Request, words(1, 0, 5))), server((msg(bittorrent.Piece, words(1, 0)+"hello"))[:15]),
	}, port, w, &bittorrent.Protocol)
	if x := w.Exchanges[1]; x.Line != "request piece 1 at 0 (5 bytes) -> unanswered" || x.Notes != dissect.NoteCut || !slices.Equal(w.Contents, []string{"he…"}) {
		t.Errorf("%s, %v, %q", x.Line, x.Notes, w.Contents)
	}
}

// TestChoke: without the fast extension it refuses what was asked for.
func TestChoke(t *testing.T) {
	slow := func(s string) string { return strings.Replace(s, "\x10\x00\x05", "\x10\x00\x01", 1) }
	d := dissecttest.Dialogue{
		Conversation: dissecttest.Conversation{Protocols: []*dissect.Protocol{&bittorrent.Protocol}, Port: port, Turns: []dissecttest.Turn{
			client(slow(handshake)), server(slow(answer)), client(msg(bittorrent.Request, words(1, 0, 5)) + msg(bittorrent.Request, words(2, 0, 5))),
			server(msg(bittorrent.Choke, "")),
		}},
		Exchanges: []string{
			"handshake " + hex.EncodeToString([]byte(infoHash)) + " -> handshake succeeded",
			"request piece 1 at 0 (5 bytes) -> choke refused", "request piece 2 at 0 (5 bytes) -> choke refused",
		},
	}
	d.Check(t)
}

// TestMidstream: where a capture begins within a connection, messages are found
// again on both sides.
func TestMidstream(t *testing.T) {
	request := func(n uint32) string { return msg(bittorrent.Request, words(n, 0, 16384)) }
	whole := strings.Repeat("piece data ", 1490)[:16384]
	w := new(witness)
	c := dissecttest.Conversation{Protocols: []*dissect.Protocol{&bittorrent.Protocol}, Port: port}
	heard := c.Listen([]dissecttest.Turn{
		server("the rest of a block" + msg(bittorrent.Piece, words(1, 0)+whole)), client(request(2)),
		server(msg(bittorrent.Piece, words(2, 0)+whole)),
	}, false)
	got := []string{}
	for _, x := range heard.Exchanges {
		got = append(got, x.Line+" "+x.Notes.String())
	}
	want := []string{
		"request piece 1 at 0 (16384 bytes) -> piece succeeded midstream, unsure",
		"request piece 2 at 0 (16384 bytes) -> piece succeeded ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	dissecttest.Tell([]dissecttest.Turn{client("no peer speaks so"), server("neither does he")}, port, w, &bittorrent.Protocol)
	if len(w.Exchanges) != 1 || w.Exchanges[0].Protocol != nil {
		t.Errorf("of another protocol: %v", w.Exchanges)
	}
}

// random returns bytes that look like a key and its padding.
func random(n int, seed byte) string {
	b, x := make([]byte, n), uint32(seed)+1
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return string(b)
}

// TestEncrypted: peers that exchange keys are told with what speaks for it, once;
// what only looks a little like it is of another protocol.
func TestEncrypted(t *testing.T) {
	turns := []dissecttest.Turn{
		client(random(300, 1)), server(random(96, 2)), client(random(120, 3)), server(random(80, 4)), client(random(1000, 5)), server(random(1000, 6)),
	}
	const want = "encrypted by BitTorrent's port, sizes of keys and padding, random bytes, what follows the keys -> keys succeeded"
	d := dissecttest.Dialogue{
		Conversation: dissecttest.Conversation{Protocols: []*dissect.Protocol{&bittorrent.Protocol}, Port: port, Turns: turns},
		Exchanges:    []string{want},
	}
	if got := d.Listen(turns, true).Exchanges; len(got) != 1 || got[0].Line != want {
		t.Errorf("%v", got)
	}
	_, packets := overUTP(turns, 400)
	w := new(witness)
	dissecttest.TellDatagrams(packets, 40001, w, overUDP...)
	const over = "encrypted by sizes of keys and padding, random bytes, what follows the keys, uTP -> keys succeeded"
	if got := w.lines(); !slices.Equal(got, []string{"SYN connection 100 -> STATE succeeded", over}) {
		t.Errorf("over uTP: %q", got)
	}
	for title, turns := range map[string][]dissecttest.Turn{
		"a key that is too short":     {client(random(95, 1)), server(random(96, 2)), client(random(120, 3))},
		"too much padding":            {client(random(609, 1)), server(random(96, 2)), client(random(120, 3))},
		"text":                        {client(strings.Repeat("plain text ", 20)), server(random(96, 2)), client(random(120, 3))},
		"an answer that is too short": {client(random(300, 1)), server(random(40, 2)), client(random(120, 3))},
	} {
		for _, x := range d.Listen(turns, true).Exchanges {
			if x.Protocol != nil {
				t.Errorf("%s: %s", title, x.Line)
			}
		}
		_, packets := overUTP(turns, 1400)
		w := new(witness)
		dissecttest.TellDatagrams(packets, 40001, w, overUDP...)
		if got := w.lines(); len(got) != 1 {
			t.Errorf("%s, over uTP: %q", title, got)
		}
	}
}

// overUTP returns the turns of a conversation as packets of a connection of uTP.
func overUTP(turns []dissecttest.Turn, size int) (u *utp, packets []dissecttest.Turn) {
	u = newUTP()
	packets = u.open()
	for _, turn := range turns {
		for b := string(turn.Data); len(b) > 0; {
			n := min(size, len(b))
			packets = append(packets, u.data(turn.Dir, b[:n]))
			b = b[n:]
		}
	}
	return u, packets
}

// TestOverUTP: however packets are cut, overtaken and sent again, the exchanges
// are those of the same conversation over TCP.
func TestOverUTP(t *testing.T) {
	turns, exchanges := download()
	exchanges = append([]string{"SYN connection 100 -> STATE succeeded"}, exchanges...)
	for _, size := range []int{1, 3, 7, 100, 1400} {
		_, packets := overUTP(turns, size)
		for title, change := range map[string]func([]dissecttest.Turn) []dissecttest.Turn{
			"as they are": func(p []dissecttest.Turn) []dissecttest.Turn { return p },
			"twice": func(p []dissecttest.Turn) (q []dissecttest.Turn) {
				for _, x := range p {
					q = append(q, x, x)
				}
				return q
			},
			"overtaken": func(p []dissecttest.Turn) []dissecttest.Turn {
				q := slices.Clone(p)
				for i := 3; i+1 < len(q); i += 2 {
					if q[i].Dir == q[i+1].Dir {
						q[i], q[i+1] = q[i+1], q[i]
					}
				}
				return q
			},
		} {
			w := new(witness)
			dissecttest.TellDatagrams(change(packets), 40001, w, overUDP...)
			got := w.lines()
			if size < 100 {
				// Their acknowledgments say at once that what is overtaken came.
				slices.Sort(got)
			}
			want := slices.Clone(exchanges)
			if size < 100 {
				slices.Sort(want)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%d bytes, %s: got\n%s\nwant\n%s", size, title, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
	}
}

// TestLostInUTP: what was lost is never paired wrongly, whichever packet it is.
func TestLostInUTP(t *testing.T) {
	turns, exchanges := download()
	_, packets := overUTP(turns, 200)
	for i := range packets {
		w := new(witness)
		dissecttest.TellDatagrams(slices.Delete(slices.Clone(packets), i, i+1), 40001, w, overUDP...)
		for _, x := range w.Exchanges {
			known := slices.Contains(exchanges, x.Line) || strings.HasPrefix(x.Line, "SYN")
			if !known && x.Notes == 0 && !strings.HasSuffix(x.Line, "unanswered") {
				t.Errorf("without packet %d: %s", i, x.Line)
			}
		}
	}
}

// TestJoinedInUTP: a capture that begins within a connection of uTP shows the
// blocks that follow.
func TestJoinedInUTP(t *testing.T) {
	u := newUTP()
	whole := strings.Repeat("piece data ", 1490)[:16384]
	w := new(witness)
	dissecttest.TellDatagrams([]dissecttest.Turn{
		u.packet(dissect.ToServer, bittorrent.State, 2, ""), u.data(dissect.ToClient, "the rest of a block"),
		u.data(dissect.ToServer, msg(bittorrent.Request, words(2, 0, 16384))), u.data(dissect.ToClient, msg(bittorrent.Piece, words(2, 0)+whole)[:9000]),
		u.data(dissect.ToClient, msg(bittorrent.Piece, words(2, 0)+whole)[9000:]),
	}, 40001, w, overUDP...)
	if got := w.lines(); !slices.Equal(got, []string{"request piece 2 at 0 (16384 bytes) -> piece succeeded"}) {
		t.Errorf("got %q", got)
	}
}

// TestTransport: what was seen of a connection of uTP.
func TestTransport(t *testing.T) {
	u := newUTP()
	turns := u.open()
	first, second := u.data(dissect.ToServer, "one"), u.data(dissect.ToServer, "two")
	turns = append(turns, second, first, first)
	u.next[0]++ // lost
	turns = append(turns, u.packet(dissect.ToClient, bittorrent.State, 500, ""), u.data(dissect.ToServer, "four"))
	turns = append(turns, u.packet(dissect.ToClient, bittorrent.State, 500, ""))
	w := new(witness)
	dissecttest.TellDatagrams(turns, 40001, w, overUDP...)
	want := []string{
		"to server: uTP 100: 4 packets, 10 bytes, 1 again, 1 early, 1 missing, 1 samples",
		"to client: uTP 100: 0 packets, 0 bytes, 0 again, 0 early, 0 missing, 0 samples",
	}
	if !slices.Equal(w.events, want) {
		t.Errorf("got\n%s", strings.Join(w.events, "\n"))
	}
}

func TestLookups(t *testing.T) {
	w := new(witness)
	target := hex.EncodeToString([]byte("mnopqrstuvwxyz123456"))
	dissecttest.TellDatagrams([]dissecttest.Turn{
		client("d1:ad" + id + hash + "e1:q9:get_peers1:t2:aa1:y1:qe"), client("d1:ad" + id + "e1:q4:ping1:t2:bb1:y1:qe"),
		server("d1:rd" + id + "e1:t2:bb1:y1:re"), server("d1:ad" + id + "e1:q4:ping1:t2:aa1:y1:qe"),
		server("d1:rd" + id + "5:nodes" + str(node(1)) + "5:token1:x6:valuesl" + str(peer(1)) + str(peer6(2)) + "ee1:t2:aa1:y1:re"),
		client("d1:ad" + id + hash + "4:porti6881e5:token1:xe1:q13:announce_peer1:t2:cc1:y1:qe"), server("d1:eli203e5:Protoe1:t2:cc1:y1:ee"),
		server("d1:rd" + id + "e1:t2:zz1:y1:re"),
	}, 40001, w, overUDP...)
	want := []string{
		"ping -> response succeeded", "get_peers " + target + " -> response succeeded", "announce_peer " + target + " -> 203 refused",
		"-> response succeeded", "ping -> unanswered",
	}
	if got := w.lines(); !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if want := []string{"to client: DHT [192.0.2.1:6881 [2001:db8::2]:6881] []"}; !slices.Equal(w.events, want) {
		t.Errorf("got %q", w.events)
	}
}

// FuzzDialogue hears any bytes as a conversation of peers.
func FuzzDialogue(f *testing.F) {
	f.Add([]byte("\xc4" + handshake + "\x44" + answer + "\x91" + msg(bittorrent.Request, words(1, 0, 5)) + "\x12" + msg(bittorrent.Piece, words(1, 0)+"hello")))
	f.Add([]byte("\xc4" + handshake + "\x7f" + answer + offers + "\x9e" + asks + "\x7f" + gives))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyDialogue(t, &bittorrent.Protocol, port, b) })
}
