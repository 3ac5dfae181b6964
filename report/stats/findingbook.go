package stats

import (
	"cmp"
	"slices"

	"netsniff/capture"
	"netsniff/reassembly"
)

// Bounds of the findings told, and of what is said of one.
const (
	maxFindings = 16_384
	maxExamples = 5
)

// findingKey is what makes events alike: of one kind, with one cause, between the
// same two hosts.
type findingKey struct {
	kind           findingKind
	cause          string // the pattern of the server's words; "" if there are none
	client, server capture.Addr
	port           uint16
}

// event is something to be remarked.
type event struct {
	key    findingKey
	what   string // it is about
	words  string // of the server; "" if none
	at     reassembly.Mark
	n      uint64 // how many it stands for; 0: 1
	weight uint64 // the worst come first
}

// findingBook adds up events. Beyond its bound it keeps those that came first, the
// same ones for any number of workers, and counts the others.
type findingBook struct {
	list   map[findingKey]*finding
	others [findingKinds]uint64
}

// finding is what events that are alike come to.
type finding struct {
	count    uint64
	words    string          // of the first event
	first    reassembly.Mark // the first event; Frame is 0 if none was captured
	examples []example       // the worst, in order
}

// example is an event that is told.
type example struct {
	weight uint64
	frame  uint32
	what   string
	where  findingKey // set when findings of one cause are put together
}

func (b *findingBook) add(e event) {
	x := b.list[e.key]
	if x == nil {
		if b.list == nil {
			b.list = map[findingKey]*finding{}
		}
		if len(b.list) >= maxFindings+maxFindings/4 {
			b.prune()
		}
		x = new(finding)
		b.list[e.key] = x
	}
	x.count += max(e.n, 1)
	x.begin(e.at, e.words)
	x.show(example{weight: e.weight, frame: e.at.Frame, what: e.what})
}

// begin notes what may be the first event.
func (x *finding) begin(at reassembly.Mark, words string) {
	if x.first.Frame == 0 || at.Frame != 0 && at.Frame < x.first.Frame {
		x.first, x.words = at, words
	}
}

// show keeps an example if it is one of the worst. Of those about the same thing it
// keeps one.
func (x *finding) show(e example) {
	if i := slices.IndexFunc(x.examples, func(y example) bool { return y.what == e.what && y.where == e.where }); i >= 0 {
		if worse(x.examples[i], e) <= 0 {
			return
		}
		x.examples = slices.Delete(x.examples, i, i+1)
	}
	i, _ := slices.BinarySearchFunc(x.examples, e, worse)
	if i == maxExamples {
		return
	}
	x.examples = slices.Insert(x.examples, i, e)
	x.examples = x.examples[:min(len(x.examples), maxExamples)]
}

// worse puts the worst examples first.
func worse(a, b example) int {
	return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.frame, b.frame), cmp.Compare(a.what, b.what),
		a.where.compare(b.where))
}

func (x *finding) merge(y *finding) {
	x.count += y.count
	x.begin(y.first, y.words)
	for _, e := range y.examples {
		x.show(e)
	}
}

func (b *findingBook) merge(o *findingBook) {
	for kind, n := range o.others {
		b.others[kind] += n
	}
	if b.list == nil {
		b.list = o.list
		return
	}
	for key, y := range o.list {
		if x := b.list[key]; x != nil {
			x.merge(y)
		} else {
			b.list[key] = y
		}
	}
}

// prune leaves those that came first, in their order.
func (b *findingBook) prune() []findingKey {
	keys := make([]findingKey, 0, len(b.list))
	for k := range b.list {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y findingKey) int {
		return cmp.Or(cmp.Compare(b.list[x].first.Frame, b.list[y].first.Frame), x.compare(y))
	})
	n := min(len(keys), maxFindings)
	for _, k := range keys[n:] {
		b.others[k.kind] += b.list[k].count
		delete(b.list, k)
	}
	return keys[:n]
}

func (k findingKey) compare(o findingKey) int {
	return cmp.Or(cmp.Compare(k.kind, o.kind), cmp.Compare(k.cause, o.cause), compareAddresses(k.client, o.client),
		compareAddresses(k.server, o.server), cmp.Compare(k.port, o.port))
}

func compareAddresses(a, b capture.Addr) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), slices.Compare(a.B[:], b.B[:]))
}
