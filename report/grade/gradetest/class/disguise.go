package class

import (
	"math/rand/v2"
	"slices"

	"netsniff/capture"
	"netsniff/capture/capturetest"
)

// Disguise is what is done to a capture that is handed in by another.
type Disguise uint8

// Disguises.
const (
	SameBytes Disguise = iota
	SavedAgain
	Trimmed
	Shifted
	Readdressed
	Merged
	disguises
)

var disguiseNames = [...]string{"same bytes", "saved again", "trimmed", "shifted in time",
	"addresses written over", "merged"}

func (d Disguise) String() string { return disguiseNames[d] }

// copy has one student in so many take the capture of another.
func (c *Class) copy(seed uint64) {
	r := rand.New(rand.NewPCG(seed, 0xc0))
	n := len(c.Students)
	order := r.Perm(n)
	for k := range n / copying {
		from, by := c.Students[order[2*k]], c.Students[order[2*k+1]]
		way := Disguise(k % int(disguises))
		c.Copies = append(c.Copies, Copy{from, by, way})
		by.take(from, way)
	}
}

// take has a student hand in what another captured.
func (s *Student) take(of *Student, way Disguise) {
	deeds := slices.Clone(of.deeds)
	frames := of.frames
	switch way {
	case SameBytes:
		s.Form = of.Form
	case SavedAgain:
		s.Form = of.Form.otherFormat()
	case Trimmed: // the first and the last task go
		first, last := deeds[0], deeds[len(deeds)-1]
		deeds = deeds[1 : len(deeds)-1]
		frames = slices.DeleteFunc(slices.Clone(frames),
			func(f capturetest.Record) bool { return f.At <= first.to || f.At >= last.from })
	case Shifted:
		w := capturetest.Rewrite{Shift: capture.Stamp(26*3600e9 + 1_234_567)}
		frames = w.Apply(frames)
	case Readdressed:
		frames = disguised(frames, of.Machine, s.Machine)
	case Merged:
		frames = append(disguised(frames, of.Machine, s.Machine), s.frames...)
		deeds = append(deeds, s.deeds...)
		frames = slices.Clone(frames)
		sort(frames)
	}
	s.frames, s.deeds = frames, deeds
}

// Breakage is what is wrong with a submission.
type Breakage uint8

// Breakages.
const (
	Whole Breakage = iota
	Gap
	Snapped
	Truncated
	Empty
	NoCapture
	NoAnswers
	NoneAtAll    // what is called a capture is a text
	ZipInZip     // which is no fault
	lastBreakage = ZipInZip
)

var breakageNames = [...]string{"whole", "gap", "snap length 96", "truncated", "no packets", "no capture", "no answers",
	"a text", "zip in zip"}

func (b Breakage) String() string { return breakageNames[b] }

// snapLength is that of captures that were cut.
const snapLength = 96

// breakFrames does to the frames what the breakage says.
func (s *Student) breakFrames() {
	switch s.Breakage {
	case Gap: // the requests for what is on the page were not captured
		var gone []int
		for i, f := range s.frames {
			p := capturetest.Packet(uint32(i+1), f.At, f.Data)
			if p.DstPort == 80 && slices.ContainsFunc([]string{"GET /style", "GET /app", "GET /img"},
				func(t string) bool { return len(p.Payload) > len(t) && string(p.Payload[:len(t)]) == t }) {
				gone = append(gone, i)
			}
		}
		for _, i := range slices.Backward(gone) {
			s.frames = slices.Delete(s.frames, i, i+1)
		}
	case Snapped:
		s.frames = slices.Clone(s.frames)
		for i := range s.frames {
			s.frames[i].Data = s.frames[i].Data[:min(snapLength, len(s.frames[i].Data))]
		}
	case Empty, NoCapture, NoneAtAll:
		s.frames = nil
	}
}

// breakMarks takes what cannot be told for the sake of the breakage.
func (s *Student) breakMarks(best map[string]worth, typed map[string]bool) {
	hide := func(items ...string) {
		for _, item := range items {
			best[item] = hidden
		}
	}
	switch s.Breakage {
	case Gap:
		hide("page")
		if !typed["frame"] { // what is not there may have come before
			hide("frame")
		}
	case Snapped: // what needs more of a frame than its headers
		hide("cond", "page", "smtp", "subject", "pop3", "ftp", "frame")
	case Truncated: // in the last task
		hide("ftp")
		for _, q := range []string{"query", "frame"} {
			if !typed[q] { // the same
				hide(q)
			}
		}
	case NoCapture, NoneAtAll:
		for item := range best {
			hide(item)
		}
	case Empty: // what was not answered is told before that
		for item := range best {
			if s.Answers[item] != "" || !slices.ContainsFunc(questions, func(q question) bool { return q.name == item }) {
				hide(item)
			}
		}
	case NoAnswers:
		hide("rtt", "query", "frame")
	}
}
