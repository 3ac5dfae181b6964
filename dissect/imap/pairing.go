package imap

import "netsniff/dissect"

// find returns the command in the queue that has the tag, -1 if none has.
func (d *dialogue) find(tag []byte) int {
	tag = tag[:min(len(tag), maxTag)]
	for i := range d.queue.Len() {
		if d.gap {
			i = d.queue.Len() - 1 - i // that of an earlier one may be lost
		}
		if d.queue.At(i).detail.Tag == string(tag) {
			return i
		}
	}
	return -1
}

// asker returns the command that untagged data are for, nil if they come
// unasked.
func (d *dialogue) asker(fetch bool) *pending {
	if fetch {
		if a := d.fetcher(); a != nil {
			return a
		}
	}
	for i := range d.queue.Len() {
		if a := d.queue.At(i); a.detail.Verb != IDLE || a.x.Method == MethodDone {
			return a
		}
	}
	return nil
}

// fetcher returns the command that the FETCH response is for: one that names
// the message, else the first that may bring some. Servers answer several
// commands at once.
func (d *dialogue) fetcher() (first *pending) {
	f := &d.fetched
	uid, seen := f.attributes.uid, 0
	for i := range d.queue.Len() {
		a := d.queue.At(i)
		if v := a.detail.Verb; v != FETCH && v != STORE {
			continue
		}
		if seen++; seen > maxAskers {
			dissect.Lost(d.Session.Conn()).Beyond[dissect.Askers]++
			break
		}
		if set, _ := token(a.detail.Argument); a.detail.UID && uid != 0 && inSet(set, uid) || !a.detail.UID &&
			inSet(set, f.number) {
			return a
		}
		if first == nil {
			first = a
		}
	}
	return first
}
