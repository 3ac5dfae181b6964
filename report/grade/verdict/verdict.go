// Package verdict is what tests say: whether something holds, why, and which frames
// show it.
package verdict

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"netsniff/report/table"
)

// Verdict says how a test ended.
type Verdict uint8

// Verdicts, from the best to the worst.
const (
	Pass        Verdict = iota
	Partial             // a part of the points
	NeedsHuman          // a person has to decide
	NotGradable         // the capture does not show whether it was done
	Fail
)

var verdicts = [...]string{"pass", "partial", "needs_human", "not_gradable", "fail"}

// String returns the verdict as data has it.
func (v Verdict) String() string { return verdicts[v] }

var words = [...]table.Phrase{
	{EN: "pass", ZH: "通过"}, {EN: "partial", ZH: "部分得分"}, {EN: "needs human", ZH: "需人工评阅"},
	{EN: "not gradable", ZH: "无法评分"}, {EN: "fail", ZH: "未通过"},
}

// signs of verdicts, one cell wide.
var signs = [...]string{Pass: "✓", Partial: "½", NeedsHuman: "?", NotGradable: "–", Fail: "✗"}

// Sign returns one character for the verdict.
func (v Verdict) Sign() string { return signs[v] }

// Words returns the verdict as people say it.
func (v Verdict) Words() table.Phrase { return words[v] }

// Parse returns the verdict called s.
func Parse(s string) (Verdict, bool) {
	i := slices.Index(verdicts[:], strings.ReplaceAll(strings.ToLower(s), " ", "_"))
	return Verdict(max(i, 0)), i >= 0
}

// Undecided reports whether nobody knows yet.
func (v Verdict) Undecided() bool { return v == NeedsHuman || v == NotGradable }

// Finding is what a test found.
type Finding struct {
	Verdict Verdict
	Share   float64      // of the points, from 0 to 1
	Why     table.Phrase // a sentence that a student understands
	Frames  []int64      // that show it, at most MaxFrames
	Filter  string       // display filter that shows them or what was looked for
	Matched table.Phrase // of a typed answer: which of the right ones it was
	Steps   []Step       // how it was decided
}

// Step is a step of a decision.
type Step struct {
	Held bool
	Text table.Phrase
}

// MaxFrames bounds the frames that are kept as evidence.
const MaxFrames = 20

// Say makes a sentence in both languages from the same values; a phrase among them is
// said in the language of the sentence.
func Say(en, zh string, args ...any) table.Phrase {
	if len(args) == 0 {
		return table.Say(en, zh)
	}
	here, there := slices.Clone(args), slices.Clone(args)
	for i, a := range args {
		if p, ok := a.(table.Phrase); ok {
			here[i], there[i] = p.EN, p.ZH
		}
	}
	return table.Say(fmt.Sprintf(en, here...), fmt.Sprintf(zh, there...))
}

// Passed, Failed and so on make findings.
func Passed(why table.Phrase, frames ...int64) Finding {
	return Finding{Verdict: Pass, Share: 1, Why: why, Frames: Frames(frames)}
}

// Failed says that it does not hold.
func Failed(why table.Phrase, frames ...int64) Finding {
	return Finding{Verdict: Fail, Why: why, Frames: Frames(frames)}
}

// Half gives a part of the points.
func Half(share float64, why table.Phrase, frames ...int64) Finding {
	return Finding{Verdict: Partial, Share: share, Why: why, Frames: Frames(frames)}
}

// Cannot says that the capture does not show it.
func Cannot(why table.Phrase, frames ...int64) Finding {
	return Finding{Verdict: NotGradable, Why: why, Frames: Frames(frames)}
}

// Ask says that a person has to look.
func Ask(why table.Phrase, frames ...int64) Finding {
	return Finding{Verdict: NeedsHuman, Why: why, Frames: Frames(frames)}
}

// Frames sorts frames, takes out those that are 0 or there twice, and bounds them.
func Frames(list []int64) []int64 {
	list = slices.DeleteFunc(slices.Clone(list), func(f int64) bool { return f <= 0 })
	slices.Sort(list)
	list = slices.Compact(list)
	return list[:min(len(list), MaxFrames)]
}

// FrameFilter is the display filter that selects frames.
func FrameFilter(frames []int64) string {
	if len(frames) == 0 {
		return ""
	}
	texts := make([]string, len(frames))
	for i, f := range frames {
		texts[i] = strconv.FormatInt(f, 10)
	}
	if len(texts) == 1 {
		return "frame.number == " + texts[0]
	}
	return "frame.number in {" + strings.Join(texts, ", ") + "}"
}

// Command is how netsniff shows frames of a file, "" if there are none.
func Command(file string, frames []int64) string {
	if len(frames) == 0 || file == "" {
		return ""
	}
	quoted := func(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" } // a word for a shell
	return "netsniff -r " + quoted(file) + " -f " + quoted(FrameFilter(frames))
}

// Better reports whether f is better for the student than g: more points, else the
// verdict that leaves more open.
func (f *Finding) Better(g *Finding) bool {
	if f.Share != g.Share {
		return f.Share > g.Share
	}
	return f.Verdict < g.Verdict
}

// With adds a step to a finding.
func (f Finding) With(s Step) Finding {
	f.Steps = append(f.Steps, s)
	return f
}
