package marks_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"netsniff/capture/capturetest"
	"netsniff/report/grade"
	"netsniff/report/grade/gradetest"
	"netsniff/report/grade/marks"
	"netsniff/report/grade/rubric"
	"netsniff/report/grade/submission"
)

const lab = `rubric: 1
title: lab
total: 30
pass: 20
answers: "answers.*"
student: [id, name, ip]
items:
  - {id: get, points: 10, filter: "ip.src == ${student.ip} && http.request.uri contains \"${student.id}\""}
  - {id: seq, points: 10, answer: syn, standard: tcp.syn_seq, with: {port: 80}}
  - {id: bytes, points: 10, answer: bytes, key: "http.map(h, h.body_bytes)"}
`

// class makes submissions of which it is known what they get.
func class(t *testing.T) (p *grade.Program, paths []string, truth []float64) {
	t.Helper()
	r, err := rubric.Parse("lab.yaml", []byte(lab))
	if err != nil {
		t.Fatal(err)
	}
	if p, err = grade.Compile(r); err != nil {
		t.Fatal(err)
	}
	p.Roster = &submission.Roster{}
	for i := range 24 {
		id := fmt.Sprintf("20230%02d", i)
		p.Roster.Students = append(p.Roster.Students,
			submission.Student{"id": id, "name": fmt.Sprintf("=cmd|'/c calc'!A%d", i),
				"ip": fmt.Sprintf("192.0.2.%d", 100+i), "mail": "@SUM(A1)"})
		talk := gradetest.NewTalk()
		talk.Now += 3600e9
		talk.Client.Addr[3] = byte(100 + i)
		body := 10 + i
		frames := talk.Conn(capturetest.Server(80), "> GET /"+id+" HTTP/1.1\r\nHost: <b>\r\n\r\n",
			fmt.Sprintf("< HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", body, strings.Repeat("x", body))).Frames()
		answers, points := fmt.Sprintf("syn,1000\nbytes,%d\n", body), 30.0
		switch i % 6 {
		case 1:
			answers, points = "syn,1001\nbytes,0\n", 10
		case 2:
			frames, points = gradetest.Cut(60)(frames), 10 // the numbers of TCP are still there
		case 3:
			frames, points = gradetest.Replace(id, "2023099")(frames), 20
		case 4:
			frames, points = frames[:0], 0
		}
		paths = append(paths, gradetest.Submission(t, "hw_"+id,
			map[string][]byte{"a.pcap": gradetest.Bytes(frames), "answers.csv": []byte(answers)}))
		truth = append(truth, points)
	}
	paths = append(paths, filepath.Join(t.TempDir(), "not there"))
	return p, paths, append(truth, 0)
}

// TestClass: marks are the truth, the same bytes for any number of workers, and one
// that cannot be read stops nobody.
func TestClass(t *testing.T) {
	p, paths, truth := class(t)
	var first string
	for _, workers := range []int{1, 2, 7} {
		results := p.Batch(paths, workers, nil)
		for i, r := range results {
			if r.Points != truth[i] {
				t.Errorf("%s: %g points, want %g", r.Name, r.Points, truth[i])
				for _, x := range r.Items {
					t.Logf("%s %s %s", x.ID, x.Verdict, x.Why.EN)
				}
			}
		}
		if last := results[len(results)-1]; last.Outcome != grade.Unreadable {
			t.Errorf("what is not there is %s", last.Outcome)
		}
		var b bytes.Buffer
		book := &marks.Book{Rubric: p.Rubric, Results: results}
		if err := book.WriteJSON(&b); err != nil {
			t.Fatal(err)
		}
		if err := book.WriteCSV(&b); err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = b.String()
		}
		if b.String() != first {
			t.Errorf("%d workers write something else", workers)
		}
	}
}

// TestFormulas: no cell is a formula for a spreadsheet, whatever students are called.
func TestFormulas(t *testing.T) {
	p, paths, _ := class(t)
	book := &marks.Book{Rubric: p.Rubric, Results: p.Batch(paths, 2, nil)}
	write := map[string]func(*bytes.Buffer) error{"csv": func(b *bytes.Buffer) error { return book.WriteCSV(b) }}
	for _, name := range marks.Platforms() {
		write[name] = func(b *bytes.Buffer) error { return book.WriteFor(b, name) }
	}
	for name, w := range write {
		var b bytes.Buffer
		if err := w(&b); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil || len(rows) < len(paths) {
			t.Fatalf("%s: %d rows, %v", name, len(rows), err)
		}
		for _, row := range rows {
			for _, c := range row {
				if c != "" && strings.ContainsRune("=+-@\t\r", rune(c[0])) {
					t.Errorf("%s: a cell is %q", name, c)
				}
			}
		}
	}
	if err := book.WriteFor(&bytes.Buffer{}, "modle"); err == nil || !strings.Contains(err.Error(), "did you mean moodle?") {
		t.Errorf("%v", err)
	}
}
