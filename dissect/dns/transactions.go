package dns

import "netsniff/capture"

// Exchange says how a message relates to earlier ones of its conversation.
// Numbers are frames; 0 means none.
type Exchange struct {
	RequestIn       uint32        // response: the frame of the query it answers
	Time            capture.Stamp // ns since that query, valid iff RequestIn is not 0
	RepeatsRequest  uint32        // query: the frame of the query it repeats
	RepeatsResponse uint32        // response: the frame of the response it repeats
	Unsolicited     bool          // response: no query with its identifier was seen
}

const (
	// maxTransactions bounds the open and answered queries remembered per
	// conversation; the oldest is forgotten first.
	maxTransactions = 1024
	// repeatAfter is how long the same identifier means the same query.
	repeatAfter = 5_000_000_000
)

// transaction is a query and the first response to it.
type transaction struct {
	id                uint16
	request, response uint32
	at                capture.Stamp
}

// transactions remembers the latest query of every identifier. A conversation
// from one port rarely has more than a few, so the newest are tried first;
// those with many get an index.
type transactions struct {
	forgotten int           // queries that waited and were let go
	list      []transaction // a ring once it has maxTransactions entries
	next      int           // where the ring is written next
	index     map[uint16]int
	first     [1]transaction // what most lists are: they need no other room
}

// indexFrom is the number of transactions from which an index pays off.
const indexFrom = 16

// What remembering costs in bytes, beside the conversation.
const (
	transactionsCost = 256
	transactionCost  = 24
	indexCost        = 32
)

// kept returns how many bytes are remembered, about. The first query of a
// conversation costs no more than the conversation.
func (t *transactions) kept() int64 {
	if len(t.list) <= 1 {
		return 0
	}
	return int64(transactionsCost + cap(t.list)*transactionCost + len(t.index)*indexCost)
}

// forget forgets all.
func (t *transactions) forget() {
	for i := range t.list {
		t.drop(&t.list[i])
	}
	t.list, t.index, t.next = nil, nil, 0
}

// drop counts a query that is forgotten before its response came.
func (t *transactions) drop(x *transaction) {
	if x.response == 0 {
		t.forgotten++
	}
}

// observe tells how a message relates to earlier ones, and remembers it.
func (t *transactions) observe(id uint16, flags Flags, frame uint32, at capture.Stamp) Exchange {
	x := t.find(id)
	if flags.Has(FlagResponse) {
		return t.answer(x, frame, at)
	}
	if x != nil && x.response == 0 && at-x.at <= repeatAfter {
		return Exchange{RepeatsRequest: x.request}
	}
	fresh := transaction{id: id, request: frame, at: at}
	if x != nil {
		*x = fresh
	} else {
		t.add(fresh)
	}
	return Exchange{}
}

func (t *transactions) answer(x *transaction, frame uint32, at capture.Stamp) Exchange {
	switch {
	case x == nil:
		return Exchange{Unsolicited: true}
	case x.response == 0 || x.response == frame:
		x.response = frame
		return Exchange{RequestIn: x.request, Time: at - x.at}
	default:
		return Exchange{RepeatsResponse: x.response}
	}
}

func (t *transactions) find(id uint16) *transaction {
	if t.index != nil {
		if i, ok := t.index[id]; ok {
			return &t.list[i]
		}
		return nil
	}
	for i := len(t.list) - 1; i >= 0; i-- {
		if t.list[i].id == id {
			return &t.list[i]
		}
	}
	return nil
}

func (t *transactions) add(x transaction) {
	if t.list == nil {
		t.list = t.first[:0]
	}
	if len(t.list) < maxTransactions {
		t.next = len(t.list)
		t.list = append(t.list, x)
	} else {
		t.drop(&t.list[t.next])
		delete(t.index, t.list[t.next].id)
		t.list[t.next] = x
	}
	switch {
	case t.index != nil:
		t.index[x.id] = t.next
	case len(t.list) == indexFrom:
		t.index = make(map[uint16]int, 2*indexFrom)
		for i := range t.list {
			t.index[t.list[i].id] = i
		}
	}
	t.next = (t.next + 1) % maxTransactions
}
