package stats

import (
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/dissect/dns"
	"netsniff/dissect/mail"
	"netsniff/reassembly"
)

// waits are requests without a reply. Which of them are findings is known when
// their connections are over: one whose reply may have come after the capture
// ended, or after it lost sight of the connection, is none.
type waits struct {
	open map[*dissect.Conn][]wait
	list []wait                         // their connections are over, the capture is not
	seen map[capture.Addr]capture.Stamp // clients, and when they were seen last
	lost [findingKinds]uint64           // beyond maxWaits
}

// wait is a request that was not answered.
type wait struct {
	event
	since, last capture.Stamp // when it was sent first; the last frame of its connection
	needs       capture.Stamp // so long the capture must have gone on, see tell
	frame       uint32        // in which it was sent
	heard       bool          // its connection went on after it
}

// Bounds of what waits, in all and of one connection; and of the clients known.
const (
	maxWaits     = 16_384
	maxConnWaits = 256
	maxSeen      = 65_536
)

const (
	// patience is how long a reply is waited for before there is none.
	patience = capture.Stamp(2e9)
	// quietPatience is that of a request that was acknowledged in a connection that
	// says nothing more.
	quietPatience = capture.Stamp(30e9)
	// impatience is how soon a client that hangs up has not waited.
	impatience = capture.Stamp(1e9)
)

// exchange takes a request without a reply.
func (w *waits) exchange(x *dissect.Exchange) {
	const doubtful = dissect.NoteUnsure | dissect.NoteGap | dissect.NoteCut
	if !x.Request.Seen() || x.Notes&doubtful != 0 || x.Protocol.NewDialogue == nil || isGroup(x.Conn.Server.Addr) ||
		waitsOnPurpose(x) || hangsUp(x) || comesAndGoes(x) {
		return
	}
	if w.open == nil {
		w.open = map[*dissect.Conn][]wait{}
	}
	kind, since := requestUnanswered, x.Request.Last.At
	switch l := x.Detail.(type) {
	case *dns.Lookup:
		if kind = dnsUnanswered; l.First.Frame != 0 {
			since = l.First.At
		}
	case *bittorrent.Announcement:
		kind = trackerUnanswered
	}
	list := w.open[x.Conn]
	if len(list) >= maxConnWaits {
		w.lost[kind]++
		return
	}
	w.open[x.Conn] = append(list,
		wait{event: event{key: of(kind, x.Conn), what: whatOf(x), at: x.Request.Last}, since: since,
			frame: x.Request.Last.Frame})
}

// comesAndGoes reports whether it is no wonder that nobody answers: nodes of hash
// tables have gone, and not everybody speaks uTP, see swarmReach.
func comesAndGoes(x *dissect.Exchange) bool {
	_, lookup := x.Detail.(*bittorrent.Lookup)
	return lookup || x.Protocol == &bittorrent.UTP
}

// hangsUp reports whether a request ends its session: many do not wait for the
// reply.
func hangsUp(x *dissect.Exchange) bool {
	s, ok := x.Detail.(mail.Stepper)
	return ok && s.MailStep().Phase == mail.Close
}

// closed judges what waits on a connection, last is its last frame.
func (w *waits) closed(k *dissect.Conn, last reassembly.Mark, c *findings) {
	if client := k.Client.Addr; client.Kind != capture.AddrNone {
		if w.seen == nil {
			w.seen = map[capture.Addr]capture.Stamp{}
		}
		if at, ok := w.seen[client]; ok || len(w.seen) < maxSeen {
			w.seen[client] = max(at, last.At)
		} else {
			c.lost.Beyond[dissect.Clients]++
		}
	}
	list := w.open[k]
	delete(w.open, k)
	t := k.Outermost().Totals
	for i := range list {
		x := &list[i]
		x.last, x.heard = last.At, last.Frame > x.frame
		switch {
		case t == nil:
		case t.TCP == nil:
			w.add(*x, patience)
			continue
		case t.Sent[dissect.ToClient].Frames == 0:
			continue // the finding is that one side is missing
		case t.TCP.Closed != reassembly.StillOpen && !(t.TCP.ClosedBy == dissect.ToServer && x.last-x.since < impatience):
			c.add(x.event)
			continue
		case t.TCP.Closed != reassembly.StillOpen:
			continue
		}
		w.add(*x, quietPatience)
	}
}

// add has a request wait for the end of the capture.
func (w *waits) add(x wait, needs capture.Stamp) {
	if x.needs = needs; len(w.list) >= maxWaits+maxWaits/4 {
		w.prune()
	}
	w.list = append(w.list, x)
}

func (w *waits) prune() {
	slices.SortFunc(w.list, func(a, b wait) int { return int(int64(a.at.Frame) - int64(b.at.Frame)) })
	for _, x := range w.list[min(len(w.list), maxWaits):] {
		w.lost[x.key.kind]++
	}
	w.list = w.list[:min(len(w.list), maxWaits)]
}

func (w *waits) merge(o *waits) {
	w.list = append(w.list, o.list...)
	for kind, n := range o.lost {
		w.lost[kind] += n
	}
	if w.seen == nil {
		w.seen = o.seen
		return
	}
	for client, at := range o.seen {
		w.seen[client] = max(w.seen[client], at)
	}
}

// tell remarks those that were waited for long enough. end is the time of the last
// frame of the capture.
func (w *waits) tell(end capture.Stamp, c *findings) {
	w.prune()
	for _, x := range w.list {
		if x.judge(end, w.seen[x.key.client]) {
			c.add(x.event)
		}
	}
	for kind, n := range w.lost {
		c.book.others[kind] += n
	}
}

// judge reports whether a reply would have been seen. seen is when the client was
// seen last.
func (x *wait) judge(end, seen capture.Stamp) bool {
	switch {
	case x.last-x.since >= patience:
		return true
	case x.needs == quietPatience:
		return x.heard && seen-x.since >= quietPatience
	}
	return end-x.since >= x.needs
}
