// Package class makes a class of submissions of which it is known what each deserves:
// recorded conversations as each student's machine would have had them, with names,
// addresses, identifiers and times of their own, some with other traffic beside them,
// some broken, some copied from each other and disguised. The same size and seed give
// the same bytes.
//
// What is planted is told apart from the grading: marks follow from what a student did
// (tasks.go), typed answers from the bytes of the capture (answers.go).
package class

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"netsniff/capture"
	"netsniff/capture/capturetest"
)

// Class is a class and what is known of it.
type Class struct {
	Students []*Student
	Copies   []Copy
}

// Student is a student, their machine, and what they hand in.
type Student struct {
	ID, Name, Account string
	Machine           Machine
	Answers           map[string]string // by question
	Breakage          Breakage
	Form              Form
	Truth             []Mark // in the order of Items

	number int
	frames []capturetest.Record
	deeds  []deed
}

// Mail is the student's mail address.
func (s *Student) Mail() string { return s.Account + "@example.com" }

// Copy says whose capture was taken by whom.
type Copy struct {
	From, By *Student
	Way      Disguise
}

// Mark is what an item deserves.
type Mark struct {
	Item    string
	Verdict string // as the program calls it
	Points  float64
}

// share of students, one in so many.
const (
	withBackground = 3
	copying        = 17
	broken         = 9
)

// Make makes a class of n students. root is the way to the module, where the recorded
// conversations are.
func Make(root string, n int, seed uint64) (*Class, error) {
	recorded, err := load(root)
	if err != nil {
		return nil, err
	}
	c := &Class{}
	for i := range n {
		c.Students = append(c.Students, recorded.student(i, seed))
	}
	c.copy(seed)
	next := 0
	for i, s := range c.Students {
		if i%broken == broken-1 && !c.copied(s) {
			s.Breakage = Breakage(1 + next%int(lastBreakage))
			next++
			recorded.redo(s, seed)
		}
	}
	for _, s := range c.Students {
		r := rand.New(rand.NewPCG(seed, uint64(s.number)<<8|3))
		s.finish(r, c.copied(s))
	}
	return c, nil
}

// copied reports whether a student copied or was copied from.
func (c *Class) copied(s *Student) bool {
	return slices.ContainsFunc(c.Copies, func(x Copy) bool { return x.From == s || x.By == s })
}

// start is the Monday on which the lab begins; students have a week.
const start = capture.Stamp(1797206400e9)

const week = capture.Stamp(7 * 24 * 3600e9)

var families = []string{"张", "王", "李", "赵", "陈", "杨", "黄", "周", "吴", "徐", "孙", "马", "朱", "胡", "林", "郭"}
var given = []string{"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明",
	"超", "霞", "平", "刚"}

// student makes student number i, who did the lab by themselves.
func (l *library) student(i int, seed uint64) *Student {
	s := &Student{
		ID: fmt.Sprintf("2026%04d", 1000+i), Account: fmt.Sprintf("s%04d", 1000+i), number: i,
		Name: families[i%len(families)] + given[i/len(families)%len(given)] + given[(i*7+i/320)%len(given)],
		Machine: Machine{MAC: [6]byte{0x02, 0, 0x5e, 0x20, byte(i >> 8), byte(i)},
			Addr: [4]byte{10, byte(20 + i/200), byte(i % 200), byte(10 + i%50)}},
		Form: Form(i % int(forms)),
	}
	r := rand.New(rand.NewPCG(seed, uint64(i)<<8))
	for k := range tasks {
		if v := tasks[k].choose(r); v != nil {
			s.deeds = append(s.deeds, deed{task: &tasks[k], variant: v, by: s})
		}
	}
	for k := 0; len(s.deeds) < 3; k++ { // nobody hands in next to nothing
		if !slices.ContainsFunc(s.deeds, func(d deed) bool { return d.task == &tasks[k] }) {
			s.deeds = append(s.deeds, deed{task: &tasks[k], variant: &tasks[k].variants[0], by: s})
		}
	}
	l.record(s, seed, i%withBackground == 0)
	return s
}

// redo has a student do all tasks as they should be done, in their order.
func (l *library) redo(s *Student, seed uint64) {
	s.deeds = nil
	for k := range tasks {
		s.deeds = append(s.deeds, deed{task: &tasks[k], variant: &tasks[k].variants[0], by: s})
	}
	l.record(s, seed, false)
}

// record makes the capture of what a student did.
func (l *library) record(s *Student, seed uint64, background bool) {
	r := rand.New(rand.NewPCG(seed, uint64(s.number)<<8|1))
	s.frames = nil
	if s.Breakage == Whole {
		r.Shuffle(len(s.deeds), func(i, j int) { s.deeds[i], s.deeds[j] = s.deeds[j], s.deeds[i] })
	}
	at := start + capture.Stamp(r.Int64N(int64(week)))
	began := at
	for i := range s.deeds {
		d := &s.deeds[i]
		part := l.again(s, d.variant.capture, d.variant, at, r)
		if d.variant.change != nil {
			part = d.variant.change(part)
		}
		d.from, d.to = part[0].At, part[len(part)-1].At
		s.frames = append(s.frames, part...)
		at = d.to + capture.Stamp(5e9+r.Int64N(90e9))
	}
	if background {
		name := backgrounds[s.number/withBackground%len(backgrounds)]
		s.frames = append(s.frames, l.again(s, name, &elsewhere, began+capture.Stamp(r.Int64N(int64(at-began))), r)...)
	}
	sort(s.frames)
}

// finish breaks what is to be broken, has the student type answers and settles what
// the submission deserves.
func (s *Student) finish(r *rand.Rand, copied bool) {
	s.breakFrames()
	right := answersOf(s.frames, s.Breakage)
	s.Answers = map[string]string{}
	typed := map[string]bool{}
	for _, q := range questions {
		s.Answers[q.name], typed[q.name] = q.write(right, r)
	}
	s.settle(typed, copied)
}

func sort(frames []capturetest.Record) {
	slices.SortStableFunc(frames, func(a, b capturetest.Record) int { return int(min(1, max(-1, a.At-b.At))) })
}
