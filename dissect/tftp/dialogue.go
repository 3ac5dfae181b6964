package tftp

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// dialogue tells a transfer as one exchange: what answers a request are the data,
// in the conversation in which they pass. A request that nobody answers is not
// told: its answer may have come in a conversation that was not captured.
type dialogue struct {
	talk    dissect.Session
	about   *transfer
	request dissect.Side
	reply   dissect.Side
	block   int
	over    bool
	last    int           // number of the last block of data
	file    *dissect.File // that passes, told while somebody listens
	dir     dissect.Dir   // in which it does
}

func newDialogue(s dissect.Session) dissect.Dialogue {
	d := &dialogue{talk: s, block: defaultBlock}
	if a := s.Conn().Announced; a != nil {
		d.about, _ = a.About.(*transfer)
		d.request = dissect.Side{First: a.Mark, Last: a.Mark, Segments: 1}
	}
	return d
}

// Data takes a packet.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	if len(b) < 2 {
		return len(b)
	}
	p := Message{Bytes: b, Wire: len(b), Opcode: Opcode(be.Uint16(b))}
	p.read()
	switch p.Opcode {
	case ReadRequest, WriteRequest:
		d.about = newTransfer(&p)
		d.request, d.reply, d.block, d.over = dissect.Side{}, dissect.Side{}, defaultBlock, false
		d.close(false)
		d.request.Add(len(b), m)
		d.talk.Expect(d.about.expectation(d.talk.Conn()))
	case OptionAcknowledgement:
		d.reply.Add(len(b), m)
		if n := p.blockSize(); n > 0 {
			d.block = n
		}
	case Data:
		if len(b) < dataHead {
			break
		}
		d.reply.Add(len(b), m)
		d.carry(dir, &p, m)
		if len(b)-dataHead < d.block {
			d.tell("complete", dissect.Succeeded)
		}
	case Error:
		d.reply.Add(len(b), m)
		d.tell(errorName(uint64(p.block())), dissect.Refused)
	}
	return len(b)
}

// carry tells the next piece of the file: blocks that are sent again are none.
func (d *dialogue) carry(dir dissect.Dir, p *Message, m reassembly.Mark) {
	next := d.last + int(int16(p.block()-uint16(d.last)))
	first := d.file == nil
	switch {
	case d.over || !d.talk.WantsContent(dissect.Files) || next <= d.last:
		return
	case first:
		d.file, d.dir = d.about.about(), dir
	case dir != d.dir:
		return
	}
	if lost := next - d.last - 1; lost > 0 {
		d.talk.Content(&dissect.Piece{Dir: dir, Mark: m, Missing: int64(lost) * int64(d.block), First: first, About: d.file})
		first = false
	}
	d.last = next
	d.talk.Content(&dissect.Piece{Dir: dir, Mark: m, Bytes: p.Bytes[dataHead:], First: first, About: d.file})
	if len(p.Bytes)-dataHead < d.block {
		d.close(true)
	}
}

// close ends the file.
func (d *dialogue) close(whole bool) {
	if d.file != nil {
		d.talk.Content(&dissect.Piece{Dir: d.dir, Mark: d.reply.Last, Last: true, Whole: whole, About: d.file})
	}
	d.file, d.last = nil, 0
}

// tell tells the transfer.
func (d *dialogue) tell(status string, o dissect.Outcome) {
	if d.about == nil || d.over || !d.reply.Seen() {
		return
	}
	d.over = true
	d.close(false)
	x := dissect.Exchange{Method: d.about.method(), Subject: d.about.file, Request: d.request, Reply: d.reply,
		Status: status, Outcome: o}
	d.talk.Tell(&x)
}

// Gap has nothing to forget: datagrams stand for themselves.
func (d *dialogue) Gap(dissect.Dir, int64, reassembly.Mark) {}

// End tells a transfer that did not come to its end.
func (d *dialogue) End(reassembly.Mark) {
	d.close(false)
	d.tell("cut off", dissect.Failed)
}
