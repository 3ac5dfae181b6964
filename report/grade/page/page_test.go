package page_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"netsniff/report/grade"
	"netsniff/report/grade/page"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

// hostile is what a student may put into a subject, a name or a file.
const hostile = `"><img src=x onerror=document.title='owned'><script>document.title='owned'</script>'{{.}}` +
	"\u202e\x1b[31m"

// made is a class with everything a page can show.
func made(l table.Lang) *page.Class {
	c := &page.Class{Lang: l, Title: "Lab 3: mail", Total: 10, Pass: 6, Compared: true}
	if l == table.Chinese {
		c.Title = "实验三：电子邮件"
	}
	for i, title := range []string{"The handshake of the connection", "Greeting and EHLO",
		"A mail with the student's id in its subject", "Attachment"} {
		c.Items = append(c.Items, page.Item{ID: fmt.Sprint("item-", i+1), Title: title, Max: 2.5, Bonus: i == 3})
	}
	for i := range 23 {
		s := page.Student{Name: fmt.Sprintf("2024%04d 学生 %d", i, i), File: fmt.Sprintf("students/2024%04d.html", i)}
		for k, x := range c.Items {
			x.Verdict = verdict.Verdict((i*7 + k*k) % 9 % 5)
			x.Why = "The server answered 250 to EHLO in frame 8, and named PIPELINING, SIZE and AUTH."
			switch x.Verdict {
			case verdict.Pass:
				x.Points, x.Frames, x.File = 2.5, []int64{4, 6, 8}, "mail.pcapng"
				x.Filter = `smtp.req.command == "EHLO" && tcp.stream == 3`
			case verdict.Partial:
				x.Points = 1.25
				x.Steps = []verdict.Step{{Held: true, Text: table.Say("there is a mail", "有邮件")},
					{Text: table.Say("its subject contains 20240001", "")}}
			case verdict.NeedsHuman:
				s.Open += 2.5
				x.By, x.Because = "teacher", "seen in class"
			}
			s.Points += x.Points
			s.Items = append(s.Items, x)
		}
		s.Outcome = grade.Below
		if s.Points >= c.Pass {
			s.Outcome = grade.Passed
		} else if s.Points+s.Open >= c.Pass {
			s.Outcome = grade.Undecided
		}
		at := time.Date(2026, 11, 2, 8, i, 0, 0, time.UTC)
		s.Captures = []page.Capture{{File: "mail.pcapng", Frames: 321, First: at, Last: at.Add(time.Hour),
			Own:      []string{"192.0.2.10", "02:00:5e:00:53:0a"},
			Problems: []string{"7 packets were dropped while it was captured. Capture with a filter."}}}
		c.Students = append(c.Students, s)
	}
	evil := &c.Students[2]
	evil.Name, evil.Notes, evil.File = hostile, []string{hostile}, "javascript:alert(1)"
	evil.Items[0].Why, evil.Items[0].File, evil.Items[0].Frames, evil.Items[0].Filter = hostile, hostile, []int64{1}, hostile
	evil.Items[1].Steps = []verdict.Step{{Text: table.Say(strings.Repeat("long", 100), hostile)}}
	evil.Captures[0].File, evil.Captures[0].Problems = hostile, []string{hostile}
	c.Students[4] = page.Student{Name: "broken.zip", Outcome: grade.Unreadable, Wrong: hostile}
	c.Near = []page.Near{{A: hostile, B: c.Students[5].Name, Verdict: "the same recording",
		Why: "4 of 7 and of 4 conversations: " + hostile}}
	c.Groups = []page.Group{{Names: []string{"a", hostile}, Shared: 12}}
	return c
}

// written are both pages.
func written(t testing.TB, l table.Lang) map[string]string {
	t.Helper()
	c := made(l)
	pages := map[string]string{}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"class":   func(b *bytes.Buffer) error { return page.WriteClass(b, c) },
		"student": func(b *bytes.Buffer) error { return page.WriteStudent(b, c, &c.Students[2]) },
		"usual":   func(b *bytes.Buffer) error { return page.WriteStudent(b, c, &c.Students[7]) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		pages[name] = b.String()
	}
	return pages
}

// TestPages: pages are alone, the same each time, in their language, and what
// students wrote is text in them.
func TestPages(t *testing.T) {
	for _, l := range []table.Lang{table.English, table.Chinese} {
		pages, again := written(t, l), written(t, l)
		for name, text := range pages {
			if text != again[name] {
				t.Errorf("%s: another time it is another page", name)
			}
			for _, bad := range []string{"<script", "<img", "http:", "https:", "url(", "@import", "javascript:", "\x1b",
				"\u202e", "<no value>", "%!"} {
				if strings.Contains(text, bad) {
					t.Errorf("%s has %q", name, bad)
				}
			}
			for _, part := range []string{"<!DOCTYPE html>", "default-src 'none'", "</html>"} {
				if !strings.Contains(text, part) {
					t.Errorf("%s has no %q", name, part)
				}
			}
			if chinese := strings.Contains(text, "各项"); chinese != (l == table.Chinese) {
				t.Errorf("%s in %v: Chinese is %v", name, l, chinese)
			}
		}
		if strings.Contains(pages["usual"], "20240005") || strings.Contains(pages["usual"], "recording") {
			t.Error("a student's page tells of others")
		}
	}
}

// TestEmpty: a class without submissions, items or points has a page as well.
func TestEmpty(t *testing.T) {
	var b bytes.Buffer
	if err := page.WriteClass(&b, &page.Class{}); err != nil {
		t.Fatal(err)
	}
	c := &page.Class{Students: make([]page.Student, 1), Compared: true}
	if err := page.WriteClass(&b, c); err != nil {
		t.Fatal(err)
	}
	if err := page.WriteStudent(&b, c, &c.Students[0]); err != nil {
		t.Fatal(err)
	}
}
