package file

import (
	"fmt"

	"netsniff/capture"
)

// Magic numbers of classic pcap files, read in the file's byte order.
const (
	magicMicro    = 0xa1b2c3d4 // time stamps in µs
	magicNano     = 0xa1b23c4d // time stamps in ns
	magicModified = 0xa1b2cd34 // µs, with interface, protocol and direction in each record header
)

const (
	pcapHeaderLen         = 24
	pcapRecordLen         = 16
	pcapModifiedRecordLen = 24

	pcapMinor = 4 // of version 2, the last there was
)

// pcapOrder returns the byte order of a classic pcap file that begins with b.
func pcapOrder(b []byte) (order, bool) {
	for _, o := range []order{littleEndian, bigEndian} {
		switch o.u32(b) {
		case magicMicro, magicNano, magicModified:
			return o, true
		}
	}
	return littleEndian, false
}

// lengths says which length comes first in a record header. Files before
// version 2.3 have the original length first, those of 2.3 have either.
type lengths uint8

const (
	capturedFirst lengths = iota
	originalFirst
	smallerFirst // whichever is smaller was captured
)

// pcap reads the classic capture format
// (https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcap/).
type pcap struct {
	in      *input
	order   order
	lengths lengths
	record  int           // length of a record header
	tick    capture.Stamp // ns in a unit of the fraction
	link    capture.LinkType
	limit   uint32 // largest captured length that is believed
	iface   int
}

// openPcap reads the file header.
func openPcap(in *input, add addInterface) (format, error) {
	h, err := in.peek(pcapHeaderLen)
	if err != nil {
		return nil, err
	}
	f := &pcap{in: in, record: pcapRecordLen, tick: 1000}
	f.order, _ = pcapOrder(h)
	precision := 6
	switch f.order.u32(h) {
	case magicNano:
		f.tick, precision = 1, 9
	case magicModified:
		f.record = pcapModifiedRecordLen
	}
	major, minor := f.order.u16(h[4:]), f.order.u16(h[6:])
	if major < 2 {
		return nil, broken(fmt.Sprintf("pcap version %d.%d is not supported", major, minor))
	}
	if major == 2 && minor < 3 {
		f.lengths = originalFirst
	} else if major == 2 && minor == 3 {
		f.lengths = smallerFirst
	}
	// The upper bits tell about the frame check sequence.
	f.link = capture.LinkType(f.order.u32(h[20:]))
	f.limit = packetLimit(f.link)
	f.iface, err = add(capture.Interface{
		Link:      f.link,
		SnapLen:   int(f.order.u32(h[16:])),
		Precision: precision,
	})
	in.consume(pcapHeaderLen)
	return f, err
}

func (f *pcap) next(p *capture.Packet) error {
	h, err := f.in.peek(f.record)
	if err != nil {
		return err
	}
	captured, original := f.order.u32(h[8:]), f.order.u32(h[12:])
	if f.lengths == originalFirst || f.lengths == smallerFirst && captured > original {
		captured, original = original, captured
	}
	if captured > f.limit || captured|original == 0 { // the time zone and accuracy of a file header are zero
		if err := another(f.in); err != nil {
			return err
		}
	}
	if captured > f.limit {
		return tooLong(captured, f.limit)
	}
	n := f.record + int(captured)
	b, err := f.in.peek(n)
	if err != nil {
		return err
	}
	f.in.consume(n)
	p.At = capture.Stamp(f.order.u32(b))*1e9 + capture.Stamp(f.order.u32(b[4:]))*f.tick
	p.CapLen = int(captured)
	p.WireLen = wireLen(original)
	p.Link = f.link
	p.Interface, p.On = f.iface, nil
	p.Data = b[f.record:n:n]
	p.Comment, p.Flagged, p.Flags = "", false, 0
	return nil
}
