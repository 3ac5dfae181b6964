//go:build linux && !(cgo && libpcap)

package live

import (
	"encoding/binary"

	"golang.org/x/sys/unix"
)

// Lengths of the parts that are put into frames.
const (
	etherAddresses = 12 // destination and source of an Ethernet frame
	tagLen         = 4  // IEEE 802.1Q tag
	cookedLen      = 16 // LINKTYPE_LINUX_SLL header
)

// vlanTag is an IEEE 802.1Q tag.
type vlanTag struct {
	tpid, tci uint16
}

func (t vlanTag) appendTo(dst []byte) []byte {
	dst = binary.BigEndian.AppendUint16(dst, t.tpid)
	return binary.BigEndian.AppendUint16(dst, t.tci)
}

// appendTagged appends an Ethernet frame with the tag back in its place.
func appendTagged(dst, frame []byte, tag vlanTag) []byte {
	dst = append(dst, frame[:etherAddresses]...)
	dst = tag.appendTo(dst)
	return append(dst, frame[etherAddresses:]...)
}

// appendCooked appends the frame behind a LINKTYPE_LINUX_SLL header
// (https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html), for interfaces
// of any kind.
func appendCooked(dst []byte, f ringFrame, from *unix.RawSockaddrLinklayer) []byte {
	dst = binary.BigEndian.AppendUint16(dst, uint16(from.Pkttype))
	dst = binary.BigEndian.AppendUint16(dst, from.Hatype)
	dst = binary.BigEndian.AppendUint16(dst, uint16(from.Halen))
	dst = append(dst, from.Addr[:]...)
	var protocol [2]byte
	binary.NativeEndian.PutUint16(protocol[:], from.Protocol)
	if tag, tagged := f.vlan(); tagged {
		dst = tag.appendTo(dst)
	}
	dst = append(dst, protocol[:]...)
	return append(dst, f.data()...)
}
