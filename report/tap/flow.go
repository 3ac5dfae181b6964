package tap

import (
	"fmt"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
)

// step is an arrow between two hosts.
type step struct {
	at               capture.Stamp
	digits           uint8 // of its second
	src, dst         int   // hosts
	srcPort, dstPort uint16
	stream           uint32
	label, comment   string
}

// flow draws who sent what to whom.
type flow struct {
	match Match
	tcp   bool // flags and numbers of TCP, else rows
	hosts []capture.Addr
	index map[capture.Addr]int
	steps []step
	lost  uint64
}

// Bounds of what is drawn.
const (
	maxSteps = 1 << 17
	maxHosts = 1 << 8
)

// newFlow reads network|standard[,FILTER].
func newFlow(c *Context, of, rest string) (Tap, error) {
	mode, filter, _ := strings.Cut(rest, ",")
	if mode != "network" && mode != "standard" {
		return nil, fmt.Errorf("it takes flow,%s,network or flow,%s,standard, and a filter behind it", of, of)
	}
	m, err := c.Filter(filter)
	return &flow{match: m, tcp: of == "tcp", index: map[capture.Addr]int{}}, err
}

// Lost implements Tap.
func (x *flow) Lost() uint64 { return x.lost }

// Frame implements Tap.
func (x *flow) Frame(f *dissect.Frame) {
	if x.tcp && f.Segment == nil || x.match != nil && !x.match(f) {
		return
	}
	if len(x.steps) >= maxSteps {
		x.lost++
		return
	}
	src, ok := x.host(f.Src)
	dst, also := x.host(f.Dst)
	if !ok || !also {
		x.lost++
		return
	}
	s := step{at: f.At - f.First, digits: f.Precision, src: src, dst: dst, srcPort: f.SrcPort, dstPort: f.DstPort}
	if x.tcp {
		s.stream = f.Conn.ID
		s.label = f.TCP.Flags.String()
		if f.Segment.Len > 0 {
			s.label += fmt.Sprintf(" - Len: %d", f.Segment.Len)
		}
		s.comment = fmt.Sprintf("Seq = %d", f.Segment.Seq)
		if f.TCP.Flags&capture.ACK != 0 {
			s.comment += fmt.Sprintf(" Ack = %d", f.Segment.Ack)
		}
	} else {
		s.label = string(f.AppendInfo(nil))
		s.comment = string(f.Column()) + ": " + s.label
	}
	x.steps = append(x.steps, s)
}

func (x *flow) host(a capture.Addr) (n int, ok bool) {
	if n, ok = x.index[a]; !ok && len(x.hosts) < maxHosts {
		n, ok = len(x.hosts), true
		x.index[a], x.hosts = n, append(x.hosts, a)
	}
	return n, ok
}

// column is how wide the place of a host is, with the line behind it.
const column = 20

// Append implements Tap.
func (x *flow) Append(dst []byte) []byte {
	several := false
	for i := range x.steps {
		several = several || x.steps[i].stream != x.steps[0].stream
	}
	if len(x.steps) == 0 {
		return dst
	}
	dst = x.heads(dst, several)
	for i := range x.steps {
		s := &x.steps[i]
		if several && i > 0 && x.steps[i-1].stream != s.stream {
			dst = append(append(dst, strings.Repeat("-", 17+column*len(x.hosts))...), '\n')
		}
		left, right := min(s.src, s.dst), max(s.src, s.dst)
		if several {
			dst = fmt.Appendf(dst, "%-5d", s.stream)
		}
		dst = fmt.Appendf(dst, "|%-9s|%s|%s\n", s.at.AppendSeconds(nil, int(s.digits)),
			x.labelled(left, right, s.label), s.comment)
		if several {
			dst = append(dst, "     "...)
		}
		dst = fmt.Appendf(dst, "|         |%s|\n", x.arrow(s, left, right))
	}
	return dst
}

// heads appends the names of the hosts, every other one on the first line.
func (x *flow) heads(dst []byte, several bool) []byte {
	first, second := "|Time     |", "|         |"
	if several {
		first, second = "Conv.| Time    |", "     |         |"
	}
	second += strings.Repeat(" ", column-1)
	for i, a := range x.hosts {
		if i%2 == 0 {
			first += fmt.Sprintf(" %-38s|", a)
		} else {
			second += fmt.Sprintf("| %-18s|%*s", a, column-1, "")
		}
	}
	return append(append(append(append(dst, first...), '\n'), second...), '\n')
}

// blank is a line with the places of n hosts.
func blank(n int) []rune {
	return []rune(strings.TrimSuffix(strings.Repeat(strings.Repeat(" ", column-1)+"|", n), "|"))
}

// labelled writes the label over the places from the left host on; lines that it
// covers are not drawn.
func (x *flow) labelled(left, right int, label string) string {
	text := []rune(label)
	if most := max(1, right-left) * column; len(text) > most {
		text = text[:most]
	}
	if len(x.hosts) == 1 && len(text) > column/2 { // there is no column to the right to go on in
		return strings.Repeat(" ", column/2-1) + string(text) + strings.Repeat(" ", column/2)
	}
	line := blank(len(x.hosts))
	at := left*column + 9
	for i, r := range text {
		if at+i < len(line) {
			line[at+i] = r
		}
	}
	return string(line)
}

// arrow draws the step with the ports at its ends.
func (x *flow) arrow(s *step, left, right int) string {
	dashes := max(1, right-left)*column - 2
	from, to, shaft := s.srcPort, s.dstPort, strings.Repeat("-", dashes)+">"
	if s.src > s.dst {
		from, to, shaft = to, from, "<"+strings.Repeat("-", dashes)
	}
	text := fmt.Sprintf("%-9s%s  %-9s", fmt.Sprintf("(%d)", from), shaft, fmt.Sprintf("(%d)", to))
	if len(x.hosts) == 1 {
		return text[:len(text)-1]
	}
	line := blank(len(x.hosts))
	for i, r := range []rune(text) {
		if at := left*column + i; at < len(line) {
			line[at] = r
		}
	}
	return string(line)
}
