package collect

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Match reports whether a frame counts. It belongs to one worker.
type Match func(f *dissect.Frame) bool

// Filter says which frames count.
type Filter struct {
	Text string // as the user wrote it
	New  func() Match
	// Reads says what has to be done so that it can read what it asks for.
	Reads Reads
}

// Reads says what a filter reads.
type Reads uint8

// From the most to the least.
const (
	Mails    Reads = iota // what mails have as well that end in a frame, see Searcher
	Messages              // what dissection of the frame finds
	Headers               // headers, connections and TCP's analysis: frames need not be dissected
)

var reads = [...]string{"mails", "messages", "headers"}

func (r Reads) String() string { return reads[r] }

// Match returns a Match for one more worker, nil if every frame counts.
func (f *Filter) Match() Match {
	if f == nil {
		return nil
	}
	return f.New()
}

// Rows reports whether frames have to be dissected for f.
func (f *Filter) Rows() bool { return f != nil && f.Reads < Headers }

// Mails reports whether f has to be asked about mails.
func (f *Filter) Mails() bool { return f != nil && f.Reads == Mails }

// with returns what frames have to match that count for both.
func (f *Filter) with(g *Filter) string {
	switch {
	case f == nil && g == nil:
		return ""
	case f == nil:
		return g.Text
	case g == nil:
		return f.Text
	}
	return "(" + f.Text + ") and (" + g.Text + ")"
}

// selection is what the frames that match a filter select: themselves, the
// exchanges and contents that they are part of, and their connections.
type selection struct {
	some   bool // false: there is no filter, everything is selected
	match  Match
	frames Numbers
	conns  map[*dissect.Conn]uint32 // the last selected frame of each connection, 0: none but for the sake of a mail
}

func newSelection(match Match) selection { return selection{some: match != nil, match: match} }

// add notes that a frame matches.
func (s *selection) add(f *dissect.Frame) {
	if !s.some {
		return
	}
	s.frames.Add(f.Packet.Frame)
	if f.Conn != nil {
		if s.conns == nil {
			s.conns = map[*dissect.Conn]uint32{}
		}
		if ForMail(s.match, f) {
			s.conns[f.Conn] += 0 // the mail itself is found by its fields
		} else {
			s.conns[f.Conn] = f.Packet.Frame
		}
	}
}

// forget lets go of a connection that is over.
func (s *selection) forget(c *dissect.Conn) { delete(s.conns, c) }

func (s *selection) has(m reassembly.Mark) bool {
	return m.Frame != 0 && s.frames.Has(m.Frame)
}

// exchange reports whether a frame is selected in which a side of x begins or ends.
func (s *selection) exchange(x *dissect.Exchange) bool {
	return !s.some || s.has(x.Request.First) || s.has(x.Request.Last) || s.has(x.Reply.First) || s.has(x.Reply.Last)
}

// content reports whether the content is selected that ends with p: a frame of
// its connection is from the given one on, or found matches, which is the frame
// that completes it with its fields (nil: it has none).
func (s *selection) content(p *dissect.Piece, from uint32, found *dissect.Frame) bool {
	return !s.some || s.conns[p.Conn] >= max(from, 1) || found != nil && s.match(found)
}

func (s *selection) conn(c *dissect.Conn) bool {
	if !s.some {
		return true
	}
	_, ok := s.conns[c]
	return ok
}
