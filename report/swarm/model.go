package swarm

import (
	"cmp"
	"maps"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/reassembly"
	"netsniff/report/collect"
)

// Report is what there is to tell of a capture.
type Report struct {
	File        string // the capture, where there are several
	Torrents    []*Torrent
	Others      int           // torrents that the hash table was asked for only
	Unwanted    int           // torrents that View.Only leaves out
	Unasked     int           // magnet links to torrents beyond those told
	First, Last capture.Stamp // of the capture
	Left        Left
	absence     collect.Absence
	run         *collect.Run
}

// Left is what bounds let go.
type Left struct {
	Links, Asks        uint64
	Entries            uint64        // of the journal
	Until              capture.Stamp // what came later is not in the piece maps and the answers; valid iff Entries is not 0
	Namings, Lookups   bool
	Namers             uint64 // how many times peers were named in all
	Metadata           bool
	MapsBlind          int // peers whose pieces are not followed
	Rounds, Candidates int // rounds of choking that are not judged; places from which nothing is told
}

// Torrent is what is known of a torrent and its swarm.
type Torrent struct {
	Hash   infoHash
	Named  bool                 // Hash is known; there is one torrent at most of which it is not: what nobody names
	V2     string               // hash of version 2 in full, if its metadata is known
	Info   *bittorrent.Metainfo // nil: its metadata did not pass
	Name   string
	NameBy Origin

	PieceLength int64 // 0: not known
	Pieces      int   // 0: not known; at least, unless Exact
	Exact       bool
	Size        int64 // 0: not known
	SizeBy      Origin
	First, Last reassembly.Mark

	Trackers  []*Tracker
	WebSeeds  []*WebSeed
	Magnets   []Linked
	Peers     int // different addresses with port that were named
	Lookups   lookups
	Seats     []*Seat
	Links     int
	Spreading Spreading

	says    bittorrent.Whereabouts
	links   []*link
	lengths lengths
	named   map[dissect.Endpoint]*named
	nodes   *nodes
	flows   map[node]*flow
}

// Origin says who told how big a torrent is.
type Origin uint8

// Origins.
const (
	ByMetadata Origin = iota // the torrent itself
	ByAnnounce               // a peer told a tracker what it lacked as it started
	ByRequests               // blocks of the last piece were asked for
	ByMagnet                 // a magnet link
)

var origins = [...]string{"metadata", "announce", "requests", "magnet"}

func (o Origin) String() string { return origins[o] }

// sources are those by which a peer is known, a bit each.
type sources uint8

const (
	sourceCount = int(bittorrent.FromHolePunch) + 1
	incoming    = sources(1 << sourceCount)
)

// named is a peer that somebody named.
type named struct {
	end   dissect.Endpoint
	by    sources
	first reassembly.Mark
}

// namedPeers returns the peers that were named, in the order in which they were.
func (t *Torrent) namedPeers() []*named {
	return slices.SortedFunc(maps.Values(t.named), func(a, b *named) int {
		return cmp.Or(cmp.Compare(a.first.Frame, b.first.Frame), slices.Compare(a.end.Addr.B[:], b.end.Addr.B[:]),
			cmp.Compare(a.end.Port, b.end.Port))
	})
}

// by returns who named a peer.
func (t *Torrent) by(end dissect.Endpoint) sources {
	if n := t.named[end]; n != nil {
		return n.by
	}
	return 0
}

// Tracker is one that was asked about a torrent.
type Tracker struct {
	URL                         string
	Asks, Answers, Failures     int
	Scrapes                     int
	Seeders, Leechers, Interval uint32 // as it said last; of Known
	Known                       bool
	Peers                       int // most that an answer named
	Failure, Warning            string
	Events                      []Announced
	took                        reassembly.Durations
}

// Announced is what a peer told a tracker of itself.
type Announced struct {
	At                         capture.Stamp
	Frame                      uint32
	From                       dissect.Endpoint
	Event                      string
	Downloaded, Uploaded, Left uint64
}

// Seat is a peer whose links the capture shows: what it saw and did.
type Seat struct {
	Address string // of the host; with a port where others are on the same
	Client  string
	Peers   []*Peer
	Me      Pieces // its own
	Moments []Moment
	Begin   capture.Stamp
	End     capture.Stamp
	Rarest  Rarest
	Choking Choking

	peers  map[node]*Peer // while they are found
	replay *replay
}

// Peer is another peer as one sees it, over one connection or several.
type Peer struct {
	Address   string
	Client    string
	Sources   sources
	Came      bool // it came to us
	Assumed   bool // it is taken to belong to the torrent
	Transport string
	Encrypted bool
	Evidence  bittorrent.Evidence
	Links     int
	Streams   []string // "tcp 3", "udp 1.2"
	First     reassembly.Mark
	Last      capture.Stamp
	RTT       capture.Stamp // 0: not known
	Carried   [2]uint64     // bytes of TCP's or UDP's payload, from it and to it
	Down, Up  Traffic       // from it, to it
	Pieces    Pieces

	end dissect.Endpoint // where it listens, or what it has
}

// Traffic is what one side asks for and gets.
type Traffic struct {
	giving
	Requests, Rejected, Cancelled, Unanswered, Duplicate uint32
	Latency                                              reassembly.Durations
	Interested, Allowed, Snubbed                         stretches // the one who asks is interested; the one who gives does not choke it
}

// Pieces are those of a peer as it told of them.
type Pieces struct {
	Told   bool // with how many it began
	First  int
	Now    int
	Full   capture.Stamp // when it had all that it had not at first, 0: it was not seen
	Gained []Gain        // in order
	had    bitmap        // at first
	have   bitmap
	all    bool
	blind  bool // there is no room to follow it
}

// Gain is a piece that a peer got.
type Gain struct {
	At    capture.Stamp
	Index uint32
}
