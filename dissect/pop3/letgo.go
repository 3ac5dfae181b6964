package pop3

import "netsniff/dissect"

// What commands that wait and unique-ids take, about.
const (
	pendingCost = 1 << 10
	uidCost     = 128
)

// Held implements dissect.Holder.
func (d *dialogue) Held() int64 {
	return int64(d.queue.Len())*pendingCost + int64(len(d.uids))*uidCost + d.Connection.Held()
}

// LetGo implements dissect.Holder: commands that wait are told as unanswered,
// unique-ids and lines that have begun are forgotten.
func (d *dialogue) LetGo() {
	d.cutCommand(dissect.NoteCut)
	d.flush()
	if d.reading == readStatus {
		d.Lines[dissect.ToClient].Drop()
	}
	d.lost, d.unsure, d.uids = true, true, nil
}
