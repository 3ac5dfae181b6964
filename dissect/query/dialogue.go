package query

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/reassembly"
)

// dialogue tells the question and its answer as one exchange.
type dialogue struct {
	session dissect.Session
	line    []byte
	asked   bool // the line has ended
	sides   [2]dissect.Side
	lost    bool
}

func newDialogue(s dissect.Session) dissect.Dialogue { return &dialogue{session: s} }

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	d.sides[dir].Add(len(b), m)
	if dir == dissect.ToServer && !d.asked {
		end := bytes.IndexByte(b, '\n') + 1
		if d.asked = end > 0; !d.asked {
			end = len(b)
		}
		d.line = append(d.line, b[:min(end, maxLine-min(maxLine, len(d.line)))]...)
	}
	return len(b)
}

// Gap implements dissect.Dialogue.
func (d *dialogue) Gap(dissect.Dir, int64, reassembly.Mark) { d.lost = true }

// End implements dissect.Dialogue.
func (d *dialogue) End(reassembly.Mark) {
	request, reply := d.sides[dissect.ToServer], d.sides[dissect.ToClient]
	if !request.Seen() && !reply.Seen() {
		return
	}
	x := dissect.Exchange{Method: "QUERY", Subject: string(bytes.TrimSpace(lines.TrimLineEnd(d.line))),
		Request: request, Reply: reply}
	switch {
	case !reply.Seen():
	case d.session.Finished(dissect.ToClient):
		x.Outcome, x.Status = dissect.Succeeded, "complete"
	default:
		x.Outcome, x.Status, x.Notes = dissect.Failed, "cut off", dissect.NoteCut
	}
	if d.lost {
		x.Notes |= dissect.NoteGap
	}
	if !request.Seen() {
		x.Notes |= dissect.NoteMidstream
	}
	d.session.Tell(&x)
}
