package export

import (
	"io"
	"net/url"
	"path"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/http"
	"netsniff/dissect/mail/message"
	"netsniff/report/stats"
)

// object is the body of an HTTP message that is passing.
type object struct {
	passage
	about *http.Object
	file  *spool
}

func (c *collector) beginObject(p *dissect.Piece) content {
	o, ok := p.About.(*http.Object)
	if !ok {
		return nil
	}
	kind := "http"
	if o.Request {
		kind = "http-request"
	}
	name := c.unique(base(kind, p.Mark) + "-" + fileName(o))
	x := &object{passage: newPassage(name, p), about: o}
	x.file = c.spools.create(c.path(name))
	return x
}

// fileName proposes a name for an object: what the server calls it, else the
// last segment of its path.
func fileName(o *http.Object) string {
	if o.FileName != "" {
		return message.SafeName(o.FileName)
	}
	if u, err := url.Parse(o.URI); err == nil {
		if last := path.Base(u.Path); last != "." && last != "/" {
			return message.SafeName(last)
		}
	}
	return "index"
}

func (x *object) write(p *dissect.Piece) error {
	x.note(p)
	if p.Missing > 0 {
		_, err := io.WriteString(x.file, gapMark(p.Missing))
		return err
	}
	_, err := x.file.Write(p.Bytes)
	return err
}

func (x *object) end(_ *dissect.Piece, keep bool) (item, error) {
	keep = keep && (x.file.size > 0 || x.missing > 0)
	size, sum, err := x.file.close(keep)
	x.file, x.size, x.sum = nil, size, sum
	about := *x.about // the dialogue uses it again
	x.about = &about
	x.whole = x.whole && !x.about.Damaged
	if !keep {
		return nil, err
	}
	return x, err
}

var objectColumns = append([]stats.Column{
	{Name: "file", Label: stats.Phrase{EN: "File", ZH: "文件"}},
	{Name: "side", Label: stats.Phrase{EN: "Of", ZH: "属于"}},
	{Name: "method", Label: stats.Phrase{EN: "Method", ZH: "方法"}},
	{Name: "uri", Label: stats.Phrase{EN: "URI", ZH: "URI"}},
	{Name: "status", Label: stats.Phrase{EN: "Status", ZH: "状态"}, Type: stats.Number},
	{Name: "content_type", Label: stats.Phrase{EN: "Type", ZH: "类型"}},
	{Name: "range", Label: stats.Phrase{EN: "Range", ZH: "范围"}},
	{Name: "notes", Label: stats.Phrase{EN: "Notes", ZH: "备注"}, Type: stats.List},
}, passageColumns...)

func (x *object) row() []stats.Value {
	o := x.about
	side, status := "response", stats.None()
	if o.Request {
		side = "request"
	} else if o.Status != 0 {
		status = stats.Int(o.Status)
	}
	var notes []string
	if o.Undecoded {
		notes = append(notes, "still coded: "+strings.TrimSpace(o.Encoding))
	}
	if o.Damaged {
		notes = append(notes, "coding damaged: "+strings.TrimSpace(o.Encoding))
	}
	row := []stats.Value{stats.String(x.name), stats.String(side), stats.Some(o.Method), stats.Some(o.URI), status, stats.Some(o.ContentType), stats.Some(o.Range), stats.Strings(notes)}
	return x.appendValues(row)
}
