package grade_test

import (
	"strings"
	"testing"

	"netsniff/report/grade"
	"netsniff/report/grade/gradetest"
	"netsniff/report/grade/rubric"
)

// items is a rubric with what items can be beside a test: gates, what they require,
// partial credit, bonus, penalties.
const items = `rubric: 1
title: x
total: 40
items:
  - {id: gate, points: 0, gate: true, filter: "http.request.uri contains \"GATE\""}
  - id: part
    points: 20
    check: http.conditional_get
    partial:
      - {points: 3, filter: http.response.code == 404}
      - {points: 8, filter: http.response.code == 304, feedback: only the 304}
      - {points: 12, filter: http}
  - {id: needs, points: 20, requires: part, filter: http}
  - {id: bonus, points: 5, bonus: true, filter: http.response.code == 304}
  - {id: penalty, points: -7, filter: http.response.code == 304}
  - {id: innocent, points: -7, filter: smtp}
`

func replaced(text, uri string) string { return strings.ReplaceAll(text, "GATE", uri) }

// TestItems: what each of them earns, with the gate open and shut.
func TestItems(t *testing.T) {
	for uri, want := range map[string][]float64{
		"/data.json": {0, 8, 0, 5, -7, 0},
		"/shut.json": {0, 0, 0, 0, -7, 0},
	} {
		text := []byte(replaced(items, uri))
		r, err := rubric.Parse("r", text)
		if err != nil {
			t.Fatal(err)
		}
		p, err := grade.Compile(r)
		if err != nil {
			t.Fatal(err)
		}
		frames := gradetest.Only(11, 28)(gradetest.Load(t, "../..", conditional)) // the 304s without the first 200
		got := p.Grade(gradetest.Submission(t, "7", map[string][]byte{"a.pcap": gradetest.Bytes(frames)}))
		sum := 0.0
		for i, x := range got.Items {
			if sum += want[i]; x.Earned != want[i] {
				t.Errorf("%s: %s has %g points, want %g: %s", uri, x.ID, x.Earned, want[i], x.Why.EN)
			}
		}
		if got.Points != max(sum, 0) {
			t.Errorf("%s: %g points, want %g", uri, got.Points, sum)
		}
	}
}

// TestOverride: a correction wins, by points or by verdict, and opens a gate no more
// than it says.
func TestOverride(t *testing.T) {
	r, err := rubric.Parse("r", []byte(replaced(items, "/data.json")))
	if err != nil {
		t.Fatal(err)
	}
	p, err := grade.Compile(r)
	if err != nil {
		t.Fatal(err)
	}
	ten := 10.0
	p.Overrides = grade.Overrides{{Submission: "7", Item: "part", Points: &ten, By: "T", Why: "w"},
		{Submission: "7", Item: "needs", Verdict: "pass", By: "T", Why: "w"},
		{Submission: "8", Item: "bonus", Verdict: "fail", By: "T", Why: "w"}}
	frames := gradetest.Only(11, 28)(gradetest.Load(t, "../..", conditional))
	got := p.Grade(gradetest.Submission(t, "7", map[string][]byte{"a.pcap": gradetest.Bytes(frames)}))
	if got.Points != 10+20+5-7 || got.Items[1].Verdict.String() != "partial" || got.Items[2].Override == nil ||
		got.Items[3].Override != nil {
		t.Errorf("%g points, %+v", got.Points, got.Items[1].Finding)
	}
	if unused := p.Overrides.Unused([]*grade.Result{got}); len(unused) != 1 || unused[0].Submission != "8" {
		t.Errorf("unused: %v", unused)
	}
}

// TestNeverFails: what every submission would pass is a mistake in the rubric.
func TestNeverFails(t *testing.T) {
	for test, want := range map[string]bool{
		"filter: frame":                        true,
		"filter: frame.len > 0":                true,
		"filter: eth || ip":                    true,
		"filter: tcp":                          false,
		"filter: '!tcp'":                       false,
		"filter: frame\ncount: 40..":           false,
		"filter: tcp.analysis.flags\ncount: 0": false,
		"expr: http.size() >= 0":               true,
		"expr: http.size() > 0":                false,
		"expr: http.all(h, h.status < 500)":    false,
	} {
		text := head + "    " + strings.ReplaceAll(test, "\n", "\n    ") + "\n"
		r, err := rubric.Parse("r.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		_, err = grade.Compile(r)
		if got := err != nil && strings.Contains(err.Error(), "this can never fail"); got != want || err != nil && !want {
			t.Errorf("%q: %v, want %v", test, err, want)
		}
	}
}
