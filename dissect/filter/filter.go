// Package filter is Wireshark's display-filter language (wireshark-filter(4),
// as of 4.0) on the fields of package dissect.
//
//	tcp.port in {80, 443, 8000..8080} and not http.request.method == "GET"
//	any ip.addr != 10.0.0.0/8 || lower(http.host) contains "example"
//	tcp.payload[0:4] == 47:45:54:20 && ip.addr#2 == 192.0.2.1
//
// Compile turns the text into a tree, gives every literal the type of what it
// is compared with, and makes a closure of every test. Beyond Wireshark's
// language it takes xor and ^^ (between and and or), comparisons with the
// literal on the left, parentheses as well as braces around arithmetic, and
// functions of slices and functions.
package filter

import (
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/registry"
)

// Filter is a compiled display filter. It is immutable and may be shared.
type Filter struct {
	root  test
	match predicate // nil: everything matches
	slots int
	needs Needs
}

// Needs tells what a filter reads, in the order in which it names it.
type Needs struct {
	Protocols []*dissect.Protocol // tested themselves or owners of Fields
	Fields    []*dissect.Field
	Bytes     []*dissect.Protocol // whose bytes are searched or compared
}

// Scratch is the memory that Match works in. The zero value is ready. It
// belongs to one goroutine and may serve several filters.
type Scratch struct {
	slots []slot
}

// slot holds the values of one operand for one frame.
type slot struct {
	values dissect.Values
	buf    []byte // storage of values that were computed
}

// Compile translates a display filter; fields and protocols are those of r. An
// empty filter matches everything. The error is an *Error.
func Compile(expr string, r *registry.Registry) (*Filter, error) {
	root, err := parse(expr, r)
	if err == nil && root == nil {
		return &Filter{}, nil
	}
	c := compiler{registry: r}
	var match predicate
	if err == nil {
		match, err = c.test(root)
	}
	if err != nil {
		if err.Filter = expr; len(expr) > maxLength {
			err.Filter = expr[:32] + "…"
		}
		if hint := captureFilterHint(expr); hint != "" {
			err.Message, err.Start, err.End = hint, 0, len(expr)
		}
		return nil, err
	}
	return &Filter{root: root, match: match, slots: c.slots, needs: c.needs}, nil
}

// Match reports whether the filter selects f. It does not allocate once s has
// grown to what the filter needs.
func (x *Filter) Match(f *dissect.Frame, s *Scratch) bool {
	if x.match == nil {
		return true
	}
	for len(s.slots) < x.slots {
		s.slots = append(s.slots, slot{})
	}
	return x.match(f, s)
}

// Needs tells what the filter reads. Not to be changed.
func (x *Filter) Needs() Needs { return x.needs }

// String prints the filter. Compiling the result gives the same filter.
func (x *Filter) String() string {
	if x.root == nil {
		return ""
	}
	var b strings.Builder
	x.root.print(&b, precOr)
	return b.String()
}
