// Package page writes what a class got as HTML pages for people: one for the teacher
// with the distribution of points, the hardest items, copies and all submissions, and
// one for each student with the evidence of each item.
//
// A page is one file that needs nothing else: no script, no picture and no font is
// loaded, and its content security policy forbids it. It follows the reader's light or
// dark colours, fits a telephone and prints to A4. The same input gives the same bytes.
package page

import (
	"bytes"
	"embed"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"netsniff/report/grade"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

// Class is what the page of a class shows.
type Class struct {
	Lang     table.Lang
	Title    string
	Total    float64 // points there are, without bonus
	Pass     float64 // points that pass, 0 if there is no pass mark
	Students []Student
	Items    []Item // of the rubric: ID, Title and Max are used
	// Near are pairs of submissions to look at, Groups those that share what was likely
	// given to all; Compared says that they were looked for.
	Compared bool
	Near     []Near
	Groups   []Group
	Absent   []string // of the roster, who handed in nothing
}

// Student is what one submission got.
type Student struct {
	Name     string // of the student, else of the submission
	File     string // of the student's page, beside that of the class; "" if there is none
	Points   float64
	Open     float64 // points that nobody has decided
	Outcome  grade.Outcome
	Items    []Item
	Notes    []string // what is special about the submission
	Captures []Capture
	Wrong    string // why it could not be graded at all, "" if it could
}

// Item is what one item of the rubric got.
type Item struct {
	ID, Title   string
	Points, Max float64
	Bonus       bool
	Verdict     verdict.Verdict
	Why         string // a sentence
	Said        string // feedback of the rubric
	Matched     string // which of the right answers it was
	File        string // the capture that decided
	Frames      []int64
	Filter      string // display filter that shows them or what was looked for
	Steps       []verdict.Step
	Gate        string // the item for whose sake it has no points
	By, Because string // the teacher's correction
}

// Capture is a capture that was handed in.
type Capture struct {
	File        string
	Frames      uint64
	First, Last time.Time // zero if there are no frames
	Own         []string  // addresses of the machine that it was taken on
	Problems    []string
}

// Near is a pair of submissions with something in common. Its order says nothing.
type Near struct {
	A, B, Verdict, Why string
}

// Group are submissions with the same packets.
type Group struct {
	Names  []string
	Shared int
}

//go:embed page.css class.html student.html
var files embed.FS

// parsed returns the style sheet and the templates, read when the first page is written.
var parsed = sync.OnceValues(func() (template.CSS, *template.Template) {
	css, err := files.ReadFile("page.css")
	if err != nil {
		panic(err) // it is embedded
	}
	return template.CSS(css), template.Must(template.New("").Funcs(functions).ParseFS(files, "*.html"))
})

// Write writes all pages into a directory, which is made if need be, and returns the
// name of that of the class.
func Write(dir string, c *Class) (string, error) {
	if err := os.MkdirAll(filepath.Join(dir, studentsDir), 0o777); err != nil {
		return "", err
	}
	for i := range c.Students {
		s := &c.Students[i]
		if err := create(filepath.Join(dir, filepath.FromSlash(s.File)),
			func(w io.Writer) error { return WriteStudent(w, c, s) }); err != nil {
			return "", err
		}
	}
	name := filepath.Join(dir, "class.html")
	return name, create(name, func(w io.Writer) error { return WriteClass(w, c) })
}

// create writes a file whole.
func create(name string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	return os.WriteFile(name, b.Bytes(), 0o666)
}

// WriteClass writes the page of a class.
func WriteClass(w io.Writer, c *Class) error {
	_, pages := parsed()
	return pages.ExecuteTemplate(w, "class.html", classView{shared: shared{c.Lang}, Class: c})
}

// WriteStudent writes the page of one of its students. Nothing of others is on it.
func WriteStudent(w io.Writer, c *Class, s *Student) error {
	_, pages := parsed()
	return pages.ExecuteTemplate(w, "student.html", studentView{shared: shared{c.Lang}, Student: s, Class: c})
}

// shared is what the templates of both pages use.
type shared struct{ lang table.Lang }

// Style is the style sheet, which stands in each page.
func (shared) Style() template.CSS {
	style, _ := parsed()
	return style
}

// Language is that of the page (RFC 5646).
func (s shared) Language() string {
	if s.lang == table.Chinese {
		return "zh-CN"
	}
	return "en"
}

// Say returns a text of the page in its language.
func (s shared) Say(en, zh string) string { return table.Say(en, zh).In(s.lang) }

// Text returns a text that there is in several languages.
func (s shared) Text(p table.Phrase) string { return p.In(s.lang) }

// Word returns a verdict or outcome in its language.
func (s shared) Word(x any) string {
	if x, ok := x.(interface{ Words() table.Phrase }); ok {
		return x.Words().In(s.lang)
	}
	return ""
}

// functions are those of templates.
var functions = template.FuncMap{
	"number": number,
	"clean":  table.Clean,
	"join":   func(list []string) string { return strings.Join(list, ", ") },
	"time":   func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") },
}

// number writes points: no more digits than they have.
func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
