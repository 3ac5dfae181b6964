package export

import (
	"net/url"
	"path"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/http"
	"netsniff/dissect/mail/message"
	"netsniff/report/table"
)

// object is the body of an HTTP message that is passing.
type object struct {
	written
	about *http.Object
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
	name := ""
	if c.Plain {
		name = c.plainName(o)
	} else {
		name = c.unique(c.base(kind, p.Mark) + "-" + fileName(o))
	}
	return &object{written: c.newWritten(name, p), about: o}
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

func (x *object) end(_ *dissect.Piece, keep bool) (item, error) {
	keep = keep && (x.file.size > 0 || x.missing > 0)
	size, sum, err := x.file.close(keep)
	x.file, x.size, x.sum = nil, size, sum
	about := *x.about // the dialogue uses it again
	x.about = &about
	x.whole = x.whole && !x.about.Damaged && sum != ""
	if !keep {
		return nil, err
	}
	return x, err
}

var objectColumns = append([]table.Column{
	{Name: "file", Label: table.Say("File", "文件"), Importance: table.Key, Ends: true},
	{Name: "side", Label: table.Say("Of", "属于"), Importance: table.Extra},
	{Name: "method", Label: table.Say("Method", "方法"), Importance: table.Minor},
	{Name: "uri", Label: table.Say("URI", "URI"), Ends: true},
	{Name: "status", Label: table.Say("Status", "状态"), Type: table.Number},
	{Name: "content_type", Label: table.Say("Type", "类型"), Importance: table.Minor},
	{Name: "range", Label: table.Say("Range", "范围"), Importance: table.Minor},
	{Name: "notes", Label: table.Say("Notes", "备注"), Type: table.List, Importance: table.Minor},
}, passageColumns...)

func (x *object) row() []table.Value {
	o := x.about
	side, status := "response", table.None()
	if o.Request {
		side = "request"
	} else if o.Status != 0 {
		status = table.Int(o.Status)
	}
	var notes []string
	if o.Undecoded {
		notes = append(notes, "still coded: "+strings.TrimSpace(o.Encoding))
	}
	if o.Damaged {
		notes = append(notes, "coding damaged: "+strings.TrimSpace(o.Encoding))
	}
	row := []table.Value{table.String(x.name), table.String(side), table.Some(o.Method), table.Some(o.URI), status,
		table.Some(o.ContentType), table.Some(o.Range), table.Strings(notes)}
	return x.appendValues(row)
}
