package bittorrent

import (
	"crypto/sha256"
	"encoding/binary"
	"testing"
)

// byBook is the root of a layer as BEP 52 describes it: fill up, join pairs.
func byBook(layer []NodeHash, filler NodeHash, height int) NodeHash {
	size := 1 << height
	for size < len(layer) {
		size *= 2
	}
	layer = append([]NodeHash(nil), layer...)
	for len(layer) < size {
		layer = append(layer, filler)
	}
	for ; len(layer) > 1; layer = layer[:len(layer)/2] {
		for i := 0; i < len(layer); i += 2 {
			layer[i/2] = joined(&layer[i], &layer[i+1])
		}
	}
	return layer[0]
}

func leaves(n int) (list []NodeHash) {
	for i := range n {
		list = append(list, sha256.Sum256([]byte{byte(i), byte(i >> 8)}))
	}
	return list
}

func TestHashTree(t *testing.T) {
	for n := 1; n < 70; n++ {
		for _, height := range []int{0, 1, 3, 7} {
			var tree HashTree
			for _, h := range leaves(n) {
				tree.Add(h)
			}
			if tree.Root(height) != byBook(leaves(n), NodeHash{}, height) {
				t.Errorf("%d leaves, %d layers", n, height)
			}
		}
	}
}

// The list of a torrent of 8 pieces of 4 leaves each: the second half of its piece
// layer with its proof, and leaves from which nodes of that layer follow.
func TestHashListLayer(t *testing.T) {
	all := leaves(32)
	var pieces []NodeHash
	for i := 0; i < len(all); i += 4 {
		pieces = append(pieces, byBook(all[i:i+4], NodeHash{}, 2))
	}
	root := byBook(all, NodeHash{}, 5)
	left := byBook(pieces[:4], NodeHash{}, 2)
	list := func(base, index, length uint32, hashes ...NodeHash) HashList {
		b := append([]byte(nil), root[:]...)
		for _, n := range []uint32{base, index, length, 3} {
			b = binary.BigEndian.AppendUint32(b, n)
		}
		for i := range hashes {
			b = append(b, hashes[i][:]...)
		}
		x, ok := readHashes(b)
		if !ok {
			t.Fatal("not read")
		}
		return x
	}
	second := list(2, 4, 4, append(pieces[4:8:8], left)...)
	first, nodes, ok := second.Layer(2)
	if !ok || first != 4 || len(nodes) != 4*sha256.Size || NodeHash(nodes) != pieces[4] {
		t.Errorf("second half: %v %d %d", ok, first, len(nodes))
	}
	fromLeaves := list(0, 16, 16, append(all[16:32:32], left)...)
	if first, nodes, ok := fromLeaves.Layer(2); !ok || first != 4 || NodeHash(nodes[sha256.Size:]) != pieces[5] {
		t.Errorf("from leaves: %v %d", ok, first)
	}
	for name, x := range map[string]HashList{
		"forged": list(2, 4, 4, append(pieces[:4:4], left)...), "no proof": list(2, 4, 4, pieces[4:]...),
		"odd length": list(2, 3, 3, pieces[3:6]...), "too few": list(2, 4, 4, pieces[4:6]...),
		"below": list(3, 0, 4, pieces[:4]...),
		"none":  list(0, 0, 0),
	} {
		if _, _, ok := x.Layer(2); ok {
			t.Errorf("%s is taken", name)
		}
	}
}
