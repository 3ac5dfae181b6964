package records

import (
	"reflect"
	"regexp"
	"strings"
)

// whereParser reads a condition by recursive descent.
type whereParser struct {
	where *Where
	token whereToken
	at    int // behind the token
	deep  int
}

// whereToken is a word, a quoted text or a sign of a condition.
type whereToken struct {
	text     string
	quoted   bool
	from, to int
}

// mostDeep bounds parentheses within each other.
const mostDeep = 100

// operators are the comparisons, with the words that stand for them as in display filters.
var operators = map[string]string{"==": "==", "eq": "==", "!=": "!=", "ne": "!=", "<": "<", "lt": "<", "<=": "<=",
	"le": "<=", ">": ">", "gt": ">", ">=": ">=", "ge": ">=", "contains": "contains", "matches": "matches", "~": "matches",
	"in": "in"}

func (p *whereParser) wrong(t whereToken, message string) error {
	return p.where.wrong(t.from, t.to, message)
}

// read reads the whole condition.
func (p *whereParser) read() (err error) {
	if err := p.next(); err != nil {
		return err
	}
	if p.where.root, err = p.either(); err != nil {
		return err
	}
	if p.token.from < len(p.where.Text) {
		return p.wrong(p.token, "and, or or the end is expected")
	}
	return nil
}

// next goes to the next token; at the end it is empty.
func (p *whereParser) next() error {
	text := p.where.Text
	for p.at < len(text) && strings.IndexByte(" \t\r\n", text[p.at]) >= 0 {
		p.at++
	}
	from := p.at
	p.token = whereToken{from: from, to: from}
	if from == len(text) {
		return nil
	}
	if c := text[from]; c == '"' || c == '\'' {
		return p.quoted(c)
	}
	for _, sign := range [...]string{"==", "!=", "<=", ">=", "&&", "||", "<", ">", "~", "!", "(", ")", "{", "}", ","} {
		if strings.HasPrefix(text[from:], sign) {
			p.at += len(sign)
			p.token = whereToken{text: sign, from: from, to: p.at}
			return nil
		}
	}
	end := from + strings.IndexAny(text[from:]+" ", " \t\r\n=!<>&|~(){},\"'")
	if end == from {
		return p.where.wrong(from, from+1, "this sign means nothing here")
	}
	p.at = end
	p.token = whereToken{text: text[from:end], from: from, to: end}
	return nil
}

// quoted reads a text in quotes; a backslash takes what follows as it is.
func (p *whereParser) quoted(quote byte) error {
	text, from := p.where.Text, p.at
	var b strings.Builder
	for i := from + 1; i < len(text); i++ {
		switch {
		case text[i] == quote:
			p.at = i + 1
			p.token = whereToken{text: b.String(), quoted: true, from: from, to: p.at}
			return nil
		case text[i] == '\\' && i+1 < len(text):
			i++
		}
		b.WriteByte(text[i])
	}
	return p.where.wrong(from, len(text), "the quote is not closed")
}

// is reports whether the token is one of some words.
func (p *whereParser) is(words ...string) bool {
	for _, w := range words {
		if !p.token.quoted && strings.EqualFold(p.token.text, w) {
			return true
		}
	}
	return false
}

func (p *whereParser) either() (term, error) {
	return p.chain([]string{"or", "||"}, p.both, func(a, b term) term {
		return func(v reflect.Value) bool { return a(v) || b(v) }
	})
}

func (p *whereParser) both() (term, error) {
	return p.chain([]string{"and", "&&"}, p.one, func(a, b term) term {
		return func(v reflect.Value) bool { return a(v) && b(v) }
	})
}

// chain reads terms with a word between them.
func (p *whereParser) chain(words []string, each func() (term, error), join func(a, b term) term) (term, error) {
	all, err := each()
	for err == nil && p.is(words...) {
		if err = p.next(); err != nil {
			break
		}
		var next term
		if next, err = each(); err == nil {
			all = join(all, next)
		}
	}
	return all, err
}

// one reads a comparison, or what stands in parentheses or behind not.
func (p *whereParser) one() (term, error) {
	if p.deep++; p.deep > mostDeep {
		return nil, p.wrong(p.token, "this is too deep")
	}
	defer func() { p.deep-- }()
	switch {
	case p.is("not", "!"):
		if err := p.next(); err != nil {
			return nil, err
		}
		x, err := p.one()
		return func(v reflect.Value) bool { return !x(v) }, err
	case p.is("("):
		open := p.token
		if err := p.next(); err != nil {
			return nil, err
		}
		x, err := p.either()
		if err != nil {
			return nil, err
		}
		if !p.is(")") {
			return nil, p.wrong(open, "the parenthesis is not closed")
		}
		return x, p.next()
	case p.token.text == "" || p.token.quoted || strings.ContainsAny(p.token.text, "=!<>&|~(){},"):
		return nil, p.wrong(p.token, "the name of a column is expected")
	}
	return p.comparison()
}

func (p *whereParser) comparison() (term, error) {
	w := p.where
	t := &test{name: len(w.names)}
	w.names = append(w.names, name{text: p.token.text, from: p.token.from, to: p.token.to, test: t})
	if err := p.next(); err != nil {
		return nil, err
	}
	if op, ok := operators[strings.ToLower(p.token.text)]; ok && !p.token.quoted {
		t.op = op
		if err := p.next(); err != nil {
			return nil, err
		}
		if err := p.values(t); err != nil {
			return nil, err
		}
	}
	return func(v reflect.Value) bool {
		c := w.names[t.name].column
		return t.holds(c, v.FieldByIndex(c.index))
	}, nil
}

// values reads what a column is compared with.
func (p *whereParser) values(t *test) error {
	if t.op != "in" {
		if err := p.value(t); err != nil {
			return err
		}
		if t.op == "matches" {
			var err error
			if t.re, err = regexp.Compile("(?i)" + t.values[0].text); err != nil {
				return p.where.wrong(t.values[0].from, t.values[0].to, "this is no regular expression")
			}
		}
		return nil
	}
	open := p.token
	if !p.is("{") {
		return p.wrong(p.token, "in is followed by values in braces: in {200, 304}")
	}
	for {
		if err := p.next(); err != nil {
			return err
		}
		if err := p.value(t); err != nil {
			return err
		}
		switch {
		case p.is("}"):
			return p.next()
		case !p.is(","):
			return p.wrong(open, "the brace is not closed")
		}
	}
}

func (p *whereParser) value(t *test) error {
	x := p.token
	if !x.quoted && (x.text == "" || strings.ContainsAny(x.text, "=!<>&|~(){},")) {
		return p.wrong(x, "a value is expected")
	}
	t.values = append(t.values, literal{text: x.text, quoted: x.quoted, from: x.from, to: x.to})
	return p.next()
}
