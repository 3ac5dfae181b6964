package dissecttest

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
)

// maxSplits bounds how many places a conversation is split at; longer ones
// are split at every n-th byte.
const maxSplits = 3000

// Check replays the conversation in every way and reports what differs.
func (c *Conversation) Check(t *testing.T) {
	t.Helper()
	whole := c.Run(c.Turns, true)
	c.checkRows(t, whole)
	if len(whole.Messages) == 0 {
		t.Error("there are no messages")
	}
	c.same(t, "byte by byte", whole, c.Run(c.bytewise(), true))
	c.same(t, "sent twice", whole, c.Run(c.twice(), true))
	c.checkSplits(t, whole)
	if c.Pipelined {
		c.same(t, "pipelined", whole.without(c.Reassigned), c.Run(c.pipelined(), true).without(c.Reassigned))
	}
	for i := range c.Turns {
		lost := slices.Clone(c.Turns)
		lost[i].Lost = true
		c.faithful(t, "without a segment", i, whole, c.Run(lost, true))
		late := slices.Clone(c.Turns)
		for j := range late[:i] {
			late[j].Lost = true
		}
		c.faithful(t, "joined at segment", i, whole, c.Run(late, false))
	}
}

// checkRows compares the rows of the whole run with those the turns state.
func (c *Conversation) checkRows(t *testing.T, whole *Replay) {
	t.Helper()
	row := handshakeFrames
	for i, turn := range c.Turns {
		if turn.Lost {
			continue
		}
		if want := strings.TrimRight(strings.Join(turn.Rows, "\n"), " "); len(turn.Rows) > 0 &&
			whole.Rows[row] != want {
			t.Errorf("segment %d %q\n got %q\nwant %q", i, turn.Data, whole.Rows[row], want)
		}
		row++
	}
}

// handshakeFrames come before the first turn.
const handshakeFrames = 3

// same reports messages that differ from those of the whole run, direction by
// direction: cuts may change which side's message is complete first.
func (c *Conversation) same(t *testing.T, how string, whole, cut *Replay) bool {
	t.Helper()
	if c.PerSegment {
		return true
	}
	for _, d := range []dissect.Dir{dissect.ToServer, dissect.ToClient} {
		want, got := whole.toward(d), cut.toward(d)
		for i := range max(len(want), len(got)) {
			switch {
			case i >= len(want):
				t.Errorf("%s, %v: one message more:\n%s", how, d, got[i])
			case i >= len(got):
				t.Errorf("%s, %v: message %d is missing:\n%s", how, d, i, want[i])
			case got[i] != want[i]:
				t.Errorf("%s, %v: message %d differs\n got %s\nwant %s", how, d, i, got[i], want[i])
			default:
				continue
			}
			return false
		}
	}
	return true
}

// without returns the messages without the named fields.
func (r *Replay) without(fields []string) *Replay {
	x := &Replay{Messages: slices.Clone(r.Messages)}
	for i := range x.Messages {
		lines := strings.Split(x.Messages[i].Fields, "\n")
		lines = slices.DeleteFunc(lines, func(line string) bool {
			name, _, _ := strings.Cut(line, ":")
			return slices.Contains(fields, name)
		})
		x.Messages[i].Fields = strings.Join(lines, "\n")
	}
	return x
}

func (r *Replay) toward(d dissect.Dir) (fields []string) {
	for _, m := range r.Messages {
		if m.Dir == d {
			fields = append(fields, m.Fields)
		}
	}
	return fields
}

// faithful reports messages that refer to another one than they do in the
// whole run: a reply joined to a wrong request.
func (c *Conversation) faithful(t *testing.T, how string, turn int, whole, cut *Replay) {
	t.Helper()
	for _, m := range cut.Messages {
		for field, frame := range m.Refers {
			allowed := whole.referents(m.Fields, field)
			if len(allowed) == 0 {
				continue // such a message exists only in this run
			}
			if got := cut.at(frame, m.Dir.Reverse()); !slices.ContainsFunc(got,
				func(s string) bool { return slices.Contains(allowed, s) }) {
				t.Errorf("%s %d: %s of\n%s\nis\n%s\nnot\n%s", how, turn, field, m.Fields, strings.Join(got, "\n"),
					strings.Join(allowed, "\nor\n"))
			}
		}
	}
}

// referents returns what messages with the given fields refer to by field.
func (r *Replay) referents(fields, field string) (found []string) {
	for _, m := range r.Messages {
		if frame, ok := m.Refers[field]; ok && m.Fields == fields {
			found = append(found, r.at(frame, m.Dir.Reverse())...)
		}
	}
	return found
}

// at returns the messages of a frame.
func (r *Replay) at(frame uint32, d dissect.Dir) (fields []string) {
	for _, m := range r.Messages {
		if m.Frame == frame && m.Dir == d {
			fields = append(fields, m.Fields)
		}
	}
	return fields
}

func (c *Conversation) checkSplits(t *testing.T, whole *Replay) {
	t.Helper()
	total := 0
	for _, turn := range c.Turns {
		total += len(turn.Data)
	}
	stride := total/maxSplits + 1
	for i, turn := range c.Turns {
		for at := 1; at < len(turn.Data); at += stride {
			if !c.same(t, "split in "+string(turn.Data[:at])+"|", whole, c.Run(c.split(i, at), true)) {
				return // the other places say the same
			}
		}
	}
}

// split cuts turn i in two segments.
func (c *Conversation) split(i, at int) []Turn {
	turns := slices.Insert(slices.Clone(c.Turns), i, c.Turns[i])
	turns[i].Data, turns[i].Close = turns[i].Data[:at], false
	turns[i+1].Data, turns[i+1].Wait = turns[i+1].Data[at:], defaultWait
	return turns
}

func (c *Conversation) bytewise() (turns []Turn) {
	for _, turn := range c.Turns {
		if len(turn.Data) == 0 {
			turns = append(turns, turn)
			continue
		}
		for i := range turn.Data {
			piece := turn
			piece.Data = turn.Data[i : i+1]
			piece.Close = turn.Close && i == len(turn.Data)-1
			turns = append(turns, piece)
		}
	}
	return turns
}

// twice has every segment retransmitted at once, by going back in sequence.
func (c *Conversation) twice() (turns []Turn) {
	for _, turn := range c.Turns {
		turns = append(turns, turn)
		if turn.Lost || turn.Close || len(turn.Data) == 0 {
			continue
		}
		turn.again = true
		turns = append(turns, turn)
	}
	return turns
}

// pipelined has all that the client sends in one segment, then all answers in
// one.
func (c *Conversation) pipelined() []Turn {
	var ask, answer []Turn
	for _, turn := range c.Turns {
		if turn.Dir == dissect.ToServer {
			ask = merge(ask, turn)
		} else {
			answer = merge(answer, turn)
		}
	}
	return append(ask, answer...)
}

func merge(turns []Turn, turn Turn) []Turn {
	if len(turns) == 0 || turns[0].Lost || turn.Lost {
		return append(turns, turn)
	}
	last := &turns[len(turns)-1]
	last.Data = bytes.Join([][]byte{last.Data, turn.Data}, nil)
	last.Close = last.Close || turn.Close
	return turns
}
