package stats

import (
	"bytes"
	"cmp"
	"math"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// conversation is what two ends sent each other. Direction 0 is from A to B.
// A is the client where it is known who is, else who was first to send.
type conversation struct {
	sent        [2]sum
	first, last capture.Stamp
	since       uint32            // its first frame
	stream      uint32            // its number, valid iff numbered
	protocol    *dissect.Protocol // what it carries
	numbered    bool
	flipped     bool // A is the end that compares higher
}

// pair names a conversation in both directions: a compares lower. TCP ports
// that are used again make another one, so stream is a part of it.
type pair struct {
	a, b   place
	stream uint32
}

// conversations counts who talked to whom.
type conversations struct {
	reader
	ask    *collect.Ask
	origin capture.Stamp // of the run
	lists  [kindCount]ledger[pair, conversation]
	recent [kindCount]recent
}

// recent is the conversation of the frame before: traffic comes in bursts.
type recent struct {
	key pair
	*account[pair, conversation]
}

func newConversations(a *collect.Ask) collect.Collector {
	c := &conversations{reader: newReader(a.Part), ask: a}
	for k := range c.lists {
		c.lists[k].bound = kept(a)
	}
	return c
}

// kept returns how many conversations are told apart.
func kept(a *collect.Ask) int {
	if a.Named {
		return a.Most(maxKept, ledgerBytes)
	}
	return a.Most(usualKept, ledgerBytes)
}

// Frame implements Collector.
func (c *conversations) Frame(f *dissect.Frame) {
	c.origin = f.First
	found := c.read(f)
	for i := range found {
		c.count(f, &found[i])
	}
}

func (c *conversations) count(f *dissect.Frame, e *ends) {
	stream := uint32(0)
	if e.kind == TCP && e.conn != nil {
		stream = e.conn.ID
	}
	last := &c.recent[e.kind]
	is, swapped := last.has(e, stream)
	if !is {
		swapped = order(&e.src, &e.dst) > 0
		key := pair{e.src, e.dst, stream}
		if swapped {
			key.a, key.b = key.b, key.a
		}
		account, fresh := c.lists[e.kind].find(key)
		if account == nil {
			c.lists[e.kind].others.frame(f)
			return
		}
		if fresh {
			account.value.open(f, e, swapped)
		}
		*last = recent{key, account}
	}
	last.value.add(f, e, swapped)
}

// has reports whether e are the ends of the conversation, and whether its sender is B.
func (r *recent) has(e *ends, stream uint32) (is, swapped bool) {
	switch {
	case r.account == nil || r.key.stream != stream:
		return false, false
	case r.key.a == e.src && r.key.b == e.dst:
		return true, false
	}
	return r.key.b == e.src && r.key.a == e.dst, true
}

// open begins a conversation with its first frame.
func (v *conversation) open(f *dissect.Frame, e *ends, swapped bool) {
	v.first, v.last, v.since, v.flipped = f.At, f.At, f.Frame, swapped
	if e.conn != nil {
		v.stream, v.numbered = e.conn.ID, true
		if f.Dir == dissect.ToClient {
			v.flipped = !swapped
		}
	}
}

func (v *conversation) add(f *dissect.Frame, e *ends, swapped bool) {
	d := 0
	if swapped != v.flipped {
		d = 1
	}
	v.sent[d].frame(f)
	v.first, v.last = min(v.first, f.At), max(v.last, f.At)
	if e.conn == nil {
		return
	}
	if p := e.conn.Protocol; p != nil {
		v.protocol = p
	} else if p := f.Recognised; p != nil {
		v.protocol = p
	}
}

// order compares two ends; equal ends have one direction.
func order(a, b *place) int {
	return cmp.Or(bytes.Compare(a.addr.B[:], b.addr.B[:]), cmp.Compare(a.port, b.port))
}

// Merge implements Collector.
func (c *conversations) Merge(other collect.Collector) {
	o := other.(*conversations)
	if o.origin != 0 {
		c.origin = o.origin
	}
	for k := range o.lists {
		from, to := &o.lists[k], &c.lists[k]
		to.bound = math.MaxInt // Tables keeps those that came first, whoever saw them
		to.others.add(from.others)
		for i := range from.n {
			x := from.at(i)
			switch y, fresh := to.find(x.key); {
			case y == nil:
				to.others.add(x.value.total())
			case fresh:
				y.value = x.value
			default:
				y.value.merge(x.value)
			}
		}
		from.pages = nil
	}
	c.recent = [kindCount]recent{}
}

func (v *conversation) merge(o conversation) {
	if o.since < v.since {
		*v, o = o, *v
	}
	if o.flipped != v.flipped {
		o.sent[0], o.sent[1] = o.sent[1], o.sent[0]
	}
	v.sent[0].add(o.sent[0])
	v.sent[1].add(o.sent[1])
	v.first, v.last = min(v.first, o.first), max(v.last, o.last)
	if v.protocol == nil {
		v.protocol = o.protocol
	}
}

func (v *conversation) total() sum {
	t := v.sent[0]
	t.add(v.sent[1])
	return t
}

// Tables implements Collector.
func (c *conversations) Tables(*collect.Run) (tables []table.Table) {
	for k := range kindCount {
		list := &c.lists[k]
		if !c.wanted[k] || list.n == 0 && c.ask.Part == "" {
			continue
		}
		order, others := c.first(k, kept(c.ask))
		slices.SortFunc(order, func(a, b uint32) int { return busier(list.at(int(a)), list.at(int(b))) })
		t := table.Table{
			Name:    "conversations." + k.String(),
			Title:   table.Say(kindTitles[k]+" conversations", kindTitles[k]+" 会话"),
			Columns: conversationColumns(k),
			Rows:    &conversationRows{c, k, order},
		}
		tables = append(tables, bounded(t, len(order), others))
	}
	return nothing(tables, c.ask)
}

// busier orders conversations: more frames first, then by their first frame.
func busier(a, b *account[pair, conversation]) int {
	return cmp.Or(cmp.Compare(b.value.total().Frames, a.value.total().Frames),
		cmp.Compare(a.value.since, b.value.since),
		order(&a.key.a, &b.key.a), order(&a.key.b, &b.key.b))
}

// first returns the numbers of the n conversations that began first, and the sum
// of the others.
func (c *conversations) first(k Kind, n int) (numbers []uint32, others sum) {
	list := &c.lists[k]
	others = list.others
	numbers = list.by(func(a, b *account[pair, conversation]) int { return cmp.Compare(a.value.since, b.value.since) })
	if len(numbers) > n {
		for _, i := range numbers[n:] {
			others.add(list.at(int(i)).value.total())
		}
		numbers = numbers[:n]
	}
	return numbers, others
}

// by returns the numbers of all accounts in order.
func (l *ledger[K, V]) by(compare func(a, b *account[K, V]) int) []uint32 {
	list := make([]uint32, l.n)
	for i := range list {
		list[i] = uint32(i)
	}
	slices.SortFunc(list, func(a, b uint32) int { return compare(l.at(int(a)), l.at(int(b))) })
	return list
}
