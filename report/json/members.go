package json

import (
	"slices"

	"netsniff/dissect"
	"netsniff/report/tree"
)

// members writes node i and its siblings as members of an object. only lists
// what may be shown in full; empty: everything.
func (d *Documents) members(i int32, only []string) {
	if d.options.Unique {
		d.names.link(d.tree.Nodes, i)
	}
	for ; i != tree.None; i = d.tree.Nodes[i].Next {
		if d.options.Unique {
			d.unique(i, only)
			continue
		}
		n := &d.tree.Nodes[i]
		if d.options.Raw && stands(n) {
			d.name(n, "_raw")
			d.raw(n)
		}
		d.member(n, only)
	}
}

// member writes a node with its name and what is below it, or its text if that was
// kept.
func (d *Documents) member(n *tree.Node, only []string) {
	w := &d.w
	if text := n.Told.Text(); text != nil {
		if w.more {
			w.b = append(w.b, ',')
		}
		w.b, w.more = append(w.b, text...), true
		return
	}
	from := len(w.b) + truth(w.more) // behind a comma
	d.value(n, only)
	n.Told.Keep(w.b[from:])
}

// value writes a node with its name, and what is below it.
func (d *Documents) value(n *tree.Node, only []string) {
	w := &d.w
	if n.Kind == tree.Field && !bare(n) {
		d.plainName(n)
		w.b = appendNode(w.b, n)
		if n.First == tree.None {
			return
		}
		d.name(n, "_tree")
	} else {
		d.plainName(n)
	}
	d.below(n, only)
}

// appendNode appends the value of a node. A finding's text is that of its
// message.
func appendNode(dst []byte, n *tree.Node) []byte {
	if n.Role == tree.Finding {
		return append(dst, '"', '"')
	}
	return appendValue(dst, n.Field, n.Value)
}

// bare tells labels without text of their own: they are objects, not strings.
func bare(n *tree.Node) bool {
	return n.Field.Type == dissect.Label && (n.Value.B == nil || n.Role == tree.Expert) && n.First != tree.None
}

// below writes what is below a node, as an object.
func (d *Documents) below(n *tree.Node, only []string) {
	w := &d.w
	if n.First == tree.None && n.Kind != tree.Protocol {
		w.b = append(w.b, '"', '"')
		return
	}
	w.open('{')
	switch {
	case len(only) == 0:
		d.members(n.First, nil)
	case !slices.Contains(only, nodeName(n)):
		w.key("filtered", "")
		w.b = appendString(w.b, append([]byte(nil), filteredName(n)...))
	case d.options.Deep:
		d.members(n.First, nil)
	default:
		d.members(n.First, only)
	}
	w.close('}')
}

// unique writes node i with all its siblings of the same name, unless that
// was done at an earlier one.
func (d *Documents) unique(i int32, only []string) {
	if d.names.repeats[i] {
		return
	}
	nodes := d.tree.Nodes
	count, raws, trees, texts := 0, 0, 0, 0
	for j := i; j != tree.None; j = d.names.again[j] {
		x := &nodes[j]
		count++
		raws += truth(stands(x))
		plain := x.Kind == tree.Field && !bare(x)
		texts += truth(plain)
		trees += truth(!plain || x.First != tree.None)
	}
	if d.options.Raw {
		d.each(i, raws, "_raw", stands, d.raw)
	}
	tail := ""
	if texts > 0 {
		d.each(i, texts, "", func(x *tree.Node) bool { return !bare(x) },
			func(x *tree.Node) { d.w.b = appendNode(d.w.b, x) })
		tail = "_tree"
	}
	d.each(i, trees, tail, func(x *tree.Node) bool { return x.Kind != tree.Field || bare(x) || x.First != tree.None },
		func(x *tree.Node) { d.below(x, only) })
}

// each writes one member for the siblings from i on of the same name that
// have something: its value, or an array if there are several.
func (d *Documents) each(i int32, count int, tail string, has func(*tree.Node) bool, put func(*tree.Node)) {
	if count == 0 {
		return
	}
	w := &d.w
	d.name(&d.tree.Nodes[i], tail)
	if count > 1 {
		w.open('[')
	}
	for j := i; j != tree.None; j = d.names.again[j] {
		x := &d.tree.Nodes[j]
		if !has(x) {
			continue
		}
		if count > 1 {
			w.next()
		}
		put(x)
	}
	if count > 1 {
		w.close(']')
	}
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// nodeName returns the name of a protocol or field or the key of a heading.
func nodeName(n *tree.Node) string {
	switch {
	case n.Kind == tree.Protocol:
		return n.Protocol.Name
	case n.Kind == tree.Field:
		return n.Field.Name
	}
	return n.Key
}

// filteredName is what a node that is not shown says of itself: its name, or the text of a heading
// that has none.
func filteredName(n *tree.Node) string {
	if name := nodeName(n); name != "" {
		return name
	}
	return string(n.Text())
}

// plainName begins the member of a node whose name has no tail.
func (d *Documents) plainName(n *tree.Node) {
	if n.Kind == tree.Heading {
		d.name(n, "")
		return
	}
	for n.ID >= len(d.quoted) {
		d.quoted = append(d.quoted, "")
	}
	if d.quoted[n.ID] == "" {
		d.quoted[n.ID] = `"` + nodeName(n) + `":`
	}
	d.w.quoted(d.quoted[n.ID])
}

// name begins the member of a node.
func (d *Documents) name(n *tree.Node, tail string) {
	if name := nodeName(n); name != "" {
		d.w.key(name, tail)
		return
	}
	d.w.textKey(n.Text())
}
