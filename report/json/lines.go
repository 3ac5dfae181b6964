package json

import (
	"slices"
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/report/tree"
)

// Lines prints two lines per frame for Elasticsearch's bulk interface, as
// `tshark -T ek`: the action and the document. In it the fields of a protocol
// are not nested, and their names have the protocol in front and underscores
// for dots.
type Lines struct {
	Select  func(f *dissect.Frame) bool // nil selects every frame
	options Options
	tree    *tree.Tree
	d       Documents // for its cells
	names   map[*dissect.Field]string
	quoted  []string // names with quotes and colon, by tree.Line.ID
	shown   []shown  // of each node, if some layers are chosen
	chains  chains
}

// NewLines returns a sink of lines. Indent and Unique of o mean nothing here.
func NewLines(o Options) *Lines {
	o.Indent = false
	l := &Lines{options: o, tree: tree.New(o.R), names: make(map[*dissect.Field]string)}
	for _, p := range o.R.Protocols() {
		for i := range p.Fields {
			f := &p.Fields[i]
			l.names[f] = lineName(p, f)
		}
	}
	l.d = Documents{options: o, flat: true}
	return l
}

// lineName returns the name of a field in a line: behind that of its protocol.
// Options of IP and TCP, which Wireshark counts as protocols, stand alone.
func lineName(p *dissect.Protocol, f *dissect.Field) string {
	owner, rest, _ := strings.Cut(f.Name, ".")
	if strings.Contains(p.Name, ".") {
		owner = p.Name
	}
	if option, ok := strings.CutPrefix(rest, "options."); ok && f.Type == dissect.Octets &&
		!strings.Contains(option, ".") {
		return under(f.Name)
	}
	return under(owner) + "_" + under(f.Name)
}

// under returns a name without dots.
func under(name string) string { return strings.ReplaceAll(name, ".", "_") }

// Frame appends f's lines.
func (l *Lines) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	if l.Select != nil && !l.Select(f) {
		return dst, false
	}
	dst = append(dst, `{"index":{"_index":`...)
	dst = appendIndex(dst, f, l.options.Zone)
	dst = append(dst, `,"_type":"doc"}}`+"\n"+`{"timestamp":"`...)
	dst = strconv.AppendInt(dst, int64(f.At)/1e6, 10)
	dst = append(dst, `","layers":`...)
	w := &l.d.w
	*w = writer{b: dst}
	w.open('{')
	if l.options.Cells != nil {
		l.d.cells(f)
	} else {
		l.tree.Build(f)
		l.layers()
	}
	w.close('}')
	dst, w.b = append(w.b, "}\n"...), nil
	return dst, true
}

// layers writes the protocols; one that occurs several times has an array.
func (l *Lines) layers() {
	nodes := l.tree.Nodes
	for i := l.tree.First; i != tree.None; i = nodes[i].Next {
		p := nodes[i].Protocol
		again := nodes[i].Kind != tree.Protocol // its line has it
		for j := l.tree.First; j != i; j = nodes[j].Next {
			again = again || is(&nodes[j], p)
		}
		if again {
			continue
		}
		count, raws := 0, 0
		for j := i; j != tree.None; j = nodes[j].Next {
			if is(&nodes[j], p) {
				count++
				raws += truth(stands(&nodes[j]))
			}
		}
		if l.options.Raw && raws > 0 {
			l.each(i, raws, "_raw", func(j int32) bool { return stands(&nodes[j]) },
				func(j int32) { l.d.w.b = appendHexString(l.d.w.b, nodes[j].Layer.Raw) })
		}
		l.each(i, count, "", func(int32) bool { return true }, l.layer)
	}
}

// is reports whether a node is a layer of p.
func is(n *tree.Node, p *dissect.Protocol) bool { return n.Kind == tree.Protocol && n.Protocol == p }

// each writes the layers from i on of one protocol.
func (l *Lines) each(i int32, count int, tail string, has func(int32) bool, put func(int32)) {
	w, nodes := &l.d.w, l.tree.Nodes
	p := nodes[i].Protocol
	w.key(p.Name, tail)
	if count > 1 {
		w.open('[')
	}
	for j := i; j != tree.None; j = nodes[j].Next {
		if !is(&nodes[j], p) || !has(j) {
			continue
		}
		if count > 1 {
			w.next()
		}
		put(j)
	}
	if count > 1 {
		w.close(']')
	}
}

// layer writes the fields of the layer that node i begins: the nodes up to
// the next layer, where values of one field stand together.
func (l *Lines) layer(first int32) {
	i := int(first)
	w, nodes := &l.d.w, l.tree.Nodes
	w.open('{')
	if only := l.options.Only; len(only) > 0 && !slices.Contains(only, nodes[i].Protocol.Name) {
		w.key("filtered", "")
		w.b = strconv.AppendQuote(w.b, nodes[i].Protocol.Name)
		w.close('}')
		return
	}
	l.choose(first)
	end := l.chains.link(l.tree, i+1)
	for i++; i < end; i++ {
		if !plain(&nodes[i]) || l.chains.repeats[i] {
			continue
		}
		raws, count := 0, 0
		for j := int32(i); j != tree.None; j = l.chains.again[j] {
			if l.shown[j] != absent {
				count++
				raws += truth(stands(&nodes[j]))
			}
		}
		if l.options.Raw && raws > 0 {
			l.list("_raw", int32(i), raws)
		}
		if count > 0 {
			l.list("", int32(i), count)
		}
	}
	l.experts(int(first))
	w.close('}')
}

// list writes the values of a field from node i on, or their bytes: an array if
// there are several.
func (l *Lines) list(tail string, i int32, count int) {
	w := &l.d.w
	if n := &l.tree.Nodes[i]; tail == "" {
		l.name(n)
	} else {
		w.key(l.names[n.Field], tail)
	}
	if count > 1 {
		w.open('[')
	}
	for ; i != tree.None; i = l.chains.again[i] {
		n := &l.tree.Nodes[i]
		if l.shown[i] == absent || tail != "" && !stands(n) {
			continue
		}
		if count > 1 {
			w.next()
		}
		switch {
		case l.shown[i] == named:
			w.b = append(append(append(w.b, `{"filtered":"`...), n.Field.Name...), `"}`...)
		case tail != "":
			w.b = appendRaw(w.b, n)
		default:
			w.b = appendTyped(w.b, n)
		}
	}
	if count > 1 {
		w.close(']')
	}
}

// name begins the member of a field.
func (l *Lines) name(n *tree.Node) {
	for n.ID >= len(l.quoted) {
		l.quoted = append(l.quoted, "")
	}
	if l.quoted[n.ID] == "" {
		l.quoted[n.ID] = `"` + l.names[n.Field] + `":`
	}
	l.d.w.quoted(l.quoted[n.ID])
}

// appendTyped appends a value with the types that Elasticsearch knows.
func appendTyped(dst []byte, n *tree.Node) []byte {
	switch n.Field.Type {
	case dissect.Bool:
		return strconv.AppendBool(dst, n.Value.U != 0)
	case dissect.Label:
		if n.Value.B == nil || n.Role == tree.Finding {
			return append(dst, "null"...)
		}
	case dissect.AbsTime:
		if n.Value.U == dissect.NoTime {
			return append(dst, "null"...)
		}
		dst = capture.Stamp(n.Value.U).Time().AppendFormat(append(dst, '"'), "2006-01-02T15:04:05.000000000Z")
		return append(dst, '"')
	}
	return appendNode(dst, n)
}
