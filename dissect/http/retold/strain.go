package retold

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Strain is what an end did that is known to exhaust the other: Event.About. It is told when
// the connection ends, with the frame that did it last.
type Strain struct {
	Kind  StrainKind
	Count uint64 // of what
}

// StrainKind says what was done.
type StrainKind uint8

// Kinds.
const (
	// RapidReset are streams that the client began and reset before anything of an answer came
	// (CVE-2023-44487).
	RapidReset StrainKind = iota
	// LongBlock are the CONTINUATION frames of the header block that has most (CVE-2024-27316).
	LongBlock
	// HeaderBomb are header blocks whose fields are longer, decoded, than anybody needs.
	HeaderBomb
	strainKinds
)

var strainNames = [...]string{"streams reset at once", "CONTINUATION frames of one header block",
	"header blocks that expand beyond bounds"}

func (k StrainKind) String() string { return strainNames[k] }

// remarkable is from how many on each kind is told.
var remarkable = [strainKinds]uint64{RapidReset: 100, LongBlock: 100, HeaderBomb: 1}

// Strains counts them for one connection.
type Strains struct {
	counts  [strainKinds]uint64
	marks   [strainKinds]reassembly.Mark
	streams uint64 // that the client began
	parts   [2]uint64
}

// Begins takes a stream that the client begins.
func (x *Strains) Begins() { x.streams++ }

// Resets takes a stream that the client resets.
func (x *Strains) Resets(s *Stream, m reassembly.Mark) {
	if !s.begun[dissect.ToClient] {
		x.add(RapidReset, 1, m)
	}
}

// Part takes a frame of a header block, the first or one that continues it.
func (x *Strains) Part(dir dissect.Dir, first bool, m reassembly.Mark) {
	if x.parts[dir]++; first {
		x.parts[dir] = 0
	}
	if n := x.parts[dir]; n > x.counts[LongBlock] {
		x.counts[LongBlock], x.marks[LongBlock] = n, m
	}
}

// Bomb takes a header block that expands beyond bounds.
func (x *Strains) Bomb(m reassembly.Mark) { x.add(HeaderBomb, 1, m) }

func (x *Strains) add(k StrainKind, n uint64, m reassembly.Mark) {
	x.counts[k] += n
	x.marks[k] = m
}

// Tell tells what is remarkable: of streams that are reset, if most are.
func (x *Strains) Tell(s dissect.Session) {
	for k := range strainKinds {
		if n := x.counts[k]; n >= remarkable[k] && (k != RapidReset || n > x.streams/2) {
			s.Event(&dissect.Event{Mark: x.marks[k], About: &Strain{k, n}})
		}
	}
}
