package dns

import (
	"bytes"
	"encoding/binary"
	"hash/fnv"

	"netsniff/capture"
	"netsniff/dissect"
)

// A forged response and the true one are not far from each other: a conversation
// remembers so many queries that were answered, and what comes within so much time
// should be among them.
const (
	maxAnswered    = 128
	answeredWithin = capture.Stamp(5e9)
)

// answered is a query and what its first response said.
type answered struct {
	id   uint16
	t    Type
	name string
	said uint64
	at   capture.Stamp
}

// record remembers what answered a query, in place of the oldest.
func (d *dialogue) record(x answered) {
	if len(d.answered) < maxAnswered {
		d.answered = append(d.answered, x)
		return
	}
	if x.at-d.answered[d.eldest].at <= answeredWithin {
		dissect.Lost(d.talk.Conn()).Beyond[dissect.Responses]++
	}
	d.answered[d.eldest] = x
	d.eldest = (d.eldest + 1) % maxAnswered
}

// contradicts reports whether a response to a query that was answered before
// says something else than the first one did.
func (d *dialogue) contradicts(id uint16, t Type, name string, said uint64) bool {
	for i := range d.answered {
		if x := &d.answered[i]; x.id == id && x.t == t && equalNames(x.name, name) {
			return x.said != said
		}
	}
	return false
}

// said returns a hash of what a response says: its code and the data of its
// answers, in whatever order they come, without their times to live.
func (p Packet) said(code Rcode) uint64 {
	sum := uint64(code)
	it := p.Records()
	var text []byte
	for r := (Record{}); it.Next(&r) && r.Section <= Answer; {
		if r.Section != Answer || !r.Whole || r.Type == TypeRRSIG {
			continue
		}
		text = binary.BigEndian.AppendUint16(text[:0], uint16(r.Type))
		var named bool
		if text, named = p.AppendTarget(text, &r); named {
			text = bytes.ToLower(text)
		} else {
			text = append(text, p.Bytes[r.Data:r.Data+r.Len]...)
		}
		h := fnv.New64a()
		h.Write(text)
		sum += h.Sum64()
	}
	return sum
}
