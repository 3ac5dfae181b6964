package mailview

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"
	"time"

	"netsniff/capture"
	"netsniff/report/cells"
	"netsniff/report/table"
)

// Width that lines are broken to if nobody says, and the least, in columns of a
// terminal.
const (
	usualWidth = 100
	leastWidth = 60
)

// page is text that is being written. Errors stay in its Writer until Flush.
type page struct {
	*bufio.Writer
	lang   table.Lang
	colour bool
	reveal bool
	width  int
	clock  *table.Clock // nil: times are those since the session began
}

// ink is how a line looks on a terminal that has colours.
type ink string

// Inks (ECMA-48 §8.3.117).
const (
	plain ink = ""
	bold  ink = "\x1b[1m"
	red   ink = "\x1b[31m"
	amber ink = "\x1b[33m"
)

// say returns a phrase in the page's language with its values.
func (p *page) say(of table.Phrase, values ...any) string {
	return fmt.Sprintf(of.In(p.lang), values...)
}

// put writes a text behind a lead, broken into lines that are as far in.
func (p *page) put(lead, s string, in ink) {
	indent := cells.Width(lead)
	for i, l := range cells.Break(s, max(p.width-indent, 20)) {
		if i > 0 {
			lead = strings.Repeat(" ", indent)
		}
		if p.colour && in != plain {
			l = string(in) + l + "\x1b[0m"
		}
		_, _ = p.WriteString(strings.TrimRight(lead+l, " ") + "\n")
	}
}

// blank writes an empty line.
func (p *page) blank() { _ = p.WriteByte('\n') }

// grouped returns a number with commas between thousands.
func grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// brief returns a duration with three digits at least: "12.3 ms".
func brief(d capture.Stamp) string {
	ns := float64(d)
	for _, u := range [...]struct {
		by   float64
		name string
	}{{1e9, " s"}, {1e6, " ms"}, {1e3, " µs"}} {
		if x := ns / u.by; x >= 1 || x <= -1 || u.by == 1e3 {
			digits := 0
			switch {
			case x < 9.995 && x > -9.995:
				digits = 2
			case x < 99.95 && x > -99.95:
				digits = 1
			}
			return strconv.FormatFloat(x, 'f', digits, 64) + u.name
		}
	}
	return ""
}

// remark returns a remark as a sentence.
func (p *page) remark(r *Remark) string {
	about := strings.Join(r.About, ", ")
	switch {
	case r.Off > 0:
		about = p.say(sayAfter, p.span(r.Off))
	case r.Off < 0:
		about = p.say(sayBefore, p.span(-r.Off))
	}
	return strings.Replace(differences[r.Difference].text.In(p.lang), "%s", about, 1)
}

// span returns a time of an hour or more as a person says it.
func (p *page) span(d time.Duration) string {
	if d >= 48*time.Hour {
		return p.say(sayDays, int(d.Hours()/24))
	}
	return singular(p.say(sayHours, int(d.Hours())), int(d.Hours()))
}
