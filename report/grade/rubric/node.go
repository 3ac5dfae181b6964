package rubric

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// MaxSize bounds a file, maxDepth how deep its values lie in each other.
const (
	MaxSize  = 4 << 20
	maxDepth = 32
)

// node is a value of YAML with its place.
type node struct {
	at     Pos
	shape  shape
	scalar string
	list   []*node
	keys   []string // in order
	fields map[string]*node
	keyAt  map[string]Pos
}

// shape says what a node is.
type shape uint8

const (
	isNull shape = iota
	isText
	isNumber
	isBool
	isList
	isMap
)

var shapes = [...]string{"nothing", "a text", "a number", "true or false", "a list", "a mapping"}

func (s shape) String() string { return shapes[s] }

// tree reads a document of YAML. Anchors, aliases and tags are refused: a rubric
// needs none, and aliases make small files huge.
func (d *decoder) tree(text []byte) *node {
	f, err := parser.ParseBytes(text, 0)
	if err != nil {
		at, message := Pos{1, 1}, err.Error()
		var y yaml.Error
		if errors.As(err, &y) {
			message = y.GetMessage()
			if t := y.GetToken(); t != nil {
				at = Pos{t.Position.Line, t.Position.Column}
			}
		}
		d.fail(at, "this is no YAML: "+firstLine(message),
			"check indentation, colons and quotes there and in the line before")
		return nil
	}
	if len(f.Docs) == 0 || f.Docs[0].Body == nil {
		d.fail(Pos{1, 1}, "the file is empty", "netsniff grade init CAPTURE writes one to begin with")
		return nil
	}
	if len(f.Docs) > 1 {
		d.fail(Pos{1, 1}, "there are several documents in the file", "take out the lines that are only ---")
	}
	return d.node(f.Docs[0].Body, 0)
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

func (d *decoder) node(n ast.Node, depth int) *node {
	o := &node{}
	if n == nil {
		return o
	}
	if t := n.GetToken(); t != nil {
		o.at = Pos{t.Position.Line, t.Position.Column}
	}
	if depth > maxDepth {
		d.fail(o.at, "values lie too deep in each other", "")
		return o
	}
	switch x := n.(type) {
	case *ast.NullNode:
	case *ast.StringNode:
		o.shape, o.scalar = isText, x.Value
	case *ast.LiteralNode:
		o.shape, o.scalar = isText, x.Value.Value
	case *ast.IntegerNode:
		o.shape, o.scalar = isNumber, x.Token.Value
	case *ast.FloatNode:
		o.shape, o.scalar = isNumber, x.Token.Value
	case *ast.BoolNode:
		o.shape, o.scalar = isBool, strings.ToLower(x.Token.Value)
	case *ast.SequenceNode:
		o.shape = isList
		for _, v := range x.Values {
			o.list = append(o.list, d.node(v, depth+1))
		}
	case *ast.MappingNode:
		o.shape, o.fields, o.keyAt = isMap, map[string]*node{}, map[string]Pos{}
		for _, v := range x.Values {
			d.field(o, v, depth)
		}
		if len(x.Values) > 0 {
			o.at = o.keyAt[o.keys[0]]
		}
	case *ast.MappingValueNode:
		o.shape, o.fields, o.keyAt = isMap, map[string]*node{}, map[string]Pos{}
		d.field(o, x, depth)
		o.at = o.keyAt[o.keys[0]]
	case *ast.AliasNode:
		d.fail(o.at, "a text that begins with * is an alias in YAML", `put it in quotes: "*.pcapng"`)
	default:
		d.fail(o.at, fmt.Sprintf("%s is not possible here", strings.ToLower(n.Type().String())),
			"write the value itself, texts in quotes")
	}
	return o
}

func (d *decoder) field(o *node, v *ast.MappingValueNode, depth int) {
	name, at := "", o.at
	if t := v.Key.GetToken(); t != nil {
		name, at = t.Value, Pos{t.Position.Line, t.Position.Column}
	}
	if _, twice := o.fields[name]; twice {
		d.fail(at, fmt.Sprintf("%s is there twice", name), fmt.Sprintf("the first is in line %d", o.keyAt[name].Line))
		return
	}
	child := d.node(v.Value, depth+1)
	if child.at == (Pos{}) {
		child.at = at
	}
	o.keys = append(o.keys, name)
	o.fields[name], o.keyAt[name] = child, at
}
