package export

import (
	"fmt"
	"path/filepath"
	"strconv"

	"netsniff/dissect"
	"netsniff/reassembly"
	"netsniff/report/stats"
)

// passage is where a content came by and what was lost of it: what all indexes
// say.
type passage struct {
	name        string // of the file, within the directory
	conn        *dissect.Conn
	dir         dissect.Dir
	first, last reassembly.Mark
	size        int64 // of the file
	missing     int64
	whole       bool
	sum         string
}

var passageColumns = []stats.Column{
	{Name: "bytes", Label: stats.Phrase{EN: "Bytes", ZH: "字节"}, Type: stats.Bytes},
	{Name: "complete", Label: stats.Phrase{EN: "Complete", ZH: "完整"}},
	{Name: "missing_bytes", Label: stats.Phrase{EN: "Missing", ZH: "缺失"}, Type: stats.Bytes},
	{Name: "first_frame", Label: stats.Phrase{EN: "First", ZH: "首帧"}, Type: stats.Frame},
	{Name: "last_frame", Label: stats.Phrase{EN: "Last", ZH: "末帧"}, Type: stats.Frame},
	{Name: "time", Label: stats.Phrase{EN: "Time", ZH: "时间"}, Type: stats.Time},
	{Name: "duration", Label: stats.Phrase{EN: "Duration", ZH: "时长"}, Type: stats.Duration},
	{Name: "stream", Label: stats.Phrase{EN: "Stream", ZH: "流"}, Type: stats.Number},
	{Name: "client", Label: stats.Phrase{EN: "Client", ZH: "客户端"}},
	{Name: "server", Label: stats.Phrase{EN: "Server", ZH: "服务器"}},
	{Name: "sha256", Label: stats.Phrase{EN: "SHA-256", ZH: "SHA-256"}},
}

func newPassage(name string, p *dissect.Piece) passage {
	return passage{name: name, conn: p.Conn, dir: p.Dir, first: p.Mark, last: p.Mark}
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

func (x *passage) frames() (first, last uint32)  { return x.first.Frame, x.last.Frame }
func (x *passage) stream() (uint32, dissect.Dir) { return x.conn.ID, x.dir }

// appendValues appends the values of passageColumns.
func (x *passage) appendValues(dst []stats.Value) []stats.Value {
	complete := "no"
	if x.whole {
		complete = "yes"
	}
	return append(dst, stats.Int(x.size), stats.String(complete), stats.Int(x.missing), stats.Int(x.first.Frame), stats.Int(x.last.Frame), stats.At(x.first.At),
		stats.Nanoseconds(x.last.At-x.first.At), stats.Int(x.conn.ID), stats.String(x.conn.Client.String()), stats.String(x.conn.Server.String()), stats.String(x.sum))
}

// base names a content by its protocol and the frame that it begins in, so
// that names do not depend on what else is exported.
func base(protocol string, at reassembly.Mark) string {
	return fmt.Sprintf("%s-%05d", protocol, at.Frame)
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
