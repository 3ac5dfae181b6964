package imap

import "netsniff/dissect"

// pendingCost is what a command that waits takes, about.
const pendingCost = 2 << 10

// Held implements dissect.Holder.
func (d *dialogue) Held() int64 {
	return int64(d.queue.Len())*pendingCost + int64(d.memory.bytes) + d.Connection.Held()
}

// LetGo implements dissect.Holder: commands that wait are told as unanswered;
// what is known of messages, and lines that have begun, are forgotten.
func (d *dialogue) LetGo() {
	d.flush(0)
	d.memory = memory{forgot: d.memory.forgot || len(d.memory.list) > 0}
	if !d.sending.open {
		d.lose(dissect.ToServer)
	}
	if !d.response.open {
		d.lose(dissect.ToClient)
	}
}
