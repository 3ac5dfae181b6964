package http_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/http"
	"netsniff/reassembly"
)

// note reads contents of type text/x-note.
var note = dissect.Protocol{
	Name: "note", Column: "NOTE", Media: []string{"text/x-note"},
	NewContent:         func(*dissect.Conn) dissect.ContentDissector { return noteRows{} },
	NewContentDialogue: func(k dissect.Session) dissect.ContentDialogue { return noteDialogue{k} },
	Fields: []dissect.Field{{Name: "note.text", Type: dissect.String,
		Get: dissect.Of(func(m noteText, v *dissect.Values) { v.Text(string(m)) })}},
}

type noteText string

func (m noteText) AppendInfo(dst []byte) []byte { return append(append(dst, " note "...), m...) }

type noteRows struct{}

func (noteRows) Content(f *dissect.Frame, x *dissect.Content) {
	f.Emit(dissect.Layer{Message: noteText(x.Bytes)})
}

type noteDialogue struct{ k dissect.Session }

func (n noteDialogue) Content(x *dissect.Content, m reassembly.Mark) {
	e := dissect.Exchange{Method: "note", Subject: string(x.Bytes), Outcome: dissect.Succeeded, Notes: dissect.NoteUnsure}
	e.Request.Add(len(x.Bytes), m)
	n.k.Tell(&e)
}

// TestHanded: a body is given to who reads its media type with its codings
// taken off, in rows and exchanges, however it is cut; others are left alone.
func TestHanded(t *testing.T) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	fmt.Fprint(z, "zipped")
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	client := func(text string) dissecttest.Turn { return dissecttest.Client(text) }
	server := func(text string, row string) dissecttest.Turn {
		x := dissecttest.Server(text)
		x.Rows = []string{row}
		return x
	}
	const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
	turns := []dissecttest.Turn{
		client(get),
		server("HTTP/1.1 200 OK\r\nContent-Type: Text/X-Note; charset=utf-8\r\nContent-Length: 5\r\n\r\nplain",
			"HTTP HTTP/1.1 200 OK  (text/x-note) note plain"),
		client(get),
		server("HTTP/1.1 200 OK\r\nContent-Type: text/x-note\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nchu\r\n3\r\nnks\r\n0\r\n\r\n",
			"HTTP HTTP/1.1 200 OK  (text/x-note) note chunks"),
		client(get),
		server(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/x-note\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s",
			zipped.Len(), zipped.String()),
			"HTTP HTTP/1.1 200 OK  (text/x-note) note zipped"),
		client(get),
		server("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nother",
			"HTTP HTTP/1.1 200 OK  (text/plain)"),
	}
	c := dissecttest.Conversation{Protocols: []*dissect.Protocol{&http.Protocol, &note}, Port: 80, Turns: turns}
	c.Check(t)
	c.Order = engine.BySequence
	c.Check(t)
	d := dissecttest.Dialogue{Conversation: c}
	var notes []string
	for _, x := range d.Listen(turns, true).Exchanges {
		if x.Protocol == &note {
			notes = append(notes, x.Line)
		}
	}
	if want := []string{"note plain -> succeeded", "note chunks -> succeeded",
		"note zipped -> succeeded"}; !slices.Equal(notes, want) {
		t.Errorf("%q", notes)
	}
}
