package swarm

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"netsniff/dissect/bittorrent"
	"netsniff/reassembly"
)

// wants reports whether a torrent is told.
func (v *View) wants(t *Torrent) bool {
	if len(v.Only) == 0 {
		return true
	}
	name := hex.EncodeToString(t.Hash[:])
	return slices.ContainsFunc(v.Only, func(begins string) bool {
		return strings.HasPrefix(name, begins) || t.V2 != "" && strings.HasPrefix(t.V2, begins)
	})
}

// only returns the torrent that is told if there is one only and its hash is
// whole.
func (v *View) only() (hash infoHash, ok bool) {
	if len(v.Only) != 1 || len(v.Only[0]) < 2*len(hash) {
		return hash, false
	}
	n, err := hex.Decode(hash[:], []byte(v.Only[0][:2*len(hash)]))
	return hash, err == nil && n == len(hash)
}

// describe reads the info dictionaries of which all parts passed.
func (b *builder) describe() {
	type whole struct {
		hash  infoHash
		total int64
	}
	parts := map[whole]map[int64][]byte{}
	marks := map[whole]reassembly.Mark{} // of the part that came first
	var order []whole
	for _, key := range b.metadata.sorted() {
		w := whole{key.hash, key.total}
		if parts[w] == nil {
			parts[w], marks[w] = map[int64][]byte{}, b.metadata.items[key].mark
			order = append(order, w)
		}
		parts[w][key.piece] = b.metadata.items[key].value
	}
	for _, w := range order {
		info := joined(parts[w], w.total)
		if info == nil || !bittorrent.IsInfo(info, w.hash) {
			continue
		}
		if x, ok := bittorrent.ReadInfo(info); ok {
			b.know(w.hash, &x, info, marks[w])
		}
	}
}

// joined returns the total bytes of parts, nil if some are missing.
func joined(parts map[int64][]byte, total int64) []byte {
	if total > int64(len(parts))*bittorrent.MetadataPieceLen {
		return nil
	}
	var all bytes.Buffer
	for i := int64(0); i*bittorrent.MetadataPieceLen < total; i++ {
		if len(parts[i]) == 0 {
			return nil
		}
		all.Write(parts[i])
	}
	if int64(all.Len()) != total {
		return nil
	}
	return all.Bytes()
}

// know takes what a torrent's metadata says. A hybrid goes by either hash (BEP 52).
func (b *builder) know(hash infoHash, x *bittorrent.Metainfo, info []byte, m reassembly.Mark) {
	v2 := sha256.Sum256(info)
	if x.V1 && x.V2 {
		first := sha1.Sum(info)
		b.alias[infoHash(v2[:len(first)])] = first
	}
	t := b.torrent(hash, m)
	if t.Info != nil {
		return
	}
	t.Info, t.Name, t.NameBy, t.PieceLength, t.Size = x, string(x.Name), ByMetadata, x.PieceLength, x.Size()
	if x.V2 {
		t.V2 = hex.EncodeToString(v2[:])
	}
	if n := x.Pieces(); n <= maxPieces {
		t.Pieces, t.Exact = int(n), true
	}
}

// measure finds how many pieces there are if the metadata does not tell: a
// bitfield has a bit for each, and up to seven more.
func (t *Torrent) measure() {
	if t.Exact {
		return
	}
	n, field := 0, 0
	for _, l := range t.links {
		for i := range l.sides {
			s := &l.sides[i]
			n = max(n, int(s.spread))
			if s.started == some {
				field = max(field, 8*s.field)
			}
		}
	}
	if field > 0 {
		n = min(n, field) // what lies beyond is forged
	}
	t.Pieces = n
	t.Exact = n > 0 && field-n < 8 && field >= n
	t.estimate()
}

// estimate finds the length of pieces by the blocks that were asked for, and the
// size by what peers told a tracker that they lacked as they started, or by the
// blocks of the last piece.
func (t *Torrent) estimate() {
	length, tail, n := int64(0), int64(0), int64(t.Pieces)
	for _, l := range t.links {
		for i := range l.sides {
			s := &l.sides[i]
			length = max(length, s.reach)
			if int64(s.asked) == n {
				tail = max(tail, s.tail)
			}
		}
	}
	lacked := int64(0)
	for _, x := range t.Trackers {
		for i := range x.Events {
			if e := &x.Events[i]; e.Event == "started" && e.Downloaded == 0 && e.Left <= maxSize {
				lacked = max(lacked, int64(e.Left))
			}
		}
	}
	switch {
	case n == 0 || length == 0:
	case (lacked+length-1)/length == n:
		t.Size, t.SizeBy, t.PieceLength, t.Exact = lacked, ByAnnounce, length, true
	case tail > 0 && (n > 1 || t.Exact):
		t.Size, t.SizeBy, t.PieceLength = (n-1)*length+tail, ByRequests, length
	}
}

// maxSize is what the files of a torrent are believed to add up to.
const maxSize = 1 << 50

// pieceLength returns the bytes of a piece, 0 if that is not known.
func (t *Torrent) pieceLength(i uint32) int64 {
	total := t.Size
	if x := t.Info; x != nil && !x.V1 {
		return t.lengths.of(x, int64(i))
	} else if x != nil {
		total = x.Length
	}
	return max(0, min(t.PieceLength, total-int64(i)*t.PieceLength))
}

// lengths finds the bytes of pieces of version 2, of which each file begins anew.
type lengths struct{ firsts []int64 } // piece that a file begins with

func (l *lengths) of(x *bittorrent.Metainfo, i int64) int64 {
	if l.firsts == nil {
		at := int64(0)
		for k := range x.Files {
			l.firsts = append(l.firsts, at)
			at += (x.Files[k].Length + x.PieceLength - 1) / x.PieceLength
		}
	}
	k, found := slices.BinarySearch(l.firsts, i)
	if !found {
		k--
	}
	for k+1 < len(l.firsts) && l.firsts[k+1] == i { // empty files have no piece
		k++
	}
	if k < 0 || k >= len(x.Files) {
		return 0
	}
	return max(0, min(x.PieceLength, x.Files[k].Length-(i-l.firsts[k])*x.PieceLength))
}

// ask adds an announce or a scrape to its tracker.
func (b *builder) ask(a *ask) {
	t := b.torrent(a.about.InfoHash, a.mark)
	i := slices.IndexFunc(t.Trackers, func(x *Tracker) bool { return x.URL == a.tracker })
	if i < 0 {
		if len(t.Trackers) >= maxTrackers {
			b.report.Left.Asks++
			return
		}
		t.Trackers = append(t.Trackers, &Tracker{URL: a.tracker})
		i = len(t.Trackers) - 1
	}
	x := t.Trackers[i]
	if x.Asks++; a.scrape {
		x.Scrapes++
	}
	if a.done {
		x.Answers++
		x.took.Add(a.took)
	}
	d := &a.about
	if d.Failure != "" {
		x.Failures++
		x.Failure = d.Failure
	}
	if d.Warning != "" {
		x.Warning = d.Warning
	}
	if a.done && d.Failure == "" && !d.Unread {
		x.Known, x.Seeders, x.Leechers = true, d.Seeders, d.Leechers
		if d.Interval > 0 {
			x.Interval = d.Interval
		}
		x.Peers = max(x.Peers, d.Peers)
	}
	if !a.scrape && len(x.Events) < maxAnnounced {
		x.Events = append(x.Events, Announced{a.mark.At, a.mark.Frame, a.from, d.Event, d.Downloaded, d.Uploaded, d.Left})
	}
}

// Bounds of the trackers of a torrent and of what is told one by one of each.
const (
	maxTrackers  = 64
	maxAnnounced = 1024
)
