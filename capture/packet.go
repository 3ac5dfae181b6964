// Package capture is where packets come in and go out: the frame as it was
// captured, the headers found in it, and the contract that every source of
// frames (package file for captures, package live for interfaces) keeps.
//
// No type of a capture library leaves this directory.
package capture

import "time"

// Stamp is a point in capture time: nanoseconds since 1970-01-01 UTC.
// Only capture time exists below cmd; nothing reads the machine's clock.
type Stamp int64

// Time returns s as a time.Time in UTC.
func (s Stamp) Time() time.Time { return time.Unix(0, int64(s)).UTC() }

// Packet is one captured frame and the headers decoded from it. A Packet is
// meant to be used again and again: Source.Next fills the first group of
// fields, Decode the second.
type Packet struct {
	Frame     uint32     // number of the frame, counted from 1 over the whole run
	At        Stamp      // capture time
	CapLen    int        // bytes captured, len(Data)
	WireLen   int        // bytes that were on the wire
	Link      LinkType   // link-layer type of Data
	Interface int        // index in Source.Interfaces
	On        *Interface // what the capture says of it, nil if nothing (pcap); never changed
	Precision uint8      // decimal digits of At that count, as its interface says
	Data      []byte     // the frame; borrowed until the next call of Next
	Comment   string     // pcapng packet comment, "" if none
	Flagged   bool       // the capture has Flags for it
	Flags     PacketFlags

	// Since and Delta are the times since the first and the last datagram of its
	// UDP conversation, once that was looked up.
	Since, Delta Stamp

	// Others are the conversations of the frame beside the innermost, once
	// FindOthers was called.
	Others []Other
	others []Other // room for them, kept from frame to frame

	Headers // valid after Decode
}

// Interface describes where frames were captured (a pcapng interface
// description; a classic pcap file has exactly one, without a name).
type Interface struct {
	Name        string   // if_name, "" if unknown
	Description string   // if_description
	Filter      string   // capture filter, if_filter
	Link        LinkType // link-layer type of its frames
	SnapLen     int      // 0 means no limit
	Precision   int      // decimal digits of its time stamps: 6 for µs, 9 for ns
	Section     int      // of the pcapng file, counted from 1; 0 if there are none
}

// Source delivers captured frames.
type Source interface {
	// Next refills p. Data is borrowed until the following call.
	// It returns io.EOF after the last frame, ErrIdle when a live source or a
	// pipe has nothing to deliver yet, or another error that ends the capture;
	// frames delivered before an error stay good. An error from a file is a
	// *DamageError and says where the file broke; those of several files are
	// joined, one a line.
	Next(p *Packet) error
	// Interfaces lists the interfaces seen so far, in the order of
	// Packet.Interface. The slice may grow as frames are read.
	Interfaces() []Interface
	Close() error
}
