package grade

import (
	"fmt"
	"net/netip"
	"path"
	"slices"
	"strings"

	"netsniff/capture/gather"
	"netsniff/dissect/filter"
	"netsniff/dissect/tls/keylog"
	"netsniff/report/grade/model"
	"netsniff/report/grade/rubric"
	"netsniff/report/grade/submission"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

// grading is the marking of one submission.
type grading struct {
	*Program
	result     *Result
	student    map[string]string
	answers    submission.Answers
	secrets    [][]byte     // key logs
	secretHash string       // their hashes
	noAnswer   table.Phrase // why there are no answers
	captures   map[string][]*looked
	filters    []*filter.Filter // nil: a parameter is missing, missing says which
	texts      []string
	missing    []string
}

// looked is a capture with what the filters select in it.
type looked struct {
	file string
	*model.Capture
	hits [][]model.Hit
}

// read reads the captures and answers of a submission.
func (g *grading) read(s *submission.Submission) {
	g.captures = map[string][]*looked{}
	g.prepare()
	once := map[string]*looked{}
	taken := map[string]bool{}
	g.keyLogs(s, taken)
	for _, in := range g.Rubric.Inputs {
		for _, f := range s.Files {
			if !in.Matches(f.Name) || g.isAnswers(f.Name) || taken[f.Name] || slices.Contains(in.Files, "*") &&
				!gather.IsName(f.Name) || len(g.captures[in.Role]) >= maxCaptures {
				continue
			}
			taken[f.Name] = true
			g.capture(in.Role, f, once)
		}
	}
	g.strays(s, taken, once)
	g.typed(s)
}

// keyLogs reads the key logs of a submission. They are taken from the captures.
func (g *grading) keyLogs(s *submission.Submission, taken map[string]bool) {
	if len(g.Rubric.Keys) == 0 {
		g.strayKeys(s, taken)
		return
	}
	for _, in := range g.Rubric.Keys {
		found := false
		for _, f := range s.Files {
			if !in.Matches(f.Name) || gather.IsName(f.Name) || taken[f.Name] {
				continue
			}
			found, taken[f.Name] = true, true
			b, err := f.Bytes(maxKeyLog)
			if err != nil {
				g.note(verdict.Say("the key log %s cannot be read: %v", "密钥日志 %s 无法读取：%v", f.Name, err))
				continue
			}
			if log := (&keylog.Log{}); log.Add(b, 0).Secrets == 0 {
				g.note(verdict.Say("%s is no key log: set SSLKEYLOGFILE before the program starts, and hand in the file that it writes",
					"%s 不是密钥日志：请在程序启动前设置 SSLKEYLOGFILE，并提交所生成的文件", f.Name))
				continue
			}
			g.open(f, b)
		}
		found = found || g.strayKeys(s, taken)
		if !found && !in.Optional {
			g.note(verdict.Say("there is no key log called %s: what is encrypted stays so",
				"没有名为 %s 的密钥日志：加密的内容无法解密",
				strings.Join(in.Files, " / ")))
		}
	}
}

// open has captures be decrypted with a key log.
func (g *grading) open(f *submission.File, b []byte) {
	g.secrets = append(g.secrets, b)
	g.secretHash += f.Hash
}

// keyLogNames are what key logs are called by those who were not told how.
var keyLogNames = [...]string{"*.keys", "*.keylog", "*.log", "*sslkey*", "*ssl-key*", "*keylog*"}

// strayKeys takes the key logs that no role names, by their names and by what they have. It
// reports whether there are any.
func (g *grading) strayKeys(s *submission.Submission, taken map[string]bool) (found bool) {
	for _, f := range s.Files {
		name := strings.ToLower(path.Base(f.Name))
		usual := slices.ContainsFunc(keyLogNames[:], func(p string) bool { ok, _ := path.Match(p, name); return ok })
		if !usual || taken[f.Name] || gather.IsName(f.Name) || g.isAnswers(f.Name) {
			continue
		}
		b, err := f.Bytes(maxKeyLog)
		if err != nil || (&keylog.Log{}).Add(b, 0).Secrets == 0 {
			continue // it is something else
		}
		g.open(f, b)
		found, taken[f.Name] = true, true
	}
	return found
}

// maxKeyLog bounds a key log in bytes.
const maxKeyLog = 16 << 20

// strays gives a capture that no pattern fits to the one role that has none.
func (g *grading) strays(s *submission.Submission, taken map[string]bool, once map[string]*looked) {
	var without []string
	for _, in := range g.Rubric.Inputs {
		if len(g.captures[in.Role]) == 0 && !in.Optional {
			without = append(without, in.Role)
		}
	}
	var strays []*submission.File
	for _, f := range s.Files {
		if !taken[f.Name] && gather.IsName(f.Name) && f.Size > 0 {
			strays = append(strays, f)
		}
	}
	switch {
	case len(without) == 1 && len(strays) == 1:
		g.note(verdict.Say("no file is called as %s should be: %s was taken", "没有文件的名称符合 %s：采用了 %s", without[0],
			strays[0].Name))
		g.capture(without[0], strays[0], once)
	case len(strays) > 0 && len(without) > 0:
		g.note(verdict.Say("%s has a name that no input has", "%s 的名称不符合任何输入", strays[0].Name))
	}
}

func (g *grading) note(p table.Phrase) { g.result.Notes = append(g.result.Notes, p) }

// capture reads a file for a role; a file with several roles is read once.
func (g *grading) capture(role string, f *submission.File, once map[string]*looked) {
	if l := once[f.Name]; l != nil {
		g.captures[role] = append(g.captures[role], l)
		g.result.Inputs = append(g.result.Inputs, Input{Role: role, File: f.Name, Capture: l.Capture})
		return
	}
	l, err := g.look(f)
	if err != nil {
		said := strings.ReplaceAll(err.Error(), "\n", " ")
		g.note(verdict.Say("%s cannot be read: %s", "%s 无法读取：%s", f.Name, said))
		g.result.Inputs = append(g.result.Inputs, Input{Role: role, File: f.Name, Wrong: said})
		return
	}
	once[f.Name] = l
	g.captures[role] = append(g.captures[role], l)
	g.result.Inputs = append(g.result.Inputs, Input{Role: role, File: f.Name, Capture: l.Capture})
	if l.Damage != "" {
		g.note(verdict.Say("%s is damaged: %s", "%s 已损坏：%s", f.Name, l.Damage))
	}
	if l.Left != "" {
		g.note(verdict.Say("%s is very large; not looked at: %s", "%s 过大，未读取：%s", f.Name, l.Left))
	}
}

// prepare makes the filters of this student.
func (g *grading) prepare() {
	g.filters, g.missing = make([]*filter.Filter, len(g.Program.filters)), make([]string, len(g.Program.filters))
	g.texts = make([]string, len(g.Program.filters))
	for i, s := range g.Program.filters {
		text, lacks := g.fill(s.text)
		g.texts[i] = text
		if g.filters[i] = s.fixed; s.fixed != nil {
			continue
		}
		f, err := filter.Compile(text, g.registry)
		if lacks == "" && err != nil {
			lacks = "a usable value"
		}
		if g.missing[i] = lacks; lacks == "" {
			g.filters[i] = f
		}
	}
}

// fill puts the student's values into a text. lacks names a value that is missing or
// is no address.
func (g *grading) fill(text string) (filled, lacks string) {
	quiet := &Program{Rubric: g.Rubric}
	filled = quiet.substitute(text, rubric.Pos{}, func(name string) (string, bool) {
		v := g.student[name]
		for _, x := range g.Rubric.Student {
			if _, err := netip.ParseAddr(v); x.Name == name && x.Type == rubric.AddressParameter && err != nil {
				v = ""
			}
		}
		if v == "" && lacks == "" {
			lacks = name
		}
		return v, true
	})
	return filled, lacks
}

// typed reads the file with answers.
func (g *grading) typed(s *submission.Submission) {
	if len(g.Rubric.Answers) == 0 {
		return
	}
	g.noAnswer = verdict.Say("There is no file %s with answers in the submission: hand it in.",
		"提交中没有答案文件 %s：请补交。", strings.Join(g.Rubric.Answers, " / "))
	for _, f := range s.Files {
		if !g.isAnswers(f.Name) {
			continue
		}
		a, err := submission.ReadAnswers(f, g.questions())
		if err != nil {
			g.noAnswer = verdict.Say("The answers in %s cannot be read: %v.", "答案文件 %s 无法读取：%v。", f.Name, err)
			g.note(g.noAnswer)
			continue
		}
		if g.answers == nil {
			g.answers = submission.Answers{}
		}
		for k, v := range a {
			if _, twice := g.answers[k]; !twice {
				g.answers[k] = v
			}
		}
	}
}

// questions are the names of all answers that the rubric asks for.
func (p *Program) questions() (list []string) {
	for t := range p.tests {
		if t.Kind == rubric.ByAnswer {
			list = append(list, t.Answer.Name)
		}
	}
	slices.Sort(list)
	return list
}

// absent says that a role has no capture.
func (g *grading) absent(role string) verdict.Finding {
	patterns := ""
	for _, in := range g.Rubric.Inputs {
		if in.Role == role {
			patterns = strings.Join(in.Files, " / ")
		}
	}
	for _, in := range g.result.Inputs {
		if in.Role == role && in.Wrong != "" {
			return verdict.Cannot(verdict.Say("%s is no capture that can be read: save it as pcap or pcapng and hand it in again.",
				"%s 不是可读取的抓包文件：请另存为 pcap 或 pcapng 后重新提交。", in.File))
		}
	}
	if patterns == "*" {
		return verdict.Cannot(verdict.Say("There is no capture in the submission: hand in a pcap or pcapng file.",
			"提交中没有抓包文件：请提交 pcap 或 pcapng 文件。"))
	}
	return verdict.Cannot(verdict.Say("There is no capture called %s in the submission: hand it in under that name.",
		"提交中没有名为 %s 的抓包文件：请按该名称提交。", patterns))
}

// lacking says that the roster has no value for the student.
func lacking(name string) verdict.Finding {
	return verdict.Ask(table.Say(fmt.Sprintf("The roster has no usable %s for this student, so it cannot be checked.", name),
		fmt.Sprintf("名册中没有该学生可用的 %s，无法检查。", name)))
}
