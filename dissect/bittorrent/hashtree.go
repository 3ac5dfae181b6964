package bittorrent

import (
	"crypto/sha256"
	"math/bits"
)

// NodeHash is a node of a hash tree of version 2 (BEP 52).
type NodeHash = [sha256.Size]byte

// LeafSize is how many bytes of a file a leaf of its hash tree stands for.
const LeafSize = 16 << 10

// maxLayer bounds the layers of a tree: files are not that long.
const maxLayer = 50

func joined(left, right *NodeHash) NodeHash {
	var both [2 * sha256.Size]byte
	copy(both[:], left[:])
	copy(both[sha256.Size:], right[:])
	return sha256.Sum256(both[:])
}

// HashTree adds up nodes of one layer, from the first on. What it keeps does not
// grow with their number. The zero value takes leaves.
type HashTree struct {
	nodes  [maxLayer + 1]NodeHash // by layer above the nodes': a tree that is complete and waits for its right half
	count  uint64
	filler NodeHash // in place of nodes behind the last
}

// NewHashTree returns a tree of nodes of a layer: 0 are the leaves.
func NewHashTree(layer int) *HashTree {
	t := &HashTree{}
	for range min(layer, maxLayer) {
		t.filler = joined(&t.filler, &t.filler)
	}
	return t
}

// Add takes the next node.
func (t *HashTree) Add(h NodeHash) {
	layer := 0
	for ; t.count>>layer&1 == 1 && layer < maxLayer; layer++ {
		h = joined(&t.nodes[layer], &h)
	}
	t.nodes[layer] = h
	t.count++
}

// Root returns the root of the smallest tree that has all nodes, and at least
// height layers above them.
func (t *HashTree) Root(height int) NodeHash {
	if t.count > 0 {
		height = max(height, bits.Len64(t.count-1))
	}
	height = min(height, maxLayer)
	if t.count>>height != 0 {
		return t.nodes[height]
	}
	var right NodeHash
	filler, begun := t.filler, false
	for layer := range height {
		switch complete := t.count>>layer&1 == 1; {
		case complete && begun:
			right = joined(&t.nodes[layer], &right)
		case complete:
			right, begun = joined(&t.nodes[layer], &filler), true
		case begun:
			right = joined(&right, &filler)
		}
		filler = joined(&filler, &filler)
	}
	if !begun {
		return filler
	}
	return right
}

// HashList is what a message Hashes says (BEP 52): nodes of a layer of a file's tree,
// and those beside the way from them to the root.
type HashList struct {
	Peers                        *Peers
	Root                         NodeHash
	Base, Index, Length, Proving uint32
	Hashes                       []byte // the nodes, those of the proof behind them; borrowed
}

// readHashes reads what stands behind the type of a message about hashes.
func readHashes(b []byte) (x HashList, ok bool) {
	if len(b) < hashRequest {
		return x, false
	}
	copy(x.Root[:], b)
	n := b[sha256.Size:]
	x.Base, x.Index, x.Length, x.Proving = be.Uint32(n), be.Uint32(n[4:]), be.Uint32(n[8:]), be.Uint32(n[12:])
	x.Hashes = b[hashRequest:]
	return x, true
}

// Layer returns nodes of a layer, one behind the other, and which the first is, if
// the list has some and proves that they are the root's.
func (x *HashList) Layer(layer int) (first int64, nodes []byte, ok bool) {
	n, up := int(x.Length), layer-int(x.Base)
	if x.Length == 0 || x.Length&(x.Length-1) != 0 || x.Index%x.Length != 0 || up < 0 || up > maxLayer ||
		x.Base > maxLayer ||
		len(x.Hashes)%sha256.Size != 0 || n > len(x.Hashes)/sha256.Size || n>>up == 0 {
		return 0, nil, false
	}
	whole := NewHashTree(int(x.Base))
	for at := 0; at < n; at += 1 << up {
		part := NewHashTree(int(x.Base))
		for i := at; i < at+1<<up; i++ {
			part.Add(NodeHash(x.Hashes[i*sha256.Size:]))
			whole.Add(NodeHash(x.Hashes[i*sha256.Size:]))
		}
		h := part.Root(up)
		nodes = append(nodes, h[:]...)
	}
	root, place := whole.Root(0), x.Index/x.Length
	for proof := x.Hashes[n*sha256.Size:]; len(proof) > 0; proof, place = proof[sha256.Size:], place/2 {
		if uncle := NodeHash(proof); place%2 == 0 {
			root = joined(&root, &uncle)
		} else {
			root = joined(&uncle, &root)
		}
	}
	return int64(x.Index >> up), nodes, root == x.Root
}
