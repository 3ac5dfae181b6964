package file

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"unicode/utf8"

	"netsniff/capture"
)

// Writer writes a pcapng capture of one section in little-endian order. It
// keeps what a capture.Packet and its Interface hold: time, lengths, comment;
// names, filter, link type and the precision of the time stamps.
//
// The first error sticks: every later call returns it.
type Writer struct {
	output
	known    []writtenInterface
	numbered bool // packets say which numbers they have
}

// writtenInterface is what packets need of a description that was written.
type writtenInterface struct {
	link capture.LinkType
	unit uint64 // ns in a unit of its time stamps
	last uint64 // time of its latest packet, in units
}

// NewWriter writes to w, which Close leaves open.
func NewWriter(w io.Writer, interfaces ...capture.Interface) (*Writer, error) {
	return newWriter(newOutput(w), Target{}, interfaces)
}

// newWriter begins a section of what t says.
func newWriter(o output, t Target, interfaces []capture.Interface) (*Writer, error) {
	x := &Writer{output: o, numbered: t.Part}
	start := x.begin(blockSection)
	x.u32(byteOrderMagic)
	x.u16(1) // version 1.0
	x.u16(0)
	x.u64(math.MaxUint64) // the length of the section is not known
	x.text(optComment, t.Comment)
	if t.Part {
		x.option(shbUserAppl, splitAppl)
	} else {
		x.option(shbUserAppl, "netsniff")
	}
	x.u32(optEnd)
	x.end(start)
	return x, x.Describe(interfaces)
}

// Describe makes interfaces known to the file: those of the list that come
// after the ones it has described already. Call it with Source.Interfaces
// before a packet of an interface that was not there at the beginning; it
// costs nothing when there is nothing new.
func (x *Writer) Describe(interfaces []capture.Interface) error {
	for len(x.known) < len(interfaces) && x.err == nil {
		x.describe(interfaces[len(x.known)])
	}
	return x.err
}

func (x *Writer) describe(i capture.Interface) {
	digits := max(0, min(i.Precision, nanoDigits))
	start := x.begin(blockInterface)
	x.u16(uint16(i.Link))
	x.u16(0)
	x.u32(uint32(max(0, min(int64(i.SnapLen), math.MaxUint32))))
	x.text(ifName, i.Name)
	x.text(ifDescription, i.Description)
	if i.Filter != "" {
		x.text(ifFilter, "\x00"+i.Filter) // 0: a filter string of libpcap
	}
	x.option(ifTsResol, string([]byte{byte(digits)}))
	x.u32(optEnd)
	x.end(start)
	x.known = append(x.known, writtenInterface{link: i.Link, unit: powersOf10[nanoDigits-digits]})
}

// Write writes a packet. Its interface must have been described. Time is cut
// to the precision of the interface; times before 1970, which the format
// cannot hold, become 1970.
func (x *Writer) Write(p *capture.Packet) error {
	if x.err != nil {
		return x.err
	}
	if p.Interface < 0 || p.Interface >= len(x.known) {
		return fmt.Errorf("frame %d is of interface %d, but %d are described", p.Frame, p.Interface, len(x.known))
	}
	i := &x.known[p.Interface]
	if p.Link != i.link {
		return fmt.Errorf("frame %d has link type %d, but its interface %d", p.Frame, p.Link, i.link)
	}
	i.last = uint64(max(0, p.At)) / i.unit
	start := x.begin(blockEnhanced)
	x.u32(uint32(p.Interface))
	x.u32(uint32(i.last >> 32))
	x.u32(uint32(i.last))
	x.u32(uint32(len(p.Data)))
	x.u32(uint32(p.WireLen))
	x.buf = append(x.buf, p.Data...)
	x.pad(len(p.Data))
	x.text(optComment, p.Comment)
	if p.Flagged {
		x.u16(epbFlags)
		x.u16(4)
		x.u32(uint32(p.Flags))
	}
	if x.numbered {
		x.u16(epbPacketID)
		x.u16(8)
		x.u64(uint64(p.Frame))
	}
	if x.numbered || p.Flagged || p.Comment != "" {
		x.u32(optEnd)
	}
	x.end(start)
	return x.full()
}

// Lost implements PacketWriter: the format holds all that is known.
func (x *Writer) Lost() Losses { return Losses{} }

// Statistics writes how many packets an interface received and how many of
// them were dropped, as of its latest packet. It belongs at the end.
func (x *Writer) Statistics(iface int, received, dropped uint64) error {
	if iface < 0 || iface >= len(x.known) {
		return fmt.Errorf("statistics of interface %d, but %d are described", iface, len(x.known))
	}
	last := x.known[iface].last
	start := x.begin(blockStatistics)
	x.u32(uint32(iface))
	x.u32(uint32(last >> 32))
	x.u32(uint32(last))
	x.u16(isbReceived)
	x.u16(8)
	x.u64(received)
	x.u16(isbDropped)
	x.u16(8)
	x.u64(dropped)
	x.u32(optEnd)
	x.end(start)
	return x.err
}

// begin starts a block and returns where, for end.
func (x *Writer) begin(t blockType) int {
	start := len(x.buf)
	x.u32(uint32(t))
	x.u32(0) // its length, set by end
	return start
}

func (x *Writer) end(start int) {
	n := uint32(len(x.buf) - start + blockTrailerLen)
	binary.LittleEndian.PutUint32(x.buf[start+4:], n)
	x.u32(n)
}

// text writes an option unless it is empty. What does not fit into an option
// is cut off between characters.
func (x *Writer) text(code uint16, s string) {
	if len(s) > math.MaxUint16 {
		n := math.MaxUint16
		for n > math.MaxUint16-utf8.UTFMax && !utf8.RuneStart(s[n]) {
			n--
		}
		s = s[:n]
	}
	if s != "" {
		x.option(code, s)
	}
}

// option writes an option of at most 65535 bytes.
func (x *Writer) option(code uint16, value string) {
	x.u16(code)
	x.u16(uint16(len(value)))
	x.buf = append(x.buf, value...)
	x.pad(len(value))
}

func (x *Writer) pad(n int) { x.buf = append(x.buf, "\x00\x00\x00"[:pad4(n)-n]...) }
