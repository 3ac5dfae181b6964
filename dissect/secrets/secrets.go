// Package secrets is the contract between package mask, which finds and
// overwrites what logs somebody in, and the protocols, which know what that is:
// each of them has a Grammar (Protocol.Secrets).
package secrets

import "netsniff/reassembly"

// Span is a run of bytes [From, To).
type Span struct{ From, To int64 }

// Grammar knows what is secret in one connection of a protocol that is made of
// lines, both directions. Until Known is called the connection may be of any
// protocol: it is read by the grammars of several, so each tells only what
// hardly is anything else.
type Grammar interface {
	// Known tells that the connection carries this protocol, and reports whether
	// another one may go on within it already.
	Known() (tunnels bool)
	// Secrets tells what of a line, without its end, is secret, by offsets in
	// it. It changes nothing.
	Secrets(d reassembly.Dir, line []byte, at Place, tell *[]Span)
	// Read takes a line that is complete, without its end.
	Read(d reassembly.Dir, line []byte, at Place) Effect
	// Matters reports whether all of a line that begins so must be known.
	Matters(d reassembly.Dir, begun []byte) bool
	// Begins reports whether b, which comes after bytes that are missing, begins
	// a line beyond doubt.
	Begins(d reassembly.Dir, b []byte) bool
	// Lose tells that bytes of d are missing, or if late is set that they may
	// come yet, and returns whether they and what follows on the same line may
	// be a secret.
	Lose(d reassembly.Dir, late bool) bool
}

// Prompted is a Grammar of a protocol whose prompts are lines that do not end.
type Prompted interface {
	// Prompt takes what was said so far of a line in direction d when the other
	// side speaks.
	Prompt(d reassembly.Dir, begun []byte)
}

// Streamed is a Grammar of a protocol whose messages are no lines. Of the methods of a
// Grammar only Known and Lose are asked.
type Streamed interface {
	// Take takes the next bytes of d and tells what is secret of them and of those
	// before, by offsets that count from b.
	Take(d reassembly.Dir, b []byte, tell *[]Span)
}

// Place says what is known of a line beside its bytes.
type Place struct {
	Whole bool // it has come to its end
	Torn  bool // bytes before it are not known: it may be the end of another
}

// Effect is what a line means for the bytes around it.
type Effect struct {
	Blames    bool           // the line before it in direction Blamed was a secret
	Blamed    reassembly.Dir //
	Raw       int64          // so many bytes of the client follow that are no lines
	RawSecret bool           // and are secret
	Tunnel    bool           // another protocol begins
	Switch    string         // the protocol that follows, as its ends call it; "": none, or the same
}

// IsBlank reports whether c is a space or a tab.
func IsBlank(c byte) bool { return c == ' ' || c == '\t' }

// SkipBlanks returns the index of the first byte of b from i on that is no blank.
func SkipBlanks(b []byte, i int) int {
	for i < len(b) && IsBlank(b[i]) {
		i++
	}
	return i
}

// SkipWord returns the index of the first blank of b from i on.
func SkipWord(b []byte, i int) int {
	for i < len(b) && !IsBlank(b[i]) {
		i++
	}
	return i
}

// Rest tells b from i on, without the blanks around it.
func Rest(tell *[]Span, b []byte, i int) {
	i = SkipBlanks(b, i)
	end := len(b)
	for end > i && IsBlank(b[end-1]) {
		end--
	}
	Tell(tell, i, end)
}

// Tell tells [from, to), unless it is empty.
func Tell(tell *[]Span, from, to int) {
	if from < to {
		*tell = append(*tell, Span{int64(from), int64(to)})
	}
}
