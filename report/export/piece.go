package export

import (
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strconv"

	"netsniff/dissect"
	"netsniff/reassembly"
	"netsniff/report/table"
)

// passage is where a content came by and what was lost of it: what all indexes
// say.
type passage struct {
	part        bool   // no more was asked for
	name        string // of the file, within the directory
	id          uint32 // of its connection
	client      dissect.Endpoint
	server      dissect.Endpoint
	dir         dissect.Dir
	first, last reassembly.Mark
	size        int64 // of the file
	missing     int64
	whole       bool
	sum         string
}

var passageColumns = []table.Column{
	{Name: "bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes},
	{Name: "complete", Label: table.Say("Complete", "完整")},
	{Name: "missing_bytes", Label: table.Say("Missing", "缺失"), Type: table.Bytes, Importance: table.Minor},
	{Name: "first_frame", Label: table.Say("First", "首帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "last_frame", Label: table.Say("Last", "末帧"), Type: table.Frame, Importance: table.Extra},
	{Name: "time", Label: table.Say("Time", "时间"), Type: table.Time, Importance: table.Minor},
	{Name: "duration", Label: table.Say("Duration", "时长"), Type: table.Duration, Importance: table.Extra},
	{Name: "stream", Label: table.Say("Stream", "流"), Type: table.Number, Importance: table.Minor},
	{Name: "client", Label: table.Say("Client", "客户端"), Importance: table.Extra},
	{Name: "server", Label: table.Say("Server", "服务器"), Importance: table.Extra},
	{Name: "sha256", Label: table.Say("SHA-256", "SHA-256"), Importance: table.Extra},
}

func newPassage(name string, p *dissect.Piece) passage {
	return passage{name: name, id: p.Conn.ID, client: p.Conn.Client, server: p.Conn.Server, dir: p.Dir, first: p.Mark,
		last: p.Mark}
}

// note takes the next piece.
func (x *passage) note(p *dissect.Piece) {
	// Late segments come behind those that follow them.
	if p.Mark.Frame < x.first.Frame {
		x.first = p.Mark
	}
	if p.Mark.Frame > x.last.Frame {
		x.last = p.Mark
	}
	x.missing += p.Missing
	if p.Last {
		x.whole = p.Whole && x.missing == 0
	}
}

func (x *passage) path() string                  { return x.name }
func (x *passage) frames() (first, last uint32)  { return x.first.Frame, x.last.Frame }
func (x *passage) stream() (uint32, dissect.Dir) { return x.id, x.dir }

// appendValues appends the values of passageColumns.
func (x *passage) appendValues(dst []table.Value) []table.Value {
	return append(dst, table.Int(x.size), table.YesNo(x.whole && !x.part), table.Int(x.missing),
		table.Int(x.first.Frame), table.Int(x.last.Frame), table.At(x.first.At),
		table.Nanoseconds(x.last.At-x.first.At), table.Int(x.id), table.String(x.client.String()),
		table.String(x.server.String()), table.String(x.sum))
}

// written is a content that goes into a file as it passes.
type written struct {
	passage
	file *spool
}

func (c *collector) newWritten(name string, p *dissect.Piece) written {
	return written{newPassage(name, p), c.spools.create(c.path(name))}
}

func (x *written) write(p *dissect.Piece) error {
	x.note(p)
	if p.Missing > 0 {
		_, err := io.WriteString(x.file, gapMark(p.Missing))
		return err
	}
	_, err := x.file.Write(p.Bytes)
	return err
}

// base names a content by its protocol and the frame that it begins in, so
// that names do not depend on what else is exported; those of one of several
// captures have its directory in front.
func (e *Exporter) base(protocol string, at reassembly.Mark) string {
	return path.Join(e.folder, fmt.Sprintf("%s-%05d", protocol, at.Frame))
}

// path returns where a file of the export lies, "" if nothing is written.
func (e *Exporter) path(name ...string) string {
	if e.Dir == "" {
		return ""
	}
	return filepath.Join(append([]string{e.Dir}, name...)...)
}

// gapMark is what stands for missing bytes.
func gapMark(n int64) string {
	return "\r\n[netsniff: " + strconv.FormatInt(n, 10) + " bytes are missing here: they were not captured]\r\n"
}
