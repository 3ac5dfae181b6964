package dialogues

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// closed is a connection whose dialogue declined it and waits for what opens it (see
// dissect.Waiter): what is said until then are turns.
type closed struct {
	turns
	within dissect.Dialogue
}

// closed returns who reads what follows of a connection that x declined.
func (k *session) closed(x dissect.Dialogue) dissect.Dialogue {
	if !k.waiting || x == nil {
		return &turns{session: k}
	}
	return &closed{turns{session: k}, x}
}

// Decline implements Session.
func (k *session) Decline() (hears bool) {
	if k.declined {
		return k.waiting
	}
	k.declined, k.waiting = true, waits(k.dialogue)
	if k.backlog.settled {
		k.dialogue = k.closed(k.dialogue)
		return k.waiting
	}
	k.dialogue, k.rejected = nil, true
	return false
}

// waits reports whether a dialogue waits for what opens its connection.
func waits(x dissect.Dialogue) bool {
	w, ok := x.(dissect.Waiter)
	return ok && w.Waits()
}

// opened takes it that the dialogue opens a stream: what follows is its own. What nobody
// told so far are the words by which the ends agreed.
func (k *session) opened() {
	c, ok := k.dialogue.(*closed)
	if !ok {
		return
	}
	if k.ordinal > 0 {
		c.tell()
	}
	k.dialogue, k.declined = c.within, false
}

// Data implements Dialogue.
func (c *closed) Data(d dissect.Dir, b []byte, m reassembly.Mark) int {
	c.within.Data(d, b, m)
	if c.session.dialogue != c {
		return len(b)
	}
	return c.turns.Data(d, b, m)
}

// Gap implements Dialogue.
func (c *closed) Gap(d dissect.Dir, n int64, m reassembly.Mark) {
	c.within.Gap(d, n, m)
	c.turns.Gap(d, n, m)
}

// End implements Dialogue.
func (c *closed) End(m reassembly.Mark) {
	c.within.End(m)
	c.turns.End(m)
}

// Held implements dissect.Holder.
func (c *closed) Held() int64 {
	if x, ok := c.within.(dissect.Holder); ok {
		return x.Held()
	}
	return 0
}

// LetGo implements dissect.Holder.
func (c *closed) LetGo() {
	if x, ok := c.within.(dissect.Holder); ok {
		x.LetGo()
	}
}
