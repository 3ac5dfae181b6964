package page

import (
	"bytes"
	"io"
	"unicode/utf8"

	"netsniff/report/table"
)

// Narrative is what a view of netsniff tells as text: sessions of mail, a swarm.
type Narrative struct {
	Title   table.Phrase
	Text    table.Phrase
	More    bool   // its end was left out
	Command string // that has all of it: "mail"
}

// maxNarrative is how many bytes of a narrative a page shows in each language.
const maxNarrative = 256 << 10

// Narrate has write tell a narrative in both languages. What is beyond the bound of a
// page is left out from the beginning of a line on.
func Narrate(title table.Phrase, command string, write func(w io.Writer, l table.Lang) error) (n Narrative, err error) {
	n.Title, n.Command = title, command
	for _, x := range [...]struct {
		lang table.Lang
		text *string
	}{{table.English, &n.Text.EN}, {table.Chinese, &n.Text.ZH}} {
		w := &clipped{}
		if err := write(w, x.lang); err != nil {
			return n, err
		}
		*x.text = w.text()
		n.More = n.More || w.beyond
	}
	return n, nil
}

// clipped keeps the first maxNarrative bytes that are written to it.
type clipped struct {
	bytes.Buffer
	beyond bool
}

// Write implements io.Writer.
func (c *clipped) Write(b []byte) (int, error) {
	room := maxNarrative - c.Len()
	c.beyond = c.beyond || len(b) > room
	_, err := c.Buffer.Write(b[:min(len(b), room)])
	return len(b), err
}

// text returns whole lines.
func (c *clipped) text() string {
	b := c.Bytes()
	if c.beyond {
		b = b[:bytes.LastIndexByte(b, '\n')+1]
	}
	for len(b) > 0 && !utf8.Valid(b) { // a line longer than the bound
		b = b[:len(b)-1]
	}
	return string(b)
}
