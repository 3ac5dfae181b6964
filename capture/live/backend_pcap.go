//go:build windows || (cgo && libpcap)

package live

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/gopacket/gopacket/pcap"

	"netsniff/capture"
)

// Backend names what frames are captured with, for a version line.
func Backend() string {
	version, _, _ := strings.Cut(pcap.Version(), " (")
	return version
}

// pollTimeout bounds both how long libpcap may keep a frame back to fill a
// block, and how long the reader sleeps when nothing arrives; gopacket has one
// setting for the two.
const pollTimeout = 3 * time.Millisecond

// immediate says whether to ask for immediate mode. On Linux it makes libpcap
// give every frame a slot of the snap length, so that 16 MiB hold 64 frames and
// a burst is lost; blocks that are handed over after pollTimeout pack them.
const immediate = runtime.GOOS != "linux"

// batchBytes bounds the frames that wait between libpcap and Next; the rest
// waits in the kernel's buffer, where losses are counted.
const batchBytes = 4 << 20

// record is a frame of a batch: where its bytes end, and its header.
type record struct {
	at   capture.Stamp
	end  int
	wire int
}

// batch is a run of frames copied out of libpcap, one behind the other.
type batch struct {
	bytes   []byte
	records []record
}

func (b *batch) reset() {
	b.bytes = b.bytes[:0]
	b.records = b.records[:0]
}

// backend reads libpcap in a goroutine of its own. libpcap cannot be asked
// whether a frame is waiting without sleeping if there is none, and cannot be
// woken everywhere; so Next takes whole batches from the reader instead, and
// waits on channels.
type backend struct {
	link      capture.LinkType
	precision int

	handleMu sync.Mutex // libpcap handles are not safe for concurrent use
	handle   *pcap.Handle

	mu     sync.Mutex
	fill   batch // what the reader appends to
	err    error // why the reader ended
	taking batch // what Next delivers from; its own
	pos    int

	ready chan struct{} // fill has frames, or err is set
	space chan struct{} // fill was taken
	woken chan struct{} // Stop was called
	quit  chan struct{} // closed by close
	done  chan struct{} // closed when the reader ended
	timer *time.Timer
}

func openBackend(d Device, o Options) (*backend, error) {
	inactive, err := pcap.NewInactiveHandle(d.Name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.Name, err)
	}
	defer inactive.CleanUp()
	err = errors.Join(
		inactive.SetSnapLen(o.SnapLen),
		inactive.SetPromisc(o.Promiscuous && !d.any()),
		inactive.SetTimeout(pollTimeout),
		inactive.SetImmediateMode(immediate),
		inactive.SetBufferSize(o.BufferBytes),
	)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.Name, err)
	}
	handle, err := inactive.Activate()
	if err != nil {
		return nil, activateError(d.Name, err, inactive.Error())
	}
	if o.Filter != "" {
		if err := handle.SetBPFFilter(o.Filter); err != nil {
			handle.Close()
			return nil, &FilterError{Filter: o.Filter, Reason: filterReason(o.Filter, err)}
		}
	}
	b := &backend{
		link:      linkType(int(handle.LinkType())),
		precision: precisionOf(handle),
		handle:    handle,
		ready:     make(chan struct{}, 1),
		space:     make(chan struct{}, 1),
		woken:     make(chan struct{}, 1),
		quit:      make(chan struct{}),
		done:      make(chan struct{}),
		timer:     time.NewTimer(patience),
	}
	go b.run(d.Name)
	return b, nil
}

// activateError turns the two failures that users can mend into advice.
// gopacket does not export its error values, only their texts.
func activateError(device string, err, detail error) error {
	switch err.Error() {
	case "Permission Denied", "unknown activated error: -11": // PCAP_ERROR_PROMISC_PERM_DENIED
		return permissionError(device)
	case "Interface Not Up":
		return downError(device)
	}
	if text := detail.Error(); text != "" {
		return fmt.Errorf("%s: %s", device, text)
	}
	return fmt.Errorf("%s: %w", device, err)
}

// linkType returns the LINKTYPE_ value of a DLT_ value. The two differ where
// systems chose different DLT_ numbers for raw IP and for OpenBSD's loopback.
func linkType(dlt int) capture.LinkType {
	openBSD := runtime.GOOS == "openbsd"
	switch {
	case dlt == 12 && openBSD:
		return capture.LinkLoop
	case dlt == 12, dlt == 14 && openBSD:
		return capture.LinkRaw
	}
	return capture.LinkType(dlt)
}

func precisionOf(handle *pcap.Handle) int {
	if handle.Resolution().Exponent == -9 {
		return 9
	}
	return 6
}

// run copies frames from libpcap to fill until close or an error.
func (b *backend) run(device string) {
	defer close(b.done)
	for {
		select {
		case <-b.quit:
			return
		default:
		}
		full, err := b.step()
		switch {
		case err == pcap.NextErrorTimeoutExpired:
		case err == io.EOF:
			return
		case err != nil:
			b.fail(device)
			return
		case full:
			select {
			case <-b.space:
			case <-b.quit:
				return
			}
		}
	}
}

// fail leaves libpcap's last error for read.
func (b *backend) fail(device string) {
	b.handleMu.Lock()
	reason := b.handle.Error().Error()
	b.handleMu.Unlock()
	b.mu.Lock()
	b.err = fmt.Errorf("%s: %s", device, reason)
	b.mu.Unlock()
	signal(b.ready)
}

// step reads one frame, waiting at most pollTimeout, and reports whether fill
// holds as much as it may.
func (b *backend) step() (full bool, err error) {
	b.handleMu.Lock()
	data, info, err := b.handle.ZeroCopyReadPacketData()
	if err != nil {
		b.handleMu.Unlock()
		return false, err
	}
	b.mu.Lock()
	b.fill.bytes = append(b.fill.bytes, data...)
	b.fill.records = append(b.fill.records, record{
		at:   capture.Stamp(info.Timestamp.UnixNano()),
		end:  len(b.fill.bytes),
		wire: info.Length,
	})
	first := len(b.fill.records) == 1
	full = len(b.fill.bytes) >= batchBytes || len(b.fill.records) >= batchBytes/64
	if full {
		// A token from an earlier taking must not count for this batch.
		select {
		case <-b.space:
		default:
		}
	}
	b.mu.Unlock()
	b.handleMu.Unlock()
	if first {
		signal(b.ready)
	}
	return full, nil
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// read delivers the next frame of the batch at hand, or takes the next batch.
// Its bytes live until the batch is given back, one read after its last frame.
func (b *backend) read(p *capture.Packet) (bool, error) {
	if b.pos == len(b.taking.records) {
		if ok, err := b.take(); !ok {
			return false, err
		}
	}
	start := 0
	if b.pos > 0 {
		start = b.taking.records[b.pos-1].end
	}
	r := &b.taking.records[b.pos]
	b.pos++
	p.Data = b.taking.bytes[start:r.end:r.end]
	p.CapLen = len(p.Data)
	p.WireLen = r.wire
	p.At = r.at
	return true, nil
}

// take swaps the batches. An error of the reader comes after its last frame.
func (b *backend) take() (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.fill.records) == 0 {
		return false, b.err
	}
	b.taking, b.fill = b.fill, b.taking
	b.fill.reset()
	b.pos = 0
	signal(b.space)
	return true, nil
}

// wait returns true when frames may be waiting, false after d or wake.
func (b *backend) wait(d time.Duration) bool {
	b.timer.Reset(d)
	select {
	case <-b.ready:
		return true
	case <-b.woken:
		return false
	case <-b.timer.C:
		return false
	}
}

func (b *backend) wake() { signal(b.woken) }

func (b *backend) stats() (Stats, error) {
	b.handleMu.Lock()
	defer b.handleMu.Unlock()
	s, err := b.handle.Stats()
	if err != nil {
		return Stats{}, err
	}
	return Stats{
		KernelDropped:    uint64(uint32(s.PacketsDropped)),
		InterfaceDropped: uint64(uint32(s.PacketsIfDropped)),
	}, nil
}

func (b *backend) close() {
	close(b.quit)
	<-b.done
	b.handle.Close()
}
