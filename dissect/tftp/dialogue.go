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
func (d *dialogue) Data(_ dissect.Dir, b []byte, m reassembly.Mark) int {
	if len(b) < 2 {
		return len(b)
	}
	p := Message{Bytes: b, Wire: len(b), Opcode: Opcode(be.Uint16(b))}
	p.read()
	switch p.Opcode {
	case ReadRequest, WriteRequest:
		d.about = &transfer{p.Opcode, string(p.File)}
		d.request, d.reply, d.block, d.over = dissect.Side{}, dissect.Side{}, defaultBlock, false
		d.request.Add(len(b), m)
		d.talk.Expect(d.about.expectation(d.talk.Conn()))
	case OptionAcknowledgement:
		d.reply.Add(len(b), m)
		if n := p.blockSize(); n > 0 {
			d.block = n
		}
	case Data:
		d.reply.Add(len(b), m)
		if len(b)-4 < d.block {
			d.tell("complete", dissect.Succeeded)
		}
	case Error:
		d.reply.Add(len(b), m)
		d.tell(errorName(uint64(p.block())), dissect.Refused)
	}
	return len(b)
}

// tell tells the transfer.
func (d *dialogue) tell(status string, o dissect.Outcome) {
	if d.about == nil || d.over || !d.reply.Seen() {
		return
	}
	d.over = true
	x := dissect.Exchange{Method: "RRQ", Subject: d.about.file, Request: d.request, Reply: d.reply, Status: status, Outcome: o}
	if d.about.op == WriteRequest {
		x.Method = "WRQ"
	}
	d.talk.Tell(&x)
}

// Gap has nothing to forget: datagrams stand for themselves.
func (d *dialogue) Gap(dissect.Dir, int64, reassembly.Mark) {}

// End tells a transfer that did not come to its end.
func (d *dialogue) End(reassembly.Mark) { d.tell("cut off", dissect.Failed) }
