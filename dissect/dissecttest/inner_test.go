package dissecttest

import (
	"fmt"
	"slices"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/engine"
	"netsniff/reassembly"
)

// innerTurns are two streams within a connection whose messages are cut and
// interleaved.
func innerTurns() []Turn {
	up := func(stream, number byte, text string, rows ...string) Turn {
		return Turn{Dir: dissect.ToServer, Data: wrapped(stream, number, text), Rows: rows}
	}
	down := func(stream, number byte, text string, rows ...string) Turn {
		return Turn{Dir: dissect.ToClient, Data: wrapped(stream, number, text), Rows: rows}
	}
	return []Turn{
		up(1, 0, "ask one\n", "WRAP w1 ask one"),
		up(2, 0, "ask tw", "WRAP w2  [WRAP segment of a reassembled PDU]"),
		down(1, 0, "answer one\n", "WRAP w1 answer one"),
		up(2, 1, "o\nask three\n", "WRAP w2 ask two ask three"),
		down(2, 0, "answer two\nanswer ", "WRAP w2 answer two"),
		down(2, 1, "three\n", "WRAP w2 answer three"),
	}
}

// TestInnerRows: messages of streams within a stream are layers of the frames
// that complete them, however their carrier is cut; what is lost outside is
// lost inside.
func TestInnerRows(t *testing.T) {
	for _, o := range []engine.Order{engine.ByArrival, engine.BySequence} {
		c := Conversation{Protocols: []*dissect.Protocol{newWrap(nil), &echo}, Port: wrapPort, Turns: innerTurns(), Order: o}
		c.Check(t)
	}
}

// TestInnerDialogue: exchanges of streams within a stream are told as outside,
// and losses of the carrier never join a reply to another's request.
func TestInnerDialogue(t *testing.T) {
	d := Dialogue{
		Conversation: Conversation{Protocols: []*dissect.Protocol{newWrap(nil), &echo}, Port: wrapPort, Turns: innerTurns()},
		Exchanges: []string{"ask one -> answer one succeeded", "ask two -> answer two succeeded",
			"ask three -> answer three succeeded"},
	}
	d.Check(t)
	if h := d.Listen(d.Turns, true); h.Ended != 3 || h.Exchanges[0].Protocol != &echo {
		t.Errorf("%d connections ended, %v", h.Ended, h.Exchanges[0].Protocol)
	}
}

// TestInnerDepth: a carrier within itself ends at the bound.
func TestInnerDepth(t *testing.T) {
	var wrap *dissect.Protocol
	wrap = newWrap(func() *dissect.Protocol { return wrap })
	message := []byte("x")
	for range dissect.MaxDepth + 5 {
		message = wrapped(1, 0, string(message))
	}
	turns := []Turn{{Dir: dissect.ToServer, Data: message}}
	c := Conversation{Protocols: []*dissect.Protocol{wrap}, Port: wrapPort, Turns: turns}
	k := NewConnection(wrapPort, engine.ByArrival, wrap)
	f := k.Last(turns)
	if n := len(f.Messages()); n != dissect.MaxDepth+1 || k.engine.Losses.Inner != 1 {
		t.Errorf("%d layers, %d not read", n, k.engine.Losses.Inner)
	}
	if h := c.Listen(turns, true); h.Ended != dissect.MaxDepth+1 {
		t.Errorf("%d connections ended", h.Ended)
	}
}

// overheard hears what inner streams carry.
type overheard struct {
	Heard
	said []string
}

func (o *overheard) Inner(c *dissect.Conn, d dissect.Dir, b []byte, missing int64, _ reassembly.Mark) {
	o.said = append(o.said, fmt.Sprintf("%d %v %q %d", c.Number, d, b, missing))
}

// TestInnerListener: who wants it hears the bytes of inner streams in order, and
// where some are missing.
func TestInnerListener(t *testing.T) {
	o := new(overheard)
	turns := innerTurns()[:4]
	turns[1].Lost = true
	Tell(turns, wrapPort, o, newWrap(nil), &echo)
	want := []string{
		`1 to server "ask one\n" 0`, `1 to client "answer one\n" 0`,
		`2 to server "" 1`, `2 to server "o\nask three\n" 0`,
	}
	if !slices.Equal(o.said, want) {
		t.Errorf("%q", o.said)
	}
}
