package json

// writer appends JSON, in one line or indented.
type writer struct {
	b      []byte
	indent bool
	depth  int
	more   bool // a comma is needed before the next member
}

const step, steps = "  ", "                                                "

// next starts a member or element: on a line of its own if indented.
func (w *writer) next() {
	if w.more {
		w.b = append(w.b, ',')
	}
	w.more = true
	w.line()
}

func (w *writer) line() {
	if !w.indent {
		return
	}
	w.b = append(w.b, '\n')
	depth := w.depth * len(step)
	for ; depth > len(steps); depth -= len(steps) {
		w.b = append(w.b, steps...)
	}
	w.b = append(w.b, steps[:depth]...)
}

// open begins an object or array.
func (w *writer) open(bracket byte) {
	w.b = append(w.b, bracket)
	w.depth++
	w.more = false
}

// close ends one.
func (w *writer) close(bracket byte) {
	w.depth--
	if w.more {
		w.line()
	}
	w.b = append(w.b, bracket)
	w.more = true
}

// quoted begins a member whose name is in quotes, with its colon.
func (w *writer) quoted(name string) {
	if w.indent {
		w.next()
		w.b = append(append(w.b, name...), ' ')
		return
	}
	if w.more {
		w.b = append(w.b, ',')
	}
	w.more = true
	w.b = append(w.b, name...)
}

// key begins a member; parts make its name.
func (w *writer) key(name string, tail string) {
	w.next()
	w.b = append(w.b, '"')
	w.b = append(w.b, name...)
	w.b = append(w.b, tail...)
	w.colon()
}

func (w *writer) colon() {
	w.b = append(w.b, '"', ':')
	if w.indent {
		w.b = append(w.b, ' ')
	}
}

// textKey begins a member whose name came from the wire.
func (w *writer) textKey(name []byte) {
	w.next()
	w.b = append(w.b, '"')
	w.b = appendText(w.b, name)
	w.colon()
}
