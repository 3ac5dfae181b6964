package file

import (
	"fmt"

	"netsniff/capture"
)

// blockType is the type of a pcapng block.
type blockType uint32

// Block types (draft-ietf-opsawg-pcapng §11.1).
const (
	blockInterface    blockType = 1
	blockPacket       blockType = 2 // obsolete
	blockSimplePacket blockType = 3
	blockNames        blockType = 4
	blockStatistics   blockType = 5
	blockEnhanced     blockType = 6
	blockJournal      blockType = 9
	blockSecrets      blockType = 10
	blockCustom       blockType = 0x00000bad
	blockCustomFixed  blockType = 0x40000bad
	blockSection      blockType = 0x0a0d0d0a
)

const byteOrderMagic = 0x1a2b3c4d

const (
	blockHeaderLen  = 8  // type and total length
	blockTrailerLen = 4  // total length again
	packetHeaderLen = 20 // what comes before the data in enhanced and obsolete packet blocks
)

// minimum is the total length of a block without options and data.
func (t blockType) minimum() int {
	switch t {
	case blockSection:
		return 28
	case blockInterface, blockSecrets:
		return 20
	case blockPacket, blockEnhanced:
		return blockHeaderLen + packetHeaderLen + blockTrailerLen
	case blockSimplePacket, blockNames, blockCustom, blockCustomFixed:
		return 16
	case blockStatistics:
		return 24
	case blockJournal:
		return 36 // __REALTIME_TIMESTAMP= and a digit
	}
	return blockHeaderLen + blockTrailerLen
}

// pcapng reads the next generation capture format
// (https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/).
type pcapng struct {
	in    *input
	add   addInterface
	order order
	known []sectionInterface // interfaces of this section

	numbered bool // packets say which numbers they have in the capture that this is a part of

	skip   int64  // bytes of a block that is passed over, without its trailer
	length uint32 // its total length as its header says
}

// sectionInterface is what a packet needs of its interface description.
type sectionInterface struct {
	resolution resolution
	link       capture.LinkType
	limit      uint32             // largest captured length that is believed
	snap       uint32             // 0 if there is no limit
	index      int                // in Source.Interfaces
	dropped    uint64             // packets, as its latest statistics say
	about      *capture.Interface // never changed after it was read
}

// openPcapNG reads a section header. Each section is a capture of its own, with
// interfaces numbered anew.
func openPcapNG(in *input, add addInterface) (format, error) {
	f := &pcapng{in: in, add: add}
	return f, f.block(blockSection, nil)
}

func (f *pcapng) next(p *capture.Packet) error {
	for {
		if f.skip > 0 {
			if err := f.pass(); err != nil {
				return err
			}
		}
		h, err := f.in.peek(blockHeaderLen)
		if err != nil {
			return err
		}
		t := blockType(f.order.u32(h))
		if _, classic := pcapOrder(h); classic || t == blockSection {
			if err := another(f.in); err != nil {
				return err
			}
		}
		if err := f.block(t, p); err != nil {
			return err
		}
		switch t {
		case blockEnhanced, blockPacket, blockSimplePacket:
			return nil
		}
	}
}

// block reads one block of the given type. Packet blocks fill p.
func (f *pcapng) block(t blockType, p *capture.Packet) error {
	if t == blockSection { // the first, or one without a byte order
		if err := f.byteOrder(); err != nil {
			return err
		}
	}
	h, err := f.in.peek(blockHeaderLen)
	if err != nil {
		return err
	}
	length := f.order.u32(h[4:])
	if int64(length) < int64(t.minimum()) || length > maxBlock {
		return broken(fmt.Sprintf("a block of type %#x cannot be %d bytes long", uint32(t), length))
	}
	n := pad4(int(length))
	if t.skipped(n) {
		f.in.consume(blockHeaderLen)
		f.skip, f.length = int64(n-blockHeaderLen), length
		return nil
	}
	b, err := f.in.peek(n)
	if err != nil {
		return err
	}
	if again := f.order.u32(b[n-blockTrailerLen:]); again != length {
		return lengthsDiffer(length, again)
	}
	if err := f.body(t, b[blockHeaderLen:n-blockTrailerLen], p); err != nil {
		return err
	}
	f.in.consume(n)
	return nil
}

// skipped reports whether nothing in a block is looked at. Very long blocks
// are among them, whatever they are: they are not worth their memory.
func (t blockType) skipped(n int) bool {
	const worth, worthSecrets = 1 << 20, 16 << 20
	switch t {
	case blockEnhanced, blockPacket, blockSimplePacket, blockInterface, blockSection:
		return false
	case blockStatistics, blockNames:
		return n > worth
	case blockSecrets:
		return n > worthSecrets
	}
	return true
}

// pass passes over the rest of a block and checks its trailer.
func (f *pcapng) pass() error {
	rest, err := f.in.discard(f.skip - blockTrailerLen)
	f.skip = rest + blockTrailerLen
	if err != nil {
		return err
	}
	b, err := f.in.peek(blockTrailerLen)
	if err != nil {
		return cut(err)
	}
	if again := f.order.u32(b); again != f.length {
		return lengthsDiffer(f.length, again)
	}
	f.in.consume(blockTrailerLen)
	f.skip = 0
	return nil
}

func lengthsDiffer(first, second uint32) error {
	return broken(fmt.Sprintf("the two lengths of a block differ (%d and %d)", first, second))
}

// byteOrder finds the byte order of the section that begins here.
func (f *pcapng) byteOrder() error {
	h, err := f.in.peek(blockHeaderLen + 4)
	if err != nil {
		return err
	}
	for _, o := range []order{littleEndian, bigEndian} {
		if o.u32(h[blockHeaderLen:]) == byteOrderMagic {
			f.order = o
			return nil
		}
	}
	return broken("a section header without a byte order")
}

func (f *pcapng) body(t blockType, b []byte, p *capture.Packet) error {
	switch t {
	case blockEnhanced:
		return f.packet(f.order.u32(b), b, p)
	case blockPacket:
		return f.packet(uint32(f.order.u16(b)), b, p)
	case blockSimplePacket:
		return f.simplePacket(b, p)
	case blockSection:
		return f.section(b)
	case blockInterface:
		return f.describe(b)
	case blockStatistics:
		return f.statistics(b)
	case blockNames:
		return f.names(b)
	case blockSecrets:
		if n := f.order.u32(b[4:]); uint64(n) > uint64(len(b)-8) {
			return broken(fmt.Sprintf("secrets of %d bytes do not fit into their block", n))
		} else if f.in.secrets != nil {
			f.in.secrets(SecretsKind(f.order.u32(b)), b[8:8+n])
		}
	}
	return nil
}

// statistics reads how many packets an interface has dropped so far.
func (f *pcapng) statistics(b []byte) error {
	var dropped uint64
	o := options{b[12:], f.order}
	for {
		code, value, ok, err := o.next()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		if (code == isbDropped || code == isbSystemDropped) && len(value) == 8 {
			dropped += f.order.u64(value)
		}
	}
	if iface := f.order.u32(b); uint64(iface) < uint64(len(f.known)) {
		if i := &f.known[iface]; dropped > i.dropped {
			f.in.dropped += dropped - i.dropped
			i.dropped = dropped
		}
	}
	return nil
}

// packet reads an enhanced or obsolete packet block; they differ in how they
// name the interface.
func (f *pcapng) packet(iface uint32, b []byte, p *capture.Packet) error {
	if uint64(iface) >= uint64(len(f.known)) {
		return broken(fmt.Sprintf("a packet of interface %d, but the section has described %d", iface, len(f.known)))
	}
	i := &f.known[iface]
	captured := f.order.u32(b[12:])
	if captured > i.limit {
		return tooLong(captured, i.limit)
	}
	end := packetHeaderLen + int(captured)
	if pad4(end) > len(b) {
		return overlong(captured)
	}
	var said packetOptions
	if rest := b[pad4(end):]; len(rest) >= 4 {
		var err error
		if said, err = (options{rest, f.order}).ofPacket(); err != nil {
			return err
		}
	}
	if f.numbered {
		f.in.number = said.id
	}
	p.At = i.resolution.stamp(uint64(f.order.u32(b[4:]))<<32 | uint64(f.order.u32(b[8:])))
	p.CapLen = int(captured)
	p.WireLen = wireLen(f.order.u32(b[16:]))
	p.Link = i.link
	p.Interface, p.On = i.index, i.about
	p.Data = b[packetHeaderLen:end:end]
	p.Comment, p.Flagged, p.Flags = said.comment, said.flagged, said.flags
	return nil
}

// simplePacket reads a packet of the section's first interface without time.
func (f *pcapng) simplePacket(b []byte, p *capture.Packet) error {
	if len(f.known) == 0 {
		return broken("a packet before any interface description")
	}
	i := &f.known[0]
	original := f.order.u32(b)
	captured := original
	if i.snap != 0 {
		captured = min(captured, i.snap)
	}
	if captured > i.limit {
		return tooLong(captured, i.limit)
	}
	// No options follow, so that the data must fill its block.
	end := 4 + int(captured)
	if pad4(end) != len(b) {
		return broken(fmt.Sprintf("a packet of %d bytes does not fill its block", captured))
	}
	p.At = 0
	p.CapLen = int(captured)
	p.WireLen = wireLen(original)
	p.Link = i.link
	p.Interface, p.On = i.index, i.about
	p.Data = b[4:end:end]
	p.Comment, p.Flagged, p.Flags = "", false, 0
	return nil
}

func overlong(captured uint32) error {
	return broken(fmt.Sprintf("a packet of %d bytes does not fit into its block", captured))
}

// section reads what a section header says of itself.
func (f *pcapng) section(b []byte) error {
	major, minor := f.order.u16(b[4:]), f.order.u16(b[6:])
	// Some writers call version 1.0 "1.2" (draft-ietf-opsawg-pcapng §4.1).
	if major != 1 || minor != 0 && minor != 2 {
		return broken(fmt.Sprintf("pcapng version %d.%d is not supported", major, minor))
	}
	f.in.sections++
	o := options{b[16:], f.order}
	for {
		code, value, ok, err := o.next()
		if !ok {
			return err
		}
		if code == shbUserAppl {
			f.numbered = string(value) == splitAppl
		}
	}
}

// describe reads an interface description.
func (f *pcapng) describe(b []byte) error {
	link := capture.LinkType(f.order.u16(b))
	snap := f.order.u32(b[4:])
	about := capture.Interface{Link: link, SnapLen: int(snap), Section: f.in.sections}
	tsresol, tsoffset := byte(microseconds), int64(0)
	o := options{b[8:], f.order}
	for {
		code, value, ok, err := o.next()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		switch {
		case code == ifName:
			about.Name = string(value)
		case code == ifDescription:
			about.Description = string(value)
		case code == ifFilter && len(value) > 0 && value[0] == 0:
			about.Filter = string(value[1:])
		case code == ifTsResol && len(value) == 1:
			tsresol = value[0]
		case code == ifTsOffset && len(value) == 8:
			tsoffset = int64(f.order.u64(value))
		}
	}
	i := sectionInterface{link: link, limit: packetLimit(link), snap: snap}
	i.resolution, about.Precision = parseResolution(tsresol, tsoffset)
	var err error
	i.about = &about
	i.index, err = f.add(about)
	f.known = append(f.known, i)
	return err
}

// names checks the records of a name resolution block.
func (f *pcapng) names(b []byte) error {
	for len(b) >= 4 {
		kind, n := f.order.u16(b), int(f.order.u16(b[2:]))
		if kind == 0 {
			break
		}
		if pad4(n) > len(b)-4 {
			return broken(fmt.Sprintf("a name record of %d bytes does not fit into its block", n))
		}
		b = b[4+pad4(n):]
	}
	return nil
}
