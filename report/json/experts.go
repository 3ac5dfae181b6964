package json

import "netsniff/report/tree"

// experts writes the findings of the layer that node first begins: an object
// each, in an array if there are several.
func (l *Lines) experts(first int) {
	w, nodes := &l.d.w, l.tree.Nodes
	count := 0
	for i := first + 1; i < len(nodes) && nodes[i].Kind != tree.Protocol; i++ {
		count += truth(nodes[i].Role == tree.Expert && l.shown[i] == whole)
	}
	if count == 0 {
		return
	}
	w.key("_ws_expert", "")
	if count > 1 {
		w.open('[')
	}
	for i := first + 1; i < len(nodes) && nodes[i].Kind != tree.Protocol; i++ {
		if nodes[i].Role != tree.Expert || l.shown[i] != whole {
			continue
		}
		if count > 1 {
			w.next()
		}
		w.open('{')
		for j := nodes[i].First; j != tree.None; j = nodes[j].Next {
			l.name(&nodes[j])
			w.b = appendTyped(w.b, &nodes[j])
		}
		w.close('}')
	}
	if count > 1 {
		w.close(']')
	}
}
