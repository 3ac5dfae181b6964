package http2

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/http/retold"
	"netsniff/reassembly"
)

// defaultWindow is what may be sent before the receiver says more (RFC 9113 §6.9.2).
const defaultWindow = 65535

// window is what one side may still send, of a stream or of all.
type window struct {
	left   int64         // of a stream: beside what all streams are given at first
	closed capture.Stamp // when it was used up, 0 while it is open
	opened capture.Stamp // when the other side opened it again, 0 until then
	total  capture.Stamp // for how long its sender had to wait, in all
}

// patience is how long after a window was opened what follows may be on its way. Who takes
// longer had nothing to say.
const patience = capture.Stamp(1e9)

// use takes n bytes that were sent, of which the last came at a time. given is what all
// streams are given at first.
func (w *window) use(n int, given int64, at capture.Stamp) {
	if w.left -= int64(n); w.left+given <= 0 && w.closed == 0 {
		w.closed, w.opened = at, 0
	}
}

// grow takes n bytes more that may be sent.
func (w *window) grow(n, given int64, at capture.Stamp) {
	if w.left += n; w.closed != 0 && w.opened == 0 && w.left+given > 0 {
		w.opened = at
	}
}

// sends takes it that something is sent again, and returns for how long it was waited.
func (w *window) sends(at capture.Stamp) (waited capture.Stamp) {
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

// by returns for how long it was waited until a time.
func (w *window) by(at capture.Stamp) capture.Stamp {
	if w.closed == 0 {
		return w.total
	}
	return w.total + max(0, at-w.closed)
}

// open is a stream on which not all was said.
type open struct {
	retold.Stream
	windows [2]window
	since   [2]capture.Stamp // what was waited for the connection's window before, see sends
}

// windows are those of a connection, by the direction of what is sent.
type windows struct {
	all     [2]window
	initial [2]int64 // what a stream is given
	known   bool     // the connection was seen from its beginning, and whole
}

func newWindows(known bool) windows {
	w := window{left: defaultWindow}
	return windows{all: [2]window{w, w}, initial: [2]int64{defaultWindow, defaultWindow}, known: known}
}

// begin begins a stream at a time.
func (w *windows) begin(s *open, at capture.Stamp) {
	for i := range s.since {
		if x := &w.all[i]; x.opened != 0 {
			x.sends(x.opened) // it has nothing to wait for
		}
		s.since[i] = w.all[i].by(at)
	}
	s.Met.Windows = w.known
}

// lose takes it that frames were lost, which may have opened windows.
func (w *windows) lose(streams map[uint32]*open) {
	if !w.known {
		return
	}
	w.known = false
	for _, s := range streams {
		s.Met.Windows = false
	}
}

// sends takes it that a DATA frame of s begins: its sender did not wait any more. s may be
// nil.
func (w *windows) sends(s *open, dir dissect.Dir, m reassembly.Mark) {
	w.all[dir].sends(m.At)
	if s == nil {
		return
	}
	x, met := &s.windows[dir], &s.Met.Waited[dir]
	if own := x.sends(m.At); own > 0 {
		met.Stream += own
	} else {
		met.Connection += w.all[dir].total - s.since[dir]
	}
	s.since[dir] = w.all[dir].total
}

// sent takes it that a DATA frame of s has ended.
func (w *windows) sent(s *open, dir dissect.Dir, h Head, m reassembly.Mark) {
	w.all[dir].use(h.Length, 0, m.At)
	if s != nil && !h.ends() {
		s.windows[dir].use(h.Length, w.initial[dir], m.At)
	}
}

// grow takes a WINDOW_UPDATE frame that came in a direction.
func (d *dialogue) grow(h Head, dir dissect.Dir, payload []byte, m reassembly.Mark) {
	if len(payload) < 4 {
		return
	}
	n, sender := int64(be.Uint32(payload)&lowBits), dir.Reverse()
	if h.Stream == 0 {
		d.windows.all[sender].grow(n, 0, m.At)
	} else if s := d.streams[h.Stream]; s != nil {
		s.windows[sender].grow(n, d.windows.initial[sender], m.At)
	}
}

// settings takes a SETTINGS frame that came in a direction: the size of windows that it
// gives is that of all streams, also of those that are open (RFC 9113 §6.9.2).
func (w *windows) settings(dir dissect.Dir, payload []byte) {
	for ; len(payload) >= settingSize; payload = payload[settingSize:] {
		if Setting(be.Uint16(payload)) == InitialWindowSize {
			w.initial[dir.Reverse()] = int64(be.Uint32(payload[2:]))
		}
	}
}
