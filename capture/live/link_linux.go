//go:build linux && !(cgo && libpcap)

package live

import (
	"encoding/binary"
	"fmt"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"netsniff/capture"
	"netsniff/capture/live/bpf"
)

// linkInfo is what an interface is to a packet socket.
type linkInfo struct {
	index  int // 0 for all
	link   capture.LinkType
	missed uint64 // frames it lost so far
}

// encapsulation tells the filter compiler where the network header lies. A
// cooked socket runs filters on the frame before its header is added.
func (i linkInfo) encapsulation() bpf.Encapsulation {
	switch i.link {
	case capture.LinkEthernet:
		return bpf.Ethernet
	case capture.LinkRaw:
		return bpf.RawIP
	default:
		return bpf.Cooked
	}
}

// lookUp asks the kernel about the interface d.
func lookUp(d Device) (linkInfo, error) {
	if d.any() {
		return linkInfo{link: capture.LinkSLL}, nil
	}
	links, err := readLinks()
	if err != nil {
		return linkInfo{}, err
	}
	for _, l := range links {
		if l.name == d.Name {
			return linkInfo{index: int(l.index), link: linkType(l.hardware), missed: l.missed}, nil
		}
	}
	return linkInfo{}, fmt.Errorf("%s: the interface disappeared", d.Name)
}

// linkType maps ARPHRD_ constants to what a raw packet socket delivers. What
// is not in the table is captured cooked, as libpcap does.
func linkType(hardware uint16) capture.LinkType {
	switch hardware {
	case unix.ARPHRD_ETHER, unix.ARPHRD_LOOPBACK:
		return capture.LinkEthernet
	case unix.ARPHRD_NONE, unix.ARPHRD_RAWIP, unix.ARPHRD_TUNNEL, unix.ARPHRD_TUNNEL6, unix.ARPHRD_SIT:
		return capture.LinkRaw
	default:
		return capture.LinkSLL
	}
}

// missedBy returns how many frames the interface lost in all.
func missedBy(index int) (missed uint64, ok bool) {
	if index == 0 {
		return 0, false
	}
	links, err := readLinks()
	if err != nil {
		return 0, false
	}
	for _, l := range links {
		if int(l.index) == index {
			return l.missed, true
		}
	}
	return 0, false
}

// linkRow is an interface as rtnetlink(7) describes it.
type linkRow struct {
	index    int32
	hardware uint16 // ARPHRD_
	name     string
	missed   uint64
}

func readLinks() ([]linkRow, error) {
	reply, err := syscall.NetlinkRIB(unix.RTM_GETLINK, unix.AF_UNSPEC)
	if err != nil {
		return nil, fmt.Errorf("cannot list the interfaces: %w", err)
	}
	messages, err := syscall.ParseNetlinkMessage(reply)
	if err != nil {
		return nil, fmt.Errorf("cannot list the interfaces: %w", err)
	}
	var rows []linkRow
	for i := range messages {
		m := &messages[i]
		if m.Header.Type != unix.RTM_NEWLINK || len(m.Data) < unix.SizeofIfInfomsg {
			continue
		}
		info := (*unix.IfInfomsg)(unsafe.Pointer(&m.Data[0]))
		row := linkRow{index: info.Index, hardware: info.Type}
		attributes, err := syscall.ParseNetlinkRouteAttr(m)
		if err != nil {
			return nil, fmt.Errorf("cannot list the interfaces: %w", err)
		}
		for _, a := range attributes {
			switch a.Attr.Type {
			case unix.IFLA_IFNAME:
				row.name = unix.ByteSliceToString(a.Value)
			case unix.IFLA_STATS64:
				row.missed = missedIn(a.Value)
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// missedIn reads rx_fifo_errors and rx_missed_errors of rtnl_link_stats64.
// rx_dropped is left out: it counts frames nobody wanted, which packet sockets
// did see.
func missedIn(stats []byte) uint64 {
	const fifo, missed = 14, 15 // members of the structure
	if len(stats) < 8*(missed+1) {
		return 0
	}
	return binary.NativeEndian.Uint64(stats[8*fifo:]) + binary.NativeEndian.Uint64(stats[8*missed:])
}
