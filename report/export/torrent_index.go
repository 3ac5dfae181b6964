package export

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"os"
	"path"
	"slices"
	"strconv"

	"netsniff/dissect/bencode"
	"netsniff/dissect/bittorrent"
	"netsniff/dissect/mail/message"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// maxTorrentFile bounds a .torrent that is read.
const maxTorrentFile = 64 << 20

// ReadTorrent reads a .torrent for Exporter.Torrents.
func ReadTorrent(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxTorrentFile))
	if err != nil {
		return nil, err
	}
	tree, _ := bencode.Parse(b)
	if _, ok := bittorrent.ReadInfo(tree.Get("info").Raw); !ok {
		return nil, errors.New(name + ": not a .torrent: it has no info dictionary that tells of pieces")
	}
	return b, nil
}

// produced is what was made of all torrents.
type produced struct {
	list []*producedTorrent
}

// producedTorrent is a torrent in the index.
type producedTorrent struct {
	*assembly
	guessed bool // nobody said what is in it
	base    string
	file    string // the .torrent, within the export; "": there is none
	mapped  string // what says which bytes are there
	notes   []string
}

// produce puts all torrents together and writes them.
func (c *torrents) produce() (*produced, error) {
	list, err := c.join()
	if err != nil {
		return nil, err
	}
	if c.folder != "" && c.Dir != "" && len(list) > 0 {
		if err := os.Mkdir(c.path(c.folder), 0o777); err != nil {
			return nil, err
		}
	}
	made := &produced{}
	var names message.Namer
	for _, t := range list {
		if len(made.list) >= c.ask.Most(maxItems, itemBytes) {
			c.beyond++
			continue
		}
		base := names.Name(path.Join(c.folder, fmt.Sprintf("torrent-%05d", t.first.Frame)))
		x, err := c.produceOne(t, base)
		if err != nil {
			return nil, err
		}
		made.list = append(made.list, x)
	}
	return made, nil
}

// produceOne writes the files of a torrent.
func (c *torrents) produceOne(t *torrent, base string) (*producedTorrent, error) {
	x := &producedTorrent{guessed: t.info == nil, base: base}
	x.assembly = &assembly{torrent: t, layout: t.layout, out: &tree{e: c.Exporter, base: base, partial: x.guessed}}
	if err := x.run(); err != nil {
		return nil, err
	}
	if last := x.out.open; last != nil {
		x.out.give(last, x.out.close())
	}
	if x.complete() {
		x.out.empties(x.layout)
	}
	c.fail(x.out.failed)
	return x, errors.Join(c.writeTorrent(x), c.writeMap(x))
}

// guess describes a torrent of which nobody said what is in it, as far as its
// blocks tell: pieces are as long as a power of two, and all but the last alike.
func guess(t *torrent) *bittorrent.Metainfo {
	longest, end := int64(bittorrent.LeafSize), int64(0)
	for _, r := range t.runs {
		longest = max(longest, int64(r.begin)+int64(r.n))
	}
	longest = 1 << bits.Len64(uint64(longest-1))
	for _, r := range t.runs {
		if int64(r.piece) < maxPlace/longest {
			end = max(end, int64(r.piece)*longest+int64(r.begin)+int64(r.n))
		}
	}
	return &bittorrent.Metainfo{Name: []byte("data"), PieceLength: longest, V1: true, Length: end,
		Files: []bittorrent.File{{Length: end}}}
}

// complete reports whether all files are that are not empty.
func (x *producedTorrent) complete() bool {
	n := 0
	for _, f := range x.out.files {
		if !f.complete() {
			return false
		}
		if f.length > 0 {
			n++
		}
	}
	all := 0
	for i := range x.Files {
		if f := &x.Files[i]; f.Length > 0 && !f.Pad {
			all++
		}
	}
	return n == all && n > 0
}

// have returns how many bytes there are, and how many of them match their hashes.
func (x *producedTorrent) have() (have, verified int64) {
	for _, f := range x.out.files {
		have, verified = have+f.have, verified+f.verified
	}
	return have, verified
}

// writeTorrent writes the .torrent: as it was carried, or made of the info
// dictionary that peers sent.
func (c *torrents) writeTorrent(x *producedTorrent) error {
	d := x.info
	if d == nil || d.origin == given {
		return nil
	}
	b := d.whole
	if b == nil {
		layers, whole := x.pieceLayers()
		if !whole {
			x.notes, layers = append(x.notes, "its .torrent has no hashes of pieces: not all were carried"), nil
		}
		b = made(d.info, layers, &x.found)
	}
	x.file = x.base + ".torrent"
	return c.write(x.file, b)
}

// pieceLayers returns the hashes of pieces of version 2 as a .torrent has them,
// bencoded, and false if some are not known.
func (l *layout) pieceLayers() (b []byte, whole bool) {
	if l.height < 0 {
		return nil, true
	}
	roots := map[string][]byte{}
	for i := range l.Files {
		f := &l.Files[i]
		if f.Length <= l.PieceLength || f.Pad {
			continue
		}
		layer, n := l.layers[f.Root], (f.Length+l.PieceLength-1)/l.PieceLength
		if int64(len(layer)) < n {
			return nil, false
		}
		var nodes []byte
		for p := range n {
			h, ok := layer[p]
			if !ok {
				return nil, false
			}
			nodes = append(nodes, h[:]...)
		}
		roots[string(f.Root[:])] = nodes
	}
	keys := make([]string, 0, len(roots))
	for k := range roots {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	b = append(b, 'd')
	for _, k := range keys {
		b = append(append(strconv.AppendInt(b, int64(len(k)), 10), ':'), k...)
		b = append(append(strconv.AppendInt(b, int64(len(roots[k])), 10), ':'), roots[k]...)
	}
	return append(b, 'e'), true
}

// write writes a new file of the export.
func (c *torrents) write(name string, b []byte) error {
	if c.Dir == "" {
		return nil
	}
	f, err := os.OpenFile(c.path(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return cmp.Or(err, f.Close())
}

var mapColumns = []table.Column{
	{Name: "path"}, {Name: "file"}, {Name: "from", Type: table.Bytes}, {Name: "to", Type: table.Bytes},
	{Name: "bytes", Type: table.Bytes}, {Name: "state"},
}

// writeMap writes which bytes are there of a torrent that is not complete.
func (c *torrents) writeMap(x *producedTorrent) error {
	if x.complete() || len(x.out.files) == 0 {
		return nil
	}
	x.mapped = x.base + ".map.csv"
	if c.Dir == "" {
		return nil
	}
	f, err := os.OpenFile(c.path(x.mapped), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	t := table.Table{Columns: mapColumns, Rows: x.ranges()}
	return cmp.Or(table.WriteCSV(f, &t, c.Formulas), f.Close())
}

// ranges are the rows of the map: what there is of each file, and what is missing.
func (x *producedTorrent) ranges() (rows table.RowList) {
	by := map[int]*treeFile{}
	for _, f := range x.out.files {
		by[f.index] = f
	}
	for i := range x.Files {
		if x.Files[i].Pad {
			continue
		}
		name, file := x.PathOf(i), ""
		row := func(r fileRange) {
			if r.from < r.to {
				rows = append(rows, []table.Value{table.String(name), table.Some(file), table.Int(r.from), table.Int(r.to),
					table.Int(r.to - r.from), table.String(r.state.String())})
			}
		}
		at := int64(0)
		if f := by[i]; f != nil {
			file = f.path()
			for _, r := range f.ranges {
				row(fileRange{at, r.from, missing})
				row(r)
				at = r.to
			}
		}
		row(fileRange{at, x.Files[i].Length, missing})
	}
	return rows
}

// Tables implements collect.Collector: they are the index. What they tell is
// written by then.
func (c *torrents) Tables(r *collect.Run) []table.Table {
	if c.made == nil {
		c.made = &produced{}
		if made, err := c.produce(); err == nil {
			c.made = made
		} else {
			c.fail(err)
		}
		for _, l := range c.logs {
			c.fail(l.close())
		}
	}
	t := table.Table{Name: c.ask.Name, Title: c.ask.Title, Columns: c.ask.Columns}
	files := table.Table{Name: "files", Title: table.Say("Files", "文件"), Columns: torrentFileColumns}
	var rows, parts table.RowList
	incomplete := 0
	for _, x := range c.made.list {
		rows, parts = append(rows, x.row()), append(parts, x.fileRows()...)
		if !x.complete() {
			incomplete++
		}
	}
	t.Rows, files.Rows = rows, parts
	t.Notes = c.remarks(len(rows), incomplete, r)
	if len(parts) == 0 {
		return []table.Table{t}
	}
	return []table.Table{t, files}
}

func (c *torrents) remarks(n, incomplete int, r *collect.Run) (notes []table.Phrase) {
	say := func(n uint64, en, zh string) {
		if n > 0 {
			notes = append(notes, table.Say(table.Grouped(n)+en, table.Grouped(n)+zh))
		}
	}
	if n == 0 {
		notes = append(notes, table.Say("There are none.", "没有。"))
	}
	say(uint64(incomplete), " not complete: the capture does not have all of them.", " 个不完整：抓包中缺少部分内容。")
	say(uint64(c.encrypted.Count()), " connections of peers are encrypted: nobody who only listens can read them.",
		" 个节点连接已加密：仅旁听无法读取。")
	say(c.beyond, " blocks were left out: there are too many.", " 个块未导出：数量过多。")
	if n == 0 {
		notes = append(notes, c.absence.Notes(Torrent.carries(), r)...)
	}
	return notes
}

// hash returns the info hash, "" if nobody said it.
func (x *producedTorrent) hash() string {
	if len(x.hashes) == 0 {
		return ""
	}
	return hex.EncodeToString(x.hashes[0][:])
}
