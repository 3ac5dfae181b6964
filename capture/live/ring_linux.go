//go:build linux && !(cgo && libpcap)

package live

import (
	"fmt"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Shape of the ring, see packet_mmap of the kernel's documentation
// (https://docs.kernel.org/networking/packet_mmap.html), TPACKET_V3.
const (
	blockBytes  = 128 << 10 // must hold the largest frame: 64 KiB of segmentation offload and its headers
	minBlocks   = 8
	slotBytes   = 2048 // only checked by the kernel: version 3 packs frames
	retireAfter = 1    // ms until a block with frames is handed over although it is not full
)

// ring is the memory that the kernel writes frames to. Blocks change hands in
// turn, each with one frame or many.
type ring struct {
	memory []byte
	blocks int

	block  int    // the block at hand
	held   bool   // it is ours
	left   uint32 // its frames not yet returned
	offset int    // of the next one, in memory
}

func newRing(fd, bytes int) (ring, error) {
	if err := unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_VERSION, unix.TPACKET_V3); err != nil {
		return ring{}, fmt.Errorf("the kernel has no TPACKET_V3: %w", err)
	}
	blocks := max(bytes/blockBytes, minBlocks)
	request := unix.TpacketReq3{
		Block_size: blockBytes, Block_nr: uint32(blocks),
		Frame_size: slotBytes, Frame_nr: uint32(blocks * (blockBytes / slotBytes)),
		Retire_blk_tov: retireAfter,
	}
	if err := unix.SetsockoptTpacketReq3(fd, unix.SOL_PACKET, unix.PACKET_RX_RING, &request); err != nil {
		return ring{}, fmt.Errorf("cannot set up a capture buffer of %d bytes: %w", blocks*blockBytes, err)
	}
	memory, err := unix.Mmap(fd, 0, blocks*blockBytes, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return ring{}, fmt.Errorf("cannot map the capture buffer: %w", err)
	}
	return ring{memory: memory, blocks: blocks}, nil
}

func (r *ring) close() {
	if r.memory != nil {
		_ = unix.Munmap(r.memory)
		r.memory = nil
	}
}

// description returns the header of the block at hand.
func (r *ring) description() *unix.TpacketHdrV1 {
	const headerAt = int(unsafe.Offsetof(unix.TpacketBlockDesc{}.Hdr))
	return (*unix.TpacketHdrV1)(unsafe.Pointer(&r.memory[r.block*blockBytes+headerAt]))
}

// next returns the next frame; false when the kernel has handed over none. The
// frame before it may be overwritten from then on.
func (r *ring) next() (ringFrame, bool) {
	for r.left == 0 {
		if r.held {
			atomic.StoreUint32(&r.description().Block_status, unix.TP_STATUS_KERNEL)
			r.held = false
			r.block = (r.block + 1) % r.blocks
		}
		d := r.description()
		if atomic.LoadUint32(&d.Block_status)&unix.TP_STATUS_USER == 0 {
			return ringFrame{}, false
		}
		r.held = true
		r.left = d.Num_pkts
		r.offset = r.block*blockBytes + int(d.Offset_to_first_pkt)
	}
	header := (*unix.Tpacket3Hdr)(unsafe.Pointer(&r.memory[r.offset]))
	f := ringFrame{header: header, bytes: r.memory[r.offset : (r.block+1)*blockBytes]}
	r.left--
	r.offset += int(header.Next_offset)
	return f, true
}

// ringFrame is a frame where the kernel put it.
type ringFrame struct {
	header *unix.Tpacket3Hdr
	bytes  []byte // from the header on
}

// data returns the frame as captured, for a cooked socket without its link
// header.
func (f ringFrame) data() []byte {
	start := int(f.header.Mac)
	return f.bytes[start : start+int(f.header.Snaplen)]
}

// address returns where the frame came from; it lies behind the header.
func (f ringFrame) address() *unix.RawSockaddrLinklayer {
	const at = (unix.SizeofTpacket3Hdr + unix.TPACKET_ALIGNMENT - 1) &^ (unix.TPACKET_ALIGNMENT - 1)
	return (*unix.RawSockaddrLinklayer)(unsafe.Pointer(&f.bytes[at]))
}

// vlan returns the 802.1Q tag that the kernel took out of the frame.
func (f ringFrame) vlan() (vlanTag, bool) {
	if f.header.Status&unix.TP_STATUS_VLAN_VALID == 0 {
		return vlanTag{}, false
	}
	tag := vlanTag{tpid: unix.ETH_P_8021Q, tci: uint16(f.header.Hv1.Vlan_tci)}
	if f.header.Status&unix.TP_STATUS_VLAN_TPID_VALID != 0 {
		tag.tpid = f.header.Hv1.Vlan_tpid
	}
	return tag, true
}
