//go:build linux && !(cgo && libpcap)

package live

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"netsniff/capture"
	"netsniff/capture/live/bpf"
)

// Backend names what frames are captured with, for a version line.
func Backend() string { return "AF_PACKET" }

// ethPAll is ETH_P_ALL in network byte order, as packet(7) wants it.
const ethPAll = unix.ETH_P_ALL<<8&0xff00 | unix.ETH_P_ALL>>8

// loopbackIndex is the interface index of lo in every network namespace.
const loopbackIndex = 1

// backend is a packet socket with a receive ring.
type backend struct {
	link      capture.LinkType
	precision int

	device  string
	index   int // of the interface, 0 for all
	snapLen int
	fd      int
	wakeFD  int // an eventfd that wake writes to
	poll    [2]unix.PollFd
	ring    ring
	edit    []byte // a frame put together from parts: VLAN tag, cooked header

	counted     Stats
	missedAtUse uint64 // the interface's own counter at Open
}

func openBackend(d Device, o Options) (b *backend, err error) {
	in, err := lookUp(d)
	if err != nil {
		return nil, err
	}
	program, err := compile(o, in)
	if err != nil {
		return nil, err
	}
	kind := unix.SOCK_RAW
	if in.link == capture.LinkSLL {
		kind = unix.SOCK_DGRAM
	}
	// Protocol 0 receives nothing until bind, when ring and filter are in place.
	fd, err := unix.Socket(unix.AF_PACKET, kind|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES) {
			return nil, permissionError(d.Name)
		}
		return nil, fmt.Errorf("%s: cannot open a packet socket: %w", d.Name, err)
	}
	b = &backend{
		link: in.link, precision: 9, device: d.Name, index: in.index, snapLen: o.SnapLen,
		fd: fd, wakeFD: -1, missedAtUse: in.missed,
	}
	if err := b.start(o, program); err != nil {
		b.close()
		return nil, fmt.Errorf("%s: %w", d.Name, err)
	}
	return b, nil
}

func compile(o Options, in linkInfo) ([]unix.SockFilter, error) {
	program, err := bpf.Compile(o.Filter, in.encapsulation(), uint32(o.SnapLen))
	if err != nil {
		return nil, &FilterError{Filter: o.Filter, Reason: err.Error()}
	}
	filter := make([]unix.SockFilter, len(program))
	for i, x := range program {
		filter[i] = unix.SockFilter{Code: x.Op, Jt: x.Jt, Jf: x.Jf, K: x.K}
	}
	return filter, nil
}

// start makes the socket receive into the ring.
func (b *backend) start(o Options, filter []unix.SockFilter) (err error) {
	prog := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if err := unix.SetsockoptSockFprog(b.fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &prog); err != nil {
		return fmt.Errorf("the kernel refused the capture filter: %w", err)
	}
	if b.ring, err = newRing(b.fd, o.BufferBytes); err != nil {
		return err
	}
	if b.wakeFD, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK); err != nil {
		return fmt.Errorf("eventfd: %w", err)
	}
	b.poll = [2]unix.PollFd{{Fd: int32(b.fd), Events: unix.POLLIN}, {Fd: int32(b.wakeFD), Events: unix.POLLIN}}
	if o.Promiscuous && b.index != 0 {
		m := unix.PacketMreq{Ifindex: int32(b.index), Type: unix.PACKET_MR_PROMISC}
		if err := unix.SetsockoptPacketMreq(b.fd, unix.SOL_PACKET, unix.PACKET_ADD_MEMBERSHIP, &m); err != nil {
			return fmt.Errorf("cannot set promiscuous mode: %w", err)
		}
	}
	if b.index == loopbackIndex {
		// What lo sends it also receives. Kernels before 4.20 do not know the
		// option; read skips those frames in any case.
		_ = unix.SetsockoptInt(b.fd, unix.SOL_PACKET, unix.PACKET_IGNORE_OUTGOING, 1)
	}
	address := &unix.SockaddrLinklayer{Protocol: ethPAll, Ifindex: b.index}
	if err := unix.Bind(b.fd, address); err != nil {
		return fmt.Errorf("bind: %w", err)
	}
	return nil
}

// read delivers the next frame of the ring, if there is one.
func (b *backend) read(p *capture.Packet) (bool, error) {
	for {
		f, ok := b.ring.next()
		if !ok {
			return false, b.socketError()
		}
		from := f.address()
		if from.Pkttype == unix.PACKET_OUTGOING && from.Ifindex == loopbackIndex {
			continue
		}
		data, added := f.data(), 0
		if b.link == capture.LinkSLL {
			b.edit = appendCooked(b.edit[:0], f, from)
			data, added = b.edit, len(b.edit)-len(data)
		} else if tag, tagged := f.vlan(); tagged && b.link == capture.LinkEthernet && len(data) >= etherAddresses {
			b.edit = appendTagged(b.edit[:0], data, tag)
			data, added = b.edit, tagLen
		}
		data = data[:min(len(data), b.snapLen)]
		p.Data = data
		p.CapLen = len(data)
		p.WireLen = int(f.header.Len) + added
		p.At = capture.Stamp(int64(f.header.Sec)*int64(time.Second) + int64(f.header.Nsec))
		return true, nil
	}
}

// socketError returns what is wrong with the socket; poll reports it in
// passing, so an idle capture learns of a lost interface without traffic.
func (b *backend) socketError() error {
	if b.poll[0].Revents&(unix.POLLERR|unix.POLLHUP|unix.POLLNVAL) == 0 {
		return nil
	}
	b.poll[0].Revents = 0
	errno, err := unix.GetsockoptInt(b.fd, unix.SOL_SOCKET, unix.SO_ERROR)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", b.device, err)
	case errno == 0:
		return nil
	case unix.Errno(errno) == unix.ENETDOWN:
		// The socket of "any" hears of it only when it is bound to nothing.
		return fmt.Errorf("%s: the interface went down", b.device)
	default:
		return fmt.Errorf("%s: %w", b.device, unix.Errno(errno))
	}
}

// wait returns true when frames may be waiting or the socket has an error,
// false after d or wake.
func (b *backend) wait(d time.Duration) bool {
	n, err := unix.Poll(b.poll[:], int(d/time.Millisecond))
	if n <= 0 || err != nil {
		b.poll[0].Revents = 0
		return err == unix.EINTR
	}
	return b.poll[1].Revents == 0
}

func (b *backend) wake() {
	var one [8]byte
	binary.NativeEndian.PutUint64(one[:], 1)
	_, _ = unix.Write(b.wakeFD, one[:]) // fails only if it is woken already
}

// stats adds what the kernel counted since it was asked last: reading the
// counters clears them.
func (b *backend) stats() (Stats, error) {
	s, err := unix.GetsockoptTpacketStatsV3(b.fd, unix.SOL_PACKET, unix.PACKET_STATISTICS)
	if err != nil {
		return b.counted, fmt.Errorf("%s: cannot read the counters: %w", b.device, err)
	}
	b.counted.KernelDropped += uint64(s.Drops)
	if missed, ok := missedBy(b.index); ok && missed >= b.missedAtUse {
		b.counted.InterfaceDropped = missed - b.missedAtUse
	}
	return b.counted, nil
}

func (b *backend) close() {
	b.ring.close()
	unix.Close(b.fd)
	if b.wakeFD >= 0 {
		unix.Close(b.wakeFD)
	}
}
