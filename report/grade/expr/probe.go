package expr

import (
	"reflect"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/types"

	"netsniff/report/grade/model"
)

// maxProbes bounds the captures that an expression is tried on.
const maxProbes = 64

// NeverFails reports whether an expression holds whatever was captured: for a capture of
// nothing, and for made-up ones that have one of everything, with the values that stand
// in the expression and with others.
func (x *Expr) NeverFails() bool {
	if !x.holds(&model.Capture{Swarm: &model.Swarm{}}) {
		return false
	}
	for i, p := range x.probes {
		if i == maxProbes {
			break
		}
		c := &model.Capture{}
		p.fill(reflect.ValueOf(c).Elem())
		if !x.holds(c) {
			return false
		}
	}
	return true
}

func (x *Expr) holds(c *model.Capture) bool {
	v, failed := x.Eval(&Scope{Capture: c, Inputs: map[string]*model.Capture{}, Student: map[string]string{},
		Answers: map[string]string{}})
	if failed != nil {
		return false
	}
	truth, isBool := v.Bool()
	share, isNumber := v.Number()
	return isBool && truth || isNumber && share >= 1
}

// probe is what values of a made-up capture are.
type probe struct {
	text   string
	number float64
	truth  bool
	length int // of lists
}

// maxLength bounds lists of a made-up capture; all their elements are one.
const maxLength = 10_000

// probesOf makes probes of the values in an expression.
func probesOf(tree *cel.Ast) (list []probe) {
	texts, numbers, lengths := []string{"", "x"}, []float64{0, -1, 1e6}, []int{1, 2}
	for _, n := range ast.MatchDescendants(ast.NavigateAST(tree.NativeRep()), ast.KindMatcher(ast.LiteralKind)) {
		switch v := n.AsLiteral().(type) {
		case types.String:
			texts = append(texts, string(v))
		case types.Int:
			if v > 0 && v < maxLength {
				lengths = append(lengths, int(v)+1)
			}
			numbers = append(numbers, float64(v), float64(v)+1, float64(v)-1)
		case types.Double:
			numbers = append(numbers, float64(v), float64(v)+1, float64(v)-1)
		}
	}
	for i := range max(len(texts), len(numbers), len(lengths)) {
		for _, truth := range [...]bool{true, false} {
			list = append(list, probe{texts[i%len(texts)], numbers[i%len(numbers)], truth, lengths[i%len(lengths)]})
		}
	}
	return list
}

// fill gives a value, and all in it, what the probe has.
func (p probe) fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Int64:
		v.SetInt(int64(p.number))
	case reflect.Float64:
		v.SetFloat(p.number)
	case reflect.Bool:
		v.SetBool(p.truth)
	case reflect.String:
		v.SetString(p.text)
	case reflect.Slice:
		list := reflect.MakeSlice(v.Type(), p.length, p.length)
		p.fill(list.Index(0))
		for i := 1; i < p.length; i++ {
			list.Index(i).Set(list.Index(0))
		}
		v.Set(list)
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{p.text: p.text}))
	case reflect.Pointer:
		x := reflect.New(v.Type().Elem())
		p.fill(x.Elem())
		v.Set(x)
	case reflect.Struct:
		for i := range v.NumField() {
			p.fill(v.Field(i))
		}
	}
}
