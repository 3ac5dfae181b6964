package dns

import (
	"math/bits"

	"netsniff/dissect"
)

// kind says how a part of record data is read.
type kind uint8

const (
	number  kind = iota // big-endian number of width bytes
	masked              // bits of the number before, already read
	address             // width bytes: IPv4, IPv6, EUI or octets
	domain              // domain name
	counted             // as many bytes as the number before says
	rest                // what is left of the data
	custom              // read by a function
	speak               // the Info text is added here
	repeat              // the parts before, again while data is left
)

// part is one step in reading the data of a record type.
type part struct {
	kind  kind
	width int
	// optional leaves an empty value out; other octets are delivered empty.
	optional bool
	mask     uint64
	spec     *spec
	read     func(w *walk)
	say      func(dst []byte, w *walk) []byte
}

// spec is a field that comes out of record data.
type spec struct {
	name, title string
	typ         dissect.Type
	base        dissect.Base
	names       func(uint64) string
	index       int // among allSpecs
	kinds       kinds
}

// kinds say which records have a field: a bit each. A message without any of them has
// nothing for the field.
type kinds uint8

const (
	ofResources  kinds = 1 << iota // those of answers and what follows them
	ofServices                     // SRV
	ofExtensions                   // OPT
	ofZones                        // SOA
	ofExchangers                   // MX
	ofFew                          // types that few records are of
)

// walk reads the data of one record along its layout.
type walk struct {
	packet Packet
	record *Record
	off    int // next byte to read
	end    int // end of the data; off may pass it, as records lie about their length
	num    uint64
	fault  Fault
	parts  [8]int // offsets of the first parts, for Info texts
	n      int

	names *names   // of the message, if they are kept
	work  int      // labels that may still be read, if they are not
	out   *reading // where values go, nil for nowhere
	info  []byte   // the Info text so far; nil if nobody reads it
	loud  bool
}

// run reads the data of r. Records of unknown types, and empty ones, have
// nothing to read.
func (w *walk) run(r *Record) {
	if r.Len == 0 || !r.Whole {
		return
	}
	w.record, w.off, w.end, w.n, w.fault = r, r.Data, r.Data+r.Len, 0, NoFault
	layout := layoutOf(r.Type)
	for i := 0; i < len(layout) && w.fault == NoFault; i++ {
		p := &layout[i]
		if p.kind == repeat {
			if w.off != w.end {
				i = -1
			}
			continue
		}
		w.step(p)
	}
}

func (w *walk) step(p *part) {
	if w.n < len(w.parts) {
		w.parts[w.n] = w.off
		w.n++
	}
	switch p.kind {
	case number:
		w.num = w.uint(p.width)
		w.emitUint(p.spec, w.num, p.width)
	case masked:
		w.emitMasked(p)
	case address:
		w.emitBytes(p.spec, p.width)
	case domain:
		w.name(p.spec)
	case counted:
		if w.num > 0 || !p.optional {
			w.emitBytes(p.spec, int(w.num))
		}
	case rest:
		if w.left() != 0 || !p.optional {
			w.emitRest(p.spec)
		}
	case custom:
		p.read(w)
	case speak:
		if w.loud {
			w.info = p.say(w.info, w)
		}
	}
}

// have reports whether n more bytes can be read, and notes the fault if not.
func (w *walk) have(n int) bool {
	if w.fault != NoFault {
		return false
	}
	if n < 0 || w.off+n > len(w.packet.Bytes) {
		w.fault = w.packet.missing(w.off + n)
		return false
	}
	return true
}

func (w *walk) fail() { w.fault = Malformed }

// left returns how many bytes of the data are unread; negative if reading has
// passed its end.
func (w *walk) left() int { return w.end - w.off }

func (w *walk) uint(width int) uint64 {
	if !w.have(width) {
		return 0
	}
	var u uint64
	for _, c := range w.packet.Bytes[w.off : w.off+width] {
		u = u<<8 | uint64(c)
	}
	w.off += width
	return u
}

// emitUint delivers a number of the width bytes before w.off.
func (w *walk) emitUint(s *spec, u uint64, width int) {
	if w.out == nil || s == nil || w.fault != NoFault {
		return
	}
	if s.typ == dissect.AbsTime {
		u *= 1e9
	}
	w.out.add(s, dissect.Value{U: u}, w.off-width, width)
}

func (w *walk) emitMasked(p *part) {
	if w.out == nil {
		return
	}
	u := w.num & p.mask >> bits.TrailingZeros64(p.mask)
	if p.spec.typ == dissect.Bool {
		u = truth(u != 0)
	}
	w.out.add(p.spec, dissect.Value{U: u, Mask: p.mask}, w.off-p.width, p.width)
}

// emitBytes reads n bytes and delivers them.
func (w *walk) emitBytes(s *spec, n int) {
	if !w.have(n) {
		return
	}
	if w.out != nil && s != nil {
		b := w.packet.Bytes[w.off : w.off+n]
		if s.typ == dissect.String {
			b = untilNUL(b)
		}
		w.out.add(s, dissect.Value{B: b}, w.off, n)
	}
	w.off += n
}

// emitRest reads what is left. A record that is one byte short is read to the
// end of the message, as other analyzers do; a shorter one is malformed.
func (w *walk) emitRest(s *spec) {
	n := w.left()
	if n == -1 {
		if n = len(w.packet.Bytes) - w.off; n == 0 {
			w.fail()
		}
	}
	w.emitBytes(s, n)
}

// name reads a domain name.
func (w *walk) name(s *spec) {
	if w.fault != NoFault {
		return
	}
	var p place
	if w.names != nil {
		p = w.names.at(w.off)
	} else {
		p.Name = scan(w.packet.Bytes, w.off, &w.work)
	}
	if p.State == NameBroken {
		w.fault = w.packet.missing(p.Need)
		return
	}
	if w.out != nil && s != nil {
		w.out.add(s, dissect.Value{B: w.names.textOf(&p)}, w.off, p.Used)
	}
	w.off += p.Used
}
