package dissect

import "netsniff/reassembly"

// DefaultMemory is what the unfinished messages of all connections may keep, and
// all that dialogues wait with, in bytes, unless somebody says otherwise.
const DefaultMemory = 64 << 20

// Losses counts what the engine, or a reader of dialogues, had to give up to
// stay within its bounds.
type Losses struct {
	Unfinished uint64 // messages whose bytes were let go before they were complete, as their connection had too many or too much
	Crowded    uint64 // the same to stay within what all connections together may keep
	LetGo      uint64 // times that a dialogue had to let go of what it waited with
	Inner      uint64 // streams within connections that were not read: too many, too deep
	Queries    uint64 // of DNS, forgotten before their response came
	Unread     uint64 // names and values of messages that have too many
	// Requests of a connection that were given up, as too many waited for their
	// replies: by rows, and by who follows exchanges.
	Requests, Asked uint64
	// Heads of HTTP of which fields are not kept, as there are too many: by rows,
	// and by who follows exchanges.
	Heads, HeardHeads uint64
	Echoes            uint64 // ICMP echo requests forgotten before their replies came
	Unwatched         uint64 // uses of addresses that are not watched for others who use them, as too many are
	Announced         uint64 // announcements let go before a connection came or they were over
	Beyond            Counts // what lies beyond other bounds
	Streams           reassembly.StreamLosses
}

// Add adds what another engine, or a reader beside one, counted.
func (l *Losses) Add(o Losses) {
	l.Unfinished += o.Unfinished
	l.Crowded += o.Crowded
	l.LetGo += o.LetGo
	l.Inner += o.Inner
	l.Queries += o.Queries
	l.Unread += o.Unread
	l.Requests += o.Requests
	l.Asked += o.Asked
	l.Heads += o.Heads
	l.HeardHeads += o.HeardHeads
	l.Echoes += o.Echoes
	l.Unwatched += o.Unwatched
	l.Announced += o.Announced
	l.Beyond.Add(&o.Beyond)
	l.Streams.Add(o.Streams)
}

// A Loser is what dissectors share (Shared) if it lets go of something.
type Loser interface {
	Losses() Losses // so far
}

// Losses adds up what those who share a Storage let go.
func (s Storage) Losses() (sum Losses) {
	for _, x := range s {
		if x, ok := x.(Loser); ok {
			sum.Add(x.Losses())
		}
	}
	return sum
}
