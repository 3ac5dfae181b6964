package smtp

import "netsniff/dissect"

// pendingCost is what a command that waits takes, about.
const pendingCost = 1 << 10

// Held implements dissect.Holder.
func (d *dialogue) Held() int64 {
	n := int64(d.queue.Len())*pendingCost + d.Connection.Held() + d.reply.Held()
	if d.envelope != nil {
		n += d.envelope.Held()
	}
	return n
}

// LetGo implements dissect.Holder: commands that wait are told as unanswered,
// recipients are only counted, and lines that have begun are forgotten.
func (d *dialogue) LetGo() {
	d.cutCommand(dissect.NoteCut)
	d.flush()
	d.Lines[dissect.ToClient].Drop()
	d.reply.reset()
	d.lost, d.unsure = d.lost || d.reading == readCommands, true
	if d.envelope != nil {
		d.envelope.Forget()
	}
}
