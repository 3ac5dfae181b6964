package dissecttest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/dialogues"
	"netsniff/dissect/engine"
	"netsniff/reassembly"
)

// Dialogue is a Conversation and the exchanges that are told of it.
type Dialogue struct {
	Conversation
	// Exchanges are those of the whole conversation, in the order in which they
	// are told, as Line writes them.
	Exchanges []string
	// Contents are the contents in the order in which they begin, "[n]" for n
	// missing bytes; those that did not come to their end have "…" behind them.
	Contents []string
}

// Heard is what was told of a conversation.
type Heard struct {
	Exchanges []Told
	Contents  []string
	Ended     int // connections that were told to have ended

	open [2]int // index in Contents by direction, counted from 1
}

// Told is one exchange.
type Told struct {
	Line     string
	Notes    dissect.Notes
	Protocol *dissect.Protocol // nil: turns
}

// Line writes an exchange as "METHOD SUBJECT -> STATUS outcome".
func Line(x *dissect.Exchange) string {
	words := []string{x.Method, x.Subject, "->", x.Status, x.Outcome.String()}
	return strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), " ")
}

// Exchange implements dissect.Listener.
func (h *Heard) Exchange(x *dissect.Exchange) {
	h.Exchanges = append(h.Exchanges, Told{Line: Line(x), Notes: x.Notes, Protocol: x.Protocol})
}

// Piece implements dissect.Listener.
func (h *Heard) Piece(p *dissect.Piece) {
	if _, stands := p.About.(*dissect.Stream); stands {
		return // what is told of it otherwise as well
	}
	if p.First {
		h.Contents = append(h.Contents, "")
		h.open[p.Dir] = len(h.Contents)
	}
	if h.open[p.Dir] == 0 {
		h.Contents = append(h.Contents, "a piece of nothing")
		return
	}
	c := &h.Contents[h.open[p.Dir]-1]
	*c += string(p.Bytes)
	if p.Missing > 0 {
		*c += fmt.Sprintf("[%d]", p.Missing)
	}
	if p.Last {
		h.open[p.Dir] = 0
		if !p.Whole {
			*c += "…"
		}
	}
}

// Closed implements dissect.Listener.
func (h *Heard) Closed(*dissect.Conn, reassembly.Mark) { h.Ended++ }

// Listen takes the turns of c through the connection table and its dialogue.
func (c *Conversation) Listen(turns []Turn, handshake bool) *Heard {
	h := new(Heard)
	d := c.detector()
	reader := dialogues.NewReader(d, h, dissect.AllContents)
	t := newConnection(c.Port, c.Order, d)
	t.each = reader.Frame
	t.handshake(handshake)
	for i := range turns {
		t.Send(&turns[i])
	}
	reader.End()
	return h
}

// Check hears the conversation whole, cut and with losses. However the bytes
// come, the exchanges and contents are the same; when some are lost, each
// exchange is one of the whole conversation, or it says that it is unsure.
func (c *Dialogue) Check(t *testing.T) {
	t.Helper()
	whole := c.Listen(c.Turns, true)
	if got := whole.lines(); !slices.Equal(got, c.Exchanges) {
		t.Errorf("exchanges\n got %s\nwant %s", strings.Join(got, "\n     "), strings.Join(c.Exchanges, "\n     "))
	}
	if !slices.Equal(whole.Contents, c.Contents) {
		t.Errorf("contents\n got %q\nwant %q", whole.Contents, c.Contents)
	}
	c.alike(t, "byte by byte", whole, c.Listen(c.bytewise(), true))
	c.alike(t, "sent twice", whole, c.Listen(c.twice(), true))
	for i, turn := range c.Turns {
		for at := 1; at < len(turn.Data); at++ {
			if !c.alike(t, fmt.Sprintf("segment %d split at %d", i, at), whole, c.Listen(c.split(i, at), true)) {
				return
			}
		}
	}
	for i := range c.Turns {
		lost := slices.Clone(c.Turns)
		lost[i].Lost = true
		c.honest(t, fmt.Sprintf("without segment %d", i), whole, c.Listen(lost, true))
		late := slices.Clone(c.Turns)
		for j := range late[:i] {
			late[j].Lost = true
		}
		c.honest(t, fmt.Sprintf("joined at segment %d", i), whole, c.Listen(late, false))
	}
}

func (h *Heard) lines() (lines []string) {
	for _, x := range h.Exchanges {
		lines = append(lines, x.Line)
	}
	return lines
}

func (c *Dialogue) alike(t *testing.T, how string, whole, cut *Heard) bool {
	t.Helper()
	got, want := cut.lines(), whole.lines()
	if !slices.Equal(got, want) {
		t.Errorf("%s: exchanges\n got %s\nwant %s", how, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
		return false
	}
	if !slices.Equal(cut.Contents, whole.Contents) {
		t.Errorf("%s: contents\n got %q\nwant %q", how, cut.Contents, whole.Contents)
		return false
	}
	return true
}

// honest reports answered exchanges that the whole conversation does not have
// and that do not say that they may be wrong.
func (c *Dialogue) honest(t *testing.T, how string, whole, part *Heard) {
	t.Helper()
	const doubt = dissect.NoteUnsure | dissect.NoteGap | dissect.NoteMidstream | dissect.NoteCut
	for _, x := range part.Exchanges {
		known := slices.ContainsFunc(whole.Exchanges, func(y Told) bool { return y.Line == x.Line })
		if !known && x.Notes&doubt == 0 && !strings.HasSuffix(x.Line, dissect.Unanswered.String()) {
			t.Errorf("%s: %s (%v)", how, x.Line, x.Notes)
		}
	}
}

var _ dissect.Listener = (*Heard)(nil)

// Tell has l hear the turns of a connection to port, from its handshake to the
// end of the capture, contents included.
func Tell(turns []Turn, port uint16, l dissect.Listener, protocols ...*dissect.Protocol) {
	d := detect.New(protocols)
	t := newConnection(port, engine.ByArrival, d)
	t.tell(turns, l, func() { t.handshake(true) }, d)
}

// TellDatagrams has l hear the turns of a conversation with port over UDP.
func TellDatagrams(turns []Turn, port uint16, l dissect.Listener, protocols ...*dissect.Protocol) {
	TellGivenDatagrams(nil, turns, port, l, protocols...)
}

// TellGivenDatagrams is TellDatagrams for those who were given what all share.
func TellGivenDatagrams(given dissect.Storage, turns []Turn, port uint16, l dissect.Listener,
	protocols ...*dissect.Protocol) {
	d := detect.New(protocols)
	d.Given = given
	NewGivenDatagrams(given, port, protocols...).tell(turns, l, func() {}, d)
}

func (t *Connection) tell(turns []Turn, l dissect.Listener, begin func(), d *detect.Detector) {
	reader := dialogues.NewReader(d, l, dissect.AllContents)
	t.each = reader.Frame
	begin()
	for i := range turns {
		t.Send(&turns[i])
	}
	reader.End()
}

// TellAllocs returns how many allocations it takes to hear the turn again,
// over and over, after the others.
func TellAllocs(before []Turn, again Turn, port uint16, l dissect.Listener, protocols ...*dissect.Protocol) float64 {
	reader := dialogues.NewReader(detect.New(protocols), l, dissect.AllContents)
	t := newConnection(port, engine.ByArrival, detect.New(protocols))
	t.each = reader.Frame
	t.handshake(true)
	for i := range before {
		t.Send(&before[i])
	}
	return testing.AllocsPerRun(100, func() { t.Send(&again) })
}
