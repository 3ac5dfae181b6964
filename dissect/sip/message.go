package sip

import (
	"bytes"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/head"
	"netsniff/dissect/text"
)

// Message is a request or a response. Borrowed until the frame has been reported.
type Message struct {
	head.Head
	Bytes []byte // all of it
	Body  []byte
	Code  uint16 // of a response, 0 of a request
	Wire  int    // its length as it was sent, if the snap length cut it

	start start
	ids   []id
	cseq  cseq
	timing
	contents contents
	cut      bool // by the snap length
}

// Request reports whether it is one.
func (m *Message) Request() bool { return m.start.method != nil }

// CallID returns the value of Call-ID, which is the same in all messages of a call
// (RFC 3261 §8.1.1.4). Borrowed as the message is.
func (m *Message) CallID() []byte { return m.value(idCallID) }

// AppendInfo appends "Request: INVITE sip:bob@example.com | ". Where Wireshark gives up
// on a header it says no more.
func (m *Message) AppendInfo(dst []byte) []byte {
	if m.Request() {
		if !methods[string(m.start.method)] {
			dst = append(dst, "Unknown request: "...)
		} else {
			dst = append(dst, "Request: "...)
		}
		dst = text.AppendText(dst, m.start.method)
		dst = text.AppendText(append(dst, ' '), m.start.uri)
	} else {
		dst = append(append(append(dst, "Status: "...), m.start.code...), ' ')
		dst = text.AppendText(dst, m.start.phrase)
	}
	switch {
	case m.cut:
		return text.AppendCut(dst, capture.Truncated)
	case m.cseq.wrong:
		return dst
	case m.Torn:
		return text.AppendCut(dst, capture.Malformed)
	}
	if m.Code == 200 {
		dst = append(text.AppendText(append(dst, " ("...), m.cseq.method.text), ')')
	}
	if string(m.method()) == "REGISTER" {
		dst = m.appendBindings(dst)
	}
	dst = append(dst, " | "...)
	return m.contents.appendInfo(dst)
}

// bindings are what a REGISTER or the answer to it says of where a user is.
type bindings struct {
	all           bool // "*", with Expires: 0
	kept, removed int
}

// countBindings looks at the Contacts and how long they are to last.
func (m *Message) countBindings() (n bindings) {
	none := isZero(m.value(idExpires))
	for i, x := range m.ids {
		if x != idContact {
			continue
		}
		for item := range head.Items(m.Fields[i].Value) {
			if string(item) == "*" {
				n.all = true
				continue
			}
			if e := head.Parameter(item[max(0, bytes.IndexByte(item, '>')):], "expires"); isZero(e) || e == nil && none {
				n.removed++
			} else {
				n.kept++
			}
		}
	}
	n.all = n.all && none
	return n
}

// isZero reports whether a number is 0.
func isZero(b []byte) bool {
	n, ok := text.Number(b)
	return ok && n == 0
}

// appendBindings appends "  (remove 1 binding) (add 1 binding)".
func (m *Message) appendBindings(dst []byte) []byte {
	n := m.countBindings()
	switch request := m.Request(); {
	case request && n.all:
		return append(dst, "  (remove all bindings)"...)
	case request && n.kept+n.removed == 0:
		return append(dst, "  (fetch bindings)"...)
	case !request && m.Code/100 != 2:
		return dst
	case n.removed == 0:
		return appendCount(append(dst, ' '), " (", n.kept, ")")
	case request:
		dst = appendCount(append(dst, ' '), " (remove ", n.removed, ")")
		if n.kept > 0 {
			dst = appendCount(dst, " (add ", n.kept, ")")
		}
		return dst
	}
	dst = appendCount(append(dst, ' '), " (removed ", n.removed, ")")
	if n.kept > 0 {
		dst = appendCount(dst, " (", n.kept, " kept)")
	}
	return dst
}

// appendCount appends a number of bindings between two texts.
func appendCount(dst []byte, before string, n int, after string) []byte {
	dst = strconv.AppendInt(append(dst, before...), int64(n), 10)
	dst = append(dst, " binding"...)
	if n != 1 {
		dst = append(dst, 's')
	}
	return append(dst, after...)
}

// timing is what a message is to those before it in its conversation.
type timing struct {
	request  uint32 // the frame of the request that it answers, 0 if none is known
	original uint32 // the frame that sent it first, 0 if this does
	elapsed  uint64 // milliseconds since the request
	release  bool   // it answers a BYE
}

// elapsed returns the milliseconds between two times as Wireshark counts them: whole seconds and
// the rest apart, and of the rest, which may be less than zero, what is whole.
func elapsed(from, to capture.Stamp) uint64 {
	const second, ms, perSecond = 1_000_000_000, 1_000_000, 1000
	return uint64(max((to/second-from/second)*perSecond+(to%second-from%second)/ms, 0))
}

var _ dissect.Message = (*Message)(nil)
