package bittorrent

import (
	"netsniff/dissect"
)

// Two peers that nobody can connect to meet through a third that both know: one asks
// it for a rendezvous with the other, it tells each to connect to the other (BEP 55,
// https://www.bittorrent.org/beps/bep_0055.html).

// PunchKind is what a message of ut_holepunch does.
type PunchKind uint8

// Kinds of messages.
const (
	Rendezvous PunchKind = iota
	PunchConnect
	PunchError
)

var punchKinds = [...]string{"rendezvous", "connect", "error"}

// String returns BEP 55's word, and "" for a kind that nobody knows.
func (k PunchKind) String() string {
	if int(k) < len(punchKinds) {
		return punchKinds[k]
	}
	return ""
}

var punchErrors = [...]string{"no error", "no such peer", "not connected", "no support", "no self"}

func punchErrorName(u uint64) string {
	if u < uint64(len(punchErrors)) {
		return punchErrors[u]
	}
	return ""
}

// Punch is a message of ut_holepunch.
type Punch struct {
	Kind  PunchKind
	Peer  dissect.Endpoint // whom to meet
	Error uint32           // of PunchError
	six   bool
}

// punchHead is what stands before the address: the kind, and whether it is one of
// IPv6.
const punchHead = 2

// ReadPunch reads a message of ut_holepunch, b being what stands behind its number,
// and reports whether it is one.
func ReadPunch(b []byte) (p Punch, ok bool) {
	if len(b) < punchHead || b[0] > uint8(PunchError) || b[1] > 1 {
		return p, false
	}
	p.Kind, p.six = PunchKind(b[0]), b[1] == 1
	end := punchHead + p.size()
	if len(b) < end+4 {
		return p, false
	}
	p.Peer, p.Error = endpoint(b[punchHead:end]), be.Uint32(b[end:])
	return p, true
}

// size is that of the address with its port.
func (p *Punch) size() int {
	if p.six {
		return compact6
	}
	return compact4
}

// punched takes a message of ut_holepunch.
func (d *dialogue) punched(dir dissect.Dir, p *Punch, side dissect.Side) {
	key := "punch " + p.Peer.String()
	switch p.Kind {
	case Rendezvous:
		d.asides[dir].ask(d.talk, key,
			dissect.Exchange{Method: HolePunch.String(), Subject: p.Kind.String() + " " + p.Peer.String(),
				Request: side, Detail: p})
	case PunchError:
		d.asides[dir.Reverse()].answer(d.talk, key, "error: "+punchErrorName(uint64(p.Error)), dissect.Refused, side)
	case PunchConnect:
		d.asides[dir.Reverse()].answer(d.talk, key, p.Kind.String(), dissect.Succeeded, side)
		list := &PeerList{Source: FromHolePunch, Known: d.peers.Known(), InfoHash: d.peers.InfoHash,
			Added: []dissect.Endpoint{p.Peer}}
		list.tell(d.talk, dissect.Event{Dir: dir, Mark: side.Last})
	}
}

// punch returns the getter of a field of ut_holepunch; at is where its bytes are.
func punch(get func(p *Punch, at int, v *dissect.Values)) dissect.Getter {
	return extended(func(m *Message, _ uint8, b []byte, v *dissect.Values) {
		if p, ok := ReadPunch(b); ok && m.Extension == HolePunch {
			get(&p, m.Head.body()+1, v)
		}
	})
}

// punchAddress returns a field of the address of one kind.
func punchAddress(name string, t dissect.Type, six bool) dissect.Field {
	return dissect.Field{Name: name, Title: "Peer", Type: t, Get: punch(func(p *Punch, at int, v *dissect.Values) {
		if p.six == six {
			n := p.size() - 2
			v.Bytes(p.Peer.Addr.B[:n]).At(at+punchHead, n)
		}
	})}
}

var punchFields = []dissect.Field{
	{Name: "bittorrent.ut_holepunch.msg_type", Title: "Hole Punch Message", Type: dissect.Uint,
		Names: func(u uint64) string { return PunchKind(u).String() },
		Get:   punch(func(p *Punch, at int, v *dissect.Values) { v.Uint(uint64(p.Kind)).At(at, 1) })},
	punchAddress("bittorrent.ut_holepunch.ip", dissect.IPv4, false),
	punchAddress("bittorrent.ut_holepunch.ip6", dissect.IPv6, true),
	{Name: "bittorrent.ut_holepunch.port", Title: "Port", Type: dissect.Uint,
		Get: punch(func(p *Punch, at int, v *dissect.Values) { v.Uint(uint64(p.Peer.Port)).At(at+p.size(), 2) })},
	{Name: "bittorrent.ut_holepunch.err_code", Title: "Error", Type: dissect.Uint, Names: punchErrorName,
		Get: punch(func(p *Punch, at int, v *dissect.Values) { v.Uint(uint64(p.Error)).At(at+punchHead+p.size(), 4) })},
}
