package file

import (
	"fmt"
	"math"

	"netsniff/capture"
)

const (
	// maxInterfaces bounds the interface descriptions kept for a run.
	maxInterfaces = 1 << 16
	// maxPacket is the longest frame of an ordinary link type; libpcap and
	// Wireshark use the same bound. A longer one is a damaged length.
	maxPacket = 256 << 10
	// maxTransfer is the same for link types that record whole transfers.
	maxTransfer = 128 << 20
	// maxBlock is the longest pcapng block: the longest packet, its options
	// and an enhanced packet block around them.
	maxBlock = maxTransfer + 128<<10 + 32
)

// Link types whose records may be longer than maxPacket.
const (
	linkDBus    capture.LinkType = 231
	linkUSBPcap capture.LinkType = 249
	linkEBHSCR  capture.LinkType = 279
)

// packetLimit is the largest captured length that is believed.
func packetLimit(l capture.LinkType) uint32 {
	switch l {
	case linkDBus, linkUSBPcap, linkEBHSCR:
		return maxTransfer
	}
	return maxPacket
}

// wireLen is an original length; it is never refused, only kept in the range
// that an int has everywhere.
func wireLen(original uint32) int { return int(min(original, math.MaxInt32)) }

func tooLong(captured, limit uint32) error {
	return broken(fmt.Sprintf("a packet of %d bytes is longer than the longest possible of %d", captured, limit))
}
