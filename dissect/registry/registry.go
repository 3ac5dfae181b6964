// Package registry knows protocols and fields by their names, and finds the
// layers and values of a frame that they stand for.
package registry

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"netsniff/dissect"
)

// Registry knows every protocol and field by name. It is immutable and may be
// shared.
type Registry struct {
	list []*dissect.Protocol
	// tables are made when somebody asks for a name: rows without a filter need none.
	tables func() *tables
}

// tables are the protocols and fields by name.
type tables struct {
	protocols map[string]Source
	fields    map[string][]Source
	names     []string // of recognisable protocols and of fields, sorted
}

// New returns a registry of the protocols, kept in the order given.
// Several protocols may declare a field of the same name: its values are those
// of all of them, in that order.
func New(protocols []*dissect.Protocol) *Registry {
	list := slices.Clone(protocols)
	return &Registry{list: list, tables: sync.OnceValue(func() *tables { return tabulate(list) })}
}

func tabulate(protocols []*dissect.Protocol) *tables {
	r := &tables{protocols: make(map[string]Source, len(protocols)), fields: make(map[string][]Source)}
	for place, p := range protocols {
		if _, known := r.protocols[p.Name]; !known {
			r.protocols[p.Name] = newSource(p, nil, place)
			if p.Recognisable() {
				r.names = append(r.names, p.Name)
			}
		}
		for i := range p.Fields {
			f := &p.Fields[i]
			if len(r.fields[f.Name]) == 0 {
				r.names = append(r.names, f.Name)
			}
			r.fields[f.Name] = append(r.fields[f.Name], newSource(p, f, place))
		}
	}
	slices.Sort(r.names)
	r.names = slices.Compact(r.names)
	return r
}

// Protocols returns all protocols in their order. Not to be changed.
func (r *Registry) Protocols() []*dissect.Protocol { return r.list }

// Protocol returns the protocol called name, also by a name it had earlier.
func (r *Registry) Protocol(name string) (Source, bool) {
	s, ok := r.tables().protocols[current(name)]
	return s, ok
}

// Field returns the declarations of the field called name, empty if there are
// none. Not to be changed. A protocol that is not decoded has every field below
// its name, without values: who asks for one has not mistyped it.
func (r *Registry) Field(name string) []Source {
	name = current(name)
	t := r.tables()
	if list := t.fields[name]; len(list) > 0 {
		return list
	}
	head, rest, _ := strings.Cut(name, ".")
	if s, ok := t.protocols[head]; ok && s.Protocol.Undecoded && rest != "" {
		return []Source{newSource(s.Protocol,
			&dissect.Field{Name: name, Title: rest, Type: dissect.String, Get: absent}, s.place)}
	}
	return nil
}

func absent(*dissect.Frame, *dissect.Layer, *dissect.Values) {}

// renamed are the protocols that analyzers called otherwise in earlier times,
// and many a script still does.
var renamed = map[string]string{"bootp": "dhcp", "ssl": "tls"}

// current returns the name of today of a protocol or field.
func current(name string) string {
	head, rest, dotted := strings.Cut(name, ".")
	now, ok := renamed[head]
	switch {
	case !ok:
		return name
	case dotted:
		return now + "." + rest
	}
	return now
}

// Names returns the names of all fields and of the protocols whose frames can be
// told, sorted. Not to be changed.
func (r *Registry) Names() []string { return r.tables().names }

// Nearest returns up to n names that somebody who wrote name may have meant,
// the best first, without those that are much less like it than the best.
func (r *Registry) Nearest(name string, n int) []string { return nearest(name, n, r.Names()) }

// NearestProtocol returns the protocol that somebody who wrote name may have
// meant, or "".
func (r *Registry) NearestProtocol(name string) string {
	var names []string
	for _, p := range r.list {
		if p.Recognisable() {
			names = append(names, p.Name)
		}
	}
	for _, x := range nearest(name, 1, names) {
		return x
	}
	return ""
}

func nearest(name string, n int, all []string) []string {
	type guess struct {
		name string
		cost int
	}
	var found []guess
	limit := max(1, len(name)/3)
	lower := strings.ToLower(name)
	for _, x := range all {
		if c := nameCost(lower, x, limit); c <= limit {
			found = append(found, guess{x, c})
		}
	}
	slices.SortStableFunc(found, func(a, b guess) int { return cmp.Compare(a.cost, b.cost) })
	for len(found) > 0 && (len(found) > n || found[len(found)-1].cost > 2*found[0].cost) {
		found = found[:len(found)-1]
	}
	names := make([]string, len(found))
	for i, x := range found {
		names[i] = x.name
	}
	return names
}

// nameCost tells how far the field or protocol x is from what was written.
// The same last words under another prefix ("http.method" for
// "http.request.method") are as near as two typing errors.
func nameCost(written, x string, limit int) int {
	if abs(len(written)-len(x)) <= limit {
		if d := Distance(written, x); d <= limit {
			return d
		}
	}
	head, tail, dotted := strings.Cut(written, ".")
	if dotted && strings.HasPrefix(x, head+".") && strings.HasSuffix(x, "."+tail) {
		return 2
	}
	return limit + 1
}

func abs(n int) int { return max(n, -n) }

// Distance is the least number of bytes to insert, delete, replace or
// swap with their neighbour that makes b of a.
func Distance(a, b string) int {
	before, last, now := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		now[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			now[j+1] = min(last[j]+cost, last[j+1]+1, now[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				now[j+1] = min(now[j+1], before[j-1]+1)
			}
		}
		before, last, now = last, now, before
	}
	return last[len(b)]
}
