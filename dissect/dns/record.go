package dns

import "encoding/binary"

// Section is a part of a message.
type Section uint8

// The sections in wire order. In updates (RFC 2136 §2.3) they are called zone,
// prerequisites, updates and additional data.
const (
	Question Section = iota
	Answer
	Authority
	Additional
	sections
)

var sectionNames = [sections]string{"question", "answer", "authority", "additional"}

func (s Section) String() string { return wordAt(sectionNames[:], uint64(s)) }

// Packet is a message as it was captured.
type Packet struct {
	Bytes   []byte // from the identifier on, borrowed
	WireLen int    // its length on the wire, more than len(Bytes) if the capture cut it
	Flavor  Flavor
}

// Header reads the header; ok is false if the message is too short for it.
func (p Packet) Header() (h Header, ok bool) { return ParseHeader(p.Bytes) }

// Records returns an iterator over the questions and resource records.
func (p Packet) Records() Records {
	h, ok := p.Header()
	r := Records{packet: p, left: h.Counts, off: headerLen, work: maxLabels}
	if !ok {
		r.fault = p.missing(headerLen)
	}
	return r
}

// Fault says why reading a message stopped before its end.
type Fault uint8

// Faults, in the words Wireshark's analysts know.
const (
	NoFault   Fault = iota
	Malformed       // the message contradicts itself
	Cut             // the capture does not have all of the message
)

var faultTexts = [...]string{"", "[Malformed Packet]", "[Packet size limited during capture]"}

func (f Fault) String() string { return faultTexts[f] }

// missing classifies a read that would have ended at offset end.
func (p Packet) missing(end int) Fault {
	if end > len(p.Bytes) && end <= p.WireLen {
		return Cut
	}
	return Malformed
}

// Records walks over a message. Use it as
//
//	for it := p.Records(); it.Next(&r); {
type Records struct {
	packet  Packet
	left    [sections]uint16
	section Section
	off     int
	fault   Fault
	names   *names // that are kept, or nil
	work    int    // labels that may still be read, if they are not
}

// Fault returns why Next stopped, or NoFault.
func (it *Records) Fault() Fault { return it.fault }

// Offset returns where the next record begins.
func (it *Records) Offset() int { return it.off }

// Record is a question (no data) or a resource record (RFC 1035 §4.1.2, §4.1.3).
type Record struct {
	Section Section
	Type    Type
	Class   uint16 // as on the wire: with the QU or cache-flush bit of mDNS
	TTL     uint32
	Name    int // offset of the owner name, for AppendName
	Fixed   int // offset of the type, which follows the name
	Data    int // offset of the data
	Len     int // length of the data as announced
	// Whole is false if the data ends beyond the message: then the record is
	// the last one and its data cannot be read.
	Whole bool
}

// UniqueBit is the highest bit of a class in mDNS: a question that wants a
// unicast response (RFC 6762 §5.4), a record that replaces others (§10.2).
const UniqueBit = 0x8000

// Next reads one record into r and reports whether there was one. A record
// whose data is not there in full is delivered, too.
func (it *Records) Next(r *Record) bool {
	for it.section < sections && it.left[it.section] == 0 {
		it.section++
	}
	if it.section == sections || it.fault != NoFault {
		return false
	}
	it.left[it.section]--
	b := it.packet.Bytes
	name := it.name()
	switch name.State {
	case NameBroken:
		it.fault = it.packet.missing(name.Need)
		return false
	case NameUnread: // no honest message has as many labels: what follows says nothing
		it.fault = Malformed
		return false
	}
	*r = Record{Section: it.section, Name: it.off, Fixed: it.off + name.Used, Whole: true}
	fixed := 4
	if r.Section != Question {
		fixed = 10
	}
	end := r.Fixed + fixed
	if end > len(b) {
		it.fault = it.packet.missing(end)
		return false
	}
	r.Type, r.Class, r.Data = Type(binary.BigEndian.Uint16(b[r.Fixed:])), binary.BigEndian.Uint16(b[r.Fixed+2:]), end
	if r.Section != Question {
		r.TTL, r.Len = binary.BigEndian.Uint32(b[r.Fixed+4:]), int(binary.BigEndian.Uint16(b[r.Fixed+8:]))
	}
	it.off = end + r.Len
	if it.off > len(b) {
		it.fault, r.Whole = it.packet.missing(it.off), false
	}
	return true
}

// name reads the name that the next record begins with.
func (it *Records) name() Name {
	if it.names != nil {
		return it.names.at(it.off).Name
	}
	return scan(it.packet.Bytes, it.off, &it.work)
}
