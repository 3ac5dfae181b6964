package http2

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/http/retold"
	"netsniff/reassembly"
)

// defaultWindow is what may be sent before the receiver says more (RFC 9113 §6.9.2).
const defaultWindow = 65535

// open is a stream on which not all was said.
type open struct {
	retold.Stream
	windows [2]retold.Window
	since   [2]capture.Stamp // what was waited for the connection's window before, see sends
}

// windows are those of a connection, by the direction of what is sent.
type windows struct {
	all     [2]retold.Window
	initial [2]int64 // what a stream is given
	known   bool     // the connection was seen from its beginning, and whole
}

func newWindows(known bool) windows {
	w := retold.Window{Left: defaultWindow}
	return windows{all: [2]retold.Window{w, w}, initial: [2]int64{defaultWindow, defaultWindow}, known: known}
}

// begin begins a stream at a time.
func (w *windows) begin(s *open, at capture.Stamp) {
	for i := range s.since {
		w.all[i].Rest() // it has nothing to wait for
		s.since[i] = w.all[i].By(at)
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
	w.all[dir].Sends(m.At)
	if s == nil {
		return
	}
	x, met := &s.windows[dir], &s.Met.Waited[dir]
	if own := x.Sends(m.At); own > 0 {
		met.Stream += own
	} else {
		met.Connection += w.all[dir].Total() - s.since[dir]
	}
	s.since[dir] = w.all[dir].Total()
}

// sent takes it that a DATA frame of s has ended.
func (w *windows) sent(s *open, dir dissect.Dir, h Head, m reassembly.Mark) {
	w.all[dir].Use(h.Length, 0, m.At)
	if s != nil && !h.ends() {
		s.windows[dir].Use(h.Length, w.initial[dir], m.At)
	}
}

// grow takes a WINDOW_UPDATE frame that came in a direction.
func (d *dialogue) grow(h Head, dir dissect.Dir, payload []byte, m reassembly.Mark) {
	if len(payload) < 4 {
		return
	}
	n, sender := int64(be.Uint32(payload)&lowBits), dir.Reverse()
	if h.Stream == 0 {
		d.windows.all[sender].Grow(n, 0, m.At)
	} else if s := d.streams[h.Stream]; s != nil {
		s.windows[sender].Grow(n, d.windows.initial[sender], m.At)
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
