// Package live captures frames from network interfaces.
//
// Frames come through libpcap (https://www.tcpdump.org/manpages/pcap.3pcap.html)
// when the program was built with the tag libpcap and cgo, through Npcap on
// Windows, and otherwise, on Linux, straight from a packet socket
// (https://man7.org/linux/man-pages/man7/packet.7.html). The way is chosen by
// the build; callers see no difference.
package live

import (
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"netsniff/capture"
)

// Defaults of Options.
const (
	DefaultSnapLen     = 262144   // as tcpdump and Wireshark
	DefaultBufferBytes = 16 << 20 // holds about 100 ms of a full 1 Gbit/s link
)

// patience is how long Next waits for a frame before it says again that there
// is none. It bounds how late a caller notices that its time is over.
const patience = 50 * time.Millisecond

// Options say what to capture. The zero value captures whole frames that the
// interface receives anyway.
type Options struct {
	SnapLen     int    // bytes kept of a frame, 0 for DefaultSnapLen
	Promiscuous bool   // also frames for other stations; ignored for "any"
	Filter      string // capture filter, see pcap-filter(7); "" takes all
	BufferBytes int    // kernel buffer, 0 for DefaultBufferBytes
}

func (o Options) withDefaults() Options {
	if o.SnapLen <= 0 || o.SnapLen > DefaultSnapLen {
		o.SnapLen = DefaultSnapLen
	}
	if o.BufferBytes <= 0 {
		o.BufferBytes = DefaultBufferBytes
	}
	return o
}

// Stats counts what happened to frames since Open.
type Stats struct {
	Received         uint64 // passed the filter and were delivered, or dropped by the kernel
	KernelDropped    uint64 // lost because they were not read in time
	InterfaceDropped uint64 // lost by the interface or its driver, 0 where nobody counts them
}

// Handle is a running capture on one interface. It is a capture.Source.
// Next and Close belong to one goroutine; Stop and Stats may be called from
// any, at any time.
type Handle struct {
	backend *backend
	iface   [1]capture.Interface
	frames  atomic.Uint32
	idle    bool // the caller was told that nothing is waiting
	stopped atomic.Bool

	mu     sync.Mutex // guards closed and the life of backend
	closed bool
	last   Stats // the counters at Close
}

var _ capture.Source = (*Handle)(nil)

// Open starts to capture on the interface that name stands for: its name, its
// number in List, or its description. The error fits on one line and says what
// to do; it is a *FilterError when the capture filter is wrong.
func Open(name string, o Options) (*Handle, error) {
	devices, err := List()
	if err != nil {
		return nil, err
	}
	device, err := find(devices, name)
	if err != nil {
		return nil, err
	}
	if !device.Up && runtime.GOOS == "linux" {
		// A packet socket opens on it all the same, and would stay silent.
		return nil, downError(device.Name)
	}
	o = o.withDefaults()
	h := &Handle{}
	if h.backend, err = openBackend(device, o); err != nil {
		return nil, err
	}
	h.iface[0] = capture.Interface{
		Name:        device.Name,
		Description: device.Description,
		Filter:      o.Filter,
		Link:        h.backend.link,
		SnapLen:     o.SnapLen,
		Precision:   h.backend.precision,
	}
	return h, nil
}

// Next refills p with the next frame. The first call that finds none returns
// capture.ErrIdle at once, so that the caller can show what it has; the calls
// after it wait for a frame, and return capture.ErrIdle again after 50 ms
// without one. After Stop it returns io.EOF.
func (h *Handle) Next(p *capture.Packet) error {
	for !h.stopped.Load() {
		ok, err := h.backend.read(p)
		if err != nil {
			return err
		}
		if ok {
			h.idle = false
			p.Frame = h.frames.Add(1)
			p.Link = h.iface[0].Link
			p.Interface, p.On = 0, &h.iface[0]
			p.Comment, p.Flagged, p.Flags = "", false, 0
			return nil
		}
		if !h.idle {
			h.idle = true
			return capture.ErrIdle
		}
		if !h.backend.wait(patience) && !h.stopped.Load() {
			return capture.ErrIdle
		}
	}
	return io.EOF
}

// Interfaces returns the one interface of h.
func (h *Handle) Interfaces() []capture.Interface { return h.iface[:] }

// Stop ends the capture: a Next that waits returns io.EOF at once, as does
// every later one. Frames that wait in the kernel stay undelivered.
func (h *Handle) Stop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stopped.Store(true)
	if !h.closed {
		h.backend.wake()
	}
}

// Stats returns the counters so far, after Close those at its time.
func (h *Handle) Stats() (Stats, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return h.last, nil
	}
	return h.count()
}

// count asks the backend. What the kernel says it received is not told: it
// counts frames of the loopback interface twice, and those nobody waited for.
func (h *Handle) count() (Stats, error) {
	s, err := h.backend.stats()
	s.Received = uint64(h.frames.Load()) + s.KernelDropped
	return s, err
}

// Close releases the interface. It may be called more than once.
func (h *Handle) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil
	}
	h.closed = true
	h.stopped.Store(true)
	var err error
	h.last, err = h.count()
	h.backend.close()
	return err
}
