package stats

import (
	"cmp"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/ftp"
	"netsniff/reassembly"
	"netsniff/report/collect"
)

// Bounds of what is kept of FTP.
const (
	maxTransfers  = 1 << 16
	maxSilent     = 1 << 14 // connections that may be those of empty files
	transferBytes = 900     // what one takes, about, with its texts
)

// ftpBook keeps what control connections say of transfers and what data connections
// carried, and joins them: they may be in different workers.
type ftpBook struct {
	conns   collect.Summaries
	asked   first[ftpAsked]
	carried first[ftpCarried]
	silent  first[ftpSilent]
}

// ftpAsked is a command that transfers, with its replies.
type ftpAsked struct {
	control        *dissect.Conn
	user           string
	verb           ftp.Verb
	transfer       ftp.Transfer
	setup          *ftp.Setup
	directory      string
	opening, code  uint16
	words          string // of the final reply
	announced      int64
	request, reply reassembly.Mark // the last segments
	ordinal        uint32
}

// ftpCarried is what a data connection carried.
type ftpCarried struct {
	ftp.Carriage
	conn *dissect.Conn
	side dissect.Side
	at   reassembly.Mark // of its first segment
}

// ftpSilent is a TCP connection without a byte of payload.
type ftpSilent struct {
	client capture.Addr
	server dissect.Endpoint
	opened reassembly.Opening
	first  reassembly.Mark
	stream uint32
}

// exchange takes what is said of FTP. user is who has logged in, if that is known.
func (b *ftpBook) exchange(a *collect.Ask, x *dissect.Exchange, user string) {
	most := a.Most(maxTransfers, transferBytes)
	switch d := x.Detail.(type) {
	case *ftp.Exchange:
		if !d.Verb.Transfers() {
			return
		}
		b.asked.add(ftpAsked{control: b.conns.Of(x.Conn.Outermost()), user: user, verb: d.Verb, transfer: d.Transfer,
			setup: d.Setup, directory: d.Directory, opening: d.Opening, code: d.Code,
			words: wordsOf(x), announced: d.Announced, request: x.Request.Last, reply: x.Reply.Last,
			ordinal: x.Ordinal}, most, byAsked)
	case *ftp.Carriage:
		side := x.Reply
		if d.Way == ftp.Upload {
			side = x.Request
		}
		b.carried.add(ftpCarried{Carriage: *d, conn: b.conns.Of(x.Conn.Outermost()), side: side, at: x.Began()}, most,
			byCarried)
	}
}

// closed takes a connection of TCP that is over: one without payload may have been for
// an empty file. Servers do not send from or listen on ports below 1024 but for theirs.
func (b *ftpBook) closed(a *collect.Ask, k *dissect.Conn) {
	b.conns.Forget(k)
	const lowest, active = 1024, 20
	if k.Transport != capture.ProtoTCP || k.Carrier != nil || k.Totals == nil ||
		k.Totals.Sent[0].Bytes+k.Totals.Sent[1].Bytes > 0 ||
		k.Server.Port < lowest && k.Client.Port != active {
		return
	}
	b.silent.add(ftpSilent{client: k.Client.Addr, server: k.Server, opened: k.Totals.TCP.Opened,
		first: k.Totals.First, stream: k.ID},
		a.Most(maxSilent, transferBytes), bySilent)
}

func byAsked(a, b ftpAsked) int {
	return cmp.Or(cmp.Compare(a.request.Frame, b.request.Frame), cmp.Compare(a.control.ID, b.control.ID),
		cmp.Compare(a.ordinal, b.ordinal))
}

func byCarried(a, b ftpCarried) int {
	return cmp.Or(cmp.Compare(a.at.Frame, b.at.Frame), cmp.Compare(a.conn.ID, b.conn.ID))
}

func bySilent(a, b ftpSilent) int { return cmp.Compare(a.first.Frame, b.first.Frame) }

func (b *ftpBook) merge(o *ftpBook) {
	b.asked.merge(&o.asked)
	b.carried.merge(&o.carried)
	b.silent.merge(&o.silent)
}

// ftpTransfer is a command with what its data connection carried; one of them may be
// missing.
type ftpTransfer struct {
	*ftpAsked
	carried *ftpCarried
	silent  *ftpSilent // the connection that nothing came over
}

// transfers joins what belongs together, in order.
func (b *ftpBook) transfers(a *collect.Ask) (list []ftpTransfer) {
	most := a.Most(maxTransfers, transferBytes)
	b.asked.sort(most, byAsked)
	b.carried.sort(most, byCarried)
	b.silent.sort(a.Most(maxSilent, transferBytes), bySilent)
	commands, setups := map[uint32]int{}, map[uint32]int{}
	ends := map[dissect.Endpoint][]int{}
	for i := range b.asked.list {
		x := &b.asked.list[i]
		list = append(list, ftpTransfer{ftpAsked: x})
		commands[x.transfer.Frame] = i
		if x.setup == nil {
			continue
		}
		setups[x.setup.Frame] = i
		for _, e := range x.setup.Ends {
			if e.Port != 0 {
				ends[e] = append(ends[e], i)
			}
		}
	}
	var alone []ftpTransfer
	for i := range b.carried.list {
		x := &b.carried.list[i]
		if j, ok := x.command(commands, setups); ok && list[j].carried == nil {
			list[j].carried = x
		} else {
			alone = append(alone, ftpTransfer{carried: x})
		}
	}
	for i := range b.silent.list {
		x := &b.silent.list[i]
		for _, j := range ends[x.server] {
			if list[j].awaits(x) {
				list[j].silent = x
				break
			}
		}
	}
	return mergeOrdered(list, alone)
}

// command returns which command of those known by their frames, or by the frames that
// set up their connections, x is of.
func (x *ftpCarried) command(commands, setups map[uint32]int) (i int, ok bool) {
	if x.Setup == nil {
		return 0, false
	}
	if x.Setup.Transfer.Verb != ftp.None {
		i, ok = commands[x.Setup.Transfer.Frame]
		return i, ok
	}
	i, ok = setups[x.Setup.Frame]
	return i, ok
}

// awaits reports whether a connection that nothing came over may be that of t.
func (t *ftpTransfer) awaits(x *ftpSilent) bool {
	return t.carried == nil && t.silent == nil && x.first.Frame > t.setup.Frame && (t.reply.Frame == 0 ||
		x.first.Frame <= t.reply.Frame)
}

// mergeOrdered puts two lists in order into one.
func mergeOrdered(a, b []ftpTransfer) (list []ftpTransfer) {
	for len(a) > 0 && len(b) > 0 {
		if a[0].at().Frame <= b[0].at().Frame {
			list, a = append(list, a[0]), a[1:]
		} else {
			list, b = append(list, b[0]), b[1:]
		}
	}
	return append(append(list, a...), b...)
}

// at returns the segment in which t begins.
func (t *ftpTransfer) at() reassembly.Mark {
	if t.ftpAsked == nil {
		return t.carried.at
	}
	return t.request
}
