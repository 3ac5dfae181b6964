package expr

import (
	"slices"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"

	"netsniff/report/grade/rubric"
)

// function is one that CEL does not have.
type function struct {
	name, doc string
	argument  *cel.Type
	call      func(ref.Val) ref.Val
}

var numbers = cel.ListType(cel.DynType)

var ownFunctions = []function{
	{"ms", "ms(60): milliseconds as seconds", cel.DynType, func(v ref.Val) ref.Val { return scaled(v, 1e-3) }},
	{"us", "us(60): microseconds as seconds", cel.DynType, func(v ref.Val) ref.Val { return scaled(v, 1e-6) }},
	{"number", "number(answers.q3): a typed number, with its unit if it has one", cel.StringType, number},
	{"sum", "sum of a list of numbers", numbers, func(v ref.Val) ref.Val { return fold(v, sum) }},
	{"mean", "mean of a list of numbers", numbers,
		func(v ref.Val) ref.Val { return fold(v, func(l []float64) float64 { return sum(l) / float64(len(l)) }) }},
	{"median", "median of a list of numbers", numbers, func(v ref.Val) ref.Val {
		return fold(v, func(l []float64) float64 { slices.Sort(l); return l[len(l)/2] })
	}},
	{"least", "least of a list of numbers", numbers,
		func(v ref.Val) ref.Val { return fold(v, func(l []float64) float64 { return slices.Min(l) }) }},
	{"greatest", "greatest of a list of numbers", numbers,
		func(v ref.Val) ref.Val { return fold(v, func(l []float64) float64 { return slices.Max(l) }) }},
}

// FunctionNames are those of the functions that CEL does not have.
func FunctionNames() (list []string) {
	for _, f := range ownFunctions {
		list = append(list, f.name)
	}
	return list
}

func functions() (list []cel.EnvOption) {
	for _, f := range ownFunctions {
		list = append(list, cel.Function(f.name,
			cel.Overload(f.name+"_of", []*cel.Type{f.argument}, cel.DoubleType, cel.UnaryBinding(f.call))))
	}
	return list
}

func float(v ref.Val) (float64, bool) { return Value{v}.Number() }

func scaled(v ref.Val, by float64) ref.Val {
	n, ok := float(v)
	if !ok {
		return types.NewErr("no number")
	}
	return types.Double(n * by)
}

func number(v ref.Val) ref.Val {
	s, _ := v.Value().(string)
	n, unit, ok := rubric.Number(s)
	if !ok {
		return types.NewErr("no number: %q", s)
	}
	if _, factor, known := rubric.Unit(unit); known {
		n *= factor
	}
	return types.Double(n)
}

func sum(l []float64) (s float64) {
	for _, x := range l {
		s += x
	}
	return s
}

// fold makes a number of a list of numbers. That of none is 0 for sum, an error for others.
func fold(v ref.Val, of func([]float64) float64) ref.Val {
	l, ok := v.(traits.Lister)
	if !ok {
		return types.NewErr("no list")
	}
	var list []float64
	for it := l.Iterator(); it.HasNext() == types.True; {
		n, ok := float(it.Next())
		if !ok {
			return types.NewErr("no number in the list")
		}
		list = append(list, n)
	}
	if len(list) == 0 {
		return types.NewErr("empty list")
	}
	return types.Double(of(list))
}
