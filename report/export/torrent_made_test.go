package export

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/reassembly"
	"netsniff/report/collect"
)

// swarm is peers that send blocks to an export.
type swarm struct {
	c     *torrents
	e     *Exporter
	frame uint32
	conns map[string]*dissect.Conn
}

func newSwarm(t *testing.T) *swarm {
	e := &Exporter{Kind: Torrent, Dir: t.TempDir()}
	a := e.Ask()
	return &swarm{c: newTorrents(e, &a), e: e, conns: map[string]*dissect.Conn{}}
}

func (s *swarm) mark() reassembly.Mark {
	s.frame++
	return reassembly.Mark{Frame: s.frame, At: capture.Stamp(s.frame) * 1e6}
}

// conn returns that of a peer.
func (s *swarm) conn(peer string) *dissect.Conn {
	k := s.conns[peer]
	if k == nil {
		id := uint32(len(s.conns))
		k = &dissect.Conn{ID: id, Transport: capture.ProtoTCP}
		k.Client.Port, k.Server.Port = 6881, uint16(7000+id)
		s.conns[peer] = k
	}
	return k
}

// metadata has a peer send an info dictionary.
func (s *swarm) metadata(peer string, p *bittorrent.Peers, info []byte) {
	for i := 0; i*bittorrent.MetadataPieceLen < len(info); i++ {
		b := info[i*bittorrent.MetadataPieceLen:]
		b = b[:min(len(b), bittorrent.MetadataPieceLen)]
		s.c.Event(&dissect.Event{Conn: s.conn(peer), Mark: s.mark(),
			About: &bittorrent.MetadataBlock{Peers: p, Piece: int64(i), Total: int64(len(info)), Data: b}})
	}
}

// block has a peer send one.
func (s *swarm) block(peer string, p *bittorrent.Peers, index, begin uint32, b []byte) {
	about := &bittorrent.Block{Peers: p, Index: index, Begin: begin, Length: uint32(len(b))}
	k := s.conn(peer)
	s.c.Keep(&dissect.Piece{Conn: k, Dir: dissect.ToClient, Mark: s.mark(), First: true, About: about}, false)
	for half := range slices.Chunk(b, max(1, (len(b)+1)/2)) {
		s.c.Keep(&dissect.Piece{Conn: k, Dir: dissect.ToClient, Mark: s.mark(), Bytes: half, About: about}, false)
	}
	s.c.Keep(&dissect.Piece{Conn: k, Dir: dissect.ToClient, Mark: s.mark(), Last: true, Whole: true, About: about}, true)
}

// export ends it.
func (s *swarm) export(t *testing.T) *shared {
	t.Helper()
	tables := s.c.Tables(&collect.Run{})
	x := &shared{exported: exported{dir: s.e.Dir, err: taken(s.c.failed)}}
	x.index = rows(t, &tables[0])
	if len(tables) > 1 {
		x.files = rows(t, &tables[1])
	}
	return x
}

func str(s string) string { return fmt.Sprintf("%d:%s", len(s), s) }

// noise is bytes that differ from place to place.
func noise(seed string, n int) []byte {
	var b []byte
	for i := 0; len(b) < n; i++ {
		h := sha256.Sum256(fmt.Appendf(nil, "%s %d", seed, i))
		b = append(b, h[:]...)
	}
	return b[:n]
}

// hashes are those of pieces of version 1.
func hashes(b []byte, piece int) (list string) {
	for p := range slices.Chunk(b, piece) {
		h := sha1.Sum(p)
		list += string(h[:])
	}
	return list
}

func peersOf(info []byte) *bittorrent.Peers {
	return &bittorrent.Peers{Met: [2]bool{true, true}, InfoHash: sha1.Sum(info)}
}

// Paths that a torrent gives lead nowhere else, whatever they say, and no file is
// written over another.
func TestTorrentPathTricks(t *testing.T) {
	tricks := [][]string{
		{"..", "..", "evil"}, {"/etc/passwd"}, {"a", "b"}, {"A", "b"}, {"a"}, {`..\..\c`}, {""}, {"CON"}, {"x\x00y"},
		{"b.part"}, {"b"},
		{"same"}, {"same"}, {strings.Repeat("n", 400)}, slices.Repeat([]string{strings.Repeat("d", 90)}, 30), {"."},
	}
	all, list := "", ""
	for i, path := range tricks {
		names := ""
		for _, n := range path {
			names += str(n)
		}
		list += fmt.Sprintf("d6:lengthi1000e4:pathl%see", names)
		all += string(noise(fmt.Sprint(i), 1000))
	}
	info := []byte("d5:filesl" + list + "e4:name" + str("../../top") + "12:piece lengthi16384e6:pieces" +
		str(hashes([]byte(all), 16384)) + "e")
	s, p := newSwarm(t), peersOf([]byte(info))
	s.metadata("a", p, info)
	s.block("a", p, 0, 0, []byte(all))
	x := s.export(t)
	if x.err != nil || len(x.files) != len(tricks) || x.index[0]["complete"] != "yes" {
		t.Fatal(x.err, x.index, x.files)
	}
	seen := map[string]bool{}
	for i, f := range x.files {
		name := f["file"]
		if !filepath.IsLocal(name) || !strings.HasPrefix(name, "torrent-00001/") || seen[strings.ToLower(name)] {
			t.Errorf("%q: %q", tricks[i], name)
		}
		seen[strings.ToLower(name)] = true
		if x.content(t, name) != string(noise(fmt.Sprint(i), 1000)) {
			t.Errorf("%q differs", name)
		}
	}
	if left := files(t, x.dir); len(left) != len(tricks)+1 {
		t.Error(left)
	}
}

// Pieces come from several peers; one that sent rubbish is named, and the file is
// complete if another sent the piece as well.
func TestTorrentCorruptPiece(t *testing.T) {
	file := noise("file", 3*32768-100)
	info := []byte("d6:lengthi98204e4:name5:a.bin12:piece lengthi32768e6:pieces" + str(hashes(file, 32768)) + "e")
	blocks := func(s *swarm, p *bittorrent.Peers, peer string, piece int, spoil bool) {
		part := bytes.Clone(file[piece*32768 : min(len(file), (piece+1)*32768)])
		if spoil {
			part[20000] ^= 1
		}
		for at := 0; at < len(part); at += 16384 {
			s.block(peer, p, uint32(piece), uint32(at), part[at:min(len(part), at+16384)])
		}
	}
	for _, mended := range []bool{false, true} {
		s, p := newSwarm(t), peersOf(info)
		s.metadata("a", p, info)
		blocks(s, p, "a", 0, false)
		blocks(s, p, "b", 1, true)
		blocks(s, p, "a", 2, false)
		if mended {
			blocks(s, p, "a", 1, false)
		}
		x := s.export(t)
		row, f := x.index[0], x.files[0]
		if x.err != nil {
			t.Fatal(x.err)
		}
		if mended {
			if row["complete"] != "yes" || row["corrupt"] != "0" ||
				!strings.Contains(row["notes"], "piece 1 came corrupt from ") || !strings.Contains(row["notes"], ":7001") ||
				x.content(t, f["file"]) != string(file) || f["sha256"] == "" {
				t.Error(row, f)
			}
			continue
		}
		if row["complete"] != "no" || row["corrupt"] != "1" || row["verified"] != "2" ||
			!strings.Contains(row["notes"], "piece 1 is corrupt, from ") || f["sha256"] != "" {
			t.Error(row, f)
		}
		if got := x.content(t, f["file"]); got[:32768] != string(file[:32768]) || got[65536:] != string(file[65536:]) ||
			strings.Trim(got[32768:65536], "\x00") != "" {
			t.Error("what is right is not where it belongs")
		}
		if m := x.content(t, row["map"]); !strings.Contains(m, ",32768,65536,32768,corrupt\n") {
			t.Error(m)
		}
	}
}

// root2 returns the root of a file of version 2, and the hashes of its pieces.
func root2(b []byte, piece int) (root string, layer string) {
	var whole, nodes bittorrent.HashTree
	height := 0
	for n := piece; n > bittorrent.LeafSize; n /= 2 {
		height++
	}
	nodes = *bittorrent.NewHashTree(height)
	for p := range slices.Chunk(b, piece) {
		var one bittorrent.HashTree
		for leaf := range slices.Chunk(p, bittorrent.LeafSize) {
			whole.Add(sha256.Sum256(leaf))
			one.Add(sha256.Sum256(leaf))
		}
		h := one.Root(height)
		nodes.Add(h)
		layer += string(h[:])
	}
	h := whole.Root(0)
	return string(h[:]), layer
}

// A hybrid torrent's files are filled up to pieces that nobody sends; it goes by two
// hashes. One of version 2 has no hash for each piece: those of a file that is
// there as a whole follow from its root.
func TestTorrentVersions(t *testing.T) {
	one, two := noise("one", 70000), noise("two", 5000)
	rootOne, layer := root2(one, 32768)
	rootTwo, _ := root2(two, 32768)
	tree := "9:file treed" + str("one") + "d0:d6:lengthi70000e11:pieces root" + str(rootOne) + "ee" + str("two") +
		"d0:d6:lengthi5000e11:pieces root" + str(rootTwo) + "eee"
	padded := append(append(bytes.Clone(one), make([]byte, 98304-70000)...), two...)
	hybrid := []byte("d" + tree +
		"5:filesld6:lengthi70000e4:pathl3:oneeed4:attr1:p6:lengthi28304e4:pathl4:.pad5:28304eed6:lengthi5000e4:pathl3:twoeee12:meta versioni2e4:name1:t12:piece lengthi32768e6:pieces" +
		str(hashes(padded, 32768)) + "e")
	second := []byte("d" + tree + "12:meta versioni2e4:name1:t12:piece lengthi32768ee")
	short := func(info []byte) *bittorrent.Peers {
		h := sha256.Sum256(info)
		p := &bittorrent.Peers{Met: [2]bool{true, true}}
		copy(p.InfoHash[:], h[:])
		return p
	}
	send := func(s *swarm, peer string, p *bittorrent.Peers, skip int) {
		for i, part := range [][]byte{one[:32768], one[32768:65536], one[65536:], two} {
			for at := 0; at < len(part) && i != skip; at += 16384 {
				s.block(peer, p, uint32(i), uint32(at), part[at:min(len(part), at+16384)])
			}
		}
	}
	for _, c := range []struct {
		name string
		run  func(s *swarm)
		want string // complete, verified, version
	}{
		{"hybrid", func(s *swarm) { s.metadata("a", peersOf(hybrid), hybrid); send(s, "a", peersOf(hybrid), 9) },
			"yes 4 1, 2"},
		{"hybrid by two hashes", func(s *swarm) {
			s.metadata("a", peersOf(hybrid), hybrid)
			send(s, "a", peersOf(hybrid), 2)
			send(s, "b", short(hybrid), 0)
		}, "yes 4 1, 2"},
		{"2", func(s *swarm) { s.metadata("a", short(second), second); send(s, "a", short(second), 9) }, "yes 4 2"},
		{"2, in part", func(s *swarm) { s.metadata("a", short(second), second); send(s, "a", short(second), 1) }, "no 1 2"},
		{"2, in part, with hashes", func(s *swarm) {
			p := short(second)
			s.metadata("a", p, second)
			fill := bittorrent.NewHashTree(1).Root(0)
			s.c.Event(&dissect.Event{Conn: s.conn("a"), Mark: s.mark(),
				About: &bittorrent.HashList{Peers: p, Root: bittorrent.NodeHash([]byte(rootOne)), Base: 1, Length: 4,
					Hashes: append([]byte(layer), fill[:]...)}})
			send(s, "a", p, 1)
		}, "no 3 2"},
	} {
		s := newSwarm(t)
		c.run(s)
		x := s.export(t)
		if x.err != nil || len(x.index) != 1 {
			t.Fatal(c.name, x.err, x.index)
		}
		row := x.index[0]
		if got := row["complete"] + " " + row["verified"] + " " + row["version"]; got != c.want {
			t.Errorf("%s: %s, want %s: %v", c.name, got, c.want, row)
		}
		if row["complete"] == "yes" &&
			(len(x.files) != 2 || x.content(t, "torrent-00001/t/one") != string(one) ||
				x.content(t, "torrent-00001/t/two") != string(two)) {
			t.Errorf("%s: %v", c.name, x.files)
		}
	}
}

// What a torrent says of itself makes no work and no files.
func TestHostileTorrents(t *testing.T) {
	hash := strings.Repeat("h", 20)
	for name, info := range map[string]string{
		"long file":    "d6:lengthi1125899906842624e4:name1:a12:piece lengthi1125899906842624e6:pieces" + str(hash) + "e",
		"short pieces": "d6:lengthi1125899906842624e4:name1:a12:piece lengthi1e6:pieces" + str(hash) + "e",
		"many files": "d5:filesl" + strings.Repeat("d6:lengthi1125899906e4:pathl1:aee", 5000) +
			"e4:name1:a12:piece lengthi16384e6:pieces" + str(hash) + "e",
		"empty files": "d5:filesl" + strings.Repeat("d6:lengthi0e4:pathl1:aee", 5000) +
			"e4:name1:a12:piece lengthi16384e6:pieces" + str(hash) + "e",
		"far apart": "d9:file treed" + str("a") + "d0:d6:lengthi1e11:pieces root" +
			strings.Repeat("32:"+strings.Repeat("r", 32), 1) +
			"eee12:meta versioni2e4:name1:a12:piece lengthi1125899906842624ee",
		"no file": "d9:file treede12:meta versioni2e4:name1:a12:piece lengthi16384ee",
		"nested itself": "d9:file treed" + strings.Repeat("1:ad", 40) + strings.Repeat("e", 41) +
			"12:meta versioni2e4:name1:a12:piece lengthi16384ee",
	} {
		s, p := newSwarm(t), peersOf([]byte(info))
		if strings.Contains(info, "file tree") {
			h := sha256.Sum256([]byte(info))
			copy(p.InfoHash[:], h[:])
		}
		s.metadata("a", p, []byte(info))
		for _, index := range []uint32{0, 1, 7, 1 << 31, 1<<32 - 1} {
			for _, begin := range []uint32{0, 1, 16384, 1<<32 - 10} {
				s.block("a", p, index, begin, []byte("0123456789abcdef"))
			}
		}
		x := s.export(t)
		if len(x.index) != 1 || x.index[0]["complete"] == "yes" {
			t.Errorf("%s: %v %v", name, x.err, x.index)
		}
		for _, f := range files(t, x.dir) {
			if info, err := os.Stat(filepath.Join(x.dir, f)); err != nil || strings.HasSuffix(f, ".part") &&
				info.Size() < 1 {
				t.Error(name, f, err)
			}
		}
	}
	s := newSwarm(t) // no metadata
	for _, begin := range []uint32{0, 1<<32 - 40} {
		s.block("a", &bittorrent.Peers{}, 1<<32-1, begin, []byte("0123456789abcdef"))
	}
	if x := s.export(t); len(x.index) != 1 {
		t.Error(x.index, x.err)
	}
}
