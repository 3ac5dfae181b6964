package dissecttest

import (
	"bytes"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/engine"
	"netsniff/reassembly"
)

// box carries contents with their types: lines "TYPE CONTENT".
var box = dissect.Protocol{
	Name: "box", Column: "BOX", TCP: []uint16{wrapPort},
	NewStream:   func(c *dissect.Conn) dissect.StreamDissector { return &boxRows{c} },
	NewDialogue: func(k dissect.Session) dissect.Dialogue { return &boxDialogue{k: k} },
	Fields: []dissect.Field{
		{Name: "box.type", Type: dissect.String, Get: dissect.Of(func(m word, v *dissect.Values) { v.Text(string(m)) })},
	},
}

// note reads contents of type x/note: every one is answered by its length.
var note = dissect.Protocol{
	Name: "note", Column: "NOTE", Media: []string{"x/note"},
	NewContent:         func(*dissect.Conn) dissect.ContentDissector { return noteRows{} },
	NewContentDialogue: func(k dissect.Session) dissect.ContentDialogue { return noteDialogue{k} },
	Fields: []dissect.Field{
		{Name: "note.text", Type: dissect.String, Get: dissect.Of(func(m word, v *dissect.Values) { v.Text(string(m)) })},
	},
}

type boxRows struct{ c *dissect.Conn }

func (*boxRows) Gap(dissect.Dir, int64) {}

func (r *boxRows) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	line, _, whole := bytes.Cut(in.Bytes, []byte("\n"))
	if !whole {
		return dissect.MoreSegment()
	}
	kind, body, _ := bytes.Cut(line, []byte(" "))
	f.Emit(dissect.Layer{Message: word(kind)})
	if r.c.ReadsContent(kind, nil) {
		r.c.Hand(f, &dissect.Content{Type: string(kind), Bytes: body, Whole: true, Dir: in.Dir})
	}
	return dissect.Done(len(line) + 1)
}

type boxDialogue struct {
	k    dissect.Session
	line [2][]byte
}

func (x *boxDialogue) Data(d dissect.Dir, b []byte, m reassembly.Mark) int {
	for _, c := range b {
		if c != '\n' {
			x.line[d] = append(x.line[d], c)
			continue
		}
		kind, body, _ := bytes.Cut(x.line[d], []byte(" "))
		if x.k.ReadsContent(kind, nil) {
			x.k.Hand(&dissect.Content{Type: string(kind), Bytes: body, Whole: true, Dir: d}, m)
		}
		x.line[d] = nil
	}
	return len(b)
}

func (x *boxDialogue) Gap(d dissect.Dir, _ int64, _ reassembly.Mark) { x.line[d] = nil }
func (*boxDialogue) End(reassembly.Mark)                             {}

type noteRows struct{}

func (noteRows) Content(f *dissect.Frame, x *dissect.Content) {
	f.Emit(dissect.Layer{Message: word(x.Bytes)})
}

type noteDialogue struct{ k dissect.Session }

func (n noteDialogue) Content(x *dissect.Content, m reassembly.Mark) {
	e := dissect.Exchange{Method: "note", Subject: string(x.Bytes), Outcome: dissect.Succeeded, Notes: dissect.NoteUnsure}
	e.Request.Add(len(x.Bytes), m)
	n.k.Tell(&e)
}

// TestContent: what a message carries is dissected by its media type, a layer
// behind its own, and tells exchanges; other types are left alone.
func TestContent(t *testing.T) {
	turns := turns(t, `
		> x/note one
		= BOX x/note one
		> x/other two
		= BOX x/other
		< x/note three
		= BOX x/note three`)
	for i := range turns {
		turns[i].Data = bytes.ReplaceAll(turns[i].Data, []byte("\r"), nil)
	}
	c := Conversation{Protocols: []*dissect.Protocol{&box, &note}, Port: wrapPort, Turns: turns}
	c.Check(t)
	c.Order = engine.BySequence
	c.Check(t)
	d := Dialogue{Conversation: c, Exchanges: []string{"note one -> succeeded", "note three -> succeeded"}}
	d.Check(t)
	if h := d.Listen(turns, true); h.Exchanges[0].Protocol != &note {
		t.Errorf("told by %v", h.Exchanges[0].Protocol)
	}
}
