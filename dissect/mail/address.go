package mail

import (
	"bytes"
	"iter"
)

// Address is one address of a list (RFC 5322 §3.4). Its parts lie in the field.
type Address struct {
	Item []byte // as it stands in the list
	Name []byte // the display name, without quotes; empty if there is none
	Spec []byte // "alice@example.com"
}

// nextAddress reads the address at the front of a list and returns the rest.
// Group names and their final semicolons are skipped; ok is false at the end.
func nextAddress(list []byte) (a Address, rest []byte, ok bool) {
	for len(list) > 0 {
		n, group := addressEnd(list)
		item := bytes.Trim(list[:n], " \t\r\n")
		list = list[min(n+1, len(list)):]
		if !group && len(item) > 0 {
			return parseAddress(item), list, true
		}
	}
	return a, nil, false
}

// addressEnd returns where the first item of a list ends: at a comma, a
// semicolon or the colon after a group's name, outside quotes, comments and
// angle brackets.
func addressEnd(list []byte) (n int, group bool) {
	quoted, depth, angle := false, 0, false
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case c == '\\' && (quoted || depth > 0):
			i++
		case c == '"' && depth == 0:
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth > 0:
		case c == '<' || c == '>':
			angle = c == '<'
		case angle:
		case c == ',' || c == ';':
			return i, false
		case c == ':':
			return i, true
		}
	}
	return len(list), false
}

func parseAddress(item []byte) Address {
	open := bytes.LastIndexByte(item, '<')
	if open < 0 {
		return Address{Item: item, Spec: item}
	}
	spec := item[open+1:]
	if n := bytes.IndexByte(spec, '>'); n >= 0 {
		spec = spec[:n]
	}
	name := bytes.Trim(item[:open], " \t\r\n")
	if n := len(name); n > 1 && name[0] == '"' && name[n-1] == '"' {
		name = name[1 : n-1]
	}
	return Address{Item: item, Name: name, Spec: spec}
}

// Addresses yields the addresses of a list (RFC 5322 §3.4). Names of groups
// are skipped.
func Addresses(list []byte) iter.Seq[Address] {
	return func(yield func(Address) bool) {
		for a, rest, ok := nextAddress(list); ok && yield(a); a, rest, ok = nextAddress(rest) {
		}
	}
}
