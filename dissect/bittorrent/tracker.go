package bittorrent

import (
	"bytes"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Tracker is a tracker over UDP (BEP 15,
// https://www.bittorrent.org/beps/bep_0015.html) with extensions (BEP 41).
var Tracker = dissect.Protocol{
	Name: "bt-tracker", Title: "BitTorrent Tracker", Column: "BT-Tracker",
	UDP:                []uint16{6969},
	Sniff:              sniffTracker,
	Announces:          true,
	NewDatagram:        func(c *dissect.Conn) dissect.DatagramDissector { return newTracker(c) },
	NewDialogue:        newTrackerDialogue,
	Media:              []string{"application/x-bittorrent"},
	Asks:               asksTracker,
	NewContent:         func(c *dissect.Conn) dissect.ContentDissector { return webTrackerRows{c} },
	NewContentDialogue: func(k dissect.Session) dissect.ContentDialogue { return webTracker{k} },
	Fields:             trackerFields,
	Outline:            &dissect.Outline{Hidden: []string{"bt-tracker.peer"}},
}

// Action is what a tracker is asked for.
type Action uint32

// Actions.
const (
	Connect Action = iota
	Announce
	Scrape
	TrackerError
)

var actions = [...]string{"Connect", "Announce", "Scrape", "Error"}

// String returns BEP 15's word, and "" for an action that nobody knows.
func (a Action) String() string {
	if int(a) < len(actions) {
		return actions[a]
	}
	return ""
}

// AnnounceEvent is why a peer announces himself.
type AnnounceEvent uint32

var announceEvents = [...]string{"none", "completed", "started", "stopped"}

// String returns BEP 15's word, and "" for an event that nobody knows.
func (e AnnounceEvent) String() string {
	if int(e) < len(announceEvents) {
		return announceEvents[e]
	}
	return ""
}

// Layouts of messages (BEP 15).
const (
	protocolID       = 0x41727101980 // of a request to connect, in place of a connection
	connectSize      = 16
	announceSize     = 98
	announcedSize    = 20 // and peers behind it
	infoAt           = 16
	scrapeEntry      = 12
	eventAt          = 80
	responseHead     = 8
	requestHead      = 16
	maxCounter       = 1 << 48 // of bytes: more than anybody moves
	maxPeersWanted   = 10000
	defaultNumWanted = 0xffffffff
)

// TrackerMessage is a message to a tracker or its answer. Reused with the next
// frame.
type TrackerMessage struct {
	Action      Action
	Response    bool
	Transaction uint32
	Bytes       []byte // borrowed
	six         bool   // peers have IPv6 addresses
	wire        int
}

// readTracker reads a message, and reports whether b is one.
func readTracker(b []byte) (m TrackerMessage, ok bool) {
	if len(b) < responseHead {
		return m, false
	}
	m.Bytes = b
	if a := Action(be.Uint32(b)); a <= TrackerError && (a != Connect || len(b) == connectSize) {
		m.Action, m.Response, m.Transaction = a, true, be.Uint32(b[4:])
		return m, true
	}
	if len(b) < requestHead {
		return m, false
	}
	m.Action, m.Transaction = Action(be.Uint32(b[8:])), be.Uint32(b[12:])
	switch m.Action {
	case Connect:
		return m, be.Uint64(b) == protocolID
	case Announce:
		return m, len(b) >= announceSize && be.Uint32(b[eventAt:]) < uint32(len(announceEvents))
	case Scrape:
		return m, len(b) >= requestHead+HashSize && (len(b)-requestHead)%HashSize == 0
	}
	return m, false
}

// asksOverHTTP reports whether b begins with a request to a tracker.
func asksOverHTTP(b []byte) bool {
	rest, found := bytes.CutPrefix(b, []byte("GET "))
	uri, _, _ := bytes.Cut(rest, []byte(" "))
	return found && asksTracker(uri)
}

// sniffTracker knows a request to connect, and one to announce whose numbers are
// those of a peer. Answers say too little.
func sniffTracker(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromClient && asksOverHTTP(b) {
		return dissect.Yes
	}
	if from != dissect.FromDatagram {
		return dissect.No
	}
	m, ok := readTracker(b)
	switch {
	case !ok:
		return dissect.No
	case m.Response:
		return dissect.Maybe
	case m.Action == Connect:
		return dissect.Yes
	case m.Action == Announce && plausible(b):
		return dissect.Yes
	}
	return dissect.Maybe
}

// plausible reports whether a request to announce has the numbers of a peer.
func plausible(b []byte) bool {
	for at := 56; at < eventAt; at += 8 {
		if be.Uint64(b[at:]) >= maxCounter {
			return false
		}
	}
	want := be.Uint32(b[92:])
	return want <= maxPeersWanted || want == defaultNumWanted
}

// trackerDissector reads the datagrams of a conversation.
type trackerDissector struct {
	conn *dissect.Conn
	six  bool
	m    *TrackerMessage
}

func newTracker(c *dissect.Conn) *trackerDissector {
	return &trackerDissector{conn: c, six: c.Client.Addr.Kind == capture.AddrIPv6, m: dissect.Shared[TrackerMessage](c)}
}

// Datagram reads a message.
func (d *trackerDissector) Datagram(f *dissect.Frame, b []byte) bool {
	m, ok := readTracker(b)
	if !ok {
		return false
	}
	*d.m = m
	d.m.six, d.m.wire = d.six, max(len(b), f.PayloadLen)
	f.Emit(dissect.Layer{Protocol: &Tracker, Message: d.m, Bytes: b})
	if a, ok := d.m.announced(); ok {
		expectCompact(d.conn, a.peers, d.m.peerSize(), byTracker)
	}
	return true
}

// AppendInfo appends what the message is and the gist of it.
func (m *TrackerMessage) AppendInfo(dst []byte) []byte {
	dst = append(dst, m.Action.String()...)
	switch {
	case m.Action == TrackerError:
		return appendText(append(dst, ": "...), m.failure())
	case m.Response:
		dst = append(dst, " Response"...)
	default:
		dst = append(dst, " Request"...)
	}
	dst = text.AppendHex(append(dst, ", Transaction ID: 0x"...), uint64(m.Transaction), 8)
	if a, ok := m.announced(); ok {
		dst = strconv.AppendUint(append(dst, ", Interval="...), uint64(a.interval), 10)
		dst = strconv.AppendUint(append(dst, " Leechers="...), uint64(a.leechers), 10)
		dst = strconv.AppendUint(append(dst, " Seeders="...), uint64(a.seeders), 10)
		dst = strconv.AppendInt(append(dst, " Peers="...), int64(len(a.peers)/m.peerSize()), 10)
	}
	if !m.Response && m.Action == Announce {
		dst = append(append(dst, ", Event: "...), AnnounceEvent(be.Uint32(m.Bytes[eventAt:])).String()...)
	}
	if m.wire > len(m.Bytes) {
		return text.AppendShort(dst, len(m.Bytes), m.wire)
	}
	return dst
}

// failure returns why the tracker refuses, without the zero that some end it with.
func (m *TrackerMessage) failure() []byte { return bytes.TrimRight(m.Bytes[responseHead:], "\x00") }

// announced is the answer to an announce.
type announced struct {
	interval, leechers, seeders uint32
	peers                       []byte
}

func (m *TrackerMessage) announced() (a announced, ok bool) {
	b := m.Bytes
	if !m.Response || m.Action != Announce || len(b) < announcedSize {
		return a, false
	}
	return announced{be.Uint32(b[8:]), be.Uint32(b[12:]), be.Uint32(b[16:]), b[announcedSize:]}, true
}

// peerSize returns how long a compact address is.
func (m *TrackerMessage) peerSize() int {
	if m.six {
		return compact6
	}
	return compact4
}
