package edonkey

import (
	"encoding/hex"
	"strconv"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/pairing"
	"netsniff/dissect/parts"
	"netsniff/dissect/text"
)

// newDialogue returns the dialogue of a connection, or of a conversation in datagrams.
func newDialogue(s dissect.Session) dissect.Dialogue {
	if s.Conn().Streams() {
		return pairing.NewStream(func(dissect.Session) pairing.StreamReader { return reader{} })(s)
	}
	return pairing.New(func(_ dissect.Dir, b []byte) (pairing.Message, bool) {
		if sniff(dissect.FromDatagram, b) == dissect.No {
			return pairing.Message{}, false
		}
		return pair(b[0], b[1], b[datagramHead:], false), true
	})(s)
}

// reader is that of exchanges in a stream.
type reader struct{}

// Length implements pairing.StreamReader.
func (reader) Length(d dissect.Dir, b []byte) int { return length(d, b) }

// Read implements pairing.StreamReader.
func (reader) Read(m *framed.Message) (pairing.Message, bool) {
	if len(m.Bytes) < streamHead {
		return pairing.Message{Lone: true}, true
	}
	return pair(m.Bytes[0], m.Bytes[streamHead-1], m.Bytes[streamHead:], true), true
}

// noHash is the place of a hash in messages that have none.
const noHash = -1

// request says by what of a request its answer is known.
type request struct {
	group byte // the same in both
	hash  int  // where a hash is that is the same in both, or noHash
}

// reply says the same of an answer, and what it says.
type reply struct {
	request
	outcome dissect.Outcome
	word    string
	count   int // where a number is of what was found, size bytes; 0 bytes: none
	size    int
}

// dialect is what a family asks and answers over a transport.
type dialect struct {
	requests map[byte]request
	replies  map[byte]reply
}

const done = dissect.Succeeded

var dialects = map[bool]map[byte]dialect{
	true: {eDonkey: {
		map[byte]request{hello: {1, noHash}, 0x14: {2, noHash}, 0x16: {3, noHash}, 0x21: {3, noHash}, 0x19: {4, 0},
			0x58: {5, 0}, 0x4f: {6, 0}, 0x51: {7, 0}, 0x54: {8, noHash}, 0x47: {9, 0}},
		map[byte]reply{0x40: {request{1, noHash}, done, "logged in", 0, 0},
			helloAnswer: {request{1, noHash}, done, "hello", 0, 0},
			0x32:        {request{2, noHash}, done, "servers", 0, 1}, 0x33: {request{3, noHash}, done, "files", 0, 4},
			0x42: {request{4, 0}, done, "sources", hashLen, 1}, 0x59: {request{5, 0}, done, "file", 0, 0},
			0x48: {request{5, 0}, dissect.Refused, "no such file", 0, 0},
			0x50: {request{6, 0}, done, "parts", hashLen, 2}, 0x52: {request{7, 0}, done, "hashes", hashLen, 2},
			0x55: {request{8, noHash}, done, "slot given", 0, 0}, 0x46: {request{9, 0}, done, "part", 0, 0}},
	}, eMule: {
		map[byte]request{0x01: {16, noHash}, 0x81: {17, 0}},
		map[byte]reply{0x02: {request{16, noHash}, done, "hello", 0, 0},
			0x40: {request{9, 0}, done, "part, compressed", 0, 0}, 0x82: {request{17, 0}, done, "sources", hashLen, 2}},
	}},
	false: {eDonkey: {
		map[byte]request{0x96: {1, noHash}, 0x98: {2, noHash}, 0x9a: {3, 0}, 0xa2: {4, noHash}},
		map[byte]reply{0x97: {request{1, noHash}, done, "users", 4, 4}, 0x99: {request{2, noHash}, done, "file", 0, 0},
			0x9b: {request{3, 0}, done, "sources", hashLen, 1}, 0xa3: {request{4, noHash}, done, "server", 0, 0}},
	}, eMule: {
		map[byte]request{0x90: {5, noHash}},
		map[byte]reply{0x91: {request{5, noHash}, done, "queued", 0, 0},
			0x92: {request{5, noHash}, dissect.Refused, "file not found", 0, 0},
			0x93: {request{5, noHash}, dissect.Refused, "queue full", 0, 0}},
	}, kademlia: {
		map[byte]request{0x01: {1, noHash}, 0x11: {2, noHash}, 0x21: {3, 1}, 0x33: {4, 0}, 0x34: {4, 0}, 0x35: {4, 0},
			0x43: {5, 0}, 0x44: {5, 0}, 0x45: {5, 0}},
		map[byte]reply{0x09: {request{1, noHash}, done, "contacts", hashLen + 3, 2},
			0x19: {request{2, noHash}, done, "hello", 0, 0}, 0x29: {request{3, 0}, done, "contacts", hashLen, 1},
			0x3b: {request{4, hashLen}, done, "results", 2 * hashLen, 2}, 0x4b: {request{5, 0}, done, "stored", 0, 0}},
	}},
}

// pair is what exchanges have to know of a message.
func pair(family, kind byte, b []byte, stream bool) (msg pairing.Message) {
	told := family
	switch family {
	case compressed:
		told, b = eDonkey, inflated(b)
	case kademliaPacked:
		told, b = kademlia, inflated(b)
	}
	known := dialects[stream][told]
	if q, ok := known.requests[kind]; ok {
		msg.Method = kindName(family, kind, stream)
		msg.ID, msg.Subject = q.identify(b), subject(told, kind, b, q, stream)
		return msg
	}
	a, ok := known.replies[kind]
	if !ok {
		return pairing.Message{Lone: true}
	}
	msg.Reply, msg.Outcome, msg.Status, msg.ID = true, a.outcome, a.word, a.identify(b)
	if a.size > 0 && len(b) >= a.count+a.size {
		r := parts.Reader{Bytes: b, Off: a.count, Little: true}
		msg.Status = counted(r.Uint("", a.size), a.word)
	}
	return msg
}

// counted says how many of a word in plural there are.
func counted(n uint64, word string) string {
	if n == 1 {
		word = strings.TrimSuffix(word, "s")
	}
	return strconv.FormatUint(n, 10) + " " + word
}

// identify returns what a request and its answer have in common.
func (q request) identify(b []byte) (id [16]byte) {
	if q.hash != noHash && len(b) >= q.hash+hashLen {
		copy(id[:], b[q.hash:])
	}
	id[0] ^= q.group
	return id
}

// subject says what a request is about: words, or a hash.
func subject(family, kind byte, b []byte, q request, stream bool) string {
	const search, datagramSearch = 0x16, 0x98
	switch {
	case family == eDonkey && (stream && kind == search || !stream && kind == datagramSearch):
		return string(text.Readable([]byte(searched(b))))
	case q.hash == noHash || len(b) < q.hash+hashLen:
		return ""
	case family == kademlia:
		return string(identifier(b[q.hash:]))
	}
	return hex.EncodeToString(b[q.hash : q.hash+hashLen])
}
