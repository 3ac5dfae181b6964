package bittorrent

// Type is the type of a message (BEP 3, "peer messages"; BEP 6, 10, 52).
type Type uint8

// Types of messages.
const (
	Choke         Type = 0
	Unchoke       Type = 1
	Interested    Type = 2
	NotInterested Type = 3
	Have          Type = 4
	Bitfield      Type = 5
	Request       Type = 6
	Piece         Type = 7
	Cancel        Type = 8
	Port          Type = 9
	SuggestPiece  Type = 13
	HaveAll       Type = 14
	HaveNone      Type = 15
	RejectRequest Type = 16
	AllowedFast   Type = 17
	Extended      Type = 20
	HashRequest   Type = 21
	Hashes        Type = 22
	HashReject    Type = 23
)

// String returns Wireshark's name, and "" for a type that nobody knows.
func (t Type) String() string {
	if l := t.layout(); l != nil {
		return l.name
	}
	return ""
}

// layout is what a message of a type looks like.
type layout struct {
	name     string
	min, max uint32 // its length, as the prefix tells it: the type counts
	form     form
}

// form is what follows the type.
type form uint8

const (
	plain    form = iota // nothing, or bytes
	indexed              // a piece
	ranged               // a piece, where a block begins in it, the block's length
	carrying             // a piece, where the block begins, the block
)

// numbers says how many numbers a form has.
var numbers = [...]int{plain: 0, indexed: 1, ranged: 3, carrying: 2}

// Bounds of lengths. Beyond, bytes are no message: a program that reads such a
// length closes the connection.
const (
	maxBitfield = 1 << 17 // 1,048,576 pieces
	maxBlock    = 1 << 17 // BEP 3: "current implementations … close connections which request" more
	maxExtended = 1 << 20
	hashRequest = 32 + 4*4 // pieces root, base layer, index, length, proof layers (BEP 52)
	maxHashes   = hashRequest + 32*(512+64)
)

var layouts = [...]layout{
	Choke:         {"Choke", 1, 1, plain},
	Unchoke:       {"Unchoke", 1, 1, plain},
	Interested:    {"Interested", 1, 1, plain},
	NotInterested: {"Not Interested", 1, 1, plain},
	Have:          {"Have", 5, 5, indexed},
	Bitfield:      {"Bitfield", 1, 1 + maxBitfield, plain},
	Request:       {"Request", 13, 13, ranged},
	Piece:         {"Piece", 1, 9 + maxBlock, carrying},
	Cancel:        {"Cancel", 13, 13, ranged},
	Port:          {"Port", 3, 3, plain},
	SuggestPiece:  {"Suggest Piece", 5, 5, indexed},
	HaveAll:       {"Have All", 1, 1, plain},
	HaveNone:      {"Have None", 1, 1, plain},
	RejectRequest: {"Reject Request", 13, 13, ranged},
	AllowedFast:   {"Allowed Fast", 5, 5, indexed},
	Extended:      {"Extended", 1, maxExtended, plain},
	HashRequest:   {"Hash Request", 1 + hashRequest, 1 + hashRequest, plain},
	Hashes:        {"Hashes", 1 + hashRequest, 1 + maxHashes, plain},
	HashReject:    {"Hash Reject", 1 + hashRequest, 1 + hashRequest, plain},
}

// layout returns that of a type, nil if nobody knows it.
func (t Type) layout() *layout {
	if int(t) < len(layouts) && layouts[t].name != "" {
		return &layouts[t]
	}
	return nil
}

// fits reports whether a message of the type can have a length.
func (t Type) fits(length uint32) bool {
	l := t.layout()
	return l != nil && length >= l.min && length <= l.max
}
