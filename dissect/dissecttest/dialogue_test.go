package dissecttest

import (
	"slices"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/dialogues"
	"netsniff/dissect/engine"
	"netsniff/reassembly"
)

func TestTurns(t *testing.T) {
	for name, c := range map[string]Dialogue{
		"request and reply": {
			Conversation: Conversation{Port: 12000, Turns: turns(t, `
				> hello
				< HELLO
				> more
				< MO
				<+ RE
				>.
				<.`)},
			Exchanges: []string{"-> succeeded", "-> succeeded"},
		},
		"greeting": {
			Conversation: Conversation{Port: 12000, Turns: turns(t, `
				< welcome
				> question
				< answer`)},
			Exchanges: []string{"-> succeeded", "-> succeeded"},
		},
		"no reply": {
			Conversation: Conversation{Port: 12000, Turns: turns(t, `
				> is
				> anybody
				> there`)},
			Exchanges: []string{"-> unanswered"},
		},
	} {
		t.Run(name, c.Check)
	}
}

// TestTurnsTimes checks what is measured of a turn.
func TestTurnsTimes(t *testing.T) {
	var x dissect.Exchange
	listen(t, `
		> a
		@ +20ms
		> b
		@ +100ms
		< c
		@ +5ms
		< d`, func(e *dissect.Exchange) { x = *e })
	ttfb, _ := x.TTFB()
	ttlb, _ := x.TTLB()
	if ttfb != 101e6 || ttlb != 107e6 || x.Transfer() != 6e6 {
		t.Errorf("first byte after %d ns, last after %d, transfer %d", ttfb, ttlb, x.Transfer())
	}
	if x.Request.Bytes != 6 || x.Request.Segments != 2 || x.Reply.Bytes != 6 || x.Reply.Segments != 2 || x.Ordinal != 1 {
		t.Errorf("%+v", x)
	}
}

// TestTurnsLost: what was not captured has no time, whatever shows that it was
// sent.
func TestTurnsLost(t *testing.T) {
	const text = `
		> a
		> b
		< c
		< d
		> e
		< f`
	for _, x := range []struct {
		lost   []int
		timed  []bool
		unsure []bool
	}{
		{[]int{0}, []bool{true, true}, []bool{false, false}},
		{[]int{1}, []bool{true, true}, []bool{true, false}},
		{[]int{2}, []bool{true, true}, []bool{true, false}},
		{[]int{3}, []bool{true, true}, []bool{false, false}},
		{[]int{2, 3}, []bool{false, true}, []bool{false, false}},
		{[]int{2, 3, 5}, []bool{false, false}, []bool{false, false}}, // nothing tells of the last reply
		{[]int{0, 1, 4}, []bool{false, false}, []bool{true, true}},
	} {
		c := Conversation{Port: 12000, Turns: turns(t, text)}
		for _, i := range x.lost {
			c.Turns[i].Lost = true
		}
		var timed, unsure []bool
		heard(&c, func(e *dissect.Exchange) {
			_, ok := e.TTFB()
			timed, unsure = append(timed, ok), append(unsure, e.Notes&dissect.NoteUnsure != 0)
		})
		if !slices.Equal(timed, x.timed) || !slices.Equal(unsure, x.unsure) {
			t.Errorf("without %v: timed %v, unsure %v", x.lost, timed, unsure)
		}
	}
}

func TestGreetingIsTimedFromTheHandshake(t *testing.T) {
	var x dissect.Exchange
	listen(t, `
		@ +30ms
		< welcome`, func(e *dissect.Exchange) { x = *e })
	if ttfb, ok := x.TTFB(); !ok || ttfb != 32e6 || x.Notes != dissect.NoteGreeting {
		t.Errorf("%d ns, %v", ttfb, x.Notes)
	}
}

func listen(t *testing.T, text string, each func(*dissect.Exchange)) {
	heard(&Conversation{Port: 12000, Turns: turns(t, text)}, each)
}

func heard(c *Conversation, each func(*dissect.Exchange)) {
	k := newConnection(c.Port, engine.ByArrival, detect.New(nil))
	reader := dialogues.NewReader(detect.New(nil), exchangesOnly(each), 0)
	k.each = reader.Frame
	k.handshake(true)
	for i := range c.Turns {
		k.Send(&c.Turns[i])
	}
	reader.End()
}

func turns(t *testing.T, text string) []Turn {
	x, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// exchangesOnly hears exchanges only.
type exchangesOnly func(*dissect.Exchange)

func (h exchangesOnly) Exchange(x *dissect.Exchange)        { h(x) }
func (exchangesOnly) Piece(*dissect.Piece)                  {}
func (exchangesOnly) Closed(*dissect.Conn, reassembly.Mark) {}

// TestRest: a connection that is silent for an hour has ended its dialogue, and
// begins a new one of the same protocol if it goes on.
func TestRest(t *testing.T) {
	var told []dissect.Exchange
	listen(t, `
		> a
		@ +2h
		< b
		> c
		< d`, func(e *dissect.Exchange) { told = append(told, *e) })
	if len(told) != 3 || told[0].Outcome != dissect.Unanswered || told[1].Request.Seen() ||
		told[2].Outcome != dissect.Succeeded || told[2].Ordinal != 3 {
		t.Errorf("%+v", told)
	}
}
