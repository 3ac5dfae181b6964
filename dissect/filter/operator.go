package filter

// relation compares two values.
type relation uint8

const (
	equal relation = iota
	unequal
	greater
	less
	atLeast
	atMost
	contains
	matches
	allEqual   // equal for all pairs of values
	anyUnequal // unequal for any pair of values
)

var relationNames = [...]string{"==", "!=", ">", "<", ">=", "<=", "contains", "matches", "===", "!=="}

func (r relation) String() string { return relationNames[r] }

// relations has every way to write a relation.
var relations = map[string]relation{
	"==": equal, "eq": equal, "any_eq": equal,
	"!=": unequal, "ne": unequal, "all_ne": unequal,
	"===": allEqual, "all_eq": allEqual,
	"!==": anyUnequal, "any_ne": anyUnequal, "~=": anyUnequal,
	">": greater, "gt": greater,
	"<": less, "lt": less,
	">=": atLeast, "ge": atLeast,
	"<=": atMost, "le": atMost,
	"contains": contains,
	"matches":  matches, "~": matches,
}

// split returns the bare relation and which of the values must keep it: of
// a != b all, of the others any, unless the operator or q says otherwise.
func (r relation) split(q quantifier) (relation, quantifier) {
	own := anyOf
	switch r {
	case unequal:
		own = allOf
	case allEqual:
		r, own = equal, allOf
	case anyUnequal:
		r = unequal
	}
	if q == unsaid {
		q = own
	}
	return r, q
}

// quantifier says how many of a frame's values must keep a relation.
type quantifier uint8

const (
	unsaid quantifier = iota
	anyOf
	allOf
)

var quantifiers = map[string]quantifier{"any": anyOf, "all": allOf}

func (q quantifier) prefix() string { return [...]string{"", "any ", "all "}[q] }

// arithmetic is a binary operator of operands.
type arithmetic uint8

const (
	add arithmetic = iota
	subtract
	multiply
	divide
	modulo
	mask // bitwise and
)

var arithmeticNames = [...]string{"+", "-", "*", "/", "%", "&"}

func (a arithmetic) String() string { return arithmeticNames[a] }

func (a arithmetic) precedence() precedence {
	return [...]precedence{precSum, precSum, precProduct, precProduct, precProduct, precMask}[a]
}

var arithmetics = map[string]arithmetic{
	"+": add, "-": subtract, "*": multiply, "/": divide, "%": modulo, "&": mask, "bitwise_and": mask,
}

// logicals has every way to write a logical operator.
var logicals = map[string]precedence{
	"and": precAnd, "&&": precAnd, "xor": precXor, "^^": precXor, "or": precOr, "||": precOr,
}

// keywords are words that no literal can be.
func keyword(word string) bool {
	_, r := relations[word]
	_, q := quantifiers[word]
	_, a := arithmetics[word]
	_, l := logicals[word]
	return r || q || a || l || word == "not" || word == "in"
}
