package rubric

import (
	"fmt"
	"slices"
	"strings"

	"netsniff/dissect/registry"
)

// Problem is something wrong with a rubric.
type Problem struct {
	File    string
	At      Pos
	Message string // what is wrong
	Advice  string // what to do; may be empty
}

func (p Problem) String() string {
	s := fmt.Sprintf("%s:%d:%d: %s", p.File, p.At.Line, p.At.Column, p.Message)
	if p.Advice != "" {
		s += "; " + p.Advice
	}
	return s
}

// Problems are those of a rubric, in order. They are an error.
type Problems []Problem

func (l Problems) Error() string {
	lines := make([]string, len(l))
	for i, p := range l {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives each problem as an error of its own.
func (l Problems) Unwrap() []error {
	list := make([]error, len(l))
	for i, p := range l {
		list[i] = problemError{p}
	}
	return list
}

type problemError struct{ Problem }

func (e problemError) Error() string { return e.Problem.String() }

// Sort orders problems by where they are.
func (l Problems) Sort() {
	slices.SortStableFunc(l, func(a, b Problem) int {
		if a.At.Line != b.At.Line {
			return a.At.Line - b.At.Line
		}
		return a.At.Column - b.At.Column
	})
}

// Nearest advises the known name that is meant most likely, or lists them all if
// they are few.
func Nearest(name string, known []string) string {
	name = name[:min(len(name), 64)]
	best, cost := "", min(max(2, len(name)/3), len(name)-1)+1
	for _, x := range known {
		c := registry.Distance(strings.ToLower(name), strings.ToLower(x))
		if len(name) >= 4 && (strings.Contains(x, name) || strings.HasPrefix(name, x) && len(x) > 3) {
			c = min(c, 1)
		}
		if c < cost {
			best, cost = x, c
		}
	}
	switch {
	case best != "":
		return "did you mean " + best + "?"
	case len(known) == 0:
		return ""
	case len(known) <= 12:
		return "there are " + strings.Join(known, ", ")
	}
	return ""
}
