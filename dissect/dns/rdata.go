package dns

import "netsniff/dissect"

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
}

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

	want *spec // the field that is collected, nil for none
	out  *collector
	info []byte // the Info text so far; nil if nobody reads it
	loud bool
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
	if w.fault == NoFault && s != nil && w.want == s {
		if s.typ == dissect.AbsTime {
			u *= 1e9
		}
		w.out.values.Uint(u)
		w.out.at(w.off-width, width)
	}
}

func (w *walk) emitMasked(p *part) {
	if w.want != p.spec {
		return
	}
	u := w.num & p.mask
	if p.spec.typ == dissect.Bool {
		w.out.values.Bool(u != 0).Masked(p.mask)
	} else {
		w.out.values.Uint(u >> trailingZeros(p.mask)).Masked(p.mask)
	}
	w.out.at(w.off-p.width, p.width)
}

func trailingZeros(mask uint64) int {
	n := 0
	for mask&1 == 0 {
		mask >>= 1
		n++
	}
	return n
}

// emitBytes reads n bytes and delivers them.
func (w *walk) emitBytes(s *spec, n int) {
	if !w.have(n) {
		return
	}
	if s != nil && w.want == s {
		b := w.packet.Bytes[w.off : w.off+n]
		if s.typ == dissect.String {
			b = untilNUL(b)
		}
		w.out.values.Bytes(b)
		w.out.at(w.off, n)
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
	n := ScanName(w.packet.Bytes, w.off)
	if n.State == NameBroken {
		w.fault = w.packet.missing(n.Need)
		return
	}
	if s != nil && w.want == s {
		w.out.name(w.packet.Bytes, w.off)
		w.out.at(w.off, n.Used)
	}
	w.off += n.Used
}
