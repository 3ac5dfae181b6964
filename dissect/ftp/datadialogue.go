package ftp

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// dataDialogue reads a data connection, which is one exchange. What it carries is one
// content in each direction that has something.
type dataDialogue struct {
	session dissect.Session
	side    [2]dissect.Side
	missing [2]int64
	content [2]*Carriage // that somebody listens to
}

func newDataDialogue(k dissect.Session) dissect.Dialogue { return &dataDialogue{session: k} }

// Data implements dissect.Dialogue.
func (d *dataDialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	d.side[dir].Add(len(b), m)
	d.tell(dissect.Piece{Dir: dir, Mark: m, Bytes: b})
	return len(b)
}

// tell has those who listen to files hear a piece.
func (d *dataDialogue) tell(p dissect.Piece) {
	if !d.session.WantsContent(dissect.Files) {
		return
	}
	p.Conn = d.session.Conn()
	if d.content[p.Dir] == nil {
		setup := setupOf(p.Conn)
		d.content[p.Dir], p.First = &Carriage{Setup: setup, Way: d.way(p.Dir, setup),
			ByServer: d.server(setup) == dissect.ToServer}, true
	}
	p.About = d.content[p.Dir]
	d.session.Content(&p)
}

// way returns which way direction dir carries something.
func (d *dataDialogue) way(dir dissect.Dir, s *Setup) Way {
	if dir != d.server(s) {
		return Upload
	}
	return Download
}

// ends ends the content of a direction, if there is one.
func (d *dataDialogue) ends(dir dissect.Dir, m reassembly.Mark) {
	c := d.content[dir]
	if c == nil {
		return
	}
	c.Setup, c.Missing, c.Closed = setupOf(d.session.Conn()), d.missing[dir], d.session.Finished(dir)
	c.Way = d.way(dir, c.Setup)
	d.tell(dissect.Piece{Dir: dir, Mark: m, Last: true, Whole: c.Complete()})
	d.content[dir] = nil
}

// Gap implements dissect.Dialogue.
func (d *dataDialogue) Gap(dir dissect.Dir, n int64, m reassembly.Mark) {
	if d.side[dir].Seen() {
		d.side[dir].Bytes += n
	} else {
		d.side[dir] = dissect.Side{First: m, Last: m, Bytes: n}
	}
	d.missing[dir] += n
	d.tell(dissect.Piece{Dir: dir, Mark: m, Missing: n})
}

// End implements dissect.Dialogue.
func (d *dataDialogue) End(m reassembly.Mark) {
	d.ends(dissect.ToServer, m)
	d.ends(dissect.ToClient, m)
	setup := setupOf(d.session.Conn())
	dir := d.sender(setup)
	side := d.side[dir]
	if !side.Seen() {
		return
	}
	c := Carriage{Setup: setup, Way: d.way(dir, setup), ByServer: d.server(setup) == dissect.ToServer,
		Missing: d.missing[dir], Closed: d.session.Finished(dir)}
	x := dissect.Exchange{Outcome: dissect.Succeeded, Detail: &c}
	if setup != nil {
		t := &setup.Transfer
		if t.Verb != None {
			x.Method, x.Subject = t.Verb.String(), t.Argument[:min(len(t.Argument), maxSubject)]
		}
	}
	if c.Way == Upload {
		x.Request = side
	} else {
		x.Reply = side
	}
	if c.Missing > 0 {
		x.Notes |= dissect.NoteGap
	}
	if x.Status = "complete"; !c.Closed {
		x.Status, x.Outcome = "", dissect.Unanswered
		x.Notes |= dissect.NoteCut
	}
	d.session.Tell(&x)
}

// server returns the direction in which the FTP server sends: it may have opened the
// connection.
func (d *dataDialogue) server(s *Setup) dissect.Dir {
	if s != nil && s.Method.ByServer() || s == nil && d.session.Conn().Client.Port == dataPort {
		return dissect.ToServer
	}
	return dissect.ToClient
}

// sender returns the direction of what is carried: who sent more.
func (d *dataDialogue) sender(s *Setup) dissect.Dir {
	switch {
	case d.side[dissect.ToServer].Bytes > d.side[dissect.ToClient].Bytes:
		return dissect.ToServer
	case d.side[dissect.ToServer].Bytes < d.side[dissect.ToClient].Bytes:
		return dissect.ToClient
	}
	return d.server(s)
}
