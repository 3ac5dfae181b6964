// Package rubric is the language in which teachers write what a lab asks for: one
// YAML file. Parse reads it; every fault is a Problem with file, line and what to do.
// The keys are one table (language.go), from which Schema writes the JSON Schema that
// editors know. What checks, filters and expressions mean is not known here.
package rubric

import "netsniff/report/table"

// Version is that of the language.
const Version = 1

// Text is a text in English and Chinese. One that was given in one language only
// is the same in both.
type Text = table.Phrase

// Pos is a place in the file.
type Pos struct{ Line, Column int }

// Rubric is a rubric as it was written.
type Rubric struct {
	File    string
	Title   Text
	Course  Text
	Total   float64 // points to be had without bonus
	Pass    float64 // points from which on a submission passes
	Inputs  []Input
	Keys    []Input  // key logs, with which TLS of all captures is decrypted
	Answers []string // patterns of files with typed answers; none: there are no typed answers
	Student []Parameter
	Window  Window
	Ignore  []string // paths of HTTP that never count against a student
	Items   []*Item
	At      map[string]Pos // of keys of the rubric itself
}

// Input is a kind of capture that a submission has.
type Input struct {
	Role     string
	Files    []string // patterns of names
	Optional bool
	At       Pos
}

// inputKinds are what an input may be.
var inputKinds = [...]string{"capture", "keylog"}

// Parameter is a column of the roster.
type Parameter struct {
	Name string
	Type ParameterType
	At   Pos
}

// ParameterType says what values of a parameter look like.
type ParameterType uint8

// Types of parameters.
const (
	TextParameter ParameterType = iota
	AddressParameter
	MailParameter
)

var parameterTypes = [...]string{"text", "address", "mail"}

func (t ParameterType) String() string { return parameterTypes[t] }

// Window is when the lab took place, in seconds since 1970; zero if it was not said.
type Window struct{ From, To float64 }

// Item is something that points are given for.
type Item struct {
	Test
	ID       string
	Title    Text
	Points   float64 // less than 0: taken away if the test holds
	Bonus    bool    // not a part of the total
	Gate     bool    // if it does not pass, no other item has points
	Requires []string
	Partial  []*Share // tried in order if the test fails: the first that holds gives its points
	Feedback map[string]Text
}

// Share is a test with points of its own.
type Share struct {
	Test
	Title    Text
	Points   float64
	Feedback Text
}

// Kind says which sort of test it is: by the key that it has.
type Kind uint8

// Kinds of tests.
const (
	NoTest    Kind = iota
	ByFilter       // frames that a display filter selects are counted
	BySteps        // frames in order
	ByExpr         // an expression is true, or a number from 0 to 1
	ByCheck        // a standard check
	ByAnswer       // a typed answer is right
	ByParts        // several tests with points each
	ByAny          // one of several tests
	ByAll          // all of several tests
	ByTeacher      // a person has to look
)

var kinds = [...]string{"", "filter", "sequence", "expr", "check", "answer", "parts", "any", "all", "manual"}

func (k Kind) String() string { return kinds[k] }

// Kinds are the names of the keys that make a test.
func Kinds() []string { return kinds[1:] }

// Test is what has to hold.
type Test struct {
	Kind     Kind
	At       Pos    // of the key that makes it
	Input    string // role of the capture that it looks at; "" if there is one only
	Filter   string
	Count    Range // of frames that the filter selects
	Steps    []Step
	Same     Same
	Expr     string
	Evidence string // expression: a list of frames or objects that are shown
	Check    string
	With     []Argument
	Answer   Answer
	Parts    []*Share // ByParts, ByAny, ByAll
	Expects  string   // protocol in clear text without which nothing can be said
	Manual   Text     // what the person should look at
	Keys     map[string]Pos
}

// Step is a frame of a sequence.
type Step struct {
	Filter string
	Within float64 // seconds after the frame of the step before; 0: any time
	At     Pos
}

// Same says what the frames of a sequence share.
type Same uint8

// What frames share.
const (
	SameConnection Same = iota
	SameHosts
	SameNothing
)

var sames = [...]string{"connection", "hosts", "nothing"}

func (s Same) String() string { return sames[s] }

// Argument is one of a standard check.
type Argument struct {
	Name  string
	Value string
	List  []string // if several were given, all of them
	At    Pos
}

// Answer is a typed answer and what it is compared with.
type Answer struct {
	Name      string // its key in the file with answers
	Keys      []Key  // right answers, the first is the usual one
	Tolerance Tolerance
	Unit      string // of the keys, as the student may write it or leave it out
	Loose     bool   // texts: case, blanks and punctuation at the ends do not count
}

// Key is a right answer: an expression, or the name of a standard key.
type Key struct {
	Expr     string
	Standard string
	Label    Text // what it counts
	Unit     string
	At       Pos
}

// Tolerance is how far a number may be off: by whichever is more. Absolute is in the
// base of its unit (s, B, bit/s), Bare in the unit of the answer.
type Tolerance struct{ Share, Absolute, Bare float64 }

// Range is a number of things; Max < 0: there is no upper bound.
type Range struct{ Min, Max int64 }

// Has reports whether n is in it.
func (r Range) Has(n int64) bool { return n >= r.Min && (r.Max < 0 || n <= r.Max) }
