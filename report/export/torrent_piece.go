package export

import (
	"bytes"
	"cmp"
	"slices"
)

// state says what is known of bytes of a torrent.
type state uint8

const (
	missing state = iota
	unverified
	corrupt // the piece is complete and does not match its hash
	verified
)

var states = [...]string{"missing", "unverified", "corrupt", "verified"}

func (s state) String() string { return states[s] }

// assembly puts the pieces of a torrent together.
type assembly struct {
	*torrent
	*layout
	out    *tree
	counts [len(states)]int64 // pieces by state, but those that are missing
	blame  []blame
	more   int // pieces that are corrupt and not in blame
	buffer [64 << 10]byte
}

// blame is a piece whose bytes did not match, and who sent them.
type blame struct {
	piece   int64
	mended  bool // another sent it as it has to be
	sources []string
}

// maxBlame is how many pieces are named that were corrupt.
const maxBlame = 16

// run goes through all pieces of which something was carried.
func (a *assembly) run() error {
	runs := slices.Clone(a.runs)
	slices.SortStableFunc(runs, func(x, y *run) int { return cmp.Compare(x.piece, y.piece) })
	if err := a.measure(runs); err != nil {
		return err
	}
	return byPiece(runs, func(runs []*run) error { return a.piece(int64(runs[0].piece), runs) })
}

// byPiece calls visit with the runs of each piece.
func byPiece(runs []*run, visit func([]*run) error) error {
	for len(runs) > 0 {
		n := 1
		for n < len(runs) && runs[n].piece == runs[0].piece {
			n++
		}
		if err := visit(runs[:n]); err != nil {
			return err
		}
		runs = runs[n:]
	}
	return nil
}

// piece takes the runs of a piece.
func (a *assembly) piece(i int64, runs []*run) error {
	from, size := a.layout.piece(i)
	if size == 0 {
		return nil
	}
	found, way, err := a.verify(i, runs)
	if err != nil {
		return err
	}
	asCame := covered(runs, size)
	if found == corrupt || found == verified && !slices.Equal(way, asCame) {
		a.accuse(i, asCame, found == verified)
	}
	a.counts[found]++
	switch found {
	case corrupt:
		a.out.broken(a.layout, from, size)
		return nil
	case unverified:
		way = asCame
	}
	return a.out.take(a, from, way, found)
}

// verify looks for stretches that give a piece as its hash says. It is corrupt if
// all of it is there and does not.
func (a *assembly) verify(i int64, runs []*run) (found state, way []stretch, err error) {
	from, size := a.layout.piece(i)
	if size == 0 {
		return unverified, nil, nil
	}
	if _, by := a.expected(i, from); by == nil || !a.whole(covered(runs, size), from, size) {
		return unverified, nil, nil
	}
	ok := preferences(runs, func(order []*run) bool {
		list := covered(order, size)
		if err != nil || slices.Equal(list, way) {
			return false
		}
		way = list
		want, by := a.expected(i, from)
		err = a.read(list, size, func(b []byte) error { _, err := by.Write(b); return err })
		return err == nil && bytes.Equal(by.Sum(nil), want)
	})
	if ok {
		return verified, way, nil
	}
	return corrupt, nil, err
}

// whole reports whether nothing is missing of a piece but padding.
func (a *assembly) whole(list []stretch, from, size int64) bool {
	at := int64(0)
	for i := range list {
		if list[i].from > at && !a.padding(from+at, from+list[i].from) {
			return false
		}
		at = list[i].to
	}
	return at >= size || a.padding(from+at, from+size)
}

// accuse notes who sent a piece that does not match.
func (a *assembly) accuse(piece int64, list []stretch, mended bool) {
	if len(a.blame) >= maxBlame {
		a.more++
		return
	}
	b := blame{piece: piece, mended: mended}
	for i := range list {
		if end := list[i].of.source.end().String(); !slices.Contains(b.sources, end) && len(b.sources) < maxTries {
			b.sources = append(b.sources, end)
		}
	}
	a.blame = append(a.blame, b)
}

// read gives the first n bytes of a piece, zeros where it has holes.
func (a *assembly) read(list []stretch, n int64, to func([]byte) error) error {
	at := int64(0)
	for i := 0; at < n; {
		end := n
		if i < len(list) {
			end = list[i].from
			if at >= end {
				end = list[i].to
			}
		}
		b := a.buffer[:min(int64(len(a.buffer)), end-at)]
		if i < len(list) && at >= list[i].from {
			if err := list[i].of.source.log.read(b, list[i].at()+at-list[i].from); err != nil {
				return err
			}
		} else {
			clear(b)
		}
		if err := to(b); err != nil {
			return err
		}
		if at += int64(len(b)); i < len(list) && at == list[i].to {
			i++
		}
	}
	return nil
}

// measure finds the hashes of pieces of those files of version 2 that are there
// as a whole while nobody said their hashes: their root tells.
func (a *assembly) measure(runs []*run) error {
	if a.V1 || a.height < 0 {
		return nil
	}
	var f, next int64 = -1, 0 // the file, and its piece that comes next
	var nodes []byte
	return byPiece(runs, func(runs []*run) error {
		i := int64(runs[0].piece)
		from, size := a.layout.piece(i)
		if size == 0 {
			return nil
		}
		if at := int64(a.fileAt(from)); at != f {
			f, next, nodes = at, 0, nil
		}
		x := &a.Files[f]
		if i-a.starts[f]/a.PieceLength != next || len(a.layers[x.Root]) > 0 || x.Length <= a.PieceLength {
			return nil
		}
		list := covered(runs, size)
		if !a.whole(list, from, size) {
			return nil
		}
		sum := newLeaves(a.height)
		if err := a.read(list, size, func(b []byte) error { _, err := sum.Write(b); return err }); err != nil {
			return err
		}
		nodes = sum.Sum(nodes)
		if next++; next*a.PieceLength >= x.Length {
			a.prove(x.Root, nodes)
		}
		return nil
	})
}
