package mailview

import (
	"slices"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/dissect/smtp"
	"netsniff/report/collect"
	"netsniff/report/table"
)

func conn(id uint32) *dissect.Conn { return &dissect.Conn{ID: id, Transport: capture.ProtoTCP} }

// TestSessionsBounded: which sessions are kept does not depend on the order in
// which they come, nor on the workers.
func TestSessionsBounded(t *testing.T) {
	var whole, even, odd sessions
	for i := range uint32(100) {
		id := i * 37 % 100
		half := &even
		if id%2 == 1 {
			half = &odd
		}
		for _, l := range []*sessions{&whole, half} {
			if s := l.of(conn(id)); s != nil {
				s.pay(1000)
			}
			if l.cost > 20*(sessionCost+1000) {
				l.cut(10 * (sessionCost + 1000))
			}
		}
	}
	even.merge(&odd)
	for _, l := range []*sessions{&whole, &even} {
		l.cut(10 * (sessionCost + 1000))
		var ids []uint32
		for _, s := range l.sorted() {
			ids = append(ids, s.Stream)
		}
		if want := []uint32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}; !slices.Equal(ids, want) || l.beyond.Count() != 90 {
			t.Errorf("sessions %v, %d beyond", ids, l.beyond.Count())
		}
	}
}

// TestSessionBounded: a session of any length takes a bounded place, and what
// is beyond is counted.
func TestSessionBounded(t *testing.T) {
	var l sessions
	s := l.of(conn(0))
	long := strings.Repeat("x", 10_000)
	replies := make([][]byte, 1000)
	for i := range replies {
		replies[i] = []byte(long)
	}
	x := dissect.Exchange{Protocol: &smtp.Protocol, Method: "NOOP", Reply: dissect.Side{Bytes: 1}}
	for range maxTurns + 5 {
		d := &smtp.Exchange{Lines: replies, LineCount: len(replies)}
		x.Detail = d
		s.say(&x, d.MailStep(), false)
	}
	for range maxMails + 7 {
		s.receive(&Mail{Envelope: new(mail.Envelope)})
	}
	if s.MoreTurns != 5 || s.MoreMails != 7 || s.cost > maxTurns*(turnCost+maxReply*(maxLine+20))+(maxMails+1)*mailCost {
		t.Errorf("%d turns and %d mails beyond, %d bytes", s.MoreTurns, s.MoreMails, s.cost)
	}
}

// TestFramesAllocate: frames that say nothing of mail cost no allocation.
func TestFramesAllocate(t *testing.T) {
	v := &View{Filter: &collect.Filter{New: func() collect.Match { return func(*dissect.Frame) bool { return true } }}}
	c := newCollector(v, &collect.Ask{})
	f := &dissect.Frame{Packet: new(capture.Packet), Conn: conn(1)}
	c.Frame(f)
	if n := testing.AllocsPerRun(100, func() { c.Frame(f) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestUnwanted: sessions that a filter does not match make room for others.
func TestUnwanted(t *testing.T) {
	v := &View{Filter: &collect.Filter{New: func() collect.Match { return func(*dissect.Frame) bool { return false } }}}
	c := newCollector(v, &collect.Ask{})
	for id := range uint32(10) {
		s := c.sessions.of(conn(id))
		s.pay(maxKept / 4)
		s.closed = id != 1
		if id == 7 {
			c.matched.Add(id)
		}
		c.bound()
	}
	r := c.report()
	if len(r.Sessions) != 1 || r.Sessions[0].Stream != 7 || r.Others != 9 || r.Left != 0 {
		t.Errorf("%d sessions, %d others, %d left", len(r.Sessions), r.Others, r.Left)
	}
}

func TestBrief(t *testing.T) {
	for d, want := range map[capture.Stamp]string{
		0: "0.00 µs", 999: "1.00 µs", 12_345: "12.3 µs", 999_000: "999 µs", 1_234_567: "1.23 ms", 99_960_000: "100 ms",
		56_789_000_000: "56.8 s", 3600e9: "3600 s", -889_000: "-889 µs", -2e6: "-2.00 ms",
	} {
		if got := brief(d); got != want {
			t.Errorf("%d ns: %q, want %q", d, got, want)
		}
	}
}

// TestWords: all that is said is said in both languages, with the same values.
func TestWords(t *testing.T) {
	for _, d := range differences {
		if d.text.ZH == "" || strings.Count(d.text.EN, "%s") != strings.Count(d.text.ZH, "%s") {
			t.Errorf("%s: %v", d.name, d.text)
		}
	}
	for n := range 28 {
		one := troublesOf(1<<n, table.Chinese)
		if name := troublesOf(1<<n, table.English); len(one) != 1 && name[0] != "text cut" {
			t.Errorf("%v is not said in Chinese", name)
		}
	}
	for i, p := range phases {
		if p.ZH == "" {
			t.Errorf("phase %v", mail.Phase(i))
		}
	}
}
