// Package tap makes the statistics of tshark -z in tshark's own layout, for
// scripts that read them. Expected texts were observed, see CONTRIBUTING.md.
//
// A tap sees all frames in order, in one worker, and is printed at the end.
package tap

import (
	"fmt"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/registry"
)

// Tap watches frames for one statistic.
type Tap interface {
	// Frame looks at a frame, borrowed until return.
	Frame(f *dissect.Frame)
	// Append appends what was found, with its frame of lines.
	Append(dst []byte) []byte
	// Lost says how much was not counted because there was too much of it.
	Lost() uint64
}

// Match tells frames that a filter selects.
type Match = func(*dissect.Frame) bool

// Context is what taps are made with.
type Context struct {
	Registry *registry.Registry
	// Filter compiles a display filter; it takes "" for all.
	Filter func(expression string) (Match, error)
	// Files are the names of what is read.
	Files []string
}

// maxEntries bounds what one tap tells apart; more is counted as lost.
const maxEntries = 1 << 18

// maker makes the tap of what follows its name.
type maker struct {
	name string
	make func(c *Context, rest string) (Tap, error)
}

// makers are the statistics by their names, longer ones first where one begins
// another.
func makers() []maker {
	list := []maker{
		{"io,stat", newIOStat},
		{"io,phs", newHierarchy},
		{"credentials", newCredentials},
		{"expert", newExpert},
		{"hosts", newHosts},
		{"icmp,srt", newEchoes("ICMP", "icmp", 8)},
		{"icmpv6,srt", newEchoes("ICMPv6", "icmpv6", 128)},
		{"dhcp,stat", newDHCPStat},
		{"http,stat", newWebStat},
		{"sip,stat", newSIPStat},
	}
	for i := range kinds {
		k := &kinds[i]
		list = append(list, maker{"conv," + k.name,
			func(c *Context, rest string) (Tap, error) { return newConversations(c, k, rest) }},
			maker{"endpoints," + k.name, func(c *Context, rest string) (Tap, error) { return newEndpoints(c, k, rest) }})
	}
	for _, x := range []string{"tcp", "any"} {
		list = append(list, maker{"flow," + x, func(c *Context, rest string) (Tap, error) { return newFlow(c, x, rest) }})
	}
	for i := range trees {
		t := &trees[i]
		list = append(list, maker{t.name + ",tree",
			func(c *Context, rest string) (Tap, error) { return newTree(c, t, rest) }})
	}
	return list
}

// New returns the tap that a value of -z asks for. ok is false if it is none of
// those here.
func New(c *Context, value string) (t Tap, ok bool, err error) {
	for _, m := range makers() {
		if rest, found := strings.CutPrefix(value+",", m.name+","); found {
			t, err = m.make(c, strings.TrimSuffix(rest, ","))
			return t, true, err
		}
	}
	return nil, false, nil
}

// Names are the beginnings of values of -z.
func Names() (list []string) {
	for _, m := range makers() {
		list = append(list, m.name)
	}
	return list
}

// filtered compiles the filter behind a name, and returns how it is shown.
func (c *Context) filtered(expression string) (Match, string, error) {
	m, err := c.Filter(expression)
	if expression == "" {
		return m, "<No Filter>", err
	}
	return m, expression, err
}

// reader reads the values of a field in a frame.
type reader struct {
	sources []registry.Source
	values  dissect.Values
}

func (c *Context) reader(field string) reader { return reader{sources: c.Registry.Field(field)} }

func (c *Context) known(field string) (reader, error) {
	r := c.reader(field)
	if len(r.sources) == 0 {
		return r, fmt.Errorf("no field is called %q", field)
	}
	return r, nil
}

// all returns the values in f, borrowed until the next call.
func (r *reader) all(f *dissect.Frame) []dissect.Value {
	r.values.Reset()
	for i := range r.sources {
		r.sources[i].Collect(f, &r.values)
	}
	return r.values.List
}

// first returns the first value in a layer and its field, borrowed until the next call; nil if
// there is none.
func (r *reader) first(f *dissect.Frame, l *dissect.Layer) (*dissect.Value, *dissect.Field) {
	for i := range r.sources {
		if r.sources[i].Protocol != l.Protocol {
			continue
		}
		r.values.Reset()
		r.sources[i].Field.Get(f, l, &r.values)
		if len(r.values.List) > 0 {
			return &r.values.List[0], r.sources[i].Field
		}
	}
	return nil, nil
}

// of returns the first value in a layer as text; ok is false if there is none.
func (r *reader) of(f *dissect.Frame, l *dissect.Layer) (s string, ok bool) {
	v, field := r.first(f, l)
	if v == nil {
		return "", false
	}
	return string(registry.AppendValue(nil, field, v)), true
}
