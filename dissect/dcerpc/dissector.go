package dcerpc

import (
	"netsniff/dissect"
	"netsniff/dissect/allowance"
)

// maxRemembered bounds what is remembered of all connections of a worker, in bytes.
const maxRemembered = 16 << 20

// store is what all connections of a worker share.
type store struct {
	messages  dissect.Recycled[Message]
	allowance allowance.Allowance
	lost      dissect.Losses
}

// Losses implements dissect.Loser.
func (s *store) Losses() dissect.Losses { return s.lost }

// dissector reads the PDUs of one connection or pipe for rows.
type dissector struct {
	*store
	calls
	account allowance.Account
}

func newDissector(c *dissect.Conn) dissect.StreamDissector {
	d := &dissector{store: dissect.Shared[store](c), calls: newCalls()}
	d.allowance.Limit = maxRemembered
	return d
}

// GiveUp implements allowance.Owner.
func (d *dissector) GiveUp() { d.forget() }

// Dissect reads a PDU. Of several in a segment the last one has the row.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b := in.Bytes
	size := pduLen(b)
	switch {
	case size < 0:
		return dissect.Reject()
	case size == 0 && in.Last, size > 0 && size > len(b) && in.Last && len(b) < bodyLen:
		return dissect.Reject()
	case size == 0:
		return dissect.More(headLen - len(b))
	case size > len(b) && !in.Last:
		return dissect.More(size - len(b))
	}
	b = b[:min(size, len(b))]
	for i := range f.Messages() {
		if l := &f.Messages()[i]; l.Protocol == nil || len(l.Protocol.Headers) == 0 {
			l.Quiet = true
		}
	}
	let := d.let
	m := d.messages.Next(f)
	d.take(m, b, f.Frame, f.At)
	x := m.Interface()
	f.Emit(dissect.Layer{Protocol: &Protocol, Message: m, Bytes: b, Quiet: x != nil})
	if x != nil {
		f.Emit(dissect.Layer{Protocol: &x.Protocol, Message: m, Bytes: b})
	}
	d.lost.Requests += d.let - let
	d.allowance.Set(&d.account, d, d.kept())
	return dissect.Done(len(b))
}

// Gap implements dissect.StreamDissector: what follows is searched for a PDU.
func (d *dissector) Gap(dissect.Dir, int64) {}
