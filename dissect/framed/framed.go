// Package framed is what protocols share whose messages follow each other in a
// stream, each with its length in its head: messages out of what rows and what
// exchanges are made of.
package framed

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Length returns how long the message is that b begins with, which one side sends:
// 0 if b is too short to tell, less if no message begins so.
type Length = func(d dissect.Dir, b []byte) int

// MaxMessage is the longest message that a length is believed to tell.
const MaxMessage = 1 << 30

// Next returns the message that in begins with, borrowed as in.Bytes are. If ok is not
// set, it is not whole or is none, and v is what the dissector has to answer.
func Next(in *dissect.Input, length Length) (b []byte, v dissect.Verdict, ok bool) {
	n := length(in.Dir, in.Bytes)
	switch {
	case n < 0 || n > MaxMessage:
		return nil, dissect.Reject(), false
	case n == 0:
		return nil, dissect.MoreSegment(), false
	case n > len(in.Bytes):
		return nil, dissect.More(n - len(in.Bytes)), false
	}
	return in.Bytes[:n], dissect.Done(n), true
}

// Saying has m say in the row what v asks for the rest of, unless f says something already.
func Saying(f *dissect.Frame, v dissect.Verdict, m dissect.Message) dissect.Verdict {
	if v.Need == dissect.NotMine || !f.Silent() {
		return v
	}
	return v.Saying(m)
}

// Silence is what rows say of messages that only begin, of protocols whose rows have no text of the header then.
type Silence struct{}

// AppendInfo appends nothing.
func (Silence) AppendInfo(dst []byte) []byte { return dst }

// Row is the row of a frame in which the last message speaks for those before it, but for
// those whose text stays.
type Row struct{ kept uint32 }

// Next has the last message of protocol p in f say nothing in the row, unless its text stays:
// another follows. stays says whether the text of that one stays, as it does if other frames
// began it.
func (x *Row) Next(f *dissect.Frame, p *dissect.Protocol, stays bool) {
	list := f.Messages()
	for i := len(list) - 1; i >= 0 && x.kept != f.Frame; i-- {
		if list[i].Protocol == p {
			list[i].Quiet = true
			break
		}
	}
	if x.kept = 0; stays {
		x.kept = f.Frame
	}
}

// Inbound cuts one direction of a connection into messages, by sequence. Its zero
// value with a Length is ready.
type Inbound struct {
	Length Length
	// Keep is how many bytes of a message are kept, at least what Length needs.
	Keep int
	// Lost is set while nobody knows where a message begins: they are taken to begin where a
	// segment does that they fill.
	Lost bool

	bytes []byte // of the message, as far as they are kept
	size  int    // of the message; 0 while it is not known
	got   int    // of it, what was not captured included
	gone  bool   // some of it was not captured
	side  dissect.Side

	message Message // that is handed out, here because it would escape
}

// Message is one message out of Inbound.
type Message struct {
	Dir   dissect.Dir
	Bytes []byte // the first Inbound.Keep bytes; borrowed until return
	Size  int    // of all
	Gap   bool   // bytes of it were not captured: Bytes end before
	Side  dissect.Side
}

// Read takes the next bytes of the direction and hands out each message that they
// complete, as long as hand returns true. It returns how many bytes it took, less than 0
// if they begin no message.
func (x *Inbound) Read(d dissect.Dir, b []byte, m reassembly.Mark, hand func(*Message) bool) int {
	if x.Lost {
		if !x.fills(d, b) {
			return len(b)
		}
		x.Lost = false
	}
	whole := len(b)
	for len(b) > 0 {
		if n := x.atOnce(d, b); n > 0 {
			x.side.Add(n, m)
			x.message = Message{Dir: d, Bytes: b[:min(n, x.Keep)], Size: n, Side: x.side}
			b = b[n:]
			if !x.handOut(hand) {
				break
			}
			continue
		}
		if x.size == 0 {
			had := len(x.bytes)
			x.bytes = append(x.bytes, b[:min(len(b), max(0, x.Keep-had))]...)
			n := x.Length(d, x.bytes)
			if n < 0 || n > MaxMessage || n == 0 && len(x.bytes) >= x.Keep {
				*x = Inbound{Length: x.Length, Keep: x.Keep, Lost: true, bytes: x.bytes[:0]}
				return -1
			}
			if x.size = n; n == 0 {
				x.count(len(x.bytes)-had, m)
				return whole
			}
			x.bytes = x.bytes[:had]
		}
		n := min(len(b), x.size-x.got)
		if room := x.Keep - len(x.bytes); room > 0 && !x.gone {
			x.bytes = append(x.bytes, b[:min(n, room)]...)
		}
		x.count(n, m)
		b = b[n:]
		if !x.finish(d, hand) {
			break
		}
	}
	return whole - len(b)
}

// atOnce returns the length of the message that b begins with if nothing of it came
// before and all of it is there: such a one is not copied. Else 0.
func (x *Inbound) atOnce(d dissect.Dir, b []byte) int {
	if x.Begun() {
		return 0
	}
	if n := x.Length(d, b[:min(len(b), x.Keep)]); n > 0 && n <= len(b) {
		return n
	}
	return 0
}

// fills reports whether b is messages up to its end, the last of which may go on.
func (x *Inbound) fills(d dissect.Dir, b []byte) bool {
	for n := 0; n < maxChain && len(b) > 0; n++ {
		size := x.Length(d, b)
		if size <= 0 || size > MaxMessage {
			return size == 0 && n > 0
		}
		b = b[min(size, len(b)):]
	}
	return true
}

// maxChain bounds how far messages are followed.
const maxChain = 64

func (x *Inbound) count(n int, m reassembly.Mark) {
	x.got += n
	if n > 0 {
		x.side.Add(n, m)
	}
}

// finish hands out the message if it is complete, and returns what hand does.
func (x *Inbound) finish(d dissect.Dir, hand func(*Message) bool) bool {
	if x.size == 0 || x.got < x.size {
		return true
	}
	x.message = Message{Dir: d, Bytes: x.bytes, Size: x.size, Gap: x.gone, Side: x.side}
	return x.handOut(hand)
}

// handOut hands out the message and forgets it. It returns what hand does.
func (x *Inbound) handOut(hand func(*Message) bool) bool {
	goOn := hand(&x.message)
	x.forget()
	return goOn
}

func (x *Inbound) forget() {
	b := x.bytes[:0]
	if cap(b) > maxSpare {
		b = nil
	}
	*x = Inbound{Length: x.Length, Keep: x.Keep, Lost: x.Lost, bytes: b}
}

// maxSpare is the largest storage that is kept for the next message.
const maxSpare = 1 << 10

// Skip goes on behind n bytes that were not captured, and returns whether all of them
// are of the message that has begun: then only that is damaged.
func (x *Inbound) Skip(d dissect.Dir, n int64, m reassembly.Mark, hand func(*Message) bool) bool {
	if x.size > 0 && n <= int64(x.size-x.got) {
		x.gone = true
		x.count(int(n), m)
		x.finish(d, hand)
		return true
	}
	x.Abandon()
	return false
}

// Abandon forgets what has begun: what follows is not its rest.
func (x *Inbound) Abandon() {
	x.forget()
	x.Lost = true
}

// Held returns how many bytes are kept.
func (x *Inbound) Held() int { return cap(x.bytes) }

// Begun reports whether a message has begun.
func (x *Inbound) Begun() bool { return len(x.bytes) > 0 || x.got > 0 }
