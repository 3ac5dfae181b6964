package dns

import (
	"strconv"

	"netsniff/capture"
	"netsniff/reassembly"
)

// Lookup is what the exchange of a query and its response tells beyond an
// exchange of any protocol: its Detail. Its request lasts from the first to
// the last time the query was sent; response times count from the last.
type Lookup struct {
	ID      uint16
	Type    Type
	Tries   uint32          // how often the query was sent
	First   reassembly.Mark // when it was sent first
	Query   Flags
	Flags   Flags // of the response
	Rcode   Rcode // of the response
	Answers []Resource
	// Referral is set if the response has no answer but names the servers of a
	// zone nearer to it (RFC 1034 §4.3.2): Answers are then those of the
	// authority and additional sections.
	Referral bool
	// Contradicts is set if the response says something else than an earlier one
	// to the same query: one of them may be forged.
	Contradicts bool
	Records     int // in the answer section, also those that Answers has no room for
}

// Resource is a resource record of a response.
type Resource struct {
	Section Section
	Type    Type
	TTL     uint32 // seconds
	Owner   string
	// Target is the name that the record leads to, "" if to none; Addr the
	// address that it gives, of kind AddrNone if none.
	Target string
	Addr   capture.Addr
}

// maxAnswers bounds the records of a response that are told.
const maxAnswers = 64

// FromFirst returns the time from the first try to the response at m.
func (l *Lookup) FromFirst(m reassembly.Mark) capture.Stamp { return m.At - l.First.At }

// read takes what the response p has to say, and reports whether not all its
// records are kept.
func (l *Lookup) read(p Packet, h Header) (more bool) {
	l.Flags, l.Rcode = h.Flags, p.Rcode()
	it := p.Records()
	for r := (Record{}); it.Next(&r); {
		switch {
		case r.Section == Question || r.Type == TypeOPT:
			continue
		case r.Section == Answer:
			l.Records++
		}
		if len(l.Answers) < maxAnswers {
			l.Answers = append(l.Answers, p.answer(&r))
		} else {
			more = true
		}
		l.Referral = l.Referral || r.Section == Authority && r.Type == TypeNS
	}
	l.Referral = l.Referral && l.Records == 0 && l.Rcode == RcodeNoError && !h.Flags.Has(FlagAuthoritative)
	return more
}

func (p Packet) answer(r *Record) Resource {
	a := Resource{Section: r.Section, Type: r.Type, TTL: r.TTL, Owner: string(p.AppendOwner(nil, r))}
	a.Addr, _ = p.Address(r)
	if target, ok := p.AppendTarget(nil, r); ok {
		a.Target = string(target)
	}
	return a
}

// question returns the name and the type that p asks for, of the first
// question if there are several. ok is false if it has none that can be read.
func (p Packet) question() (name string, t Type, ok bool) {
	it := p.Records()
	var r Record
	if !it.Next(&r) || r.Section != Question {
		return "", 0, false
	}
	return string(p.AppendOwner(nil, &r)), r.Type, true
}

// rcodeMnemonics are the names of response codes (IANA registry of DNS
// parameters).
var rcodeMnemonics = [...]string{
	0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED", 6: "YXDOMAIN", 7: "YXRRSET",
	8: "NXRRSET", 9: "NOTAUTH", 10: "NOTZONE", 11: "DSOTYPENI", 16: "BADVERS", 17: "BADKEY", 18: "BADTIME", 19: "BADMODE",
	20: "BADNAME", 21: "BADALG", 22: "BADTRUNC", 23: "BADCOOKIE",
}

// Mnemonic returns the response code as programs write it: "NXDOMAIN".
func (r Rcode) Mnemonic() string {
	if s := wordAt(rcodeMnemonics[:], uint64(r)); s != "" {
		return s
	}
	return "RCODE" + strconv.Itoa(int(r))
}
