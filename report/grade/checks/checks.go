// Package checks has the standard checks of rubrics, and the standard keys of typed
// answers: named building blocks that a teacher uses without writing an expression.
// Each protocol has a file of its own with a table of them; Checks and Keys put the
// tables together.
package checks

import (
	"slices"
	"strconv"
	"strings"

	"netsniff/report/grade/model"
	"netsniff/report/grade/rubric"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

// Form says what an argument looks like.
type Form uint8

// Forms.
const (
	Text Form = iota
	Whole
	Seconds // a time, as 5s or 60 ms
	Truth
	List
	Choice
)

var forms = [...]string{"text", "number", "time", "true or false", "texts", "one of"}

func (f Form) String() string { return forms[f] }

// Arg is an argument of a check.
type Arg struct {
	Name     string
	Form     Form
	Required bool
	Default  string
	Words    []string // of Choice
	Doc      string
}

// Check is a standard check.
type Check struct {
	Name    string
	Doc     table.Phrase
	Expects string // protocol that has to be there in clear text, "" for none
	Args    []Arg
	Run     func(c *Context) verdict.Finding
}

// Key is a standard key of a typed answer.
type Key struct {
	Name string
	Doc  table.Phrase
	Unit string // of its values; "" for counts and texts
	Args []Arg
	// Values returns the right answers, the usual one first; none and a finding
	// that says why if there are none.
	Values func(c *Context) ([]Value, verdict.Finding)
}

// Value is a right answer.
type Value struct {
	Number float64
	Text   string // if it is no number
	Label  table.Phrase
	Frames []int64
}

// Context is what a check looks at.
type Context struct {
	Capture *model.Capture
	Inputs  map[string][]*model.Capture // all captures of the submission by role
	Args    map[string]rubric.Argument
	Student map[string]string
	Answers map[string]string
	Window  rubric.Window
	Ignore  []string
	Class   *Class // nil: the submission was not compared with others
	args    []Arg
	steps   []verdict.Step
}

// Class is what the submission has in common with others, as far as a person has to
// look at it. It names nobody: students read it.
type Class struct {
	Near table.Phrase // why its packets are those of another; empty: they are not
	MAC  string       // address of the machine it was recorded on, if others have it, too
}

// With gives c the arguments of a check.
func (c *Context) With(args []Arg, given map[string]rubric.Argument) *Context {
	o := *c
	o.args, o.Args, o.steps = args, given, nil
	return &o
}

// Text returns an argument, its default if it was not given.
func (c *Context) Text(name string) string {
	if a, ok := c.Args[name]; ok {
		return a.Value
	}
	for i := range c.args {
		if c.args[i].Name == name {
			return c.args[i].Default
		}
	}
	return ""
}

// List returns an argument that may be several texts.
func (c *Context) List(name string) []string {
	if a, ok := c.Args[name]; ok {
		return a.List
	}
	if s := c.Text(name); s != "" {
		return strings.Split(s, ", ")
	}
	return nil
}

// Int returns an argument that is a number.
func (c *Context) Int(name string) int64 {
	n, _ := strconv.ParseInt(strings.TrimSpace(c.Text(name)), 10, 64)
	return n
}

// Seconds returns an argument that is a time.
func (c *Context) Seconds(name string) float64 {
	s, _ := rubric.Duration(c.Text(name))
	return s
}

// Truth returns an argument that is true or false.
func (c *Context) Truth(name string) bool { return c.Text(name) == "true" }

// step notes a step of the decision and returns whether it held.
func (c *Context) step(held bool, text table.Phrase) bool {
	c.steps = append(c.steps, verdict.Step{Held: held, Text: text})
	return held
}

// tables of the protocols.
var (
	checkTables = [][]Check{captureChecks, httpChecks, tcpChecks, dnsChecks, smtpChecks, popChecks, mailChecks, ftpChecks,
		callChecks, tlsChecks, swarmChecks, socketChecks}
	keyTables = [][]Key{tcpKeys, httpKeys, dnsKeys, mailKeys, ftpKeys, tlsKeys}
)

// Find returns the check called name.
func Find(name string) *Check {
	for _, t := range checkTables {
		for i := range t {
			if t[i].Name == name {
				return &t[i]
			}
		}
	}
	return nil
}

// FindKey returns the key called name.
func FindKey(name string) *Key {
	for _, t := range keyTables {
		for i := range t {
			if t[i].Name == name {
				return &t[i]
			}
		}
	}
	return nil
}

// All lists the checks, AllKeys the keys, in the order of their tables.
func All() []Check { return slices.Concat(checkTables...) }

// AllKeys lists the keys.
func AllKeys() []Key { return slices.Concat(keyTables...) }

// Names of checks, and of keys.
func Names() (list []string) {
	for _, x := range All() {
		list = append(list, x.Name)
	}
	return list
}

// KeyNames lists the names of keys.
func KeyNames() (list []string) {
	for _, x := range AllKeys() {
		list = append(list, x.Name)
	}
	return list
}

// Judge runs a check and adds what it noted on its way. What it could not see is not
// held against the student.
func (x *Check) Judge(c *Context) verdict.Finding {
	f := x.Run(c)
	f.Steps = append(c.steps, f.Steps...)
	if f.Filter == "" {
		f.Filter = verdict.FrameFilter(f.Frames)
	}
	return f
}

// Validate reports what is wrong with the arguments of a check or key. sample gives a
// text with student's parameters in it a value as one would have.
func Validate(name string, args []Arg, given []rubric.Argument, sample func(string) string,
	fail func(at rubric.Pos, message, advice string)) {
	var names []string
	for _, a := range args {
		names = append(names, a.Name)
	}
	for _, g := range given {
		i := slices.Index(names, g.Name)
		if i < 0 {
			advice := rubric.Nearest(g.Name, names)
			if len(names) == 0 {
				advice = "it takes none"
			}
			fail(g.At, name+" has no argument "+g.Name, advice)
			continue
		}
		a := &args[i]
		if wrong := a.wrong(sample(g.Value)); wrong != "" {
			fail(g.At, g.Name+" is "+strconv.Quote(g.Value), wrong)
		}
	}
	for _, a := range args {
		if a.Required && !slices.ContainsFunc(given, func(g rubric.Argument) bool { return g.Name == a.Name }) {
			fail(rubric.Pos{}, name+" needs the argument "+a.Name, "add it below with: "+a.Doc)
		}
	}
}

// wrong says what a value should be, "" if it is that.
func (a *Arg) wrong(v string) string {
	switch a.Form {
	case Whole:
		if _, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64); err != nil {
			return "a whole number is needed"
		}
	case Seconds:
		if _, ok := rubric.Duration(v); !ok {
			return "a time such as 5s or 60 ms is needed"
		}
	case Truth:
		if v != "true" && v != "false" {
			return "true or false is needed"
		}
	case Choice:
		if !slices.Contains(a.Words, v) {
			return "it may be " + strings.Join(a.Words, ", ")
		}
	case Text:
		if strings.TrimSpace(v) == "" {
			return "a text is needed"
		}
	}
	return ""
}
