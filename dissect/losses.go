package dissect

import "netsniff/reassembly"

// DefaultMemory is what the unfinished messages of all connections may keep, and
// all that dialogues wait with, in bytes, unless somebody says otherwise.
const DefaultMemory = 64 << 20

// Losses counts what the engine, or a reader of dialogues, had to give up to
// stay within its bounds.
type Losses struct {
	Unfinished uint64 // messages whose bytes were let go before they were complete
	LetGo      uint64 // times that a dialogue had to let go of what it waited with
	Inner      uint64 // streams within connections that were not read: too many, too deep
	Streams    reassembly.StreamLosses
}

// Add adds what another engine, or a reader beside one, counted.
func (l *Losses) Add(o Losses) {
	l.Unfinished += o.Unfinished
	l.LetGo += o.LetGo
	l.Inner += o.Inner
	l.Streams.Add(o.Streams)
}
