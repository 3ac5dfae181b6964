package bittorrent_test

import (
	"crypto/sha1"
	"crypto/sha256"
	"strings"
	"testing"

	"netsniff/dissect/bencode"
	"netsniff/dissect/bittorrent"
)

func TestReadInfo(t *testing.T) {
	hashes := "6:pieces60:" + strings.Repeat("h", 60)
	root := "11:pieces root32:" + strings.Repeat("r", 32)
	for _, c := range []struct {
		name, info string
		ok         bool
		pieces     int64
		size       int64
		files      int
	}{
		{"one file", "d6:lengthi70e4:name1:a12:piece lengthi32e" + hashes + "e", true, 3, 70, 1},
		{"several with a pad file",
			"d5:filesld6:lengthi20e4:pathl1:b1:ceed4:attr1:p6:lengthi12e4:pathl4:.pad2:12eed6:lengthi40e4:pathl1:deee4:name1:a12:piece lengthi32e" +
				hashes + "e", true, 3, 60, 3},
		{"version 2", "d9:file treed1:bd0:d6:lengthi70e" + root + "ee1:cd0:d6:lengthi1e" + root +
			"eee12:meta versioni2e4:name1:a12:piece lengthi32ee", true, 4, 71, 2},
		{"no length of pieces", "d6:lengthi70e4:name1:a" + hashes + "e", false, 0, 0, 0},
		{"neither version", "d6:lengthi70e4:name1:a12:piece lengthi32ee", false, 0, 0, 0},
		{"a list", "le", false, 0, 0, 0},
		{"lengths that add up to too much",
			"d5:filesld6:lengthi900000000000000e4:pathl1:beed6:lengthi900000000000000e4:pathl1:ceee4:name1:a12:piece lengthi32e" +
				hashes + "e", true, 3, 900000000000000, 1},
		{"a negative length", "d6:lengthi-1e4:name1:a12:piece lengthi32e" + hashes + "e", true, 3, 0, 0},
	} {
		x, ok := bittorrent.ReadInfo([]byte(c.info))
		if ok != c.ok || ok && (x.Pieces() != c.pieces || x.Size() != c.size || len(x.Files) != c.files) {
			t.Errorf("%s: %v, %d pieces, %d bytes, %d files", c.name, ok, x.Pieces(), x.Size(), len(x.Files))
		}
	}
}

func TestReadInfoDeep(t *testing.T) {
	deep := strings.Repeat("d1:a", bencode.MaxDepth-2) + "d0:d6:lengthi1eee" + strings.Repeat("e", bencode.MaxDepth-2)
	if _, ok := bittorrent.ReadInfo([]byte("d9:file tree" + deep + "12:meta versioni2e4:name1:a12:piece lengthi32ee")); ok {
		t.Error("values deeper than bencode reads are read")
	}
}

func TestIsInfo(t *testing.T) {
	b := []byte("d4:name1:ae")
	v2 := sha256.Sum256(b)
	if !bittorrent.IsInfo(b, sha1.Sum(b)) || !bittorrent.IsInfo(b, [20]byte(v2[:20])) || bittorrent.IsInfo(b, [20]byte{}) {
		t.Error("an info dictionary is not known by its hash")
	}
}

// FuzzReadInfo reads any bytes as an info dictionary.
func FuzzReadInfo(f *testing.F) {
	f.Add([]byte("d6:lengthi70e4:name1:a12:piece lengthi32e6:pieces40:" + strings.Repeat("h", 40) + "e"))
	f.Add([]byte("d9:file treed1:bd0:d6:lengthi70e11:pieces root32:" + strings.Repeat("r", 32) +
		"eee12:meta versioni2e4:name1:a12:piece lengthi32ee"))
	f.Add([]byte("d5:filesld6:lengthi20e4:pathl1:b1:ceed4:attr1:p6:lengthi12e4:pathl4:.pad2:12eee4:name1:a12:piece lengthi32e6:pieces20:" +
		strings.Repeat("h", 20) + "e"))
	f.Fuzz(func(t *testing.T, b []byte) {
		x, ok := bittorrent.ReadInfo(b)
		if !ok {
			return
		}
		total := int64(0)
		for _, f := range x.Files {
			if f.Length < 0 || len(f.Path) > bencode.MaxDepth {
				t.Fatalf("%+v", f)
			}
			total += f.Length
		}
		if x.PieceLength <= 0 || total != x.Length || x.Size() > total || x.Pieces() < 0 || len(x.Files) > len(b) {
			t.Fatalf("%d files, %d bytes, %d pieces", len(x.Files), total, x.Pieces())
		}
	})
}
