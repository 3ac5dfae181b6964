package tap

import (
	"fmt"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/registry"
)

// names is what the tree of DNS reads of a message.
type names struct {
	messages                                     registry.Source
	opcode, rcode, response, kind, class         reader
	length, labels, time, again, unsolicited     reader
	questions, answers, authorities, additionals reader
	zones, prerequisites, updates, prefix        reader
	counts                                       []dnsCount
}

// dnsCount is a number of the header of a response; those of an update have names of
// their own (RFC 2136 §2.2).
type dnsCount struct {
	title string
	of    [2]*reader
}

// The lines of the tree.
const (
	dnsTotal, dnsPayload, dnsQueries  = "Total Packets", "Payload size", "Query Stats"
	dnsResponses, dnsService          = "Response Stats", "Service Stats"
	dnsNameLength, dnsLabels          = "Qname Len", "Label Stats"
	dnsTime, dnsUnsolicited, dnsAgain = "request-response time (msec)", "no. of unsolicited responses",
		"no. of retransmissions"
)

var dnsLevels = []string{"1st Level", "2nd Level", "3rd Level", "4th Level or more"}

func beginDNS(t *tree) {
	c := t.c
	n := &names{
		opcode: c.reader("dns.flags.opcode"), rcode: c.reader("dns.flags.rcode"), response: c.reader("dns.flags.response"),
		kind: c.reader("dns.qry.type"), class: c.reader("dns.qry.class"), length: c.reader("dns.qry.name.len"),
		labels: c.reader("dns.count.labels"), time: c.reader("dns.time"), again: c.reader("dns.retransmit_request"),
		unsolicited: c.reader("dns.unsolicited"), questions: c.reader("dns.count.queries"),
		answers:     c.reader("dns.count.answers"),
		authorities: c.reader("dns.count.auth_rr"), additionals: c.reader("dns.count.add_rr"),
		zones:         c.reader("dns.count.zones"),
		prerequisites: c.reader("dns.count.prerequisites"), updates: c.reader("dns.count.updates"),
		prefix: c.reader("dns.length"),
	}
	n.messages, _ = c.Registry.Protocol("dns")
	n.counts = []dnsCount{{"no. of questions", [2]*reader{&n.questions, &n.zones}},
		{"no. of answers", [2]*reader{&n.answers, &n.prerequisites}},
		{"no. of authorities", [2]*reader{&n.authorities, &n.updates}}, {"no. of additionals", [2]*reader{&n.additionals}}}
	t.state = n
	x := t.top(dnsTotal)
	for _, name := range []string{"rcode", "opcodes", "Query/Response", "Query Type", "Class"} {
		x.child(t, name)
	}
	t.top(dnsPayload)
	x = t.top(dnsQueries)
	x.child(t, dnsNameLength)
	x = x.child(t, dnsLabels)
	for _, name := range dnsLevels {
		x.child(t, name)
	}
	x = t.top(dnsResponses)
	for _, c := range n.counts {
		x.child(t, c.title)
	}
	x = t.top(dnsService)
	for _, name := range []string{dnsTime, dnsUnsolicited, dnsAgain} {
		x.child(t, name)
	}
}

func countDNS(t *tree, f *dissect.Frame, at capture.Stamp) {
	if f.Transport == capture.ProtoICMP || f.Transport == capture.ProtoICMPv6 {
		return // an error quotes a message
	}
	n := t.state.(*names)
	for l := n.messages.Layers(f); l.Next(); {
		asked, _ := n.questions.number(f, l.Layer)
		if _, ok := n.kind.number(f, l.Layer); asked > 0 && !ok {
			continue // cut short
		}
		t.touch(at)
		isResponse, _ := n.response.number(f, l.Layer)
		direction := "Query"
		if isResponse != 0 {
			direction = "Response"
		}
		total := t.top(dnsTotal).tick(at)
		for _, x := range [...]struct{ title, value string }{
			{"rcode", n.rcode.word(f, l.Layer, "Unknown rcode")},
			{"opcodes", n.opcode.word(f, l.Layer, "Unknown opcode")},
			{"Query/Response", direction},
			{"Query Type", n.kind.word(f, l.Layer, "Unknown packet type")},
			{"Class", n.class.word(f, l.Layer, "Unknown class")},
		} {
			total.child(t, x.title).tick(at).child(t, x.value).tick(at)
		}
		t.top(dnsPayload).value(at, float64(n.size(f, l.Layer)))
		if isResponse != 0 {
			n.countResponse(t, f, l.Layer, at)
		} else {
			n.countQuery(t, f, l.Layer, at)
		}
		if again, ok := n.again.number(f, l.Layer); ok && again != 0 {
			t.top(dnsService).child(t, dnsAgain).tick(at)
		}
	}
}

// size returns how long a message is; over streams with the length in front of it.
func (n *names) size(f *dissect.Frame, l *dissect.Layer) int {
	if u, ok := n.prefix.number(f, l); ok {
		return 2 + int(u)
	}
	return max(len(l.Bytes), f.PayloadLen)
}

// countQuery counts what a query asks for.
func (n *names) countQuery(t *tree, f *dissect.Frame, l *dissect.Layer, at capture.Stamp) {
	length, ok := n.length.number(f, l)
	if !ok {
		return
	}
	x := t.top(dnsQueries)
	x.child(t, dnsNameLength).value(at, float64(length))
	if labels, ok := n.labels.number(f, l); ok {
		x.child(t, dnsLabels).child(t, dnsLevels[min(max(labels, 1), uint64(len(dnsLevels)))-1]).tick(at)
	}
}

// countResponse counts what a response holds, and how long it took.
func (n *names) countResponse(t *tree, f *dissect.Frame, l *dissect.Layer, at capture.Stamp) {
	for _, c := range n.counts {
		for _, r := range c.of {
			if r == nil {
				continue
			}
			if v, ok := r.number(f, l); ok {
				t.top(dnsResponses).child(t, c.title).value(at, float64(v))
				break
			}
		}
	}
	s := t.top(dnsService)
	if took, ok := n.time.number(f, l); ok {
		x := s.child(t, dnsTime)
		x.whole = false
		x.value(at, float64(float32(float64(int64(took))/1e6))) // tshark's have single precision
	}
	if _, ok := n.unsolicited.number(f, l); ok {
		s.child(t, dnsUnsolicited).tick(at)
	}
}

// number returns the first value of a field in a layer.
func (r *reader) number(f *dissect.Frame, l *dissect.Layer) (u uint64, ok bool) {
	v, _ := r.first(f, l)
	if v == nil {
		return 0, false
	}
	return v.U, true
}

// word returns the meaning of a number, or that it is unknown; 0 if there is none.
func (r *reader) word(f *dissect.Frame, l *dissect.Layer, unknown string) string {
	u := uint64(0)
	if v, _ := r.first(f, l); v != nil {
		u = v.U
	}
	if len(r.sources) > 0 {
		if s := r.sources[0].Field.Names(u); s != "" {
			return s
		}
	}
	return fmt.Sprintf("%s (%d)", unknown, u)
}
