package bencode

// Token is one step through a bencoded value.
type Token struct {
	Value      // of a list or dictionary that begins, Kind alone; None where one ends
	At    int  // where it begins in what is scanned
	Depth int  // how many lists and dictionaries it lies in
	Key   bool // it is the key of an entry
	// Of is the key of the entry that it is the value of, or lies in; nil if it is
	// the key itself, or in no dictionary.
	Of []byte
}

// Scanner reads a value step by step, so that one that is cut or broken can be
// read as far as it goes. Make it with Scan.
type Scanner struct {
	Token Token
	Fault Fault // why Next found nothing more; Fine at the end of the value
	bytes []byte
	next  int
	begun bool
	depth int
	open  [MaxDepth]struct {
		dict, keyed bool
		key         []byte
	}
}

// Scan begins to read b.
func Scan(b []byte) Scanner { return Scanner{bytes: b} }

// Read returns how many bytes the tokens so far have.
func (s *Scanner) Read() int { return s.next }

// Next goes to the next token, and reports whether there is one.
func (s *Scanner) Next() bool {
	if s.Fault != Fine || s.begun && s.depth == 0 {
		return false
	}
	s.begun = true
	if s.next >= len(s.bytes) {
		s.Fault = Truncated
		return false
	}
	switch s.bytes[s.next] {
	case 'e':
		return s.end()
	case 'l':
		return s.container(List)
	case 'd':
		return s.container(Dictionary)
	}
	v, fault := Parse(s.bytes[s.next:])
	if fault != Fine {
		s.Fault = fault
		return false
	}
	if !s.place(v) {
		return false
	}
	s.next += len(v.Raw)
	return true
}

// place makes v the token, as a key or a value.
func (s *Scanner) place(v Value) bool {
	s.Token = Token{Value: v, At: s.next, Depth: s.depth}
	if s.depth == 0 {
		return true
	}
	in := &s.open[s.depth-1]
	switch {
	case !in.dict:
		s.Token.Of = in.key
	case in.keyed:
		s.Token.Of, in.keyed = in.key, false
	case v.Kind != String:
		s.Fault = Malformed
		return false
	default:
		s.Token.Key, in.key, in.keyed = true, v.Body, true
	}
	return true
}

func (s *Scanner) container(k Kind) bool {
	if s.depth == MaxDepth {
		s.Fault = TooDeep
		return false
	}
	if !s.place(Value{Kind: k, Raw: s.bytes[s.next : s.next+1]}) {
		return false
	}
	in := &s.open[s.depth]
	in.dict, in.keyed, in.key = k == Dictionary, false, s.Token.Of
	s.depth++
	s.next++
	return true
}

func (s *Scanner) end() bool {
	if s.depth == 0 || s.open[s.depth-1].keyed {
		s.Fault = Malformed
		return false
	}
	s.depth--
	s.Token = Token{At: s.next, Depth: s.depth, Value: Value{Raw: s.bytes[s.next : s.next+1]}}
	s.next++
	return true
}
