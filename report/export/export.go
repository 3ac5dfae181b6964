// Package export takes contents out of a capture: mails as they were sent, with
// their attachments, and what HTTP carried. Each is written as it passes by,
// so that memory does not grow with its size; an index says where it came
// from, its SHA-256, and whether it is whole. What was lost is marked where
// it is missing: nothing is ever silently short.
package export

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/ftp"
	"netsniff/dissect/http"
	"netsniff/dissect/mail/message"
	"netsniff/dissect/rtp"
	"netsniff/dissect/tftp"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// Kind is what can be exported.
type Kind uint8

// Kinds.
const (
	Mail Kind = iota
	HTTP
	Torrent
	FTP
	TFTP
	Audio
)

var kinds = [...]string{"mail", "http", "torrent", "ftp", "tftp", "audio"}

func (k Kind) String() string { return kinds[k] }

// carries names what brings contents of a kind, as collect.Absence.Notes does.
func (k Kind) carries() string { return carriers[k] }

var carriers = [...]string{"mail", "HTTP", "BitTorrent", "FTP", "TFTP", "audio of G.711"}

// Kinds lists the names that ParseKind takes.
func Kinds() []string { return kinds[:] }

// ParseKind returns the kind called s.
func ParseKind(s string) (Kind, bool) {
	for i, name := range kinds {
		if s == name {
			return Kind(i), true
		}
	}
	return 0, false
}

// Exporter exports into a directory. Its collectors, one for each worker, give
// the index as tables.
type Exporter struct {
	Kind     Kind
	Dir      string         // "" writes nothing: the index alone is made
	Formulas table.Formulas // in index.csv
	Plain    bool           // as tshark --export-objects: its names, and no index; for one worker
	Torrents [][]byte       // of Torrent: .torrent files that describe what is carried
	plain    map[string]int // how often each of those names was given
	folder   string         // in Dir, of the capture that is read; "" if it is the only one
	folders  map[string]bool
}

// Enter has the contents of the next of several captures written into a
// directory of their own in Dir, named after it. It must be new.
func (e *Exporter) Enter(capture string) error {
	name := filepath.Base(capture)
	if dot := strings.IndexByte(name, '.'); dot > 0 {
		name = name[:dot]
	}
	e.folder = name
	for n := 2; e.folders[e.folder]; n++ {
		e.folder = name + "-" + strconv.Itoa(n)
	}
	if e.folders == nil {
		e.folders = map[string]bool{}
	}
	e.folders[e.folder] = true
	if e.Dir == "" {
		return nil
	}
	return taken(os.Mkdir(filepath.Join(e.Dir, e.folder), 0o777))
}

// Leave ends a capture: a directory that nothing was written to goes.
func (e *Exporter) Leave() {
	if e.Dir != "" && e.folder != "" {
		_ = os.Remove(filepath.Join(e.Dir, e.folder)) // one that has something stays
	}
	e.folder = ""
}

// Ask returns what a collect.Plan asks for to have the contents exported.
func (e *Exporter) Ask() collect.Ask {
	return collect.Ask{Named: true, Definition: collect.Definition{
		Name: e.Kind.String(), Title: titles[e.Kind], Columns: columns[e.Kind], Content: contents[e.Kind],
		Streams: overStreams[e.Kind],
		New: func(a *collect.Ask) collect.Collector {
			if e.Kind == Torrent {
				return newTorrents(e, a)
			}
			return newCollector(e, a)
		},
	}}
}

var contents = [...]dissect.Contents{Mail: dissect.Mails, HTTP: dissect.Objects, Torrent: dissect.Blocks | dissect.Objects,
	FTP: dissect.Files, TFTP: dissect.Files, Audio: dissect.Audio}

// overStreams are the kinds that datagrams never carry: HTTP/3 has objects.
var overStreams = [...]bool{Mail: true, FTP: true, TFTP: false, Audio: false}

var titles = [...]table.Phrase{Mail: {EN: "Mails", ZH: "邮件"}, HTTP: {EN: "HTTP objects", ZH: "HTTP 对象"},
	Torrent: {EN: "Torrents", ZH: "种子"}, FTP: {EN: "Files by FTP", ZH: "FTP 文件"},
	TFTP:  {EN: "Files by TFTP", ZH: "TFTP 文件"},
	Audio: {EN: "Audio of calls and streams", ZH: "通话与媒体流的音频"}}

var columns = [...][]table.Column{Mail: mailColumns, HTTP: objectColumns, Torrent: torrentColumns,
	FTP: fileColumns, TFTP: fileColumns, Audio: audioColumns}

// Prepare makes the directory. It must not hold an index: nothing is ever
// written over.
func (e *Exporter) Prepare() error {
	if err := os.MkdirAll(e.Dir, 0o777); err != nil {
		return err
	}
	for _, name := range indexes {
		if e.Plain {
			break
		}
		if _, err := os.Lstat(filepath.Join(e.Dir, name)); err == nil {
			return errors.New(e.Dir + " has an " + name + " already: name a new directory with -o")
		}
	}
	return nil
}

// indexes are the files that say what the others are: index.csv has a line for
// each content, index.json all, and others have one for each part of contents:
// attachments of mails, files of torrents.
var indexes = [...]string{"index.csv", "index.json", "attachments.csv", "files.csv"}

// Index writes the indexes.
func (e *Exporter) Index(tables []table.Table, r *collect.Run) error {
	write := func(name string, to func(io.Writer) error) error {
		f, err := os.OpenFile(filepath.Join(e.Dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err != nil {
			return err
		}
		if err := cmp.Or(to(f), f.Close()); err != nil {
			_ = os.Remove(f.Name()) // half an index is none
			return err
		}
		return nil
	}
	for i := range tables {
		name := indexes[0]
		if i > 0 {
			name = tables[i].Name + ".csv"
		}
		if err := write(name, func(w io.Writer) error { return table.WriteCSV(w, &tables[i], e.Formulas) }); err != nil {
			return err
		}
	}
	return write(indexes[1], func(w io.Writer) error { return table.WriteJSON(w, tables, r.Figures(), table.English) })
}

// Written returns the files of the contents that are complete, but for the first n
// of them, as long as set is the only one of its run.
func Written(set *collect.Set, n int) (names []string) {
	set.Each(func(one collect.Collector) {
		if c, ok := one.(*collector); ok {
			for _, x := range c.items[n:] {
				names = append(names, c.Exporter.path(x.path()))
			}
		}
	})
	return names
}

// Failure returns the first error in writing contents.
func Failure(set *collect.Set) (err error) {
	set.Each(func(c collect.Collector) {
		switch x := c.(type) {
		case *collector:
			err = cmp.Or(err, x.failed)
		case *torrents:
			err = cmp.Or(err, taken(x.failed))
		}
	})
	return err
}

// taken says what to do about a file that is there already.
func taken(err error) error {
	if errors.Is(err, fs.ErrExist) {
		var p *fs.PathError
		errors.As(err, &p)
		return errors.New(p.Path + " is there already: name a new directory with -o")
	}
	return err
}

// key is a direction of a connection: contents in it come one after the other, but for
// those of audio, of which each source has its own.
type key struct {
	conn  *dissect.Conn
	dir   dissect.Dir
	audio *rtp.Audio
}

// maxItems bounds the contents that the index has, and so the files.
const maxItems = 1 << 20

// itemBytes is what one takes in the index, about, with its texts.
const itemBytes = 600

// collector exports what one worker hears.
type collector struct {
	*Exporter
	ask     *collect.Ask
	absence collect.Absence
	open    map[key]content
	items   []item
	beyond  uint64 // contents that were not exported, beyond maxItems
	spools  spools
	names   message.Namer
	parts   parts // of files that were transferred
	paired  bool  // the two directions of calls were put together
	failed  error
}

// item is a content in the index.
type item interface {
	path() string // within the directory
	frames() (first, last uint32)
	stream() (uint32, dissect.Dir)
}

// content is one that is passing.
type content interface {
	write(p *dissect.Piece) error
	// end completes the content, or drops it, and returns what the index says
	// of it, nil if it is dropped.
	end(p *dissect.Piece, keep bool) (item, error)
}

func newCollector(e *Exporter, a *collect.Ask) *collector {
	absence := collect.MailAbsence()
	switch e.Kind {
	case HTTP:
		absence = collect.Absence{Ports: http.Protocol.TCP}
	case FTP:
		absence = collect.Absence{Ports: ftp.Protocol.TCP}
	case Audio:
		absence = collect.Absence{OverUDP: true}
	case TFTP:
		absence = collect.Absence{Ports: tftp.Protocol.UDP}
	}
	return &collector{Exporter: e, ask: a, absence: absence, open: map[key]content{}}
}

// Frame implements collect.Collector.
func (c *collector) Frame(f *dissect.Frame) { c.absence.Frame(f) }

// Exchange implements dissect.Listener.
func (c *collector) Exchange(*dissect.Exchange) {}

// Closed implements dissect.Listener.
func (c *collector) Closed(*dissect.Conn, reassembly.Mark) {}

// Piece implements dissect.Listener: contents come by Keep.
func (c *collector) Piece(*dissect.Piece) {}

// Keep implements collect.Keeper.
func (c *collector) Keep(p *dissect.Piece, counts bool) {
	k := key{conn: p.Conn, dir: p.Dir}
	k.audio, _ = p.About.(*rtp.Audio)
	if p.First {
		if len(c.items)+len(c.open) >= c.ask.Most(maxItems, itemBytes) {
			c.beyond++
			return
		}
		if x := c.begin(p); x != nil {
			c.open[k] = x
		}
	}
	x := c.open[k]
	if x == nil {
		return
	}
	c.fail(x.write(p))
	if p.Last {
		delete(c.open, k)
		done, err := x.end(p, counts)
		c.fail(err)
		if done != nil {
			c.items = append(c.items, done)
		}
	}
}

func (c *collector) begin(p *dissect.Piece) content {
	switch c.Kind {
	case Mail:
		return c.beginMail(p)
	case HTTP:
		return c.beginObject(p)
	case Audio:
		return c.beginAudio(p)
	}
	return c.beginFile(p)
}

func (c *collector) fail(err error) {
	if c.failed == nil && err != nil {
		c.failed = taken(err)
	}
}

// Merge implements collect.Collector.
func (c *collector) Merge(other collect.Collector) {
	o := other.(*collector)
	c.absence.Merge(&o.absence)
	c.items = append(c.items, o.items...)
	c.beyond += o.beyond
	c.fail(o.failed)
}
