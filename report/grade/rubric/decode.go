package rubric

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// decoder reads a rubric and collects what is wrong with it.
type decoder struct {
	file     string
	problems Problems
}

func (d *decoder) fail(at Pos, message, advice string) {
	d.problems = append(d.problems, Problem{d.file, at, message, advice})
}

// check holds a mapping against the table of its keys.
func (d *decoder) check(n *node, o *object) bool {
	if n.shape != isMap {
		d.fail(n.at, fmt.Sprintf("the %s is %s", o.name, n.shape), "a mapping of keys to values is needed")
		return false
	}
	names := o.names()
	meant := map[string]bool{} // by keys that were misspelt
	for _, name := range n.keys {
		i := slices.IndexFunc(o.keys, func(k key) bool { return k.name == name })
		if i < 0 {
			advice := Nearest(name, names)
			d.fail(n.keyAt[name], fmt.Sprintf("the %s has no key %q", o.name, name), advice)
			meant[strings.TrimSuffix(strings.TrimPrefix(advice, "did you mean "), "?")] = true
			continue
		}
		d.form(n.fields[name], &o.keys[i])
	}
	for _, k := range o.keys {
		if k.required && n.fields[k.name] == nil && !meant[k.name] {
			d.fail(n.at, fmt.Sprintf("the %s has no %s", o.name, k.name), fmt.Sprintf("add %s: %s", k.name, k.form))
		}
	}
	return true
}

func (o *object) names() (list []string) {
	for _, k := range o.keys {
		list = append(list, k.name)
	}
	return list
}

// form holds a value against what its key wants.
func (d *decoder) form(n *node, k *key) {
	good := false
	switch k.form {
	case formString, formKey:
		good = n.shape == isText || n.shape == isNumber || n.shape == isBool
	case formNumber:
		_, err := strconv.ParseFloat(n.scalar, 64)
		good = n.shape == isNumber && err == nil
	case formBool:
		good = n.shape == isBool
	case formText:
		good = n.shape == isText || n.shape == isNumber || n.shape == isMap
		if n.shape == isMap {
			d.check(n, &textObject)
		}
	case formStrings:
		good = n.shape == isText || n.shape == isNumber || n.shape == isList && !slices.ContainsFunc(n.list,
			func(x *node) bool { return x.shape != isText && x.shape != isNumber })
	case formRange:
		_, good = ParseRange(n.scalar)
	case formDuration:
		var v float64
		v, good = Duration(n.scalar)
		good = good && v > 0
	case formTime:
		_, good = Moment(n.scalar)
	case formTolerance:
		_, good = ParseTolerance(n.scalar)
	case formScalars:
		good = n.shape == isMap && d.scalars(n)
	case formObject:
		good = d.check(n, k.of)
	case formObjects:
		if good = n.shape == isList && len(n.list) > 0; good {
			for _, x := range n.list {
				d.check(x, k.of)
			}
		}
	case formTexts:
		good = n.shape == isMap && d.check(n, &feedbackObject)
	case formRoles:
		good = n.shape == isText || n.shape == isList || n.shape == isMap
	case formParams:
		good = n.shape == isList || n.shape == isMap
	}
	if !good && (k.form != formObject) {
		d.fail(n.at, fmt.Sprintf("%s is %s", k.name, said(n)), k.form.String()+" is needed")
	}
	if good && k.words != nil && oneOf(n.scalar, k.words) < 0 {
		d.fail(n.at, fmt.Sprintf("%s is %q", k.name, n.scalar), "it may be "+strings.Join(k.words, ", "))
	}
}

func said(n *node) string {
	if n.shape == isText || n.shape == isNumber || n.shape == isBool {
		return strconv.Quote(n.scalar)
	}
	if n.shape == isList && len(n.list) == 0 {
		return "an empty list"
	}
	return n.shape.String()
}

func (d *decoder) scalars(n *node) bool {
	for _, name := range n.keys {
		x := n.fields[name]
		if x.shape == isMap || x.shape == isNull ||
			slices.ContainsFunc(x.list, func(y *node) bool { return y.shape == isMap || y.shape == isList }) {
			return false
		}
	}
	return true
}

var textObject = object{"text", []key{{name: "en", form: formString}, {name: "zh", form: formString}}}

var feedbackObject = func() object {
	o := object{name: "feedback"}
	for _, v := range verdictKeys {
		o.keys = append(o.keys, key{name: v, form: formText, doc: "said with this verdict"})
	}
	return o
}()

// str returns a scalar of a mapping, "" if there is none.
func (n *node) str(name string) string {
	if x := n.fields[name]; x != nil {
		return x.scalar
	}
	return ""
}

func (n *node) num(name string) (float64, bool) {
	x := n.fields[name]
	if x == nil {
		return 0, false
	}
	v, err := strconv.ParseFloat(x.scalar, 64)
	return v, err == nil
}

func (n *node) truth(name string) bool { return n.str(name) == "true" }

func (n *node) strings(name string) []string {
	x := n.fields[name]
	if x == nil {
		return nil
	}
	return x.texts()
}

func (n *node) texts() (list []string) {
	if n.shape != isList {
		return []string{n.scalar}
	}
	for _, v := range n.list {
		list = append(list, v.scalar)
	}
	return list
}

func (n *node) text(name string) Text {
	x := n.fields[name]
	switch {
	case x == nil:
		return Text{}
	case x.shape != isMap:
		return Text{EN: x.scalar, ZH: x.scalar}
	}
	t := Text{EN: x.str("en"), ZH: x.str("zh")}
	if t.EN == "" {
		t.EN = t.ZH
	}
	if t.ZH == "" {
		t.ZH = t.EN
	}
	return t
}
