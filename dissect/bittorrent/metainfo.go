package bittorrent

import (
	"crypto/sha1"
	"crypto/sha256"
	"slices"

	"netsniff/dissect/bencode"
)

// Metainfo is what an info dictionary says of a torrent (BEP 3, 52). Texts and
// hashes are borrowed from it.
type Metainfo struct {
	Name        []byte
	PieceLength int64
	Files       []File // in their order
	Hashes      []byte // SHA-1 of each piece, 20 bytes each; of version 1
	V1, V2      bool   // versions that it is of; a hybrid is of both
	Length      int64  // of all files, those that fill up pieces included

	names int // of all paths
}

// File is a file of a torrent.
type File struct {
	Path   [][]byte // below the torrent's name; of a torrent of a single file nil
	Length int64
	Pad    bool              // stands for nothing: it fills up a piece (BEP 47)
	Root   [sha256.Size]byte // of the tree of its hashes; of version 2, zero of an empty file
}

// maxFiles bounds the files that are read of a torrent, maxNames the names of a
// path, maxTotal what files add up to.
const (
	maxFiles = 1 << 17
	maxNames = bencode.MaxDepth
	maxTotal = 1 << 50
	// maxPathNames bounds the names of all paths: deep ones of many files take more
	// room than the dictionary.
	maxPathNames = 1 << 20
)

// ReadInfo reads an info dictionary, and reports whether it is one whose pieces
// have a length.
func ReadInfo(b []byte) (x Metainfo, ok bool) {
	info, fault := bencode.Parse(b)
	if fault != bencode.Fine || info.Kind != bencode.Dictionary {
		return x, false
	}
	x.Name = info.Get("name").Text()
	x.PieceLength, _ = info.Get("piece length").Int()
	if x.PieceLength <= 0 || x.PieceLength > maxTotal {
		return x, false
	}
	version, _ := info.Get("meta version").Int()
	tree := info.Get("file tree")
	x.V2 = version == 2 && tree.Kind == bencode.Dictionary
	if hashes := info.Get("pieces"); hashes.Kind == bencode.String {
		x.V1, x.Hashes = true, hashes.Text()[:len(hashes.Text())/HashSize*HashSize]
	}
	switch {
	case x.V1:
		x.listed(info)
	case x.V2:
		x.within(tree, nil)
		if len(x.Files) == 1 && len(x.Files[0].Path) == 1 && string(x.Files[0].Path[0]) == string(x.Name) {
			x.Files[0].Path = nil
		}
	}
	if x.V1 && x.V2 {
		x.rooted(tree)
	}
	return x, x.V1 || x.V2
}

// listed reads the files of version 1.
func (x *Metainfo) listed(info bencode.Value) {
	if n, ok := info.Get("length").Int(); ok {
		x.add(File{Length: n})
		return
	}
	for e := info.Get("files").Entries(); e.Next(); {
		n, _ := e.Value.Get("length").Int()
		f := File{Length: n}
		for names := e.Value.Get("path").Entries(); names.Next() && len(f.Path) < maxNames; {
			f.Path = append(f.Path, names.Value.Text())
		}
		for _, c := range e.Value.Get("attr").Text() {
			f.Pad = f.Pad || c == 'p'
		}
		x.add(f)
	}
}

// add takes the next file, if it is believed.
func (x *Metainfo) add(f File) {
	if f.Length >= 0 && f.Length <= maxTotal && len(x.Files) < maxFiles && x.Length+f.Length <= maxTotal &&
		x.names+len(f.Path) <= maxPathNames {
		x.names += len(f.Path)
		x.Files = append(x.Files, f)
		x.Length += f.Length
	}
}

// within reads the files below a directory of version 2, whose names are path.
func (x *Metainfo) within(tree bencode.Value, path [][]byte) {
	for e := tree.Entries(); e.Next() && len(path) < maxNames; {
		if len(e.Key) > 0 {
			x.within(e.Value, append(path[:len(path):len(path)], e.Key))
			continue
		}
		n, _ := e.Value.Get("length").Int()
		f := File{Path: path, Length: n}
		copy(f.Root[:], e.Value.Get("pieces root").Text())
		x.add(f)
	}
}

// rooted takes the roots of a hybrid's files, which are listed twice in the same
// order (BEP 52).
func (x *Metainfo) rooted(tree bencode.Value) {
	var second Metainfo
	second.within(tree, nil)
	for i, at := 0, 0; i < len(x.Files) && at < len(second.Files); i++ {
		if f := &x.Files[i]; !f.Pad && f.Length == second.Files[at].Length {
			f.Root = second.Files[at].Root
			at++
		}
	}
}

// Pieces returns how many pieces there are. Those of version 2 alone begin anew
// with each file.
func (x *Metainfo) Pieces() (n int64) {
	if x.V1 {
		return int64(len(x.Hashes) / HashSize)
	}
	for i := range x.Files {
		n += (x.Files[i].Length + x.PieceLength - 1) / x.PieceLength
	}
	return n
}

// PathOf returns the path of a file, which begins with the torrent's name.
func (x *Metainfo) PathOf(i int) string {
	b := slices.Clone(x.Name)
	for _, name := range x.Files[i].Path {
		b = append(append(b, '/'), name...)
	}
	return string(b)
}

// Size returns what the files add up to that stand for something.
func (x *Metainfo) Size() (n int64) {
	for i := range x.Files {
		if !x.Files[i].Pad {
			n += x.Files[i].Length
		}
	}
	return n
}

// IsInfo reports whether b is the info dictionary that a torrent goes by: its
// SHA-1, or the beginning of its SHA-256 (BEP 52).
func IsInfo(b []byte, infoHash [HashSize]byte) bool {
	v2 := sha256.Sum256(b)
	return sha1.Sum(b) == infoHash || [HashSize]byte(v2[:HashSize]) == infoHash
}
