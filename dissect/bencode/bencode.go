// Package bencode reads bencoded values (BEP 3,
// https://www.bittorrent.org/beps/bep_0003.html): byte strings, integers, lists
// and dictionaries. Everything is a pure function on bytes that copies nothing:
// a Value is a part of what it was read from.
//
// No value is read with recursion: what lies within another is passed by with a
// counter of its depth, so the work is linear in the bytes whatever they say.
package bencode

import "bytes"

// MaxDepth is how deep values may lie within each other. Messages of BitTorrent
// need 4, a torrent's file tree (BEP 52) as many as a path has names.
const MaxDepth = 64

// Kind is the type of a value.
type Kind uint8

// Kinds of values. None stands for a value that is not there.
const (
	None Kind = iota
	Integer
	String
	List
	Dictionary
)

var kinds = [...]string{"none", "integer", "string", "list", "dictionary"}

func (k Kind) String() string { return kinds[k] }

// Fault says why bytes are no value.
type Fault uint8

// Faults.
const (
	Fine      Fault = iota
	Truncated       // they end within it
	Malformed       // no value is written so
	TooDeep         // its values lie deeper than MaxDepth
)

var faults = [...]string{"fine", "truncated", "malformed", "nested too deep"}

func (f Fault) String() string { return faults[f] }

// Value is one value. The zero Value is none. All of it is borrowed from what
// Parse was given.
type Value struct {
	Kind Kind
	Raw  []byte // as it is encoded
	// Body is what a string holds, the digits of an integer with its sign, or the
	// encoded values within a list or dictionary.
	Body []byte
}

// Parse reads the value that b begins with; what follows it is not looked at:
// len(v.Raw) tells where that begins.
func Parse(b []byte) (v Value, f Fault) {
	if len(b) == 0 {
		return Value{}, Truncated
	}
	switch b[0] {
	case 'i':
		n, f := integer(b)
		if f != Fine {
			return Value{}, f
		}
		return Value{Integer, b[:n], b[1 : n-1]}, Fine
	case 'l', 'd':
		n, f := container(b)
		if f != Fine {
			return Value{}, f
		}
		kind := List
		if b[0] == 'd' {
			kind = Dictionary
		}
		return Value{kind, b[:n], b[1 : n-1]}, Fine
	}
	from, n, f := str(b)
	if f != Fine {
		return Value{}, f
	}
	return Value{String, b[:n], b[from:n]}, Fine
}

// maxLength is how many digits a length may have: more than the longest message
// needs, and no number of them is too big.
const maxLength = 10

// str returns where the bytes of the string begin that b begins with, and where
// they end.
func str(b []byte) (from, end int, f Fault) {
	n := 0
	for i, c := range b {
		switch {
		case c == ':' && i > 0:
			if n > len(b)-i-1 {
				return i + 1, len(b), Truncated
			}
			return i + 1, i + 1 + n, Fine
		case c < '0' || c > '9' || i >= maxLength || i == 1 && b[0] == '0':
			return 0, 0, Malformed
		}
		n = n*10 + int(c-'0')
	}
	return 0, 0, Truncated
}

// integer returns the length of the integer that b begins with.
func integer(b []byte) (int, Fault) {
	digits := 1
	if len(b) > 1 && b[1] == '-' {
		digits = 2
	}
	for i := digits; i < len(b); i++ {
		switch c := b[i]; {
		case c == 'e' && i > digits:
			if b[digits] == '0' && i-1 > 1 {
				return 0, Malformed // leading zeros, or -0
			}
			return i + 1, Fine
		case c < '0' || c > '9':
			return 0, Malformed
		}
	}
	return 0, Truncated
}

// container returns the length of the list or dictionary that b begins with.
func container(b []byte) (int, Fault) {
	var nested nesting
	for i := 0; i < len(b); {
		n := 1
		f := Fine
		switch c := b[i]; {
		case c == 'l' || c == 'd':
			if !nested.open(c == 'd') {
				return 0, Malformed
			}
			if nested.depth > MaxDepth {
				return 0, TooDeep
			}
		case c == 'e':
			if !nested.close() {
				return 0, Malformed
			}
			if nested.depth == 0 {
				return i + 1, Fine
			}
		case c == 'i':
			if n, f = integer(b[i:]); f == Fine && !nested.value(false) {
				f = Malformed
			}
		default:
			if _, n, f = str(b[i:]); f == Fine && !nested.value(true) {
				f = Malformed
			}
		}
		if f != Fine {
			return 0, f
		}
		i += n
	}
	return 0, Truncated
}

// nesting knows for each open list or dictionary whether a key is next, a bit
// each, the innermost lowest.
type nesting struct {
	depth int
	dicts uint64 // those that are dictionaries
	keyed uint64 // those of which the value of a key is next
}

// open takes the beginning of a list or dictionary.
func (x *nesting) open(dict bool) bool {
	if x.depth > 0 && !x.value(false) {
		return false
	}
	x.depth++
	x.dicts, x.keyed = x.dicts<<1, x.keyed<<1
	if dict {
		x.dicts |= 1
	}
	return true
}

// close takes the end of one.
func (x *nesting) close() bool {
	if x.dicts&x.keyed&1 != 0 {
		return false // a key without a value
	}
	x.depth--
	x.dicts, x.keyed = x.dicts>>1, x.keyed>>1
	return true
}

// value takes a value, which is a key where one is next: those are strings.
func (x *nesting) value(str bool) bool {
	if x.dicts&1 == 0 {
		return true
	}
	if x.keyed&1 == 0 && !str {
		return false
	}
	x.keyed ^= 1
	return true
}

// Int returns an integer, and false if it is none or does not fit.
func (v Value) Int() (int64, bool) {
	const safe = 18 // digits that always fit
	d := v.Body
	if v.Kind != Integer || len(d) == 0 {
		return 0, false
	}
	negative := d[0] == '-'
	if negative {
		d = d[1:]
	}
	if len(d) > safe {
		return 0, false
	}
	n := int64(0)
	for _, c := range d {
		n = n*10 + int64(c-'0')
	}
	if negative {
		n = -n
	}
	return n, true
}

// Text returns what a string holds, nil if it is none.
func (v Value) Text() []byte {
	if v.Kind != String {
		return nil
	}
	return v.Body
}

// Entries returns the values within a list or dictionary; others have none.
func (v Value) Entries() Entries {
	if v.Kind != List && v.Kind != Dictionary {
		return Entries{}
	}
	return Entries{rest: v.Body, keyed: v.Kind == Dictionary}
}

// Entries walks through a list or dictionary.
type Entries struct {
	Key   []byte // of a dictionary
	Value Value
	rest  []byte
	keyed bool
}

// Next goes to the next entry, and reports whether there is one.
func (e *Entries) Next() bool {
	if len(e.rest) == 0 {
		return false
	}
	if e.keyed {
		k, f := Parse(e.rest)
		if f != Fine || k.Kind != String {
			return false
		}
		e.Key, e.rest = k.Body, e.rest[len(k.Raw):]
	}
	v, f := Parse(e.rest)
	if f != Fine {
		return false
	}
	e.Value, e.rest = v, e.rest[len(v.Raw):]
	return true
}

// Get returns the value of a key of a dictionary, of the first if it has several
// of them; None if it has not.
func (v Value) Get(key string) Value {
	if v.Kind != Dictionary {
		return Value{}
	}
	for e := v.Entries(); e.Next(); {
		if string(e.Key) == key {
			return e.Value
		}
	}
	return Value{}
}

// Disorder returns the first key of a dictionary that is the same as the one
// before, or stands behind one that comes later in the alphabet (BEP 3: "Keys
// must be strings and appear in sorted order"). Those within others are not
// looked at.
func (v Value) Disorder() (key []byte, same, found bool) {
	var last []byte
	for e, first := v.Entries(), true; v.Kind == Dictionary && e.Next(); first = false {
		if c := bytes.Compare(last, e.Key); !first && c >= 0 {
			return e.Key, c == 0, true
		}
		last = e.Key
	}
	return nil, false, false
}
