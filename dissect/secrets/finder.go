package secrets

import "netsniff/reassembly"

// A Finder finds what is secret in one connection of a protocol that is made of frames
// (Protocol.Finder), both directions. It tells its Host.
type Finder interface {
	// Data takes the next bytes of d, which are at a position. Borrowed until return.
	Data(d reassembly.Dir, b []byte, at int64)
	// Gap tells that the next n bytes of d are missing.
	Gap(d reassembly.Dir, n int64)
	// End tells that nothing follows.
	End()
}

// A Host is who asks a Finder.
type Host interface {
	// Found tells that the bytes [from, to) of d are secret, and how they are overwritten.
	Found(d reassembly.Dir, from, to int64, by *Cover)
	// Eager reports whether bytes are gone once they were taken: what may be secret in
	// them must have been told.
	Eager() bool
	// Lines returns a reader of text made of lines, which has its secrets found, by
	// positions in that text.
	Lines(g Grammar, found func(d reassembly.Dir, from, to int64)) Lines
}

// Lines reads text made of lines.
type Lines interface {
	// Data takes the next bytes of d, which are at a position. Borrowed until return.
	Data(d reassembly.Dir, b []byte, at int64)
	// End tells that the text ends in d.
	End(d reassembly.Dir)
}

// Text is text that stands in frames, in parts.
type Text struct {
	host  Host
	lines Lines
	parts [2]Parts
}

// NewText returns a text that a grammar reads.
func NewText(h Host, g Grammar) *Text {
	t := &Text{host: h}
	t.lines = h.Lines(g, func(d reassembly.Dir, from, to int64) { t.parts[d].Tell(h, d, from, to) })
	return t
}

// Data takes the next part of the text in d: plain is b as it says it, which stands at a
// position as its cover has it. Borrowed until return.
func (t *Text) Data(d reassembly.Dir, plain []byte, at int64, by *Cover) {
	x := &t.parts[d]
	from := x.End()
	x.Add(int64(len(plain)), at, by)
	t.lines.Data(d, plain, from)
}

// End tells that the text ends in d.
func (t *Text) End(d reassembly.Dir) { t.lines.End(d) }

// Parts say where in a connection the parts of something stand.
type Parts struct {
	list []part
	end  int64
}

// part stands at a position, its first byte is the from-th of all.
type part struct {
	from, to, at int64
	by           *Cover
}

// maxParts bounds those that are remembered: a secret in more of them is not found.
const maxParts = 1 << 10

// End returns how long all of them are together.
func (x *Parts) End() int64 { return x.end }

// Add adds the next n bytes, which stand at a position.
func (x *Parts) Add(n, at int64, by *Cover) {
	if last := len(x.list) - 1; last >= 0 && by == nil && x.list[last].by == nil &&
		x.list[last].at+x.end-x.list[last].from == at {
		x.list[last].to += n
	} else {
		if len(x.list) == maxParts {
			x.list = x.list[:copy(x.list, x.list[maxParts/2:])]
		}
		x.list = append(x.list, part{x.end, x.end + n, at, by})
	}
	x.end += n
}

// Reset forgets them.
func (x *Parts) Reset() { *x = Parts{list: x.list[:0]} }

// Tell tells a host that bytes of the parts are secret, as far as they came.
func (x *Parts) Tell(h Host, d reassembly.Dir, from, to int64) {
	for i := range x.list {
		if p := &x.list[i]; p.from < to && from < p.to {
			h.Found(d, p.at+max(from, p.from)-p.from, p.at+min(to, p.to)-p.from, p.by)
		}
	}
}

// TellCoded tells a host that bits of a string in Huffman's code are secret, of which the
// bytes [at, at+n) of the parts are, as far as they came.
func (x *Parts) TellCoded(h Host, d reassembly.Dir, at, n, from, to int64) {
	first, last := at+from/8, min(at+(to+7)/8, at+n)
	for i := range x.list {
		if p := &x.list[i]; p.from < last && first < p.to {
			h.Found(d, p.at+max(first, p.from)-p.from, p.at+min(last, p.to)-p.from, Coded(p.at+at-p.from, from, to))
		}
	}
}
