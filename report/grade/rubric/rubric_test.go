package rubric

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

const good = `rubric: 1
title: {en: Lab, zh: 实验}
total: 10
pass: 6
inputs:
  web: "*.pcapng"
  mail: {files: [smtp*, pop*], optional: true}
answers: answers.csv
student: [id, ip]
window: {from: 2026-03-02T08:00:00+08:00, to: "2026-03-02T10:00:00+08:00"}
items:
  - id: a
    points: 4
    in: web
    filter: http.request
    count: 2..5
    partial:
      - {points: 2, in: web, filter: tcp}
  - id: b
    points: 6
    in: web
    requires: a
    sequence:
      - filter: http.request
      - {filter: http.response, within: 60 ms}
    same: hosts
  - id: c
    points: 2
    bonus: true
    in: mail
    check: mail.content
    with: {subject: "${student.id}", to: [a@example.com, b@example.com]}
  - id: d
    points: -1
    in: web
    answer: q1
    key: conns[0].initial_rtt
    unit: s
    tolerance: 2% or 0.1 ms
    accept:
      - {standard: tcp.handshake_rtt, label: handshake, unit: s}
`

func TestParse(t *testing.T) {
	r, err := Parse("lab.yaml", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	if r.Total != 10 || r.Pass != 6 || r.Title.ZH != "实验" || len(r.Inputs) != 2 || !r.Inputs[1].Optional ||
		r.Window.To-r.Window.From != 7200 {
		t.Errorf("rubric %+v", r)
	}
	a, b, c, d := r.Items[0], r.Items[1], r.Items[2], r.Items[3]
	if a.Count != (Range{2, 5}) || len(a.Partial) != 1 || a.Partial[0].Points != 2 || a.At.Line != 15 {
		t.Errorf("a: %+v", a)
	}
	if b.Steps[1].Within != 0.06 || b.Same != SameHosts || b.Requires[0] != "a" {
		t.Errorf("b: %+v", b)
	}
	if !c.Bonus || c.With[1].Value != "a@example.com, b@example.com" || len(c.With[1].List) != 2 {
		t.Errorf("c: %+v", c)
	}
	if d.Answer.Tolerance != (Tolerance{Share: 0.02, Absolute: 0.0001}) || len(d.Answer.Keys) != 2 ||
		d.Answer.Keys[1].Label.EN != "handshake" {
		t.Errorf("d: %+v", d.Answer)
	}
}

// TestProblems: each mistake is told with its place and what to do.
func TestProblems(t *testing.T) {
	head := "rubric: 1\ntitle: x\nitems:\n"
	item := "  - id: a\n    points: 5\n    filter: http\n"
	for text, want := range map[string]string{
		"":                                    "r.yaml:1:1: the file is empty; netsniff grade init CAPTURE writes one to begin with",
		"rubric: 1\ntitle: x\nitms:\n" + item: `r.yaml:3:1: the rubric has no key "itms"; did you mean items?`,
		head + "  - id: a\n    pionts: 5\n    filter: http\n":    `r.yaml:5:5: the item has no key "pionts"; did you mean points?`,
		head + "  - id: a\n    points: five\n    filter: http\n": `r.yaml:5:13: points is "five"; a number is needed`,
		head + item + "    count: 5..2\n":                        `r.yaml:7:12: count is "5..2"; a number or a range such as 2.. or 1..5 is needed`,
		head + item + "    count: 0..\n":                         "r.yaml:7:5: a count of 0.. is always right; write 0 for none, or 1..",
		head + item + "    expr: http.size() > 0\n":              "r.yaml:7:5: both filter and expr; one test an item; several go into parts, all or any",
		head + item + item:                                       "r.yaml:7:5: two items are called a; the first is in line 4",
		head + item + "    requires: b\n":                        "r.yaml:7:5: there is no item b to require; there are a",
		head + "  - id: a\n    points: 5\n":                      "r.yaml:4:5: item a tests nothing; give it one of filter, sequence, expr, check, answer, parts, any, all, manual",
		"total: 6\n" + head + item:                               "r.yaml:1:1: the total is 6, but the points of the items add up to 5; write total: 5, or change the points",
		"pass: 6\n" + head + item:                                "r.yaml:1:1: the pass mark is 6 of 5 points; nobody could pass, or everybody",
		"inputs: *.pcapng\n" + head +
			item: "r.yaml:1:9: a text that begins with * is an alias in YAML; put it in quotes: \"*.pcapng\"",
		head + item + "    in: web\n": `r.yaml:7:9: there is no input "web"; there are capture`,
		"inputs:\n  k: {files: a, kind: keys}\n" + head +
			item: `r.yaml:2:23: kind is "keys"; it may be capture, keylog`,
		"inputs:\n  k: {files: a, kind: keylog}\n" + head + item +
			"    in: k\n": `r.yaml:9:9: there is no input "k"; there are capture`,
		head + item + "    tolerance: 5\n":                                                "r.yaml:7:5: tolerance goes with answer; take it out",
		head + "  - id: a\n    points: 5\n    answer: q\n    key: http.size()\n":          "r.yaml:6:5: answers are compared, but the rubric has none; say where they are: answers: answers.csv, at the top",
		head + "  - id: a\n    points: 5\n    parts:\n      - {points: 2, filter: tcp}\n": "r.yaml:5:5: item a has 5 points, its parts add up to 2; write points: 2, or change the parts",
		head + item + "    title: 'x\n":                                                   "r.yaml:7:12: this is no YAML: could not find end character of single-quoted text; check indentation, colons and quotes there and in the line before",
		head + item + "    filter: tcp\n":                                                 "",
	} {
		_, err := Parse("r.yaml", []byte(text))
		var list Problems
		switch {
		case err == nil:
			t.Errorf("%q: no problem", text)
		case want == "":
		case !errors.As(err, &list) || list[0].String() != want:
			t.Errorf("%q:\n got %v\nwant %s", text, err, want)
		}
	}
}

// TestEveryProblem: all mistakes are told at once, in order.
func TestEveryProblem(t *testing.T) {
	_, err := Parse("r.yaml",
		[]byte("rubric: 1\ntitle: x\nitems:\n  - id: a\n    points: x\n    filtre: http\n  - id: b\n    pppp: 3\n"))
	var list Problems
	if !errors.As(err, &list) || len(list) != 4 {
		t.Fatalf("problems %v", err)
	}
	for i, line := range []int{5, 6, 7, 8} {
		if list[i].At.Line != line {
			t.Errorf("problem %d is in line %d, want %d: %v", i, list[i].At.Line, line, list[i])
		}
	}
}

func TestNumber(t *testing.T) {
	for text, want := range map[string]struct {
		v    float64
		unit string
		ok   bool
	}{
		"1,234,567":    {1234567, "", true},
		"1 234 bytes":  {1234, "bytes", true},
		"0,5 ms":       {0.5, "ms", true},
		"1.5e-3 s":     {0.0015, "s", true},
		"0x1F":         {31, "", true},
		"≈ 12 秒":       {12, "秒", true},
		"-3":           {-3, "", true},
		"12，345":       {12345, "", true},
		"about twelve": {},
		"":             {},
		"1,2,3":        {},
	} {
		v, unit, ok := Number(text)
		if v != want.v || unit != want.unit && ok || ok != want.ok {
			t.Errorf("%q: %v %q %v, want %v", text, v, unit, ok, want)
		}
	}
	for unit, want := range map[string]float64{"Mb/s": 1e6, "MB/s": 8e6, "Mbps": 1e6, "kB/s": 8e3, "B/s": 8, "ms": 1e-3,
		"KiB": 1024} {
		if _, factor, ok := Unit(unit); !ok || factor != want {
			t.Errorf("%s is worth %v, want %v", unit, factor, want)
		}
	}
}

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"*.pcapng", "Lab 1/HTTP.PCAPNG", true}, {"smtp*", "smtp.pcap", true}, {"http/*.pcap", "http/a.pcap", true},
		{"http/*.pcap", "a.pcap", false}, {"*", "x", true}, {"实验*", "a/实验一.pcap", true},
	} {
		if got := Matches(c.pattern, c.name); got != c.want {
			t.Errorf("%s, %s: %t", c.pattern, c.name, got)
		}
	}
}

// TestSchema: it is JSON, and knows every key of an item.
func TestSchema(t *testing.T) {
	var s struct {
		Defs map[string]struct{ Properties map[string]any } `json:"$defs"`
	}
	if err := json.Unmarshal(Schema(), &s); err != nil {
		t.Fatal(err)
	}
	for _, k := range itemObject.keys {
		if s.Defs["item"].Properties[k.name] == nil {
			t.Errorf("no %s", k.name)
		}
	}
	if !strings.Contains(string(Schema()), `"#/$defs/part"`) {
		t.Error("parts have no definition")
	}
}

// FuzzParse: no text makes it panic, and the result is the same twice.
func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("rubric: 1\nitems: [{id: a, points: 1, sequence: [{filter: x}]}]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		_, err := Parse("r", text)
		_, again := Parse("r", text)
		if (err == nil) != (again == nil) || err != nil && err.Error() != again.Error() {
			t.Error("not the same twice")
		}
	})
}
