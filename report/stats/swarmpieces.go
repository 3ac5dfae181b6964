package stats

import (
	"bytes"
	"cmp"
	"crypto/sha1"
	"hash"
	"slices"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/reassembly"
)

// pieceSums add up pieces of torrents of version 1 that one peer sends another as a
// whole, block after block, to be compared with their hashes at the end.
type pieceSums struct {
	open  map[direction]*incomingPieces
	done  map[pieceKey]pieceSum
	parts map[partKey][]byte // of info dictionaries
	kept  int                // bytes of parts
	lost  uint64
}

// direction is who sends.
type direction struct {
	conn *dissect.Conn
	dir  dissect.Dir
}

// incomingPieces are the pieces of a sender that have begun, the last one at the
// end.
type incomingPieces struct {
	list  []*incomingPiece
	block *incomingPiece // whose block passes; nil: it is of none
}

type incomingPiece struct {
	index uint32
	size  uint32 // so far
	sum   hash.Hash
	first reassembly.Mark
}

// pieceKey is a piece as one peer sent it to another.
type pieceKey struct {
	where findingKey
	hash  [bittorrent.HashSize]byte
	index uint32
}

type pieceSum struct {
	size  uint32
	sum   [sha1.Size]byte
	first reassembly.Mark
	last  reassembly.Mark
}

// partKey is a part of an info dictionary.
type partKey struct {
	hash         [bittorrent.HashSize]byte
	piece, total int64
}

// Bounds of pieces that one peer sends at a time, of pieces that are compared, and
// of what describes torrents, in bytes.
const (
	maxAtATime   = 8
	maxCompared  = 131_072
	maxDescribed = 8 << 20
)

// piece takes bytes of a block.
func (c *pieceSums) piece(p *dissect.Piece) {
	b, ok := p.About.(*bittorrent.Block)
	if !ok {
		return
	}
	k := direction{p.Conn, p.Dir}
	x := c.open[k]
	if x == nil {
		if c.open == nil {
			c.open = map[direction]*incomingPieces{}
		}
		x = &incomingPieces{}
		c.open[k] = x
	}
	if p.First {
		x.begin(b, p.Mark)
	}
	at := x.block
	if at == nil {
		return
	}
	if p.Missing > 0 || p.Last && !p.Whole {
		x.drop(at)
		return
	}
	at.sum.Write(p.Bytes)
	at.size += uint32(len(p.Bytes))
	if p.Last && b.Peers.Known() {
		c.ended(p, b, at)
	}
}

// begin takes the next block: it goes on with a piece, or begins one.
func (x *incomingPieces) begin(b *bittorrent.Block, m reassembly.Mark) {
	x.block = nil
	i := slices.IndexFunc(x.list, func(p *incomingPiece) bool { return p.index == b.Index })
	switch {
	case i >= 0 && x.list[i].size == b.Begin:
		x.block = x.list[i]
		return
	case i >= 0:
		x.list = slices.Delete(x.list, i, i+1)
	}
	if b.Begin != 0 {
		return
	}
	if len(x.list) >= maxAtATime {
		x.list = slices.Delete(x.list, 0, 1)
	}
	x.block = &incomingPiece{index: b.Index, sum: sha1.New(), first: m}
	x.list = append(x.list, x.block)
}

func (x *incomingPieces) drop(p *incomingPiece) {
	x.list = slices.DeleteFunc(x.list, func(q *incomingPiece) bool { return q == p })
	x.block = nil
}

// ended notes what a piece adds up to so far: nobody says yet how long it is.
func (c *pieceSums) ended(p *dissect.Piece, b *bittorrent.Block, x *incomingPiece) {
	where := of(corruptPiece, p.Conn)
	if p.Dir == dissect.ToServer {
		where.client, where.server, where.port = p.Conn.Server.Addr, p.Conn.Client.Addr, p.Conn.Client.Port
	}
	k := pieceKey{where, b.Peers.InfoHash, x.index}
	if _, known := c.done[k]; !known && len(c.done) >= maxCompared {
		c.lost++
		return
	}
	if c.done == nil {
		c.done = map[pieceKey]pieceSum{}
	}
	c.done[k] = pieceSum{x.size, sumOf(x.sum), x.first, p.Mark}
}

// sumOf returns the sum so far.
func sumOf(h hash.Hash) (sum [sha1.Size]byte) {
	h.Sum(sum[:0])
	return sum
}

// event takes parts of info dictionaries, and .torrent files.
func (c *pieceSums) event(x *dissect.Event) {
	switch d := x.About.(type) {
	case *bittorrent.MetadataBlock:
		if d.Peers.Known() && d.Total > 0 && len(d.Data) > 0 {
			c.keep(partKey{d.Peers.InfoHash, d.Piece, d.Total}, d.Data)
		}
	case *bittorrent.TorrentFile:
		for at := 0; at < len(d.Info); at += bittorrent.MetadataPieceLen {
			c.keep(partKey{d.InfoHash, int64(at / bittorrent.MetadataPieceLen), int64(len(d.Info))},
				d.Info[at:min(len(d.Info), at+bittorrent.MetadataPieceLen)])
		}
	}
}

func (c *pieceSums) keep(k partKey, b []byte) {
	if _, known := c.parts[k]; known || c.kept+len(b) > maxDescribed {
		return
	}
	if c.parts == nil {
		c.parts = map[partKey][]byte{}
	}
	c.parts[k] = bytes.Clone(b)
	c.kept += len(b)
}

func (c *pieceSums) closed(k *dissect.Conn) {
	delete(c.open, direction{k, dissect.ToServer})
	delete(c.open, direction{k, dissect.ToClient})
}

func (c *pieceSums) merge(o *pieceSums) {
	for k, b := range o.parts {
		c.keep(k, b)
	}
	c.lost += o.lost
	if c.done == nil {
		c.done = o.done
		return
	}
	for k, x := range o.done {
		c.done[k] = x
	}
}

// infos returns the info dictionaries that are whole.
func (c *pieceSums) infos() map[[bittorrent.HashSize]byte]bittorrent.Metainfo {
	totals := map[[bittorrent.HashSize]byte][]int64{}
	for k := range c.parts {
		if !slices.Contains(totals[k.hash], k.total) && len(totals[k.hash]) < maxAtATime {
			totals[k.hash] = append(totals[k.hash], k.total)
		}
	}
	known := map[[bittorrent.HashSize]byte]bittorrent.Metainfo{}
	for h, list := range totals {
		for _, total := range list {
			var info []byte
			for i := int64(0); i*bittorrent.MetadataPieceLen < total; i++ {
				part := c.parts[partKey{h, i, total}]
				if part == nil {
					break
				}
				info = append(info, part...)
			}
			if int64(len(info)) != total || !bittorrent.IsInfo(info, h) {
				continue
			}
			if x, ok := bittorrent.ReadInfo(info); ok && x.V1 {
				known[h] = x
			}
		}
	}
	return known
}

// tell remarks pieces that do not match their hash.
func (c *pieceSums) tell(said *findings) {
	if len(c.done) == 0 || len(c.parts) == 0 {
		return
	}
	known := c.infos()
	for k, x := range c.done {
		info, ok := known[k.hash]
		if !ok {
			continue
		}
		from, at := int64(k.index)*info.PieceLength, int64(k.index)*bittorrent.HashSize
		if at+bittorrent.HashSize > int64(len(info.Hashes)) || int64(x.size) != min(info.PieceLength, info.Length-from) {
			continue
		}
		if !bytes.Equal(info.Hashes[at:at+bittorrent.HashSize], x.sum[:]) {
			said.add(event{key: k.where, at: x.first,
				what: "piece " + strconv.Itoa(int(k.index)) + " of " + cmp.Or(shortName(string(info.Name)), "a torrent")})
		}
	}
	said.book.others[corruptPiece] += c.lost
}
