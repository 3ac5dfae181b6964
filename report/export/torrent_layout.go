package export

import (
	"crypto/sha1"
	"crypto/sha256"
	"hash"
	"math/bits"
	"sort"

	"netsniff/dissect/bencode"
	"netsniff/dissect/bittorrent"
)

// layout says where the pieces of a torrent lie in its files, and what they hash
// to. Places are counted through all files. Those of version 2 begin with a piece
// each (BEP 52), those of version 1 and of hybrids follow each other (BEP 3).
type layout struct {
	*bittorrent.Metainfo
	starts []int64
	length int64
	height int // of the tree of a piece, in layers; -1: it has none
	layers map[bittorrent.NodeHash]map[int64]bittorrent.NodeHash
}

func newLayout(x *bittorrent.Metainfo) *layout {
	l := &layout{Metainfo: x, height: -1, layers: map[bittorrent.NodeHash]map[int64]bittorrent.NodeHash{}}
	for i := range x.Files {
		if !x.V1 {
			l.length = (l.length + x.PieceLength - 1) / x.PieceLength * x.PieceLength
		}
		if l.length > maxPlace {
			x.Files = x.Files[:i] // nobody has that much
			break
		}
		l.starts = append(l.starts, l.length)
		l.length += x.Files[i].Length
	}
	if n := x.PieceLength; x.V2 && n >= bittorrent.LeafSize && n&(n-1) == 0 {
		l.height = bits.Len64(uint64(n/bittorrent.LeafSize)) - 1
	}
	return l
}

// maxPlace bounds places, so that adding to them cannot overflow.
const maxPlace = 1 << 60

// fileAt returns the file that has the byte at a place, or the one that follows.
func (l *layout) fileAt(at int64) int {
	return sort.Search(len(l.Files), func(i int) bool { return l.starts[i]+l.Files[i].Length > at })
}

// piece returns where a piece lies; its size is 0 if there is none.
func (l *layout) piece(i int64) (from, size int64) {
	if i < 0 || i > l.length/l.PieceLength {
		return 0, 0
	}
	from = i * l.PieceLength
	end := l.length
	if f := l.fileAt(from); !l.V1 && f < len(l.Files) {
		end = l.starts[f] + l.Files[f].Length
	}
	return from, max(0, min(l.PieceLength, end-from))
}

// padding reports whether all from one place to another only fills up: it is zero
// and nobody sends it.
func (l *layout) padding(from, to int64) bool {
	for i := l.fileAt(from); from < to; i++ {
		if i >= len(l.Files) || !l.Files[i].Pad || l.starts[i] > from {
			return false
		}
		from = l.starts[i] + l.Files[i].Length
	}
	return true
}

// expected returns what the piece at a place hashes to and how to find out; nil: it
// is not known.
func (l *layout) expected(i, from int64) (want []byte, by hash.Hash) {
	if l.V1 {
		if at := i * bittorrent.HashSize; at+bittorrent.HashSize <= int64(len(l.Hashes)) {
			return l.Hashes[at : at+bittorrent.HashSize], sha1.New()
		}
		return nil, nil
	}
	f := l.fileAt(from)
	if l.height < 0 || f >= len(l.Files) {
		return nil, nil
	}
	x := &l.Files[f]
	if x.Length <= l.PieceLength {
		return x.Root[:], newLeaves(0)
	}
	if h, ok := l.layers[x.Root][(from-l.starts[f])/l.PieceLength]; ok {
		return h[:], newLeaves(l.height)
	}
	return nil, nil
}

// learn takes the hashes of pieces of a .torrent (BEP 52, "piece layers"), as far
// as they lead to the roots of files, and those that peers sent.
func (l *layout) learn(whole []byte, lists []hashList) error {
	if l.height < 0 {
		return nil
	}
	tree, _ := bencode.Parse(whole)
	given := tree.Get("piece layers")
	for e := given.Entries(); given.Kind == bencode.Dictionary && e.Next(); {
		if len(e.Key) == sha256.Size {
			l.prove(bittorrent.NodeHash(e.Key), e.Value.Text())
		}
	}
	for i := range lists {
		x := lists[i].about
		x.Hashes = make([]byte, lists[i].n)
		if err := lists[i].log.read(x.Hashes, lists[i].at); err != nil {
			return err
		}
		if first, nodes, ok := x.Layer(l.height); ok {
			l.know(x.Root, first, nodes)
		}
	}
	return nil
}

// know takes nodes of the layer of pieces of the file with a root.
func (l *layout) know(root bittorrent.NodeHash, first int64, nodes []byte) {
	layer := l.layers[root]
	if layer == nil {
		layer = map[int64]bittorrent.NodeHash{}
		l.layers[root] = layer
	}
	for ; len(nodes) >= sha256.Size; first, nodes = first+1, nodes[sha256.Size:] {
		layer[first] = bittorrent.NodeHash(nodes)
	}
}

// leaves is the hash of a piece or file of version 2: the root of the tree of its
// parts, of at least a number of layers.
type leaves struct {
	hash.Hash // of the leaf that has begun
	tree      *bittorrent.HashTree
	height    int
	has       int
}

func newLeaves(height int) *leaves {
	return &leaves{Hash: sha256.New(), tree: bittorrent.NewHashTree(0), height: height}
}

func (x *leaves) Write(b []byte) (int, error) {
	all := len(b)
	for len(b) > 0 {
		n := min(len(b), bittorrent.LeafSize-x.has)
		x.Hash.Write(b[:n])
		b = b[n:]
		if x.has += n; x.has == bittorrent.LeafSize {
			x.end()
		}
	}
	return all, nil
}

func (x *leaves) end() {
	x.tree.Add(bittorrent.NodeHash(x.Hash.Sum(nil)))
	x.Hash.Reset()
	x.has = 0
}

// Sum appends the root; nothing can be written afterwards.
func (x *leaves) Sum(dst []byte) []byte {
	if x.has > 0 {
		x.end()
	}
	root := x.tree.Root(x.height)
	return append(dst, root[:]...)
}

// prove takes the hashes of all pieces of a file if they lead to its root.
func (l *layout) prove(root bittorrent.NodeHash, nodes []byte) {
	sum := bittorrent.NewHashTree(l.height)
	for b := nodes; len(b) >= sha256.Size; b = b[sha256.Size:] {
		sum.Add(bittorrent.NodeHash(b))
	}
	if sum.Root(0) == root {
		l.know(root, 0, nodes)
	}
}
