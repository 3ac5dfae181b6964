package file

import (
	"fmt"
	"math"

	"netsniff/capture"
)

// pcapWriter writes a classic pcap file
// (https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcap/). All packets have
// one link type, that of the first.
type pcapWriter struct {
	output
	nano       bool // fractions of seconds are nanoseconds
	begun      bool
	link       capture.LinkType
	interfaces []capture.Interface // borrowed
	lost       Losses
}

// Describe implements PacketWriter. The header is written with the first packet,
// whose link type it has.
func (x *pcapWriter) Describe(interfaces []capture.Interface) error {
	x.interfaces = interfaces
	return x.err
}

// begin writes the header.
func (x *pcapWriter) begin(link capture.LinkType) {
	x.begun, x.link = true, link
	magic, snap := uint32(magicMicro), 0
	if x.nano {
		magic = magicNano
	}
	for _, i := range x.interfaces {
		snap = max(snap, i.SnapLen)
	}
	if snap <= 0 {
		snap = maxSnapLen
	}
	x.u32(magic)
	x.u16(2)
	x.u16(pcapMinor)
	x.u64(0) // time zone and accuracy, always 0
	x.u32(uint32(min(int64(snap), math.MaxUint32)))
	x.u32(uint32(link))
}

// maxSnapLen is the snap length of a file whose interfaces have none, the
// greatest of libpcap.
const maxSnapLen = 262144

// Write implements PacketWriter. Time is cut to what the format counts; what is
// before 1970 or after 2106 becomes the first or last second that it has.
func (x *pcapWriter) Write(p *capture.Packet) error {
	if x.err != nil {
		return x.err
	}
	if !x.begun {
		x.begin(p.Link)
	}
	if p.Link != x.link {
		return fmt.Errorf("frame %d has link type %d (%v), the frames before it %d (%v): pcap holds one; write pcapng (-F pcapng), or the frames of one interface (-f frame.interface_id==0)",
			p.Frame, p.Link, p.Link, x.link, x.link)
	}
	const second = 1_000_000_000
	unit := int64(1000)
	if x.nano {
		unit = 1
	}
	at := max(0, min(int64(p.At), math.MaxUint32*second+second-1))
	if at != int64(p.At) || at%unit != 0 {
		x.lost.Times++
	}
	if p.Comment != "" {
		x.lost.Comments++
	}
	x.u32(uint32(at / second))
	x.u32(uint32(at % second / unit))
	x.u32(uint32(len(p.Data)))
	x.u32(uint32(p.WireLen))
	x.buf = append(x.buf, p.Data...)
	return x.full()
}

// Statistics implements PacketWriter: the format has no place for them.
func (x *pcapWriter) Statistics(int, uint64, uint64) error { return x.err }

// Lost implements PacketWriter.
func (x *pcapWriter) Lost() Losses { return x.lost }

// Flush writes the header as well if there was no packet yet, and one link type
// only: whoever follows the file sees one.
func (x *pcapWriter) Flush() error {
	if !x.begun && len(x.interfaces) == 1 {
		x.begin(x.interfaces[0].Link)
	}
	return x.output.Flush()
}

// Close implements PacketWriter. A file without packets has a header, too.
func (x *pcapWriter) Close() error {
	if !x.begun && x.err == nil {
		link := capture.LinkEthernet
		if len(x.interfaces) > 0 {
			link = x.interfaces[0].Link
		}
		x.begin(link)
	}
	return x.output.Close()
}
