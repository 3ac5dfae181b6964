package bittorrent

import (
	"strconv"

	"netsniff/dissect"
)

// What dialogues tell: the Detail of exchanges is *Meeting, *Block, *MetadataBlock,
// *HashList (without hashes), *Punch, *Lookup (DHT), *Announcement (trackers) or *Encrypted; what events are About is *Introduction,
// *Notice, *Capabilities, *MetadataBlock, *HashList, *PeerList, *TorrentFile or *Transport.

// Peers are the two ends of a connection as far as they are known by what they
// said. One is shared by all that is told of a connection, and grows with it;
// nothing of it changes once it is set.
type Peers struct {
	Met      [2]bool // the one that speaks in a direction introduced himself
	InfoHash [HashSize]byte
	ID       [2][PeerIDSize]byte // by the direction in which he speaks
	Reserved [2][8]byte
}

// Known reports whether the torrent is known.
func (p *Peers) Known() bool { return p.Met[0] || p.Met[1] }

// Client returns the program of who speaks in a direction, "" if his id does not
// tell.
func (p *Peers) Client(d dissect.Dir) string {
	if !p.Met[d] {
		return ""
	}
	return Client(p.ID[d][:])
}

// Extension bits of a handshake.
const (
	fastBit     = 0x04 // of byte 7 (BEP 6)
	extendedBit = 0x10 // of byte 5 (BEP 10)
)

// Fast reports whether both speak the fast extension: a request is then answered
// by its block or by a reject, whatever else is said.
func (p *Peers) Fast() bool {
	return p.Met[0] && p.Met[1] && p.Reserved[0][7]&p.Reserved[1][7]&fastBit != 0
}

// Meeting is the Detail of an exchange of handshakes, Method "handshake": the
// request is that of who came.
type Meeting struct {
	Peers *Peers
	By    dissect.Dir // in which the one speaks who came
}

// Introduction is a handshake of one side.
type Introduction struct{ Peers *Peers }

// Block is the Detail of an exchange of a request and its block, Method
// "request": Status is "piece", "reject", "choke", or "" if none of these came.
type Block struct {
	Peers                *Peers
	Dir                  dissect.Dir // of the request
	Index, Begin, Length uint32
	Cancelled            bool // the one who asked said that he wants it no more
	Unasked              bool // no request was open: the block came twice, or the request was not seen
}

// appendSubject appends which block it is.
func (b *Block) subject() string {
	dst := strconv.AppendUint([]byte("piece "), uint64(b.Index), 10)
	dst = strconv.AppendUint(append(dst, " at "...), uint64(b.Begin), 10)
	dst = strconv.AppendUint(append(dst, " ("...), uint64(b.Length), 10)
	return string(append(dst, " bytes)"...))
}

// Notice is a message about pieces, or about who wants and who may have some: any
// type of message but Extended and those about hashes. A Piece is told as well when
// it is complete.
type Notice struct {
	Peers                *Peers
	Type                 Type
	Index, Begin, Length uint32 // as far as the type has them
	Bitfield             []byte // of Bitfield: a bit for each piece, the highest first; borrowed
	Port                 uint16 // of Port: where its hash table listens
}

// Capabilities are what an extended handshake says (BEP 10). Texts are borrowed;
// numbers that it does not have are 0.
type Capabilities struct {
	Peers        *Peers
	Client       []byte // name and version
	Port         uint16 // where it listens
	Requests     int64  // how many of them it holds
	MetadataSize int64
	YourIP       []byte // as it sees the other: 4 or 16 bytes
	Supports     []Extension
	UploadOnly   bool
}

// MetadataBlock is the Detail of an exchange about a piece of metadata (BEP 9),
// Method "ut_metadata", Status "data" or "reject", and the event of one that came.
type MetadataBlock struct {
	Peers *Peers
	Piece int64
	Total int64  // size of all metadata, 0 if nobody said
	Data  []byte // of an event; nil in an exchange
}

// TorrentFile is a .torrent that was carried, told by who carried it.
type TorrentFile struct {
	Bytes    []byte         // all of it; borrowed
	Info     []byte         // its info dictionary, bencoded
	InfoHash [HashSize]byte // SHA-1 of that: what a torrent of version 1 goes by
}

// Source says where peers are named.
type Source uint8

// Sources of peers.
const (
	FromTracker   Source = iota // HTTP or UDP
	FromPEX                     // a peer (BEP 11)
	FromDHT                     // values of the hash table
	FromLSD                     // who announced himself (BEP 14)
	FromHolePunch               // a peer through which others meet (BEP 55)
)

var sources = [...]string{"tracker", "PEX", "DHT", "LSD", "hole punch"}

func (s Source) String() string { return sources[s] }

// PeerList are peers that somebody named. Addresses are valid until return.
type PeerList struct {
	Source   Source
	Known    bool // InfoHash is
	InfoHash [HashSize]byte
	Added    []dissect.Endpoint
	Flags    []byte // of PEX, one for each of Added if there are as many (BEP 11)
	Dropped  []dissect.Endpoint
	Cut      bool // the message names more than are told
}

// Transport is what was seen of a direction of a connection of uTP, told when it
// ended.
type Transport struct {
	Connection uint16 // the identifier of who opened it
	Dir        dissect.Dir
	Packets    uint32 // with data
	Bytes      int64  // of data, each once
	Again      uint32 // packets with data that were seen before
	Early      uint32 // packets that came before one that they follow
	Missing    uint32 // packets that were acknowledged and not captured
	// Round trips from the point of capture to the receiver and back, by packets
	// that were sent once. In nanoseconds; no samples: 0.
	Samples        uint32
	RTTMin, RTTMax int64
	RTTSum         int64
	SelectiveAcks  uint32 // packets of the receiver that had some
	LastDelay      uint32 // µs, as the receiver measured it last
}
