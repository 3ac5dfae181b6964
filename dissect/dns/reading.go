package dns

import (
	"bytes"

	"netsniff/dissect"
)

// maxValues bounds the values of all fields of one message: a bitmap of types
// has eight for each byte.
const maxValues = 1 << 16

// reading is what the fields of a message are, read in one pass when the first
// of them is asked for. A field of questions is asked for alone more often
// than not, in filters: records are left unread then.
type reading struct {
	records Records
	record  Record // here because the walk points at it
	walk    walk
	found   []found // questions and records that are there in full
	done    Section // the sections before are read
	fault   Fault   // why reading stopped

	base   int // offset of the message in the layer's bytes
	values []chained
	chains []chain // by spec.index
	let    int     // values that were not kept any more
	kinds  kinds   // of the values
}

// found is a record and its place in the message.
type found struct {
	Record
	end int
}

// chained is a value and the next one of its field.
type chained struct {
	dissect.Value
	spec int32
	next int32 // its index, 0 for none
}

// chain is where the values of a field begin and end; 0 for none.
type chain struct{ first, last int32 }

// begin prepares to read m.
func (x *reading) begin(m *Message) {
	if x.chains == nil {
		x.chains = make([]chain, len(allSpecs))
	}
	x.clear()
	x.records, x.base = m.Records(), m.base
	x.records.names = &m.names
	x.fault = x.records.Fault()
	x.walk = walk{packet: m.Packet, names: &m.names, out: x}
}

// clear forgets the values of the message before.
func (x *reading) clear() {
	for i := range x.values {
		x.chains[x.values[i].spec] = chain{}
	}
	if len(x.values) == 0 {
		x.values = append(x.values, chained{}) // no value has the index 0
	}
	x.values, x.found, x.done, x.fault, x.let = x.values[:1], x.found[:0], Question, NoFault, 0
	x.kinds = 0
}

// add appends a value of n bytes at off of the message.
func (x *reading) add(s *spec, v dissect.Value, off, n int) {
	x.kinds |= s.kinds
	i := int32(len(x.values))
	if i > maxValues {
		x.let++
		return
	}
	v.At(x.base+off, n)
	x.values = append(x.values, chained{v, int32(s.index), 0})
	c := &x.chains[s.index]
	if c.first == 0 {
		c.first = i
	} else {
		x.values[c.last].next = i
	}
	c.last = i
}

// through reads the sections up to last.
func (x *reading) through(last Section) {
	for ; x.done <= last; x.done++ {
		for x.fault == NoFault && x.records.left[x.done] > 0 && x.next() {
		}
	}
}

// next reads a record and reports whether there was one.
func (x *reading) next() bool {
	r := &x.record
	if !x.records.Next(r) {
		x.fault = x.records.Fault()
		return false
	}
	if r.Whole {
		x.found = append(x.found, found{*r, x.records.Offset()})
	}
	if r.Section == Question {
		x.question(r)
		return true
	}
	if r.Whole {
		x.resource(r)
	}
	w := &x.walk
	w.run(r)
	if x.fault = w.fault; x.fault == NoFault {
		x.fault = x.records.Fault()
	}
	return true
}

func (x *reading) name(s *spec, p *place) {
	x.add(s, dissect.Value{B: x.walk.names.textOf(p)}, p.off, p.Used)
}

func (x *reading) number(s *spec, u uint64, off, n int) { x.add(s, dissect.Value{U: u}, off, n) }

// class adds the class of a record, whose highest bit means something else in
// multicast DNS.
func (x *reading) class(s, unique *spec, r *Record) {
	class := r.Class
	if x.walk.packet.Flavor == Multicast {
		if unique != nil {
			x.number(unique, uint64(class>>15), r.Fixed+2, 2)
		}
		class &^= UniqueBit
	}
	if s != nil {
		x.number(s, uint64(class), r.Fixed+2, 2)
	}
}

func (x *reading) question(r *Record) {
	p := x.walk.names.at(r.Name)
	x.name(queryName, &p)
	// Both are 0 for names of one character: analysts compare them with what
	// Wireshark gives.
	length, labels := 0, 0
	if p.Length > 1 {
		length = p.Length
		labels = 1 + bytes.Count(x.walk.names.textOf(&p), []byte{'.'})
	}
	x.number(queryLength, uint64(length), r.Name, p.Used)
	x.number(queryLabels, uint64(labels), r.Name, p.Used)
	x.number(queryType, uint64(r.Type), r.Fixed, 2)
	x.class(queryClass, queryUnicast, r)
}

func (x *reading) resource(r *Record) {
	p := x.walk.names.at(r.Name)
	if r.Type == TypeSRV {
		x.service(r, &p)
	} else {
		x.name(respName, &p)
	}
	x.number(respType, uint64(r.Type), r.Fixed, 2)
	if r.Type == TypeOPT {
		x.extension(r)
	} else {
		x.class(respClass, respFlush, r)
		x.number(respTTL, uint64(r.TTL), r.Fixed+4, 4)
		if r.TTL>>31 != 0 {
			x.add(highTTL, dissect.Value{}, 0, 0)
		}
	}
	x.number(respLength, uint64(r.Len), r.Fixed+8, 2)
	if r.Len > 0 && layoutOf(r.Type) == nil {
		x.add(opaqueData, dissect.Value{B: x.walk.packet.Bytes[r.Data : r.Data+r.Len]}, r.Data, r.Len)
	}
}

// extension adds what OPT makes of class and TTL (RFC 6891 §6.1.3).
func (x *reading) extension(r *Record) {
	x.class(payloadSize, respFlush, r)
	x.number(extendedCode, uint64(r.TTL>>24), r.Fixed+4, 1)
	x.number(extendedVersion, uint64(r.TTL>>16&0xff), r.Fixed+5, 1)
	x.number(extendedFlags, uint64(r.TTL&0xffff), r.Fixed+6, 2)
	x.add(extendedDO, dissect.Value{U: uint64(r.TTL >> 15 & 1), Mask: 0x8000}, r.Fixed+6, 2)
	x.add(extendedReserved, dissect.Value{U: uint64(r.TTL & 0x7fff), Mask: 0x7fff}, r.Fixed+6, 2)
}

// service adds the labels of the owner of SRV, which name a service and a
// protocol (RFC 2782); the third is the rest.
func (x *reading) service(r *Record, p *place) {
	name := x.walk.names.textOf(p)
	for i, s := range serviceSpecs {
		label, after, found := name, []byte(nil), false
		if i < 2 {
			label, after, found = bytes.Cut(name, []byte{'.'})
		}
		x.add(s, dissect.Value{B: label}, r.Name, p.Used)
		if name = after; !found {
			return
		}
	}
}
