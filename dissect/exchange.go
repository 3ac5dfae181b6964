package dissect

import (
	"strings"

	"netsniff/capture"
	"netsniff/reassembly"
)

// Exchange is a request and what answered it: the unit of response times. The
// frames of its Sides tell where to look it up.
type Exchange struct {
	Conn     *Conn
	Protocol *Protocol // nil: turns of a protocol that nobody here knows
	Ordinal  uint32    // within its connection, from 1, in the order in which exchanges ended

	Request, Reply Side

	Method  string // what was asked: "GET", "RCPT", "RETR", "AAAA"
	Subject string // of what: a URI, an argument, a name; never a secret
	Status  string // how it was answered: "200", "+OK", "NXDOMAIN"; "" if it was not
	Outcome Outcome
	Notes   Notes
	Login   *Login // who logged in by it; nil if nobody did
	// Detail is what the protocol knows beyond this, a type of its package:
	// *http.Transaction, *smtp.Command, *dns.Lookup and so on. May be nil.
	Detail any
}

// Side is one side of an Exchange. The zero value stands for a side that was
// not seen.
type Side struct {
	First, Last reassembly.Mark // segments that brought its first and its last byte
	Bytes       int64           // as sent, those that were not captured included
	Segments    uint32          // segments or datagrams that brought it
}

// Seen reports whether any of it was captured.
func (p *Side) Seen() bool { return p.First.Frame != 0 }

// Add takes n more bytes, which the segment m brought.
func (p *Side) Add(n int, m reassembly.Mark) {
	if !p.Seen() {
		p.First = m
	}
	if p.Last.Frame != m.Frame {
		p.Segments++
	}
	p.Last = m
	p.Bytes += int64(n)
}

// Join takes what follows on p.
func (p *Side) Join(next Side) {
	if p.Last.Frame == next.First.Frame {
		p.Segments--
	}
	p.Last = next.Last
	p.Bytes += next.Bytes
	p.Segments += next.Segments
}

// A Replier is the Detail of an exchange that knows what the reply said beside
// its status.
type Replier interface {
	// AppendReply appends it as one line: "5.1.1 <bob@example.com>: user unknown".
	AppendReply(dst []byte) []byte
}

// Words returns the reply in the server's own words, the status first: "550
// 5.1.1 <bob@example.com>: user unknown"; "" if there was none. They may repeat
// what the client said, secrets too.
func (x *Exchange) Words() string {
	said, ok := x.Detail.(Replier)
	if !ok || x.Status == "" {
		return x.Status
	}
	b := append(append(make([]byte, 0, 64), x.Status...), ' ')
	if n := len(b); len(said.AppendReply(b)) == n {
		return x.Status
	}
	return string(said.AppendReply(b))
}

// Began returns the segment in which the exchange begins: that of the reply if
// no request was seen.
func (x *Exchange) Began() reassembly.Mark {
	if x.Request.Seen() {
		return x.Request.First
	}
	return x.Reply.First
}

// TTFB returns the time from the last byte of the request to the first byte
// of the reply, and false if one of them was not seen.
func (x *Exchange) TTFB() (capture.Stamp, bool) {
	return x.Reply.First.At - x.Request.Last.At, x.timed()
}

// TTLB returns the time from the last byte of the request to the last byte of
// the reply, and false if one of them was not seen.
func (x *Exchange) TTLB() (capture.Stamp, bool) {
	return x.Reply.Last.At - x.Request.Last.At, x.timed()
}

// Transfer returns how long the reply took to pass.
func (x *Exchange) Transfer() capture.Stamp { return x.Reply.Last.At - x.Reply.First.At }

func (x *Exchange) timed() bool { return x.Request.Seen() && x.Reply.Seen() }

// Outcome says how a request was answered, in terms that all protocols share.
type Outcome uint8

// Outcomes.
const (
	Unanswered Outcome = iota // no reply was seen
	Succeeded                 // it was done, or goes on: 2xx, +OK, OK, NOERROR
	Redirected                // ask elsewhere: HTTP's 3xx
	Refused                   // the request is to blame: HTTP's 4xx, SMTP's 5xx, -ERR, NO
	Failed                    // the server is to blame: HTTP's 5xx, SMTP's 4xx, SERVFAIL
)

var outcomes = [...]string{"unanswered", "succeeded", "redirected", "refused", "failed"}

// String returns the outcome as a lower-case word.
func (o Outcome) String() string { return outcomes[o] }

// Notes are oddities of an exchange, a bit each.
type Notes uint16

// Notes.
const (
	NoteGreeting  Notes = 1 << iota // the server spoke first: there is no request
	NoteMidstream                   // the capture begins within it
	NoteGap                         // bytes of it were sent but not captured
	NoteUnsure                      // bytes were lost before: the reply may be another's
	NoteInterim                     // provisional replies came before the final one
	NotePipelined                   // sent before the request before it was answered
	NoteResent                      // the request was sent again before the reply came
	NoteEarly                       // the reply began before the request was complete
	NoteCut                         // the connection or the capture ended within it
	NoteUpgrade                     // the connection speaks another protocol from here on
)

var notes = [...]string{"greeting", "midstream", "gap", "unsure", "interim", "pipelined", "resent", "early",
	"cut", "upgrade"}

// String returns the notes as words with ", " between them.
func (n Notes) String() string {
	var b strings.Builder
	for i, word := range notes {
		if n&(1<<i) == 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(word)
	}
	return b.String()
}

// Login says who identified himself by an exchange. Whether that was accepted
// is the exchange's Outcome, unless that is about something else.
type Login struct {
	Mechanism string // "PLAIN", "LOGIN", "USER/PASS", "APOP", "CRAM-MD5", "Basic", as sent
	User      string
	Secret    string // a password, a digest or a token; to be masked when shown
	Hashed    bool   // Secret is a digest or a signature, not what the user typed
	Unjudged  bool   // the reply says nothing of whether he was let in: HTTP's 404
}
