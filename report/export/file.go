package export

import (
	"errors"
	"io"
	"os"
	"path"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/ftp"
	"netsniff/dissect/mail/message"
	"netsniff/report/table"
)

// transferred is a file that a protocol transfers.
type transferred struct {
	written
	about  dissect.File
	before *transferred // that has what comes before it, nil if there is none
	joined bool         // it begins with that
	listed bool         // and not written
	parts  *parts
}

// identity is what tells a file from others: a transfer that is resumed has the same.
type identity struct {
	server    string
	directory string
	name      string
	upload    bool
}

func (x *transferred) identity() identity {
	return identity{x.server.Addr.String(), x.about.Directory, x.about.Name, x.about.Upload}
}

func (c *collector) beginFile(p *dissect.Piece) content {
	about, ok := c.carried(p)
	if !ok {
		return nil
	}
	safe := "unnamed"
	if about.Name != "" {
		safe = message.SafeName(path.Base(about.Name))
	}
	name := c.unique(c.base(c.Kind.String(), p.Mark) + "-" + safe)
	x := &transferred{written: c.newWritten(name, p), about: about, listed: c.Dir == "", parts: &c.parts}
	if about.Offset > 0 {
		c.fail(c.resume(x))
	}
	return x
}

// carried returns the file that p begins, and false if it is none of the kind.
func (c *collector) carried(p *dissect.Piece) (f dissect.File, ok bool) {
	switch about := p.About.(type) {
	case *ftp.Carriage:
		if c.Kind == FTP {
			return about.File()
		}
	case *dissect.File:
		return *about, c.Kind == TFTP
	}
	return f, false
}

// maxJoined bounds the bytes that a worker copies in front of what was resumed: a few
// commands may ask for a large file's end again and again.
const maxJoined = 4 << 30

// parts are what came of files so far: of each the longest part that begins it.
type parts struct {
	known  map[identity]*transferred
	copied int64
}

// resume has x begin with what came of its file before, if that is enough.
func (c *collector) resume(x *transferred) error {
	y := c.parts.known[x.identity()]
	if y == nil || y.size < x.about.Offset {
		return nil
	}
	if x.before = y; c.Dir == "" {
		x.joined = true
		return nil
	}
	if c.parts.copied += x.about.Offset; c.parts.copied > maxJoined {
		return nil
	}
	f, err := os.Open(c.path(y.name))
	if err != nil {
		return err
	}
	_, err = io.CopyN(x.file, f, x.about.Offset)
	x.joined = err == nil
	return errors.Join(err, f.Close())
}

// add takes a file that others may resume.
func (p *parts) add(x *transferred) {
	if x.missing > 0 || x.about.Append || x.about.Offset > 0 && !x.joined || x.sum == "" && !x.listed {
		return
	}
	if p.known == nil {
		p.known = map[identity]*transferred{}
	}
	if y := p.known[x.identity()]; y == nil || y.size <= x.size {
		p.known[x.identity()] = x
	}
}

func (x *transferred) end(_ *dissect.Piece, keep bool) (item, error) {
	size, sum, err := x.file.close(keep)
	x.file, x.size, x.sum = nil, size, sum
	x.whole = x.whole && sum != "" && !x.about.Append && (x.about.Offset == 0 || x.joined)
	if x.joined && x.listed { // what is not written has no beginning to hash
		x.size, x.sum = x.size+x.about.Offset, ""
	}
	if !keep {
		return nil, err
	}
	x.parts.add(x)
	return x, err
}

var fileColumns = append([]table.Column{
	{Name: "file", Label: table.Say("File", "文件"), Importance: table.Key, Ends: true},
	{Name: "method", Label: table.Say("Method", "方法")},
	{Name: "name", Label: table.Say("Name", "名称"), Ends: true},
	{Name: "directory", Label: table.Say("Directory", "目录"), Importance: table.Minor, Ends: true},
	{Name: "offset", Label: table.Say("From byte", "起始字节"), Type: table.Number, Importance: table.Minor},
	{Name: "notes", Label: table.Say("Notes", "备注"), Type: table.List, Importance: table.Minor},
}, passageColumns...)

func (x *transferred) row() []table.Value {
	a := &x.about
	var notes []string
	if a.Upload {
		notes = append(notes, "upload")
	}
	if a.Append {
		notes = append(notes, "continues a file that was there")
	}
	if a.Text {
		notes = append(notes, "as text: lines end in CR LF")
	}
	switch {
	case x.joined:
		notes = append(notes, "its first "+strconv.FormatInt(a.Offset, 10)+" bytes are those of "+x.before.name)
	case x.before != nil:
		notes = append(notes, "what is before stands in "+x.before.name+": too much was resumed to copy it")
	case a.Offset > 0:
		notes = append(notes, "what is before was not transferred here")
	}
	return x.appendValues([]table.Value{table.String(x.name), table.Some(a.Method), table.Some(a.Name),
		table.Some(a.Directory),
		table.Int(a.Offset), table.Strings(notes)})
}
