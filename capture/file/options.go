package file

import (
	"fmt"

	"netsniff/capture"
)

// Codes of pcapng options (draft-ietf-opsawg-pcapng §3.5 and the blocks' own
// tables).
const (
	optEnd     = 0
	optComment = 1

	shbUserAppl = 4 // what wrote the capture

	splitAppl = "netsniff split" // identifiers of packets are their numbers in the whole

	ifName        = 2
	ifDescription = 3
	ifTsResol     = 9
	ifFilter      = 11
	ifTsOffset    = 14

	epbFlags    = 2
	epbDrops    = 4
	epbPacketID = 5
	epbQueue    = 6
	epbVerdict  = 7

	isbReceived = 4
	isbDropped  = 5 // by the interface

	isbSystemDropped = 7

	// Custom options begin with a private enterprise number.
	customUTF8Copied   = 2988
	customBinaryCopied = 2989
	customUTF8Fixed    = 19372
	customBinaryFixed  = 19373
)

// options walks over the options at the end of a block.
type options struct {
	rest  []byte
	order order
}

// next returns the next option, or ok == false after the last. The value is a
// part of the block.
func (o *options) next() (code uint16, value []byte, ok bool, err error) {
	if len(o.rest) < 4 {
		return 0, nil, false, nil
	}
	code = o.order.u16(o.rest)
	n := int(o.order.u16(o.rest[2:]))
	if pad4(n) > len(o.rest)-4 {
		return 0, nil, false, broken(fmt.Sprintf("an option of %d bytes does not fit into its block", n))
	}
	value = o.rest[4 : 4+n]
	o.rest = o.rest[4+pad4(n):]
	switch code {
	case optEnd:
		o.rest = nil
		return 0, nil, false, nil
	case customUTF8Copied, customBinaryCopied, customUTF8Fixed, customBinaryFixed:
		if n < 4 {
			return 0, nil, false, wrongOption(code, n)
		}
	}
	return code, value, true, nil
}

// packetOptions is what the options of a packet block say.
type packetOptions struct {
	comment string // all of them, one a line
	id      uint64 // 0: none
	flags   capture.PacketFlags
	flagged bool // there are flags
}

// ofPacket checks and reads the options of a packet block.
func (o options) ofPacket() (said packetOptions, _ error) {
	var comment []byte
	for {
		code, value, ok, err := o.next()
		if !ok {
			said.comment = string(comment)
			return said, err
		}
		switch code {
		case optComment:
			if len(comment) > 0 {
				comment = append(comment, '\n')
			}
			comment = append(comment, value...)
		case epbFlags:
			if ok = len(value) == 4; ok {
				said.flags, said.flagged = capture.PacketFlags(o.order.u32(value)), true
			}
		case epbQueue:
			ok = len(value) == 4
		case epbDrops:
			ok = len(value) == 8
		case epbPacketID:
			if ok = len(value) == 8; ok {
				said.id = o.order.u64(value)
			}
		case epbVerdict:
			// The first byte is the kind; the kinds of Linux carry 64 bits.
			ok = len(value) > 0 && (value[0] == 0 || value[0] > 2 || len(value) == 9)
		}
		if !ok {
			return packetOptions{}, wrongOption(code, len(value))
		}
	}
}

func wrongOption(code uint16, n int) error {
	return broken(fmt.Sprintf("option %d cannot be %d bytes long", code, n))
}

// pad4 rounds up to the 32-bit boundary that everything in pcapng keeps.
func pad4(n int) int { return (n + 3) &^ 3 }
