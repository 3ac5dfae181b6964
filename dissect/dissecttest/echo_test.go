package dissecttest

import (
	"bytes"
	"strings"

	"netsniff/dissect"
	"netsniff/reassembly"
)

// echo is what runs inside the carrier of these tests: lines "ask X" and
// "answer X", found by their bytes.
var echo = dissect.Protocol{
	Name: "echo", Column: "ECHO",
	Sniff: func(from dissect.Origin, b []byte) dissect.Match {
		word := "ask "
		if from == dissect.FromServer {
			word = "answer "
		}
		n := min(len(b), len(word))
		switch {
		case from == dissect.FromDatagram || string(b[:n]) != word[:n]:
			return dissect.No
		case n < len(word):
			return dissect.Maybe
		}
		return dissect.Yes
	},
	NewStream:   func(*dissect.Conn) dissect.StreamDissector { return new(echoRows) },
	NewDialogue: func(k dissect.Session) dissect.Dialogue { return &echoDialogue{k: k} },
	Fields: []dissect.Field{
		{Name: "echo.line", Type: dissect.String, Get: dissect.Of(func(m word, v *dissect.Values) { v.Text(string(m)) })},
	},
}

type echoRows struct{ lost [2]bool }

// Gap has the rest of a line passed over whose beginning is missing.
func (e *echoRows) Gap(d dissect.Dir, _ int64) { e.lost[d] = true }

func (e *echoRows) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	i := bytes.IndexByte(in.Bytes, '\n')
	switch {
	case i < 0 && e.lost[in.Dir]:
		return dissect.Done(len(in.Bytes))
	case i < 0:
		return dissect.MoreSegment()
	case e.lost[in.Dir]:
		e.lost[in.Dir] = false
	default:
		f.Emit(dissect.Layer{Message: word(in.Bytes[:i])})
	}
	return dissect.Done(i + 1)
}

type echoDialogue struct {
	k    dissect.Session
	line [2][]byte
	side [2]dissect.Side
	lost [2]bool
	open []dissect.Exchange
	note dissect.Notes
}

func (e *echoDialogue) Data(d dissect.Dir, b []byte, m reassembly.Mark) int {
	for _, c := range b {
		e.side[d].Add(1, m)
		if c != '\n' {
			e.line[d] = append(e.line[d], c)
			continue
		}
		if !e.lost[d] {
			e.take(d, string(e.line[d]), e.side[d])
		}
		e.lost[d], e.line[d], e.side[d] = false, nil, dissect.Side{}
	}
	return len(b)
}

func (e *echoDialogue) take(d dissect.Dir, line string, side dissect.Side) {
	if d == dissect.ToServer {
		e.open = append(e.open, dissect.Exchange{Request: side, Method: "ask",
			Subject: strings.TrimPrefix(line, "ask "), Notes: e.note})
		return
	}
	if len(e.open) == 0 {
		return
	}
	x := e.open[0]
	e.open = e.open[1:]
	x.Reply, x.Status, x.Outcome = side, line, dissect.Succeeded
	x.Notes |= e.note
	e.k.Tell(&x)
}

func (e *echoDialogue) Gap(d dissect.Dir, _ int64, _ reassembly.Mark) {
	e.lost[d], e.note = true, dissect.NoteUnsure
	for i := range e.open {
		e.open[i].Notes |= dissect.NoteUnsure
	}
}

func (e *echoDialogue) End(reassembly.Mark) {
	for i := range e.open {
		e.k.Tell(&e.open[i])
	}
}
