package dissect

// Input is what a StreamDissector gets to read.
type Input struct {
	Dir Dir
	// Bytes starts at a message boundary and is borrowed until return. If
	// Elided is not 0, that many bytes between Bytes[ElidedAt-1] and
	// Bytes[ElidedAt] have been dropped, as an earlier verdict allowed.
	Bytes    []byte
	ElidedAt int
	Elided   int
	// Last is set when the stream has ended: nothing follows Bytes.
	Last bool
	// Again is set when an earlier verdict on this message asked for more.
	Again bool
	// Memo is nil in the first call for a message; whatever the dissector
	// stores here it finds again in later calls for the same message.
	Memo any
}

// Need says what a dissector waits for.
type Need uint8

// What a Verdict can ask for.
const (
	Complete   Need = iota // the message ended after Used bytes
	Bytes                  // exactly More further bytes
	AnySegment             // at least the next segment
	UntilClose             // everything until the stream ends
	NotMine                // the bytes are not of this protocol: let others guess
)

// Verdict is the answer of StreamDissector.Dissect. Make it with Done, More,
// MoreSegment, ToClose or Reject.
type Verdict struct {
	Need Need
	Used int // Complete: bytes of the message, at least 1
	More int // Bytes: how many are missing after the end of Input.Bytes
	Keep int // <0: keep all bytes; else bytes after the first Keep may be elided
	// Partial is what the row of a frame says when the frame only begins a
	// message; nil leaves the row to TCP. Never used for fields.
	Partial Message
}

// Done says that a message was read and emitted: n bytes of Input.Bytes.
func Done(n int) Verdict { return Verdict{Need: Complete, Used: n} }

// More asks for exactly n further bytes.
func More(n int) Verdict { return Verdict{Need: Bytes, More: n, Keep: -1} }

// MoreSegment asks for the next segment, whatever its length.
func MoreSegment() Verdict { return Verdict{Need: AnySegment, Keep: -1} }

// ToClose asks for everything until the stream ends.
func ToClose() Verdict { return Verdict{Need: UntilClose, Keep: -1} }

// Reject says that the bytes do not belong to the protocol.
func Reject() Verdict { return Verdict{Need: NotMine} }

// Keeping allows the engine to drop all but the first n bytes of the message
// so far: bodies that nobody asked for are counted, not stored.
func (v Verdict) Keeping(n int) Verdict { v.Keep = n; return v }

// Saying sets the Partial text of the row.
func (v Verdict) Saying(m Message) Verdict { v.Partial = m; return v }
