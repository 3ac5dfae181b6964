package kinship

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"netsniff/capture"
)

// Member is a capture and whose it is. Captures of one owner are not compared with
// each other.
type Member struct {
	Owner string `json:"submission"`
	File  string `json:"file"` // how the capture is called
	Print *Print `json:"print"`
}

// LoadMember reads what Save wrote; errors are those of Load.
func LoadMember(r io.Reader) (Member, error) {
	var m Member
	if err := json.NewDecoder(r).Decode(&m); err != nil || m.Print == nil {
		return m, fmt.Errorf("no print of a capture: %w", cmp.Or(err, errors.New("it has none")))
	}
	return m, m.Print.check()
}

// Save writes the member as JSON, to be kept for the classes of later years.
func (m *Member) Save(w io.Writer) error { return json.NewEncoder(w).Encode(m) }

// Pair is how near two captures are. A's owner comes first by name: that says
// nothing about who had it first.
type Pair struct {
	A, B Member
	Relation
}

// Group are the owners whose captures share packets that too many have for copies
// of each other: what all were given, or one copy that went round.
type Group struct {
	Owners []string
	Shared int // packets that were sampled and are in captures of too many owners
}

// Class compares the captures of a class. Nothing changes once it is made, so that
// its methods may be called by several at a time.
type Class struct {
	members []Member
	owners  []uint32 // of each member, numbered by name
	facts   []facts  // of each member
	index   []posting
	most    int // owners that may share a packet and still be compared pair by pair
}

// NewClass compares the captures of a class, in order of owner and file.
func NewClass(members []Member) *Class {
	c := &Class{members: slices.Clone(members)}
	slices.SortStableFunc(c.members, func(a, b Member) int {
		return cmp.Or(strings.Compare(a.Owner, b.Owner), strings.Compare(a.File, b.File))
	})
	n := uint32(0)
	for i, m := range c.members {
		if i > 0 && m.Owner != c.members[i-1].Owner {
			n++
		}
		c.owners = append(c.owners, n)
		c.facts = append(c.facts, m.Print.facts())
		m.Print.hashes(func(x posting) {
			x.member = uint32(i)
			c.index = append(c.index, x)
		})
	}
	c.most = max(5, int(n+1)/20)
	slices.SortFunc(c.index, func(a, b posting) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.view, b.view),
			cmp.Compare(a.member, b.member), cmp.Compare(a.conv, b.conv))
	})
	c.index = slices.Compact(c.index)
	return c
}

// Members returns the captures, in the order of owner and file.
func (c *Class) Members() []Member { return c.members }

// Pairs returns all pairs of captures of different owners that are related, the
// nearest first.
func (c *Class) Pairs() (list []Pair) {
	found := c.candidates()
	for i := range c.members {
		for j := i + 1; j < len(c.members); j++ {
			if c.owners[i] == c.owners[j] {
				continue
			}
			hits, same := found[[2]uint32{uint32(i), uint32(j)}]
			if !same && !near(c.members[i].Print, c.members[j].Print, &c.facts[i], &c.facts[j]) {
				continue
			}
			r := relate(c.members[i].Print, c.members[j].Print, &c.facts[i], &c.facts[j], hits)
			if r.Verdict != Unrelated {
				list = append(list, Pair{c.members[i], c.members[j], r})
			}
		}
	}
	Order(list)
	return list
}

// Order puts the nearest first, then by name.
func Order(list []Pair) {
	slices.SortFunc(list, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.A.Owner, b.A.Owner),
			strings.Compare(a.B.Owner, b.B.Owner),
			strings.Compare(a.A.File, b.A.File), strings.Compare(a.B.File, b.B.File))
	})
}

// candidates finds the pairs of members that share hashes, and by which
// conversations.
func (c *Class) candidates() map[[2]uint32][]pairing {
	found := map[[2]uint32][]pairing{}
	for run := range c.runs {
		if c.common(run) {
			continue
		}
		for i := range run {
			for j := i + 1; j < len(run); j++ {
				a, b := &run[i], &run[j]
				if c.owners[a.member] != c.owners[b.member] {
					key := [2]uint32{a.member, b.member}
					found[key] = a.view.pair(found[key], pairing{a.conv, b.conv})
				}
			}
		}
	}
	return found
}

// runs yields the postings of each hash that several members have and that is in
// few conversations of each.
func (c *Class) runs(yield func([]posting) bool) {
	for rest := c.index; len(rest) > 0; {
		n := run(rest)
		if telling(rest[:n]) && rest[0].member != rest[n-1].member && !yield(rest[:n]) {
			return
		}
		rest = rest[n:]
	}
}

// common reports whether too many owners have the hash of a run.
func (c *Class) common(run []posting) bool {
	n := 1
	for i := 1; i < len(run); i++ {
		if c.owners[run[i].member] != c.owners[run[i-1].member] {
			n++
		}
	}
	if run[0].view.weak() {
		return n > fewWeak
	}
	return n > c.most
}

// Against returns how a capture that is not of the class, such as one of an earlier
// year, is related to those of the class by its packets or the machine it was
// recorded on. The member of the class is A.
func (c *Class) Against(m Member) (list []Pair) {
	found := map[uint32][]pairing{}
	m.Print.hashes(func(x posting) {
		at, ok := slices.BinarySearchFunc(c.index, x, func(a, b posting) int {
			return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.view, b.view))
		})
		if !ok {
			return
		}
		run := c.index[at : at+run(c.index[at:])]
		if !telling(run) || c.common(run) {
			return
		}
		for i := range run {
			found[run[i].member] = x.view.pair(found[run[i].member], pairing{run[i].conv, x.conv})
		}
	})
	own := m.Print.facts()
	for i := range c.members {
		hits, same := found[uint32(i)]
		if !same && len(common(c.facts[i].macs, own.macs)) == 0 {
			continue
		}
		if r := relate(c.members[i].Print, m.Print, &c.facts[i], &own, hits); r.Verdict > SameServer {
			list = append(list, Pair{c.members[i], m, r})
		}
	}
	Order(list)
	return list
}

// Groups returns who shares packets that are in the captures of so many owners that
// they are not compared pair by pair, the largest group first.
func (c *Class) Groups() (list []Group) {
	if len(c.members) == 0 {
		return nil
	}
	parent := make([]uint32, c.owners[len(c.owners)-1]+1)
	for i := range parent {
		parent[i] = uint32(i)
	}
	root := func(x uint32) uint32 {
		for parent[x] != x {
			parent[x] = parent[parent[x]]
			x = parent[x]
		}
		return x
	}
	count := map[uint32]int{} // by owner: packets of runs it is first in
	for run := range c.runs {
		if !c.proves(run[0]) || !c.common(run) {
			continue
		}
		first := c.owners[run[0].member]
		count[first]++
		for _, x := range run[1:] {
			parent[root(c.owners[x.member])] = root(first)
		}
	}
	sums, names := map[uint32]int{}, map[uint32][]string{}
	for owner, n := range count {
		sums[root(owner)] += n
	}
	for i, m := range c.members {
		if r := root(c.owners[i]); sums[r] > 0 && (i == 0 || c.owners[i] != c.owners[i-1]) {
			names[r] = append(names[r], m.Owner)
		}
	}
	for r, n := range sums {
		list = append(list, Group{Owners: names[r], Shared: n})
	}
	slices.SortFunc(list, func(a, b Group) int {
		return cmp.Or(cmp.Compare(len(b.Owners), len(a.Owners)), slices.Compare(a.Owners, b.Owners))
	})
	return list
}

// proves reports whether a hash that others have is of the same packet for certain.
func (c *Class) proves(x posting) bool {
	switch x.view {
	case viewOpening, viewFile:
		return true
	case viewNumbers:
		return c.members[x.member].Print.Conversations[x.conv].Proto == capture.ProtoTCP
	}
	return false
}

// Nearest leaves the nearest pair of captures of each two owners. The pairs are
// those of Pairs or Against, in their order.
func Nearest(list []Pair) []Pair {
	seen := map[[2]string]bool{}
	return slices.DeleteFunc(slices.Clone(list), func(p Pair) bool {
		key := [2]string{p.A.Owner, p.B.Owner}
		defer func() { seen[key] = true }()
		return seen[key]
	})
}

// SharedMACs returns the addresses of machines that captures of several owners were
// recorded on, and those owners.
func (c *Class) SharedMACs() map[capture.Addr][]string {
	owners := map[capture.Addr][]string{}
	for i, m := range c.members {
		for _, mac := range c.facts[i].macs {
			if list := owners[mac]; len(list) == 0 || list[len(list)-1] != m.Owner {
				owners[mac] = append(list, m.Owner)
			}
		}
	}
	for mac, list := range owners {
		if len(list) == 1 {
			delete(owners, mac)
		}
	}
	return owners
}
