// Package pdml prints frames as XML in the shape of tshark: PDML, the details
// of each (https://wiki.wireshark.org/PDML), and PSML, its summary line.
package pdml

import (
	"slices"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/registry"
	"netsniff/report/detail"
	"netsniff/report/timeline"
	"netsniff/report/tree"
)

// Options choose what a packet holds.
type Options struct {
	// Only lists the protocols (and fields with others below them) to show in
	// full; the others say "filtered". Empty shows all.
	Only []string
	// Deep shows all that is below a protocol in Only.
	Deep bool
	// Cells are the fields to show instead of all layers; nil: all layers.
	Cells []timeline.Cell
	Clock timeline.Clock     // of the Time column among Cells
	R     *registry.Registry // the protocols
}

// AppendHead appends what stands before all packets. capture names the file
// they come from, "" if there is none.
func AppendHead(dst []byte, capture string) []byte {
	dst = append(dst, declaration+"<pdml version=\"0\" creator=\""+creator+"\""...)
	if capture != "" {
		dst = attribute(dst, "capture_file", []byte(capture))
	}
	return append(dst, ">\n"...)
}

// Tail stands behind all packets.
const Tail = "\n</pdml>\n"

const (
	declaration = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	creator     = "netsniff"
)

// Packets prints the details of frames.
type Packets struct {
	Select  func(f *dissect.Frame) bool // nil selects every frame
	options Options
	tree    *tree.Tree
	values  dissect.Values
	scratch []byte
	bytes   []byte   // of the message that is printed, if they stand in no frame
	base    int      // where the layer begins
	heads   []string // of fields by tree.Line.ID
	memory  tree.Memory
}

// New returns a sink of packets.
func New(o Options) *Packets {
	p := &Packets{options: o, tree: tree.New(o.R), memory: tree.Memory{Bytes: true}}
	p.tree.Keeps = true
	return p
}

// Frame appends f's packet.
func (p *Packets) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	if p.Select != nil && !p.Select(f) {
		return dst, false
	}
	dst = p.general(append(dst, "<packet>\n"...), f)
	if p.options.Cells != nil {
		dst = p.cells(dst, f)
		return append(dst, "</packet>\n\n"...), true
	}
	p.tree.Build(f)
	for i := p.tree.First; i != tree.None; i = p.tree.Nodes[i].Next {
		if n := &p.tree.Nodes[i]; n.Kind == tree.Protocol {
			dst = p.layer(dst, f, n, 1)
		} else {
			dst = append(dst, "  <proto name=\"fake-field-wrapper\">\n"...)
			dst = append(p.field(dst, n, 0, p.options.Only, 2), "  </proto>\n"...)
		}
	}
	return append(dst, "</packet>\n\n"...), true
}

// numbers are what stands around the numbers of any frame.
var numbers = [...]struct{ begin, middle string }{
	{`    <field name="num" pos="0" show="`, `" showname="Number" value="`},
	{`    <field name="len" pos="0" show="`, `" showname="Frame Length" value="`},
	{`    <field name="caplen" pos="0" show="`, `" showname="Captured Length" value="`},
}

var absolute = dissect.Field{Type: dissect.AbsTime}

// general appends what is known of any frame.
func (p *Packets) general(dst []byte, f *dissect.Frame) []byte {
	dst = append(dst, `  <proto name="geninfo" pos="0" showname="General information"`...)
	dst = append(strconv.AppendInt(append(dst, ` size="`...), int64(f.CapLen), 10), "\">\n"...)
	for i, n := range [...]int{int(f.Packet.Frame), f.WireLen, f.CapLen} {
		dst = strconv.AppendInt(append(dst, numbers[i].begin...), int64(n), 10)
		dst = strconv.AppendInt(append(dst, numbers[i].middle...), int64(n), 16)
		dst = append(strconv.AppendInt(append(dst, `" size="`...), int64(f.CapLen), 10), "\"/>\n"...)
	}
	dst = append(dst, `    <field name="timestamp" pos="0" show="`...)
	dst = registry.AppendValue(dst, &absolute, &dissect.Value{U: uint64(f.At)})
	dst = append(dst, `" showname="Captured Time" value="`...)
	dst = f.At.AppendSeconds(dst, 9)
	dst = append(strconv.AppendInt(append(dst, `" size="`...), int64(f.CapLen), 10), "\"/>\n"...)
	return append(dst, "  </proto>\n"...)
}

// cells appends the chosen fields that the frame has.
func (p *Packets) cells(dst []byte, f *dissect.Frame) []byte {
	for i := range p.options.Cells {
		c := &p.options.Cells[i]
		add := func(value []byte) {
			dst = append(dst, "  <field"...)
			dst = attribute(dst, "name", []byte(c.Name))
			dst = append(attribute(dst, "value", value), "/>\n"...)
			p.scratch = value[:0]
		}
		if c.Column != nil {
			add(c.Column(&p.options.Clock, p.scratch[:0], f))
			continue
		}
		for j := range c.Sources {
			s := &c.Sources[j]
			if s.Field == nil {
				if s.Present(f) {
					add(append(p.scratch[:0], s.Protocol.Title...))
				}
				continue
			}
			p.values.Reset()
			s.Collect(f, &p.values)
			for _, v := range p.values.List {
				add(registry.AppendValue(p.scratch[:0], s.Field, &v))
			}
		}
	}
	return dst
}

// layer appends a protocol with its fields.
func (p *Packets) layer(dst []byte, f *dissect.Frame, n *tree.Node, depth int) []byte {
	if text := n.Told.Text(); text != nil {
		return append(dst, text...)
	}
	from := len(dst)
	defer func(b []byte, base int) { p.bytes, p.base = b, base }(p.bytes, p.base)
	p.bytes, p.base = nil, n.Layer.Off
	size := len(n.Layer.Raw)
	if n.Layer.Raw == nil {
		p.bytes = n.Layer.Bytes
		_, size = f.Bytes(&n.Layer.Layer)
	}
	dst = append(indent(dst, depth), "<proto name=\""...)
	dst = append(append(dst, n.Protocol.Name...), '"')
	p.scratch = detail.AppendTitle(p.scratch[:0], f, n)
	dst = place(attribute(dst, "showname", p.scratch), size, n.Layer.Off)
	dst = append(dst, ">\n"...)
	dst = p.below(dst, n, n.Protocol.Name, p.options.Only, depth+1)
	dst = append(indent(dst, depth), "</proto>\n"...)
	n.Told.Keep(dst[from:])
	return dst
}

// below appends what is below a node called name. only lists what may be shown
// in full; empty: everything.
func (p *Packets) below(dst []byte, n *tree.Node, name string, only []string, depth int) []byte {
	if len(only) > 0 {
		if !slices.Contains(only, name) {
			if name == "" {
				name = "text"
			}
			dst = attribute(append(indent(dst, depth), `<field name="filtered"`...), "value", []byte(name))
			return append(dst, " />\n"...)
		}
		if p.options.Deep {
			only = nil
		}
	}
	for i := n.First; i != tree.None; i = p.tree.Nodes[i].Next {
		dst = p.field(dst, &p.tree.Nodes[i], n.Value.Mask, only, depth)
	}
	return dst
}

// field appends a field or heading; within is the mask of the field above it.
func (p *Packets) field(dst []byte, n *tree.Node, within uint64, only []string, depth int) []byte {
	if n.Kind == tree.Protocol {
		return p.layer(dst, n.Layer.Frame, n, depth)
	}
	if text := n.Told.Text(); text != nil {
		return append(dst, text...)
	}
	from, name := len(dst), ""
	if n.Kind == tree.Field {
		name = n.Field.Name
	}
	dst = p.line(indent(dst, depth), n, within)
	if n.First == tree.None {
		dst = append(dst, "/>\n"...)
	} else {
		dst = p.below(append(dst, ">\n"...), n, name, only, depth+1)
		dst = append(indent(dst, depth), "</field>\n"...)
	}
	n.Told.Keep(dst[from:])
	return dst
}

// line appends the attributes of a field or heading. They are the same wherever it
// stands, but for its place.
func (p *Packets) line(dst []byte, n *tree.Node, within uint64) []byte {
	raw, off := p.place(n)
	text, kept := p.memory.Recall(n, within)
	if kept {
		dst = strconv.AppendInt(append(dst, text.Before()...), int64(off), 10)
		return append(dst, text.After()...)
	}
	from := len(dst)
	if n.Kind == tree.Heading {
		p.scratch = detail.AppendLabel(p.scratch[:0], n, within)
		dst = attribute(append(dst, `<field name=""`...), "show", p.scratch)
	} else {
		dst = p.label(append(dst, p.head(n)...), n, within)
	}
	if n.Hidden {
		dst = append(dst, ` hide="yes"`...)
	}
	dst = append(strconv.AppendInt(append(dst, ` size="`...), int64(len(raw)), 10), `" pos="`...)
	at := len(dst)
	dst = strconv.AppendInt(dst, int64(off), 10)
	behind := len(dst)
	dst = append(dst, '"')
	if n.Kind == tree.Field {
		dst = value(p.shown(dst, n), n, raw)
	}
	text.Keep(dst[from:at], dst[behind:])
	return dst
}

// head returns what stands before the label of a field.
func (p *Packets) head(n *tree.Node) string {
	for n.ID >= len(p.heads) {
		p.heads = append(p.heads, "")
	}
	if p.heads[n.ID] == "" {
		p.heads[n.ID] = `<field name="` + n.Field.Name + `" showname="`
	}
	return p.heads[n.ID]
}

// label appends the label of a field and ends its attribute.
func (p *Packets) label(dst []byte, n *tree.Node, within uint64) []byte {
	from := len(dst)
	dst = detail.AppendLabel(dst, n, within)
	if text := dst[from:]; !plain(text) {
		p.scratch = append(p.scratch[:0], text...)
		dst = escape(dst[:from], p.scratch)
	}
	return append(dst, '"')
}

// place returns the bytes of a field and where they stand: in the frame, or in
// the message that was put together from several.
func (p *Packets) place(n *tree.Node) ([]byte, int) {
	raw, off := n.Raw()
	switch v := n.Value; {
	case raw != nil:
		return raw, off
	case v.Len > 0 && v.Off >= 0 && int(v.Off)+int(v.Len) <= len(p.bytes):
		return p.bytes[v.Off : v.Off+v.Len], int(v.Off)
	}
	return nil, p.base
}

// shown appends the attribute of a value: only text may need an escape.
func (p *Packets) shown(dst []byte, n *tree.Node) []byte {
	if n.Field.Type != dissect.String {
		return append(appendShown(append(dst, ` show="`...), n), '"')
	}
	p.scratch = appendShown(p.scratch[:0], n)
	return attribute(dst, "show", p.scratch)
}

// appendShown appends a value as filters know it.
func appendShown(dst []byte, n *tree.Node) []byte {
	switch n.Field.Type {
	case dissect.String:
		return append(dst, n.Value.B...)
	case dissect.Octets:
		return capture.AppendEther(dst, n.Value.B)
	case dissect.Label:
		return dst
	}
	return registry.AppendValue(dst, n.Field, n.Value)
}
