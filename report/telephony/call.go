// Package telephony joins what SIP and RTP say into calls and media streams. Tables,
// findings and the model of rubrics stand on it.
package telephony

import (
	"cmp"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/sip"
	"netsniff/reassembly"
)

// Step is a transaction of a call.
type Step struct {
	Conn   *dissect.Conn
	Method string
	At     reassembly.Mark // of the request
	Reply  reassembly.Mark
	Resent bool
	T      *sip.Transaction
}

// StepOf returns what an exchange is in a call; ok is false if it is in none. Its Conn is
// that of the exchange, borrowed: who keeps the step puts a summary in its place.
func StepOf(x *dissect.Exchange) (s Step, ok bool) {
	t, ok := x.Detail.(*sip.Transaction)
	if !ok || x.Method != "INVITE" && x.Method != "BYE" && x.Method != "CANCEL" {
		return s, false
	}
	return Step{Conn: x.Conn, Method: x.Method, At: x.Request.First, Reply: x.Reply.First,
		Resent: x.Notes&dissect.NoteResent != 0, T: t}, true
}

// ByStep compares steps by where they begin.
func ByStep(a, b Step) int {
	return cmp.Or(cmp.Compare(a.At.Frame, b.At.Frame), cmp.Compare(a.Conn.ID, b.Conn.ID),
		cmp.Compare(a.T.Number, b.T.Number), cmp.Compare(a.Method, b.Method))
}

// State says what became of a call.
type State uint8

// States.
const (
	Unanswered State = iota
	Answered
	Refused
	Cancelled
)

var states = [...]string{"unanswered", "answered", "refused", "cancelled"}

func (s State) String() string { return states[s] }

// Party is a side of a call.
type Party uint8

// Parties.
const (
	Nobody Party = iota
	Caller
	Callee
)

var parties = [...]string{"", "caller", "callee"}

func (p Party) String() string { return parties[p] }

// Call is a call on one of its legs. A Mark of what did not come is zero.
type Call struct {
	First    Step // the first INVITE
	Last     Step // the last INVITE that began it
	Trying   reassembly.Mark
	Ringing  reassembly.Mark
	Answered reassembly.Mark
	Ended    reassembly.Mark
	HungUp   Party
	Code     uint16 // of the final response, 0 if none came
	Phrase   string // of it
	Resent   int    // requests that were sent again
	cancel   bool
}

// callKey tells the legs of calls apart.
type callKey struct {
	id   string
	conn uint32
	a, b dissect.Endpoint
}

func (s *Step) key() callKey { return callKey{s.T.CallID, s.Conn.ID, s.Conn.Client, s.Conn.Server} }

// Join makes calls of steps, which are in the order of ByStep.
func Join(steps []Step) (list []*Call) {
	open := map[callKey]*Call{}
	for _, s := range steps {
		x := open[s.key()]
		switch {
		case s.Method == "INVITE" && !s.T.InDialog:
			if x == nil || x.Answered.Frame != 0 {
				x = &Call{First: s}
				open[s.key()] = x
				list = append(list, x)
			}
			x.invite(s)
		case x == nil:
		case s.Method == "CANCEL":
			x.cancel = true
		case s.Method == "BYE" && x.Ended.Frame == 0:
			x.Ended, x.HungUp = s.At, Callee
			if s.T.Dir == x.First.T.Dir {
				x.HungUp = Caller
			}
		}
		if x != nil && s.Resent {
			x.Resent++
		}
	}
	return list
}

// invite takes an INVITE that begins a call, again where credentials were asked for.
func (x *Call) invite(s Step) {
	x.Last, x.Code, x.Phrase = s, s.T.Code, s.T.Phrase
	if x.Trying.Frame == 0 {
		x.Trying = s.T.Trying
	}
	x.Ringing = s.T.Ringing
	if s.T.Code/100 == 2 {
		x.Answered = s.Reply
	}
}

// State says what became of the call.
func (x *Call) State() State {
	switch {
	case x.Answered.Frame != 0:
		return Answered
	case x.Code == 487 || x.cancel:
		return Cancelled
	case x.Code >= 300:
		return Refused
	}
	return Unanswered
}

// Span returns the time from one segment to another; ok is false if one was not seen.
func Span(from, to reassembly.Mark) (d capture.Stamp, ok bool) {
	if from.Frame == 0 || to.Frame == 0 {
		return 0, false
	}
	return to.At - from.At, true
}

// Response is the time until the first response, ok as in Span.
func (x *Call) Response() (d capture.Stamp, ok bool) { return Span(x.First.At, x.Trying) }

// PostDial is the time until something is heard of the callee (RFC 6076 §4.3), ok as in Span.
func (x *Call) PostDial() (d capture.Stamp, ok bool) {
	to := x.Ringing
	if to.Frame == 0 {
		to = x.Last.Reply
	}
	return Span(x.First.At, to)
}

// RingTime is the time from the ringing to the answer, ok as in Span.
func (x *Call) RingTime() (d capture.Stamp, ok bool) { return Span(x.Ringing, x.Answered) }

// Duration is the time from the answer to the hanging up, ok as in Span.
func (x *Call) Duration() (d capture.Stamp, ok bool) { return Span(x.Answered, x.Ended) }
