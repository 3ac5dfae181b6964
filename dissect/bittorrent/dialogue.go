package bittorrent

import (
	"encoding/hex"
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/bencode"
	"netsniff/reassembly"
)

// dialogue reads what two peers say to each other: requests with their blocks,
// metadata with what it was asked by, and what either says of himself.
type dialogue struct {
	talk      dissect.Session
	peers     *Peers
	from      [2]framer // by direction
	numbering [2]numbering
	meeting   dissect.Exchange
	met       bool // the meeting was told
	asked     [2]requests
	wanted    [2][]*metadataRequest
	asides    [2]asides
	event     dissect.Event
	notice    Notice
	passing   [2]*pending // the request whose block passes, nil: none does
	searched  int         // bytes without a message before the first
	stranger  *stranger   // nil: there is no doubt
	encrypted bool        // nothing can be read
	rejected  bool        // nobody is to read it here
}

// metadataRequest is a request of ut_metadata that waits.
type metadataRequest struct {
	x     dissect.Exchange
	block MetadataBlock
}

// maxWanted bounds the metadata requests of one side that wait.
const maxWanted = 64

func newDialogue(k dissect.Session) dissect.Dialogue {
	d := &dialogue{talk: k, peers: &Peers{}}
	_, whole := k.Established()
	whole = whole || d.within()
	for i := range d.from {
		d.from[i] = framer{head: Head{Kind: Short}, lost: !whole, first: whole}
	}
	return d
}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	if d.encrypted {
		return len(b)
	}
	x := &d.from[dir]
	var begun [maxHead]byte // what it took for the beginning of a handshake
	n := 0
	if x.first && !x.astray {
		n = copy(begun[:], x.bytes)
	}
	x.read(dir, b, m, d)
	if !x.found && !d.from[dir.Reverse()].found {
		if x.astray && n > 0 {
			d.strange(dir, begun[:n], m)
		}
		d.strange(dir, b, m)
	}
	return len(b)
}

// strange takes bytes of a connection in which no message was found yet.
func (d *dialogue) strange(dir dissect.Dir, b []byte, m reassembly.Mark) {
	switch x := &d.from[dir]; {
	case d.rejected || x.first && !x.astray: // it may become a handshake
		return
	case !x.astray:
		if d.within() {
			return
		}
		if d.searched += len(b); d.searched > maxSearched {
			d.reject()
		}
		return
	}
	if d.stranger == nil {
		d.stranger = &stranger{}
	}
	switch d.stranger.take(dir, b, m) {
	case encrypts:
		d.encrypted = true
		d.talk.Tell(d.stranger.exchange(d.talk.Conn()))
		d.stranger = nil
	case another:
		d.reject()
	}
}

// reject says that no peer speaks so. What uTP carries nobody else reads.
func (d *dialogue) reject() {
	d.rejected = true
	if !d.within() {
		d.talk.Reject()
	}
}

// within reports whether it reads what uTP carries.
func (d *dialogue) within() bool { return d.talk.Conn().Carrier != nil }

// maxSearched is how many bytes that are no messages are read before the first
// one, where a capture begins within a connection.
const maxSearched = 32 << 10

// Gap implements dissect.Dialogue. Of what uTP carries nobody knows how many bytes
// were lost.
func (d *dialogue) Gap(dir dissect.Dir, n int64, m reassembly.Mark) {
	had := d.from[dir].side
	d.from[dir].miss(dir, n, !d.within(), m, d)
	if d.from[dir].lost {
		d.abandon(dir, had, dissect.NoteGap)
		d.asked[dir.Reverse()].doubt()
	}
}

// abandon tells the request whose block passes in a direction and is not whole.
func (d *dialogue) abandon(dir dissect.Dir, had dissect.Side, why dissect.Notes) {
	p := d.passing[dir]
	if p == nil {
		return
	}
	d.passing[dir] = nil
	p.x.Reply = had
	p.x.Notes |= why
	if d.talk.WantsContent(dissect.Blocks) {
		d.talk.Content(&dissect.Piece{Dir: dir, Mark: had.Last, Last: true, About: &p.block})
	}
	d.talk.Tell(&p.x)
	d.asked[dir.Reverse()].free(p)
}

// End implements dissect.Dialogue.
func (d *dialogue) End(reassembly.Mark) {
	if !d.met && d.meeting.Request.Seen() {
		d.tellMeeting()
	}
	for _, dir := range [...]dissect.Dir{dissect.ToServer, dissect.ToClient} {
		d.abandon(dir, d.from[dir].side, dissect.NoteCut)
		d.asked[dir].each(func(p *pending) { d.talk.Tell(&p.x) })
		d.asked[dir] = requests{}
		for _, w := range d.wanted[dir] {
			d.talk.Tell(&w.x)
		}
		d.wanted[dir] = nil
		d.asides[dir].end(d.talk)
	}
}

// pendingCost is what a request that waits costs.
const pendingCost = 512

// Held implements dissect.Holder.
func (d *dialogue) Held() int64 {
	n := d.asked[0].size() + d.asked[1].size() + len(d.wanted[0]) + len(d.wanted[1]) + len(d.asides[0].list) +
		len(d.asides[1].list)
	return int64(n*pendingCost + cap(d.from[0].bytes) + cap(d.from[1].bytes))
}

// LetGo implements dissect.Holder: requests are told as they are, and messages
// that have begun are given up.
func (d *dialogue) LetGo() {
	d.End(reassembly.Mark{})
	for i := range d.from {
		if x := &d.from[i]; x.got > 0 {
			x.forget()
			x.lost = true
		}
		d.from[i].bytes = nil
	}
}

// message implements hearer.
func (d *dialogue) message(dir dissect.Dir, x *framer, b []byte) {
	m := Message{Head: x.head, Bytes: b, Captured: x.got, WireLen: x.got}
	switch {
	case m.Kind == Handshake:
		d.introduce(dir, b, x.side)
	case m.malformed() || m.Kind == KeepAlive:
	case m.Kind == Typed && m.Type == Extended:
		if len(b) == x.head.Size {
			d.extended(dir, m.body()[0], m.body()[1:], x.side)
		}
	default:
		d.plain(dir, &m, x)
	}
}

// introduce takes the handshake of one side.
func (d *dialogue) introduce(dir dissect.Dir, b []byte, side dissect.Side) {
	p := d.peers
	if len(b) < handshakeSize || p.Met[dir] {
		return
	}
	p.Met[dir] = true
	copy(p.InfoHash[:], b[infoHashAt:])
	copy(p.ID[dir][:], b[peerIDAt:])
	copy(p.Reserved[dir][:], b[reservedAt:])
	d.tell(dir, side.Last, &Introduction{p})
	if !d.meeting.Request.Seen() {
		d.meeting = dissect.Exchange{Method: "handshake", Subject: hex.EncodeToString(p.InfoHash[:]), Request: side,
			Detail: &Meeting{p, dir}}
		return
	}
	if d.met {
		return
	}
	d.meeting.Reply, d.meeting.Status, d.meeting.Outcome = side, "handshake", dissect.Succeeded
	d.tellMeeting()
}

func (d *dialogue) tellMeeting() {
	d.met = true
	d.talk.Tell(&d.meeting)
}

// tell tells an event.
func (d *dialogue) tell(dir dissect.Dir, m reassembly.Mark, about any) {
	d.event = dissect.Event{Dir: dir, Mark: m, About: about}
	d.talk.Event(&d.event)
}

// plain takes a message that is neither a handshake nor extended.
func (d *dialogue) plain(dir dissect.Dir, m *Message, x *framer) {
	t, ok := m.means()
	if !ok {
		return
	}
	if t == HashRequest || t == Hashes || t == HashReject {
		d.hashes(dir, t, m.body(), x.got == len(m.Bytes), x.side)
		return
	}
	n := &d.notice
	*n = Notice{Peers: d.peers, Type: t}
	n.Index, _ = m.Index()
	n.Begin, _ = m.Begin()
	n.Length, _ = m.BlockLength()
	other := &d.asked[dir.Reverse()]
	switch t {
	case Bitfield:
		if n.Bitfield = m.body(); x.got != x.head.Size || len(m.Bytes) != x.head.Size {
			return
		}
	case Port:
		n.Port = be.Uint16(m.body())
	case Request:
		if lost := d.asked[dir].ask(d.peers, dir, n, x.side); lost != nil {
			d.talk.Tell(&lost.x)
			d.asked[dir].free(lost)
		}
	case Cancel:
		d.asked[dir].cancel(n)
	case Piece:
		d.answer(dir, x)
	case RejectRequest:
		if p := other.take(n); p != nil {
			d.refuse(other, p, "reject", x.side)
		}
	case Choke:
		if d.peers.Fast() {
			break
		}
		for _, p := range other.all() {
			if !d.peers.Met[0] || !d.peers.Met[1] {
				p.x.Notes |= dissect.NoteUnsure // they may speak the fast extension
			}
			d.refuse(other, p, "choke", x.side)
		}
	}
	d.tell(dir, x.side.Last, n)
}

// refuse tells a request that was answered by no block.
func (d *dialogue) refuse(r *requests, p *pending, status string, reply dissect.Side) {
	p.x.Reply, p.x.Status, p.x.Outcome = reply, status, dissect.Refused
	d.talk.Tell(&p.x)
	r.free(p)
}

// block implements hearer: the block of a Piece passes.
func (d *dialogue) block(dir dissect.Dir, x *framer, b []byte, missing int64, m reassembly.Mark) {
	begins := b == nil && missing == 0
	if begins {
		d.passing[dir] = d.asked[dir.Reverse()].open(d.peers, dir.Reverse(), x)
	}
	if p := d.passing[dir]; p != nil && d.talk.WantsContent(dissect.Blocks) {
		d.talk.Content(&dissect.Piece{Dir: dir, Mark: m, Bytes: b, Missing: missing, First: begins, About: &p.block})
	}
}

// answer takes the end of a Piece.
func (d *dialogue) answer(dir dissect.Dir, x *framer) {
	p, r := d.passing[dir], &d.asked[dir.Reverse()]
	if p == nil {
		return
	}
	d.passing[dir] = nil
	p.x.Reply, p.x.Status, p.x.Outcome = x.side, "piece", dissect.Succeeded
	if x.gap {
		p.x.Notes |= dissect.NoteGap
	}
	if d.talk.WantsContent(dissect.Blocks) {
		d.talk.Content(&dissect.Piece{Dir: dir, Mark: x.side.Last, Last: true, Whole: !x.gap, About: &p.block})
	}
	d.talk.Tell(&p.x)
	r.free(p)
}

// extended takes an extended message: its number and what stands behind it.
func (d *dialogue) extended(dir dissect.Dir, id uint8, b []byte, side dissect.Side) {
	tree, _ := bencode.Parse(b)
	switch d.numbering[dir.Reverse()].extension(id, tree) {
	case ExtendedHandshake:
		d.numbering[dir].take(tree)
		d.tell(dir, side.Last, d.capabilities(tree))
	case Metadata:
		if p, ok := ReadMetadata(b); ok {
			d.metadata(dir, &p, side)
		}
	case PEX:
		list := exchanged(tree)
		list.Known, list.InfoHash = d.peers.Known(), d.peers.InfoHash
		list.tell(d.talk, dissect.Event{Dir: dir, Mark: side.Last})
	case HolePunch:
		if p, ok := ReadPunch(b); ok {
			d.punched(dir, &p, side)
		}
	case DontHave:
		if len(b) == 4 {
			d.notice = Notice{Peers: d.peers, Type: Extended, Index: be.Uint32(b)}
			d.tell(dir, side.Last, &d.notice)
		}
	}
}

// capabilities reads an extended handshake.
func (d *dialogue) capabilities(tree bencode.Value) *Capabilities {
	c := &Capabilities{Peers: d.peers, Client: tree.Get("v").Text(), YourIP: tree.Get("yourip").Text()}
	port, _ := tree.Get("p").Int()
	if port > 0 && port < 1<<16 {
		c.Port = uint16(port)
	}
	c.Requests, _ = tree.Get("reqq").Int()
	if n, _ := tree.Get("metadata_size").Int(); n > 0 && n <= maxMetadata {
		c.MetadataSize = n
	}
	only, _ := tree.Get("upload_only").Int()
	c.UploadOnly = only != 0
	if len(c.YourIP) != 4 && len(c.YourIP) != 16 {
		c.YourIP = nil
	}
	for e := tree.Get("m").Entries(); e.Next(); {
		if x := extensionOf(e.Key); x != UnknownExtension && !slices.Contains(c.Supports, x) {
			c.Supports = append(c.Supports, x)
		}
	}
	return c
}

// metadata takes a message of ut_metadata.
func (d *dialogue) metadata(dir dissect.Dir, p *MetadataPiece, side dissect.Side) {
	if p.Kind == MetadataRequest {
		w := &metadataRequest{block: MetadataBlock{Peers: d.peers, Piece: p.Piece}}
		w.x = dissect.Exchange{Method: Metadata.String(), Subject: metadataSubject(p.Piece), Request: side, Detail: &w.block}
		list := &d.wanted[dir]
		if len(*list) >= maxWanted {
			d.talk.Tell(&(*list)[0].x)
			*list = slices.Delete(*list, 0, 1)
		}
		*list = append(*list, w)
		return
	}
	if p.Kind == MetadataData {
		d.tell(dir, side.Last, &MetadataBlock{Peers: d.peers, Piece: p.Piece, Total: p.Total, Data: p.Data})
	}
	list := &d.wanted[dir.Reverse()]
	i := slices.IndexFunc(*list, func(w *metadataRequest) bool { return w.block.Piece == p.Piece })
	if i < 0 {
		return
	}
	w := (*list)[i]
	*list = slices.Delete(*list, i, i+1)
	w.block.Total = p.Total
	w.x.Reply, w.x.Status, w.x.Outcome = side, p.Kind.String(), dissect.Succeeded
	if p.Kind == MetadataReject {
		w.x.Outcome = dissect.Refused
	}
	d.talk.Tell(&w.x)
}
