package dissect

import "netsniff/reassembly"

// Event is something that one side of a connection says and that nothing answers:
// that it has a piece, that it will send no more, which peers it knows. What asks
// and is answered is an Exchange.
type Event struct {
	Conn     *Conn
	Protocol *Protocol
	Dir      Dir
	Mark     reassembly.Mark // of the segment that completed it
	// About says what it is, a type of the protocol's package (*bittorrent.Notice).
	// Borrowed until return.
	About any
}

// An EventListener is a Listener that hears events, in the order of the exchanges
// and pieces of their connection.
type EventListener interface{ Event(x *Event) }
