package dns

// Bounds of reading the names of one message. Records take twelve bytes each
// and may all point into the same endless chain of labels; what honest
// messages of 64 KiB hold stays far below.
const (
	maxLabels    = 1 << 16 // read in all
	maxNameBytes = 1 << 20 // bytes of text made in all
	// maxNesting is how many pointers in a row are followed by way of places
	// that are kept; longer ways are read from their beginning.
	maxNesting = 16
)

// nameSlots is how many places are found again at once; of those that fall
// into the same slot the latest counts.
const nameSlots = 256

// names reads the names of one message, each place in it once: record after
// record points at the same few. It begins with reset; the texts it gives are
// valid until then.
type names struct {
	b     []byte
	text  []byte // of all places, one behind the other
	list  []place
	slots [nameSlots]uint16 // 1 + the index in list of the place whose offset falls here
	work  int               // labels that may still be read
	let   int               // names that were not read any more
}

// place is where a name stands and what was found there.
type place struct {
	Name
	off  int
	hops int // pointers followed
	// labels is set if the text is that of plain labels, which the labels
	// before a pointer to here can be put in front of.
	labels   bool
	from, to int // of the text in names.text; of a name with a text in its place, none
}

// reset begins with another message.
func (n *names) reset(b []byte) {
	if len(n.list) > 0 {
		clear(n.slots[:])
	}
	n.b, n.text, n.list, n.work, n.let = b, n.text[:0], n.list[:0], maxLabels, 0
}

// at returns what stands at off.
func (n *names) at(off int) place { return n.nested(off, 0) }

// textOf returns the text of a place. Borrowed until reset.
func (n *names) textOf(p *place) []byte {
	if p.State != NameOK {
		return specialTexts[p.State]
	}
	return n.text[p.from:p.to:p.to]
}

// append appends the text of the name at off.
func (n *names) append(dst []byte, off int) []byte {
	p := n.at(off)
	return append(dst, n.textOf(&p)...)
}

// begin returns where a text begins that is made at the end of n.text for a
// value, since what was made since.
func (n *names) begin() int { return len(n.text) }

func (n *names) since(mark int) []byte { return n.text[mark:len(n.text):len(n.text)] }

func (n *names) nested(off, depth int) place {
	slot := &n.slots[off%nameSlots]
	if i := int(*slot); i > 0 && n.list[i-1].off == off {
		return n.list[i-1]
	}
	p, ok := n.read(off, depth)
	if !ok {
		p = n.slowly(off)
	}
	p.off = off
	switch {
	case ok && n.b[off] >= labelPointer: // where it leads to is kept
	case *slot > 0:
		n.list[*slot-1] = p
	default:
		n.list = append(n.list, p)
		*slot = uint16(len(n.list))
	}
	return p
}

// read reads labels up to the end or to a pointer, and what the place it
// points at adds. Whatever is not as simple as nearly all names are is left to
// slowly: then ok is false.
func (n *names) read(off, depth int) (p place, ok bool) {
	if n.work <= 0 || len(n.text) > maxNameBytes {
		return p, false
	}
	b, mark := n.b, len(n.text)
	p.from, p.labels = mark, true
	n.work--
	for i := off; i < len(b); {
		c := int(b[i])
		i++
		switch {
		case c == 0:
			p.Used = i - off
			if p.Length == 0 {
				p.Name = special(NameRoot, p.Used)
			}
			p.to = len(n.text)
			return p, true
		case c >= labelPointer && i < len(b):
			target := (c&^labelPointer)<<8 | int(b[i])
			p.Used = i + 1 - off
			return n.join(p, target, off, depth)
		case c >= labelExtended || i+c > len(b):
			n.text = n.text[:mark]
			return p, false
		}
		if p.Length > 0 {
			n.text = append(n.text, '.')
			p.Length++
		}
		if p.Length += c; p.Length > maxNameText {
			n.text = n.text[:mark]
			return p, false
		}
		n.text = appendLabel(n.text, b[i:i+c])
		n.work--
		i += c
	}
	n.text = n.text[:mark]
	return p, false
}

// join completes p, whose own labels are read, with the place that its pointer
// leads to. Only pointers to what stands before are followed: so nothing loops.
func (n *names) join(p place, target, off, depth int) (place, bool) {
	if target >= off || depth >= maxNesting {
		n.text = n.text[:p.from]
		return p, false
	}
	own := p.Length
	if own > 0 {
		n.text = append(n.text, '.')
	}
	mark := len(n.text)
	t := n.nested(target, depth+1)
	p.hops = t.hops + 1
	switch {
	case p.hops > maxHops || !t.labels:
		return p, false
	case t.State == NameTooLong || t.State == NameUnread:
		p.Name = special(t.State, p.Used)
		return p, true
	case t.State == NameRoot && own > 0 && n.b[target] == 0:
		n.text = n.text[:mark-1]
		p.to = len(n.text)
		return p, true
	case t.State == NameOK && own == 0 && hidesRoot(n.b[target:]):
		p.Name = special(NameRoot, p.Used)
		return p, true
	case own == 0:
		p.Name, p.from, p.to = Name{t.State, p.Used, t.Length, t.Need}, t.from, t.to
		return p, true
	case t.State != NameOK:
		return p, false
	}
	if p.Length += 1 + t.Length; p.Length > maxNameText {
		p.Name = special(NameTooLong, p.Used)
		return p, true
	}
	switch {
	case t.from == mark:
	case len(n.text) == mark:
		n.text = append(n.text, n.text[t.from:t.to]...)
	default: // other places were read on the way
		from := len(n.text)
		n.text = append(n.text, n.text[p.from:mark]...)
		n.text = append(n.text, n.text[t.from:t.to]...)
		p.from = from
	}
	p.to = len(n.text)
	return p, true
}

// hidesRoot reports whether b begins with a label that begins with a NUL.
func hidesRoot(b []byte) bool { return len(b) > 1 && b[0] != 0 && b[0] < labelExtended && b[1] == 0 }

// slowly reads any name from its beginning.
func (n *names) slowly(off int) place {
	if n.work <= 0 || len(n.text) > maxNameBytes {
		n.let++
		return place{Name: skipName(n.b, off), labels: true}
	}
	r := nameReader{b: n.b, dst: n.text, mark: len(n.text), start: off, off: off, text: true}
	p := place{from: len(n.text)}
	p.Name = r.read()
	n.work -= r.labels
	p.hops, p.labels = r.hops, p.State == NameTooLong || p.State == NameRoot && !r.blank
	if p.State == NameOK {
		n.text = r.dst
		p.to, p.labels = len(n.text), !r.bits
	}
	return p
}
