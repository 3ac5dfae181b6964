package retold

import "netsniff/capture"

// Window is what one side may still send, of a stream or of all.
type Window struct {
	Left   int64         // in HTTP/2, of a stream: beside what all streams are given at first
	closed capture.Stamp // when it was used up, 0 while it is open
	opened capture.Stamp // when the other side opened it again, 0 until then
	total  capture.Stamp // for how long its sender had to wait, in all
}

// Rest takes it that nobody has anything to send: who waited got what he wanted when the
// window was opened.
func (w *Window) Rest() {
	if w.opened != 0 {
		w.Sends(w.opened)
	}
}

// Total returns for how long its sender had to wait, in all.
func (w *Window) Total() capture.Stamp { return w.total }

// patience is how long after a window was opened what follows may be on its way. Who takes
// longer had nothing to say.
const patience = capture.Stamp(1e9)

// Use takes n bytes that were sent, of which the last came at a time. given is what all
// streams are given at first.
func (w *Window) Use(n int, given int64, at capture.Stamp) {
	if w.Left -= int64(n); w.Left+given <= 0 && w.closed == 0 {
		w.closed, w.opened = at, 0
	}
}

// Exhaust takes it that its sender said that it would send more.
func (w *Window) Exhaust(at capture.Stamp) {
	if w.closed == 0 || w.opened != 0 {
		w.closed, w.opened = at, 0
	}
}

// Grow takes n bytes more that may be sent.
func (w *Window) Grow(n, given int64, at capture.Stamp) {
	if w.Left += n; w.closed != 0 && w.opened == 0 && w.Left+given > 0 {
		w.opened = at
	}
}

// Sends takes it that something is sent again, and returns for how long it was waited.
func (w *Window) Sends(at capture.Stamp) (waited capture.Stamp) {
	if w.closed == 0 {
		return 0
	}
	if w.opened != 0 && at-w.opened > patience {
		at = w.opened
	}
	waited = max(0, at-w.closed)
	w.total, w.closed, w.opened = w.total+waited, 0, 0
	return waited
}

// By returns for how long it was waited until a time.
func (w *Window) By(at capture.Stamp) capture.Stamp {
	if w.closed == 0 {
		return w.total
	}
	return w.total + max(0, at-w.closed)
}
