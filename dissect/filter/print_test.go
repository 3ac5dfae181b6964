package filter

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// same checks that printing x and compiling the result changes nothing.
func same(t *testing.T, x *Filter) {
	t.Helper()
	printed := x.String()
	y, err := Compile(printed, known)
	if err != nil {
		t.Fatalf("printed filter does not compile:\n%v", err)
	}
	if again := y.String(); again != printed {
		t.Fatalf("%s\nis printed again as\n%s", printed, again)
	}
	var s Scratch
	for _, tunnelled := range []bool{false, true} {
		f := webFrame(tunnelled)
		if x.Match(f, &s) != y.Match(f, &s) {
			t.Fatalf("%s selects something else when printed", printed)
		}
	}
}

func TestPrint(t *testing.T) {
	for expr, want := range map[string]string{
		"tcp&&udp||!web":                      "tcp and udp or not web",
		"(tcp&&(udp||web))":                   "tcp and (udp or web)",
		"tcp^^(udp^^web)":                     "tcp xor (udp xor web)",
		"!(tcp.port==80)":                     "not tcp.port == 80",
		"!(tcp or udp)":                       "not (tcp or udp)",
		"any tcp.port eq 80":                  "any tcp.port == 80",
		"tcp.port any_ne 80":                  "tcp.port !== 80",
		"tcp.port in{80,90..100}":             "tcp.port in {80, 90 .. 100}",
		"tcp.port ! in {80}":                  "tcp.port not in {80}",
		"{tcp.port+2}*{3}==tcp.srcport&1":     "{tcp.port + 2} * 3 == tcp.srcport & 1",
		"tcp.port -{1 -2}==--1":               "tcp.port - {1 - 2} == --1",
		"-{tcp.port+1}<0":                     "-{tcp.port + 1} < 0",
		`web.host~"a\x41"`:                    `web.host matches "a\x41"`,
		"frame [ 0:2 , -3 - -1 ,:4,5:]==0xff": "frame[0:2,-3--1,0:4,5:] == 0xff",
		"ip.src#2==10.0.0.1||ip.src#[1-2]":    "ip.src#[2] == 10.0.0.1 or ip.src#[1-2]",
		"max( tcp.port ,5 )>=1":               "max(tcp.port, 5) >= 1",
		"(tcp.flags&2)==2":                    "tcp.flags & 2 == 2",
		"1<tcp.port<=3":                       "1 < tcp.port <= 3",
	} {
		x := compiled(t, expr)
		if got := x.String(); got != want {
			t.Errorf("%s: %s, want %s", expr, got, want)
		}
		same(t, x)
	}
	for expr := range strings.Lines(matching + failing) {
		if expr = strings.TrimSpace(expr); !strings.HasPrefix(expr, "TRUE") {
			same(t, compiled(t, expr))
		}
	}
}

// writer makes up filters.
type writer struct{ *rand.Rand }

func (w writer) one(of ...string) string { return of[w.IntN(len(of))] }

func (w writer) test(depth int) string {
	if depth > 0 {
		switch w.IntN(4) {
		case 0:
			return w.one("not ", "!", "! ") + w.test(depth-1)
		case 1:
			return "(" + w.test(depth-1) + ")"
		case 2:
			return w.test(depth-1) + w.one(" and ", " or ", " xor ", "&&", "||", "^^") + w.test(depth-1)
		}
	}
	switch w.IntN(5) {
	case 0:
		return w.one("tcp", "udp", "web", "tcp.port", "ip.src#2", "web.host[1]", "web.mark", "tcp.flags & 8")
	case 1:
		return w.one("", "any ", "all ") + w.number(2) + w.one("", " not") + " in {" + w.number(1) + "," + w.number(1) +
			" .. " + w.number(1) + "}"
	case 2:
		return w.one("", "any ", "all ") + "web.host" + w.one("", "[0:3]", "[-2:]", "[1,3-4]") +
			w.one(" contains ", " == ", " matches ", "<", "!=") + w.one(`"www"`, `"\x6eet"`, `r"example\.com"`)
	}
	return w.one("", "any ", "all ") + w.number(2) +
		w.one("==", " != ", " === ", " any_ne ", "<", ">", " <= ", " ge ") + w.number(2)
}

// number makes up a calculation that has a field in it.
func (w writer) number(depth int) string {
	field := w.one("tcp.port", "tcp.srcport", "web.code", "web.offset", "len(web.host)", "count(tcp.port)",
		"max(tcp.port, 81)", "ip.ttl")
	if depth == 0 {
		return field
	}
	constant := strconv.Itoa(w.IntN(300))
	switch w.IntN(5) {
	case 0:
		return "{" + w.number(depth-1) + w.one("+", " - ", "*", "/", "%", "&") + constant + "}"
	case 1:
		return w.number(depth-1) + w.one(" + ", " - ", " * ", " / ", " % ", " & ") + w.number(depth-1)
	case 2:
		return w.one("-", "- -", "+") + w.number(depth-1)
	}
	return field
}

func TestPrintedFilterSelectsTheSame(t *testing.T) {
	w := writer{rand.New(rand.NewPCG(1, 2))}
	for range 3000 {
		same(t, compiled(t, w.test(4)))
	}
}

func FuzzFilter(f *testing.F) {
	for expr := range strings.Lines(matching) {
		f.Add(strings.TrimSpace(expr))
	}
	lines := strings.Split(strings.Trim(transcripts, "\n"), "\n")
	for i := 1; i < len(lines); i += 3 {
		f.Add(strings.TrimSpace(lines[i]))
	}
	f.Fuzz(func(t *testing.T, expr string) {
		x, err := Compile(expr, known)
		if err != nil {
			if text := err.Error(); strings.Count(text, "\n") != 2 {
				t.Fatalf("%q", text)
			}
			return
		}
		same(t, x)
	})
}
