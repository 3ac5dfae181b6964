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
// front of records that can all be read.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from != dissect.FromDatagram {
		return dissect.Maybe // a length and a few bits are no proof
	}
	if plausible(b) && sound(b) {
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

// sound reports whether there are records and all of them can be read, at
// least as far as the capture goes. NetBIOS names look like DNS but are not.
func sound(b []byte) bool {
	p := Packet{Bytes: b, WireLen: len(b)}
	it := p.Records()
	var first Record
	if !it.Next(&first) || isNetBIOS(b, &first) {
		return false
	}
	it = p.Records()
	w := walk{packet: p, work: maxLabels}
	for r := (Record{}); it.Next(&r); {
		if r.Section == Question {
			continue
		}
		if w.run(&r); w.fault != NoFault {
			return false
		}
	}
	return it.Fault() == NoFault
}

// isNetBIOS recognises the encoded names of RFC 1002 §4.1.
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
