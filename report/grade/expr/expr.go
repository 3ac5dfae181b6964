// Package expr evaluates expressions of rubrics: CEL over the model of a capture,
// checked against its types before anything is graded, and with a limit of what one
// may cost.
package expr

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"github.com/google/cel-go/ext"

	"netsniff/report/grade/model"
	"netsniff/report/grade/rubric"
)

// costLimit is what one evaluation may cost: some seconds at most. To look at a field of
// each of 200,000 packets costs about half of it.
const costLimit = 2_000_000

// maxSize bounds an expression in bytes.
const maxSize = 16 << 10

// Scope is what an expression may speak of.
type Scope struct {
	Capture *model.Capture            // that is looked at
	Inputs  map[string]*model.Capture // by role: the first of each
	Student map[string]string
	Answers map[string]string
}

// variables of expressions, with their documentation.
var variables = []struct{ Name, Type, Doc string }{
	{"capture", "model.Capture", "the capture that the item looks at"},
	{"packets", "list(Packet)", "capture.packets"},
	{"conns", "list(Conn)", "capture.conns"},
	{"exchanges", "list(Exchange)", "capture.exchanges"},
	{"http", "list(HTTP)", "capture.http"},
	{"lookups", "list(Lookup)", "capture.lookups"},
	{"mails", "list(Mail)", "capture.mails"},
	{"transfers", "list(Transfer)", "capture.transfers"},
	{"calls", "list(Call)", "capture.calls"},
	{"media", "list(Media)", "capture.media"},
	{"tls", "list(Handshake)", "capture.tls"},
	{"swarm", "Swarm", "capture.swarm"},
	{"inputs", "map(string, Capture)", "the captures by role: inputs.pop3.mails"},
	{"student", "map(string, string)", "the row of the roster: student.id"},
	{"answers", "map(string, string)", "typed answers by question, as they were written: answers.q3"},
}

// Env compiles expressions.
type Env struct {
	env   *cel.Env
	limit uint64
	names []string // of variables and fields, to suggest
}

// types that the model is made of.
var modelTypes = []reflect.Type{
	reflect.TypeFor[model.Capture](), reflect.TypeFor[model.Packet](), reflect.TypeFor[model.Conn](),
	reflect.TypeFor[model.Side](),
	reflect.TypeFor[model.RTT](), reflect.TypeFor[model.Segment](), reflect.TypeFor[model.Exchange](),
	reflect.TypeFor[model.HTTP](),
	reflect.TypeFor[model.Lookup](), reflect.TypeFor[model.Answer](), reflect.TypeFor[model.Mail](),
	reflect.TypeFor[model.Attachment](),
	reflect.TypeFor[model.Transfer](), reflect.TypeFor[model.Call](), reflect.TypeFor[model.Media](),
	reflect.TypeFor[model.Handshake](), reflect.TypeFor[model.Swarm](),
	reflect.TypeFor[model.Announce](), reflect.TypeFor[model.Meeting](),
	reflect.TypeFor[model.Source](), reflect.TypeFor[model.Block](), reflect.TypeFor[model.Notice](),
}

// New returns an environment.
func New() (*Env, error) {
	args := []any{ext.ParseStructTags(true)}
	for _, t := range modelTypes {
		args = append(args, t)
	}
	of := func(name string) *cel.Type { return cel.ObjectType("model." + name) }
	options := []cel.EnvOption{
		ext.NativeTypes(args...), ext.Strings(), ext.Lists(), ext.Math(), ext.Sets(), cel.CrossTypeNumericComparisons(true),
		cel.Variable("capture", of("Capture")), cel.Variable("swarm", of("Swarm")),
		cel.Variable("inputs", cel.MapType(cel.StringType, of("Capture"))),
		cel.Variable("student", cel.MapType(cel.StringType, cel.StringType)),
		cel.Variable("answers", cel.MapType(cel.StringType, cel.StringType)),
	}
	for name, element := range map[string]string{"packets": "Packet", "conns": "Conn", "exchanges": "Exchange",
		"http":    "HTTP",
		"lookups": "Lookup", "mails": "Mail", "transfers": "Transfer", "calls": "Call", "media": "Media",
		"tls": "Handshake"} {
		options = append(options, cel.Variable(name, cel.ListType(of(element))))
	}
	env, err := cel.NewEnv(append(options, functions()...)...)
	if err != nil {
		return nil, err
	}
	e := &Env{env: env, limit: costLimit}
	for _, v := range variables {
		e.names = append(e.names, v.Name)
	}
	for _, t := range modelTypes {
		for i := range t.NumField() {
			if tag := t.Field(i).Tag.Get("cel"); tag != "" && !slices.Contains(e.names, tag) {
				e.names = append(e.names, tag)
			}
		}
	}
	return e, nil
}

// Expr is a compiled expression. It may be used by several goroutines.
type Expr struct {
	Text string
	// Protocols are those that it speaks of, by its variables (http) and by texts in it
	// ('smtp'), as filters call them; not what else stands in it.
	Protocols []string

	program cel.Program
	probes  []probe
	out     *cel.Type
}

// Error says what is wrong with an expression.
type Error struct{ Message, Advice string }

func (e *Error) Error() string { return e.Message }

// Compile checks an expression.
func (e *Env) Compile(text string) (*Expr, *Error) {
	if strings.TrimSpace(text) == "" {
		return nil, &Error{"the expression is empty", "netsniff grade model prints what it may speak of"}
	}
	if len(text) > maxSize {
		return nil, &Error{"the expression is too long", "make several items of it"}
	}
	tree, issues := e.env.Compile(text)
	if issues != nil && issues.Err() != nil {
		return nil, e.explain(text, issues)
	}
	if constant(tree) {
		return nil, &Error{"the expression does not look at the submission: it is always the same",
			"speak of capture, conns, http, mails, answers …"}
	}
	program, err := e.env.Program(tree, cel.CostLimit(e.limit), cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return nil, &Error{err.Error(), ""}
	}
	return &Expr{Text: text, Protocols: protocols(tree), program: program, probes: probesOf(tree),
		out: tree.OutputType()}, nil
}

// spoken are the protocols that variables are of.
var spoken = map[string]string{"http": "http", "lookups": "dns", "transfers": "ftp", "calls": "sip"}

// protocols returns what an expression speaks of. Mails may have come by several
// protocols: then texts tell, and if there are none it is any of them.
func protocols(tree *cel.Ast) (list []string) {
	add := func(name string) {
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	root := ast.NavigateAST(tree.NativeRep())
	mails := false
	for _, n := range ast.MatchDescendants(root, ast.KindMatcher(ast.IdentKind)) {
		if p := spoken[n.AsIdent()]; p != "" {
			add(p)
		}
		mails = mails || n.AsIdent() == "mails"
	}
	named := false
	for _, n := range ast.MatchDescendants(root, ast.KindMatcher(ast.LiteralKind)) {
		text, _ := n.AsLiteral().(types.String)
		switch text {
		case "smtp", "pop", "imap":
			named = true
			add(string(text))
		case "http", "dns", "ftp", "sip":
			add(string(text))
		}
	}
	if mails && !named {
		add("smtp")
		add("pop")
		add("imap")
	}
	return list
}

// explain makes one line of what the checker says first, with the place and the name
// that was meant.
func (e *Env) explain(text string, issues *cel.Issues) *Error {
	first := issues.Errors()[0]
	message, _, _ := strings.Cut(first.Message, "\n")
	message = strings.ReplaceAll(message, " (in container '')", "")
	x := &Error{Message: fmt.Sprintf("%s (at column %d of the expression)", message, first.Location.Column()+1)}
	if first.Location.Line() > 1 {
		x.Message = fmt.Sprintf("%s (at line %d, column %d of the expression)", message, first.Location.Line(),
			first.Location.Column()+1)
	}
	if _, rest, ok := strings.Cut(message, "undefined field '"); ok {
		name, _, _ := strings.Cut(rest, "'")
		x.Advice = rubric.Nearest(name, e.names)
	} else if _, rest, ok := strings.Cut(message, "undeclared reference to '"); ok {
		name, _, _ := strings.Cut(rest, "'")
		x.Advice = rubric.Nearest(name, append(e.names[:len(e.names):len(e.names)], FunctionNames()...))
	} else if strings.Contains(message, "no matching overload") {
		x.Advice = "the types do not fit each other; netsniff grade model prints those of the model"
	}
	if x.Advice == "" {
		x.Advice = "netsniff grade model prints what it may speak of"
	}
	return x
}

// constant reports whether an expression names no variable.
func constant(tree *cel.Ast) bool {
	names := ast.MatchDescendants(ast.NavigateAST(tree.NativeRep()), ast.KindMatcher(ast.IdentKind))
	for _, n := range names {
		if slices.ContainsFunc(variables, func(v struct{ Name, Type, Doc string }) bool { return v.Name == n.AsIdent() }) {
			return false
		}
	}
	return true
}

// Truth reports whether the expression may be used as a test: it is true or
// false, or a number.
func (x *Expr) Truth() bool {
	switch x.out.Kind() {
	case types.BoolKind, types.DoubleKind, types.IntKind, types.DynKind:
		return true
	}
	return false
}

// Type returns the type of the result, as CEL calls it.
func (x *Expr) Type() string { return x.out.String() }

func (s *Scope) activation() map[string]any {
	c := s.Capture
	if c == nil {
		c = &model.Capture{Swarm: &model.Swarm{}}
	}
	return map[string]any{
		"capture": c, "packets": c.Packets, "conns": c.Conns, "exchanges": c.Exchanges, "http": c.HTTP, "lookups": c.Lookups,
		"mails": c.Mails, "transfers": c.Transfers, "calls": c.Calls, "media": c.Media, "tls": c.Handshakes, "swarm": c.Swarm, "inputs": s.Inputs,
		"student": s.Student, "answers": s.Answers,
	}
}

// Value is the result of an expression.
type Value struct{ of ref.Val }

// Failure says why an expression has no value. Absent: what it speaks of is not there.
type Failure struct {
	Message string
	Absent  bool
	Costly  bool
}

func (f *Failure) Error() string { return f.Message }

// Eval evaluates the expression.
func (x *Expr) Eval(s *Scope) (v Value, failed *Failure) {
	defer func() { // of the library
		if r := recover(); r != nil {
			failed = &Failure{Message: fmt.Sprint(r)}
		}
	}()
	out, _, err := x.program.Eval(s.activation())
	if err != nil {
		m := err.Error()
		return v, &Failure{Message: m, Costly: strings.Contains(m, "cost limit"),
			Absent: strings.Contains(m, "index out of bounds") || strings.Contains(m, "no such key") || strings.Contains(m,
				"empty list") || strings.Contains(m, "no number")}
	}
	return Value{out}, nil
}

// Bool returns a truth value.
func (v Value) Bool() (truth, ok bool) {
	b, ok := v.of.(types.Bool)
	return bool(b), ok
}

// Number returns a number.
func (v Value) Number() (float64, bool) {
	switch n := v.of.(type) {
	case types.Int:
		return float64(n), true
	case types.Uint:
		return float64(n), true
	case types.Double:
		return float64(n), true
	}
	return 0, false
}

// Text returns what a person reads.
func (v Value) Text() string {
	switch n := v.of.(type) {
	case types.String:
		return string(n)
	case types.Bool:
		if n {
			return "yes"
		}
		return "no"
	case types.Double:
		return fmt.Sprintf("%.9g", float64(n))
	}
	return fmt.Sprint(v.of.Value())
}

// Items returns the values of a list, v itself if it is none.
func (v Value) Items() (list []Value) {
	l, ok := v.of.(traits.Lister)
	if !ok {
		return []Value{v}
	}
	for it := l.Iterator(); it.HasNext() == types.True && len(list) < 1000; {
		list = append(list, Value{it.Next()})
	}
	return list
}

// Frames returns the frames that a value means: numbers, or objects that have a frame.
func (v Value) Frames() (frames []int64) {
	for _, x := range v.Items() {
		if n, ok := x.of.(types.Int); ok {
			frames = append(frames, int64(n))
			continue
		}
		r := reflect.Indirect(reflect.ValueOf(x.of.Value()))
		if r.Kind() != reflect.Struct {
			continue
		}
		for i := range r.NumField() {
			if tag := r.Type().Field(i).Tag.Get("cel"); tag == "frame" || tag == "reply_frame" {
				frames = append(frames, r.Field(i).Int())
			}
		}
	}
	return frames
}
