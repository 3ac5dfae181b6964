package dns

import "netsniff/dissect"

// Bounds of a message that is believed on a port that is not DNS's: no opcode
// but query, one question, and not more records than datagrams carry.
const (
	sniffMinLen  = headerLen + 1
	sniffOpcode  = 0x7800
	sniffAnswers = 100
	sniffOthers  = 10
)

// sniff recognises a DNS message without its port: a plausible header in
// front of records of types and classes that there are, and nothing else.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from != dissect.FromDatagram {
		return dissect.Maybe // a length and a few bits are no proof
	}
	if plausible(b) && readable(Packet{Bytes: b, WireLen: len(b)}, new(walk)) {
		return dissect.Yes
	}
	return dissect.No
}

func plausible(b []byte) bool {
	h, ok := ParseHeader(b)
	if !ok || len(b) < sniffMinLen || h.Flags&sniffOpcode != 0 || h.Counts[Additional] > sniffOthers {
		return false
	}
	if h.Flags.Has(FlagResponse) {
		return h.Counts[Question] <= 1 && h.Counts[Answer] <= sniffAnswers && h.Counts[Authority] <= sniffOthers
	}
	return h.Counts[Question] == 1 && h.Counts[Answer] == 0 && h.Counts[Authority] == 0
}

// credible reports whether p is DNS by its bytes alone: a few bits of a header
// fit anything, such as the call of a remote procedure. All records have to be
// there, at least as far as the capture goes, and nothing but zeros behind
// them. Type and class have words: those of the question if it is for a name
// (DNSCrypt pads with records of no type behind it), else those of all records.
// w is used for it.
func credible(p Packet, w *walk) bool { return plausible(p.Bytes) && readable(p, w) }

func readable(p Packet, w *walk) bool {
	it := p.Records()
	*w = walk{packet: p, work: maxLabels}
	n, asked := 0, false
	for r := (Record{}); it.Next(&r); n++ {
		if !asked && !r.familiar() || n == 0 && isNetBIOS(p.Bytes, &r) {
			return false
		}
		if r.Section == Question {
			asked = printable(p.Bytes, r.Name)
			continue
		}
		if w.run(&r); w.fault != NoFault {
			return w.fault == Cut
		}
	}
	return n > 0 && (it.Fault() == Cut || it.Fault() == NoFault && padding(p.Bytes[it.Offset():]))
}

// printable reports whether the labels at off are text up to a pointer or the
// end, and not none.
func printable(b []byte, off int) bool {
	i := off
	for ; i < len(b) && b[i] > 0 && b[i] < labelExtended; i += 1 + int(b[i]) {
		for _, c := range b[min(i+1, len(b)):min(i+1+int(b[i]), len(b))] {
			if c <= ' ' || c == 0x7f {
				return false
			}
		}
	}
	return i > off
}

// padding reports whether there are only zeros.
func padding(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}

// familiar reports whether type and class of a record are known.
func (r *Record) familiar() bool {
	switch {
	case r.Type == 0 || r.Type.String() == "":
		return false
	case r.Type == TypeOPT:
		return r.Section == Additional
	}
	return className(uint64(r.Class&^UniqueBit)) != ""
}

// isNetBIOS recognises the encoded names of RFC 1002 §4.1. Names look like
// those of DNS, but are not.
func isNetBIOS(b []byte, r *Record) bool {
	const encodedLen = 32
	if b[r.Name] != encodedLen || r.Type != 32 && r.Type != 33 {
		return false
	}
	for _, c := range b[r.Name+1 : r.Name+1+encodedLen] {
		if c < 'A' || c > 'P' {
			return false
		}
	}
	return true
}
