// Package json prints frames as JSON in the shape that tshark gives them:
// documents of an array (Documents) or lines for a bulk load (Lines). Values
// are strings as Wireshark prints them.
//
// What tshark has besides: notes of its expert system (_ws.expert with
// http.chat, tcp.connection.*; findings stand below tcp.analysis.flags instead),
// the outcome of checks that are off by default (*.checksum.status), marks of
// its user (frame.marked, frame.ignored, frame.offset_shift), names of makers
// (eth.*.oui_resolved), the lines of text bodies (data-text-lines), the empty
// line after a head and, in lines, the "text" of headings. The bytes of
// messages that were put together from several segments have no _raw.
package json

import (
	"strconv"
	"time"

	"netsniff/dissect"
	"netsniff/dissect/registry"
	"netsniff/report/timeline"
	"netsniff/report/tree"
)

// Options say what a document holds.
type Options struct {
	Indent bool
	Raw    bool // the bytes of each field too, under its name and "_raw"
	// Unique gives a key that occurs several times in an object once, with an
	// array; otherwise it is repeated, as tshark does.
	Unique bool
	// Only lists the protocols (and fields with others below them) to show in
	// full; the others say "filtered". Empty shows all.
	Only []string
	// Deep shows all that is below a protocol in Only.
	Deep bool
	// Cells are the fields to show instead of all layers; nil: all layers.
	Cells []timeline.Cell
	Clock timeline.Clock     // of the Time column among Cells
	Zone  *time.Location     // of the day in _index; nil: the machine's
	R     *registry.Registry // the protocols
}

// Documents prints the elements of a JSON array, to be written to an Array.
type Documents struct {
	Select  func(f *dissect.Frame) bool // nil selects every frame
	options Options
	tree    *tree.Tree
	w       writer
	values  dissect.Values
	flat    bool     // names have underscores for dots
	quoted  []string // names of lines by tree.Line.ID, with quotes and colon
	names   names    // if each is to be unique
}

// NewDocuments returns a sink of documents.
func NewDocuments(o Options) *Documents {
	d := &Documents{options: o, tree: tree.New(o.R)}
	d.tree.Keeps = !o.Unique && !o.Raw // there a name stands apart from what is below it
	return d
}

// Frame appends f's document.
func (d *Documents) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	if d.Select != nil && !d.Select(f) {
		return dst, false
	}
	w := &d.w
	*w = writer{b: append(dst, separator...), indent: d.options.Indent, depth: 1}
	if w.indent {
		w.b = append(w.b, step...)
	}
	w.open('{')
	w.key("_index", "")
	w.b = appendIndex(w.b, f, d.options.Zone)
	w.key("_type", "")
	w.b = append(w.b, `"doc"`...)
	w.key("_score", "")
	w.b = append(w.b, "null"...)
	w.key("_source", "")
	w.open('{')
	w.key("layers", "")
	w.open('{')
	if d.options.Cells != nil {
		d.cells(f)
	} else {
		d.tree.Build(f)
		d.members(d.tree.First, d.options.Only)
	}
	w.close('}')
	w.close('}')
	w.close('}')
	dst, w.b = w.b, nil
	return dst, true
}

// appendIndex appends the name of the index that tshark puts a frame in.
func appendIndex(dst []byte, f *dissect.Frame, zone *time.Location) []byte {
	if zone == nil {
		zone = time.Local
	}
	dst = append(dst, `"packets-`...)
	dst = f.At.Time().In(zone).AppendFormat(dst, time.DateOnly)
	return append(dst, '"')
}

// cells writes the chosen fields that the frame has, an array each.
func (d *Documents) cells(f *dissect.Frame) {
	w := &d.w
	for i := range d.options.Cells {
		c := &d.options.Cells[i]
		mark, more := len(w.b), w.more
		name := c.Name
		if d.flat {
			name = under(name)
		}
		w.key(name, "")
		w.open('[')
		d.cell(f, c)
		if !w.more {
			w.depth--
			w.b, w.more = w.b[:mark], more
			continue
		}
		w.close(']')
	}
}

func (d *Documents) cell(f *dissect.Frame, c *timeline.Cell) {
	w := &d.w
	if c.Column != nil {
		w.next()
		w.b = appendColumn(w.b, f, c, &d.options.Clock)
		return
	}
	for i := range c.Sources {
		s := &c.Sources[i]
		if s.Field == nil {
			if s.Present(f) {
				w.next()
				w.b = strconv.AppendQuote(w.b, s.Protocol.Title)
			}
			continue
		}
		d.values.Reset()
		s.Collect(f, &d.values)
		for _, v := range d.values.List {
			w.next()
			w.b = appendListed(w.b, s.Field, v)
		}
	}
}

// appendListed appends a value of a chosen field: unlike in documents, bytes
// have no colons.
func appendListed(dst []byte, f *dissect.Field, v dissect.Value) []byte {
	if f.Type == dissect.Octets {
		return appendHexString(dst, v.B)
	}
	return appendValue(dst, f, &v)
}

// appendColumn appends the text of a summary column.
func appendColumn(dst []byte, f *dissect.Frame, c *timeline.Cell, clock *timeline.Clock) []byte {
	n := len(dst)
	dst = c.Column(clock, dst, f)
	m := len(dst)
	dst = appendString(dst, dst[n:m])
	return dst[:n+copy(dst[n:], dst[m:])]
}
