package smb

import (
	"netsniff/capture"
	"netsniff/dissect/latest"
)

// maxRequests bounds the requests of a connection that wait for their responses.
const maxRequests = 256

// request is what is remembered of one until it is answered.
type request struct {
	command  Command
	frame    uint32
	at       capture.Stamp
	hasFile  bool
	file     uint16 // that it is about
	function uint16 // of a transaction
	level    uint16 // of information that a transaction asks for
	pipe     bool   // it is a transaction with a pipe
}

// transactNamedPipe is the transaction that writes to a pipe and reads the answer ([MS-CIFS] §2.2.5.6).
const transactNamedPipe = 0x26

// transacts reports whether the request writes to a pipe and reads the answer.
func (r *request) transacts() bool {
	return r.command == Transaction && r.pipe && r.function == transactNamedPipe
}

// conversation is what is known of a connection: what was asked.
type conversation struct {
	requests latest.Values[uint32, request]
	let      uint64 // requests that were given up
}

func newConversation() conversation {
	var c conversation
	c.requests.Limit = maxRequests
	return c
}

// requestCost is what a request that waits costs in bytes, about.
const requestCost = 80

// kept returns how many bytes are remembered, about.
func (c *conversation) kept() int64 { return int64(c.requests.Slots() * requestCost) }

// forget forgets all.
func (c *conversation) forget() {
	c.let += uint64(c.requests.Len())
	c.requests.Clear()
}

// take tells what m has to do with messages before it, and remembers what those after it have to do with it.
func (c *conversation) take(m *Message, frame uint32, at capture.Stamp) {
	if m.IsResponse() {
		if r := c.requests.Find(m.number()); r != nil && r.command == m.Command {
			m.RequestIn, m.Time, m.about, m.known = r.frame, at-r.at, *r, true
			if m.Command != Transaction && m.Command != Transaction2 && m.Command != NTTransaction {
				c.requests.Drop(m.number()) // those may have more than one
			}
		}
		return
	}
	m.ask()
	m.about.frame, m.about.at, m.known = frame, at, true
	if m.Command == NTCancel {
		return
	}
	r, forgot := c.requests.Put(m.number())
	if forgot {
		c.let++
	}
	*r = m.about
}

// ask reads what a request is about.
func (m *Message) ask() {
	r := &m.about
	r.command = m.Command
	for _, x := range m.blocks() {
		if at, ok := fileAt(x.command); ok && len(x.words) >= at+2 {
			r.file, r.hasFile = x.u16(at), true
		}
	}
	x := m.blockAt(m.Command, headLen)
	switch m.Command {
	case Transaction:
		r.function = x.u16(setupAt)
		name, _ := m.text(&x, 0)
		if r.pipe = isPipe(name); r.pipe && len(x.words) >= setupAt+4 {
			r.file, r.hasFile = x.u16(setupAt+2), r.function == transactNamedPipe
		}
	case Transaction2:
		r.function = x.u16(setupAt)
		p := m.parameters(&x)
		switch r.function {
		case queryFileInfo, setFileInfo:
			r.file, r.hasFile, r.level = u16(p, 0), len(p) >= 2, u16(p, 2)
		case findFirst:
			r.level = u16(p, 6)
		case findNext:
			r.level = u16(p, 4)
		default:
			r.level = u16(p, 0)
		}
	case NTTransaction:
		r.function = x.u16(ntFunctionAt)
	}
}

// fileAt returns where the words of a request have the file that it is about.
func fileAt(c Command) (at int, ok bool) {
	switch c {
	case Close, Flush, Read, Write, QueryInformation2:
		return 0, true
	case ReadAndX, WriteAndX, LockingAndX:
		return 4, true
	}
	return 0, false
}

// isPipe reports whether a transaction is with a pipe: its name begins with \PIPE\.
func isPipe(name []byte) bool {
	const pipe = `\PIPE\`
	i := 0
	for _, c := range name {
		if c == 0 {
			continue // half of a character
		}
		if i < len(pipe) && c&^0x20 != pipe[i]&^0x20 {
			return false
		}
		i++
	}
	return i >= len(pipe)
}
