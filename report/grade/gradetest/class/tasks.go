package class

import (
	"math/rand/v2"

	"netsniff/capture"
	"netsniff/capture/capturetest"
)

// task is one that the lab asks for.
type task struct {
	variants []variant // the first is as it should be
	none     int       // per cent of students who did not do it
}

// variant is a way in which students do a task.
type variant struct {
	often   int // per cent of students
	capture string
	change  func([]capturetest.Record) []capturetest.Record
	replace func(*Student) [][2]string
	servers map[[4]byte][4]byte
	ports   bool // they stand in what is said, and stay
	// deserves returns what items deserve for it, if s hands it in and by did it.
	deserves func(s, by *Student) map[string]worth
}

// deed is a task that somebody did, and when.
type deed struct {
	task     *task
	variant  *variant
	by       *Student
	from, to capture.Stamp
}

// worth is what an item deserves for a deed. Those that are worth more are less.
type worth uint8

const (
	all worth = iota
	half
	hidden // it cannot be told
	nothing
)

var worths = [...]struct {
	verdict string
	share   float64
}{{"pass", 1}, {"partial", 0.5}, {"not_gradable", 0}, {"fail", 0}}

// Items are those of the rubric with their points.
var Items = []struct {
	ID     string
	Points float64
}{{"own", 0}, {"original", 5}, {"address", 5}, {"cond", 10}, {"page", 10}, {"lookup", 10}, {"smtp", 15}, {"subject", 10},
	{"pop3", 10}, {"ftp", 10}, {"rtt", 5}, {"query", 5}, {"frame", 5}}

func always(item string, x worth) func(s, by *Student) map[string]worth {
	return func(*Student, *Student) map[string]worth { return map[string]worth{item: x} }
}

// mine is all if who hands it in did it, else less.
func mine(s, by *Student, less worth) worth {
	if s == by {
		return all
	}
	return less
}

// tasks of the lab, those of which a broken one is made last.
var tasks = []task{
	{none: 8, variants: []variant{
		{often: 80, capture: "http-conditional-304.pcap", deserves: always("cond", all)},
		{often: 12, capture: "http-conditional-304.pcap", change: frames(11, 20), deserves: always("cond", half)},
	}},
	{none: 10, variants: []variant{{often: 90, capture: "http-page-parallel.pcap", deserves: always("page", all)}}},
	{none: 10, variants: []variant{{often: 90, capture: "dns-resolve-cold-then-cached-at-client.pcap",
		deserves: always("lookup", all)}}},
	{none: 7, variants: []variant{
		{often: 70, capture: "smtp-auth-login.pcap", replace: subject, deserves: func(s, by *Student) map[string]worth {
			return map[string]worth{"smtp": mine(s, by, half), "subject": mine(s, by, nothing)}
		}},
		{often: 8, capture: "smtp-auth-login.pcap", deserves: func(s, by *Student) map[string]worth { // forgot the id
			return map[string]worth{"smtp": mine(s, by, half)}
		}},
		{often: 8, capture: "smtp-auth-login.pcap", replace: another, deserves: func(s, by *Student) map[string]worth {
			return map[string]worth{"smtp": half, "subject": mine(s, by, nothing)}
		}},
		{often: 7, capture: "smtp-starttls.pcap", deserves: func(*Student, *Student) map[string]worth {
			return map[string]worth{"smtp": hidden, "subject": hidden}
		}},
	}},
	{none: 7, variants: []variant{
		{often: 85, capture: "pop3-poplib-session.pcap", deserves: func(s, by *Student) map[string]worth {
			return map[string]worth{"pop3": mine(s, by, nothing)}
		}},
		{often: 8, capture: "pop3-stls.pcap", deserves: always("pop3", hidden)},
	}},
	{none: 10, variants: []variant{
		{often: 80, capture: "ftp-passive.pcap", ports: true, deserves: always("ftp", all)},
		{often: 10, capture: "ftp-active.pcap", ports: true, deserves: always("ftp", nothing)},
	}},
}

func (t *task) choose(r *rand.Rand) *variant {
	n := r.IntN(100)
	for i := range t.variants {
		if n -= t.variants[i].often; n < 0 {
			return &t.variants[i]
		}
	}
	return nil
}

// frames keeps frames from one to another, from 1.
func frames(from, to int) func([]capturetest.Record) []capturetest.Record {
	return func(l []capturetest.Record) []capturetest.Record { return l[from-1 : to] }
}

// settle says what each item deserves. typed are the answers that are right.
func (s *Student) settle(typed map[string]bool, copied bool) {
	best := map[string]worth{}
	for _, item := range Items {
		best[item.ID] = nothing
	}
	best["own"], best["original"] = all, all
	for _, d := range s.deeds {
		for item, x := range d.variant.deserves(s, d.by) {
			best[item] = min(best[item], x)
		}
	}
	for q, right := range typed {
		if right {
			best[q] = all
		}
	}
	if has(s.frames, s.Machine.Addr) {
		best["address"] = all
	}
	s.breakMarks(best, typed)
	for _, item := range Items {
		x := worths[best[item.ID]]
		m := Mark{item.ID, x.verdict, item.Points * x.share}
		if item.ID == "original" && copied {
			m.Verdict, m.Points = "needs_human", 0
		}
		s.Truth = append(s.Truth, m)
	}
}

// Points are those that a student deserves.
func (s *Student) Points() (sum float64) {
	for _, m := range s.Truth {
		sum += m.Points
	}
	return sum
}

// has reports whether an address is in a capture.
func has(frames []capturetest.Record, addr [4]byte) bool {
	for i, f := range frames {
		p := capturetest.Packet(uint32(i+1), f.At, f.Data)
		if p.Src.Kind == capture.AddrIPv4 && ([4]byte(p.Src.B[:4]) == addr || [4]byte(p.Dst.B[:4]) == addr) {
			return true
		}
	}
	return false
}
