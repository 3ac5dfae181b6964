package tap

import (
	"fmt"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
)

// tally counts things by name, in the order in which they came first.
type tally struct {
	names  []string
	counts map[string]uint64
	lost   uint64
}

func (t *tally) add(name string) {
	if t.counts == nil {
		t.counts = map[string]uint64{}
	}
	if t.counts[name] == 0 {
		if len(t.names) >= maxEntries {
			t.lost++
			return
		}
		t.names = append(t.names, name)
	}
	t.counts[name]++
}

// sorted returns the names in order.
func (t *tally) sorted() []string { return slices.Sorted(slices.Values(t.names)) }

// webStat counts codes and methods of HTTP: http,stat.
type webStat struct {
	messages       tree // reads them
	filter         string
	codes, methods tally
}

func newWebStat(c *Context, filter string) (Tap, error) {
	m, err := c.Filter(filter)
	x := &webStat{filter: filter, messages: tree{definition: &definition{}, c: c, match: m}}
	beginHTTP(&x.messages)
	x.messages.frame = eachHTTP(func(_ *tree, _ *dissect.Frame, m *message, _ capture.Stamp) {
		switch {
		case m.code != 0:
			x.codes.add(fmt.Sprintf("%d %s", m.code, m.meaning))
		case m.method != "":
			x.methods.add(m.method)
		}
	})
	return x, err
}

// Frame implements Tap.
func (x *webStat) Frame(f *dissect.Frame) { x.messages.Frame(f) }

// Lost implements Tap.
func (x *webStat) Lost() uint64 { return x.codes.lost + x.methods.lost }

// Append implements Tap.
func (x *webStat) Append(dst []byte) []byte {
	dst = appendStatTitle(dst, "HTTP Statistics", x.filter)
	dst = append(dst, "* HTTP Response Status Codes                Packets\n"...)
	for _, name := range x.codes.sorted() {
		dst = fmt.Appendf(dst, "  %-35s %13d\n", name, x.codes.counts[name])
	}
	dst = append(dst, "* HTTP Request Methods                      Packets\n"...)
	for _, name := range x.methods.names {
		dst = fmt.Appendf(dst, "  %-35s %13d \n", name, x.methods.counts[name])
	}
	return append(dst, statLine...)
}

// statLine is around counts of messages.
const statLine = "===================================================================\n"

func appendStatTitle(dst []byte, title, filter string) []byte {
	dst = append(append(append(dst, '\n'), statLine...), title...)
	if filter != "" {
		dst = append(append(dst, " with filter "...), filter...)
	}
	return append(dst, '\n')
}
