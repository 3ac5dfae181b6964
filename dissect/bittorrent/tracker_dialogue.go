package bittorrent

import (
	"encoding/hex"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Announcement is the Detail of an exchange with a tracker, over UDP or HTTP:
// Method "connect", "announce" or "scrape", Subject the info hash, Status "OK" or
// "error".
type Announcement struct {
	URL        string // that is asked, without the query; of a tracker over HTTP
	InfoHash   [HashSize]byte
	Known      bool // InfoHash is
	PeerID     [PeerIDSize]byte
	Port       uint16
	Event      string // "started", "completed", "stopped", "" for none
	Downloaded uint64
	Uploaded   uint64
	Left       uint64

	Interval  uint32 // seconds until the next announce
	Seeders   uint32
	Leechers  uint32
	Completed uint32 // of a scrape
	Peers     int    // that the answer names
	Failure   string // why the tracker refused
	Warning   string
	Unread    bool // there was no answer that could be read; what it would say is 0
}

// trackerDialogue pairs what a tracker is asked with what it answers.
type trackerDialogue struct {
	talk dissect.Session
	six  bool
	open []*openAnnouncement
}

type openAnnouncement struct {
	x           dissect.Exchange
	about       Announcement
	transaction uint32
	dir         dissect.Dir
}

// Bounds of what waits for an answer: a peer tries again after 15 s and then
// ever later (BEP 15).
const (
	maxAnnouncements = 256
	trackerPatience  = capture.Stamp(120e9)
)

func newTrackerDialogue(k dissect.Session) dissect.Dialogue {
	return &trackerDialogue{talk: k, six: k.Conn().Client.Addr.Kind == capture.AddrIPv6}
}

// Data implements dissect.Dialogue.
func (d *trackerDialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	x, ok := readTracker(b)
	if !ok {
		return len(b)
	}
	x.six = d.six
	for len(d.open) > 0 && (m.At-d.open[0].x.Request.Last.At > trackerPatience || len(d.open) >= maxAnnouncements) {
		d.tell(0)
	}
	var side dissect.Side
	side.Add(len(b), m)
	if x.Response {
		d.answer(dir, &x, side)
	} else {
		d.ask(dir, &x, side)
	}
	return len(b)
}

// Gap implements dissect.Dialogue.
func (d *trackerDialogue) Gap(dissect.Dir, int64, reassembly.Mark) {}

// End implements dissect.Dialogue.
func (d *trackerDialogue) End(reassembly.Mark) {
	for len(d.open) > 0 {
		d.tell(0)
	}
}

func (d *trackerDialogue) tell(i int) {
	o := d.open[i]
	d.open = slices.Delete(d.open, i, i+1)
	d.talk.Tell(&o.x)
}

// trackerMethods are the methods of exchanges.
var trackerMethods = [...]string{Connect: "connect", Announce: "announce", Scrape: "scrape"}

func (d *trackerDialogue) find(dir dissect.Dir, transaction uint32) int {
	return slices.IndexFunc(d.open, func(o *openAnnouncement) bool { return o.dir == dir && o.transaction == transaction })
}

func (d *trackerDialogue) ask(dir dissect.Dir, m *TrackerMessage, side dissect.Side) {
	method := trackerMethods[m.Action]
	if i := d.find(dir, m.Transaction); i >= 0 && d.open[i].x.Method == method {
		d.open[i].x.Notes |= dissect.NoteResent
		d.open[i].x.Request.Join(side)
		return
	}
	o := &openAnnouncement{transaction: m.Transaction, dir: dir}
	o.x = dissect.Exchange{Method: method, Request: side, Detail: &o.about}
	if b := m.Bytes; m.Action != Connect {
		o.about.Known = true
		copy(o.about.InfoHash[:], b[infoAt:])
		o.x.Subject = hex.EncodeToString(o.about.InfoHash[:])
	}
	if b := m.Bytes; m.Action == Announce {
		copy(o.about.PeerID[:], b[36:56])
		o.about.Downloaded, o.about.Left, o.about.Uploaded = be.Uint64(b[56:]), be.Uint64(b[64:]), be.Uint64(b[72:])
		o.about.Port = be.Uint16(b[96:])
		if e := be.Uint32(b[eventAt:]); e > 0 {
			o.about.Event = AnnounceEvent(e).String()
		}
	}
	d.open = append(d.open, o)
}

func (d *trackerDialogue) answer(dir dissect.Dir, m *TrackerMessage, side dissect.Side) {
	i := d.find(dir.Reverse(), m.Transaction)
	if i < 0 {
		o := &openAnnouncement{dir: dir.Reverse()}
		o.x = dissect.Exchange{Notes: dissect.NoteUnsure, Detail: &o.about}
		if m.Action != TrackerError {
			o.x.Method = trackerMethods[m.Action]
		}
		d.open = append(d.open, o)
		i = len(d.open) - 1
	}
	o := d.open[i]
	o.x.Reply, o.x.Status, o.x.Outcome = side, "OK", dissect.Succeeded
	if a, ok := m.announced(); ok {
		o.about.Interval, o.about.Leechers, o.about.Seeders = a.interval, a.leechers, a.seeders
		list := &PeerList{Source: FromTracker, Known: o.about.Known, InfoHash: o.about.InfoHash}
		list.addCompact(a.peers, m.peerSize())
		o.about.Peers = len(list.Added)
		if len(list.Added) > 0 {
			list.tell(d.talk, dissect.Event{Dir: dir, Mark: side.Last})
		}
	}
	switch b := m.Bytes; {
	case m.Action == TrackerError:
		o.x.Status, o.x.Outcome = "error", dissect.Refused
		o.about.Failure = string(m.failure())
	case m.Action == Scrape && len(b) >= responseHead+scrapeEntry:
		o.about.Seeders, o.about.Completed, o.about.Leechers = be.Uint32(b[8:]), be.Uint32(b[12:]), be.Uint32(b[16:])
	}
	d.tell(i)
}
