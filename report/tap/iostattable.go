package tap

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
)

// label is a number of a column as it is printed, with its title.
type label struct {
	title string
	width int
	text  []string // by interval
}

// Append implements Tap.
func (x *ioStat) Append(dst []byte) []byte {
	interval, digits := x.interval, decimals(x.interval)
	if interval == 0 || interval > x.end {
		interval, digits = max(1, x.end), 3
		if interval >= 10e9 {
			digits = 1
		}
	}
	n := int((x.end + interval - 1) / interval)
	n = max(1, min(n, maxIntervals))
	var groups [][]label
	for i := range x.columns {
		groups = append(groups, x.columns[i].labels(n, interval))
	}
	intervals := spans(n, interval, x.end, digits)
	first := max(len("Interval"), len(intervals[0])-2)
	inner := first + 2
	for _, g := range groups {
		for _, l := range g {
			inner += 1 + l.width + 2
		}
	}
	shown := digits
	if digits == 0 {
		shown = 6
	}
	texts := []string{"IO Statistics", "", "Duration: " + fixed(x.end, shown) + " secs",
		fmt.Sprintf("Interval: %*s secs", len(fixed(x.end, digits)), fixed(interval, digits)), ""}
	for i := range x.columns {
		lead := "Col 1: "
		if i > 0 {
			lead = fmt.Sprintf("%5d: ", i+1)
		}
		texts = append(texts, lead+x.columns[i].title)
	}
	full := inner
	for _, t := range texts {
		full = max(full, len([]rune(t))+2)
	}
	if x.end == 0 {
		intervals = nil // without a duration there is no interval
	}
	return x.draw(dst, texts, intervals, groups, first, inner, full)
}

// draw appends the box.
func (x *ioStat) draw(dst []byte, texts, intervals []string, groups [][]label, first, inner, full int) []byte {
	behind := ""
	if full > inner {
		behind = strings.Repeat(" ", full-inner-1) + "|"
	}
	border := strings.Repeat("=", full+2)
	dst = fmt.Appendf(dst, "\n%s\n", border)
	for _, t := range texts {
		dst = fmt.Appendf(dst, "| %s%*s |\n", t, full-2-len([]rune(t)), "")
	}
	dst = fmt.Appendf(dst, "|%s|\n|%*s|", strings.Repeat("-", full), first+2, "")
	for i, g := range groups {
		width := len(g) - 1
		for _, l := range g {
			width += l.width + 2
		}
		dst = fmt.Appendf(dst, "%-*d|", width, i+1)
	}
	dst = fmt.Appendf(dst, "%s\n| %-*s |", behind, first, "Interval")
	for _, g := range groups {
		for _, l := range g {
			left := (l.width - len(l.title) + 1) / 2
			dst = fmt.Appendf(dst, " %*s%s%*s |", left, "", l.title, l.width-len(l.title)-left, "")
		}
	}
	dst = fmt.Appendf(dst, "%s\n|%s|%s\n", behind, strings.Repeat("-", inner), behind)
	for k, text := range intervals {
		dst = fmt.Appendf(dst, "|%-*s|", first+2, text)
		for _, g := range groups {
			for _, l := range g {
				dst = fmt.Appendf(dst, " %*s |", l.width, l.text[k])
			}
		}
		dst = append(append(dst, behind...), '\n')
	}
	return fmt.Appendf(dst, "%s\n", border)
}

// decimals is how many decimal digits an interval has.
func decimals(d capture.Stamp) int {
	text := strings.TrimRight(fmt.Sprintf("%09d", d%1e9), "0")
	return len(text)
}

func fixed(d capture.Stamp, digits int) string {
	return strconv.FormatFloat(float64(d)/1e9, 'f', digits, 64)
}

// spans returns the texts of the intervals, with the blanks around them.
func spans(n int, interval, end capture.Stamp, digits int) (list []string) {
	width := len(fixed(end, digits))
	for i := range n {
		from, to := capture.Stamp(i)*interval, min(capture.Stamp(i+1)*interval, end)
		right := fixed(to, digits)
		if digits == 0 && i == n-1 {
			right = "Dur"
		}
		text := fmt.Sprintf("%*s <> %*s", width, fixed(from, digits), width, right)
		room := max(len("Interval"), 2*width+len(" <> ")) + 2
		left := (room - 2*width - len(" <> ")) / 2
		list = append(list, fmt.Sprintf("%-*s", room, strings.Repeat(" ", left)+text))
	}
	return list
}

// labels returns the numbers of a column, and frames and bytes as two.
func (c *statColumn) labels(n int, interval capture.Stamp) []label {
	frames, bytes := label{title: "Frames"}, label{title: "Bytes"}
	if c.calc >= framesOnly {
		frames.title = c.name
		bytes.title = c.name
	}
	value := label{title: c.name}
	for i := range n {
		var e cell
		for k := i; k < len(c.cells) && (k == i || i == n-1); k++ { // what comes at the very end is of the last
			e.join(&c.cells[k])
		}
		frames.add(strconv.FormatUint(e.frames, 10))
		bytes.add(strconv.FormatUint(e.bytes, 10))
		value.add(c.text(&e, interval))
	}
	switch c.calc {
	case framesAndBytes:
		return []label{frames, bytes}
	case framesOnly:
		return []label{frames}
	case bytesOnly:
		return []label{bytes}
	}
	return []label{value}
}

func (l *label) add(text string) {
	l.text = append(l.text, text)
	l.width = max(l.width, len(text), len(l.title))
}

func (e *cell) join(o *cell) {
	if o.n > 0 {
		if e.n == 0 {
			e.least, e.most = o.least, o.most
		}
		e.least, e.most = min(e.least, o.least), max(e.most, o.most)
	}
	e.frames, e.bytes, e.n, e.sum, e.load = e.frames+o.frames, e.bytes+o.bytes, e.n+o.n, e.sum+o.sum, e.load+o.load
}

// text is what the calculation makes of a cell.
func (c *statColumn) text(e *cell, interval capture.Stamp) string {
	n := 0.0
	switch c.calc {
	case countOf:
		return strconv.FormatUint(e.n, 10)
	case sumOf:
		n = e.sum
	case leastOf:
		n = e.least
	case mostOf:
		n = e.most
	case averageOf:
		if e.n > 0 {
			n = e.sum / float64(e.n)
		}
	case loadOf:
		return strconv.FormatFloat(e.load/float64(interval), 'f', 6, 64)
	}
	switch c.kind {
	case dissect.RelTime:
		return strconv.FormatFloat(n/1e9, 'f', 6, 64)
	case dissect.Double:
		return strconv.FormatFloat(n, 'f', 6, 64)
	}
	return strconv.FormatFloat(math.Floor(n), 'f', 0, 64)
}
