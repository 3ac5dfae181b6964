package sip

import (
	"netsniff/capture"
	"netsniff/dissect"
)

// maxOpen is how many requests of a conversation are remembered.
const maxOpen = 64

// transactions are the last requests of a conversation and what answered them.
type transactions struct {
	list []asked // a ring, once it is full
	next int
}

// asked is a request.
type asked struct {
	key      uint64 // of its Call-ID
	number   int64  // of its CSeq
	method   id8
	dir      dissect.Dir
	frame    uint32
	at       capture.Stamp
	answers  [maxAnswers]answer
	answered uint8
}

// answer is a response that was seen.
type answer struct {
	code  uint16
	frame uint32
}

const maxAnswers = 4

// id8 is a method, cut to what tells it from others.
type id8 [8]byte

func methodKey(method []byte) (k id8) {
	copy(k[:], method)
	return k
}

// keyOf returns the FNV-1a hash of a Call-ID.
func keyOf(call []byte) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	for _, c := range call {
		h = (h ^ uint64(c)) * prime
	}
	return h
}

// take notes a message that passed in a direction, and tells what it is to those
// before.
func (t *transactions) take(m *Message, dir dissect.Dir, frame uint32, at capture.Stamp) (x timing) {
	call := m.CallID()
	if len(call) == 0 || m.cseq.wrong {
		return x
	}
	key, method := keyOf(call), methodKey(m.cseq.method.text)
	if !m.Request() {
		if a := t.find(key, m.cseq.number, method, 1-dir); a != nil {
			x.request, x.elapsed, x.release = a.frame, elapsed(a.at, at), method == id8{'B', 'Y', 'E'}
			x.original = a.answer(m.Code, frame)
		}
		return x
	}
	if a := t.find(key, m.cseq.number, method, dir); a != nil {
		x.original = a.frame
		return x
	}
	if method == (id8{'A', 'C', 'K'}) {
		if a := t.find(key, m.cseq.number, id8{'I', 'N', 'V', 'I', 'T', 'E'}, dir); a != nil {
			x.request, x.elapsed = a.frame, elapsed(a.at, at)
		}
	}
	t.add(asked{key: key, number: m.cseq.number, method: method, dir: dir, frame: frame, at: at})
	return x
}

func (t *transactions) find(key uint64, number int64, method id8, dir dissect.Dir) *asked {
	for i := range t.list {
		if a := &t.list[i]; a.key == key && a.number == number && a.method == method && a.dir == dir {
			return a
		}
	}
	return nil
}

func (t *transactions) add(a asked) {
	if len(t.list) < maxOpen {
		t.list = append(t.list, a)
		return
	}
	t.list[t.next] = a
	t.next = (t.next + 1) % maxOpen
}

// answer notes a response, and returns the frame that had it first, if another did.
func (a *asked) answer(code uint16, frame uint32) uint32 {
	for i := range a.answered {
		if a.answers[i].code == code {
			return a.answers[i].frame
		}
	}
	if a.answered < maxAnswers {
		a.answers[a.answered] = answer{code, frame}
		a.answered++
	}
	return 0
}
