package smb2

import (
	"netsniff/capture"
	"netsniff/dissect/latest"
	"netsniff/dissect/text"
	"netsniff/dissect/windows"
)

// Bounds of what is remembered of a connection.
const (
	maxRequests = 1024 // that wait for their responses
	maxFiles    = 1024 // that are open
	maxTrees    = 256
	maxName     = 1 << 10 // bytes of UTF-16 of a name
)

// fileID is the identifier of an open file ([MS-SMB2] §2.2.14.1).
type fileID [16]byte

// same is the identifier by which the messages of a chain mean the file of the one before.
var same = fileID{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}

// treeID names what a client is connected to: numbers are those of a session.
type treeID struct {
	session uint64
	tree    uint32
}

// request is what is remembered of one until it is answered.
type request struct {
	command Command
	frame   uint32
	at      capture.Stamp
	level   uint8
	tree    treeID
	file    fileID // which it is about, the zero value if it does not say
	name    []byte // what is to be opened, connected or looked for, as UTF-8; reused
}

// file is one that is open.
type file struct {
	name []byte // as UTF-8; reused
	pipe bool
}

// tree is what the client is connected to.
type tree struct {
	name  []byte // as UTF-8; reused
	share share
}

// conversation is what is known of a connection: what was asked, what is open.
type conversation struct {
	requests latest.Values[uint64, request]
	files    latest.Values[fileID, file]
	trees    latest.Values[treeID, tree]
	last     fileID // which a response opened that others of its chain are about
	names    int    // bytes that names have room for
	let      uint64 // requests that were given up
}

func newConversation() conversation {
	var c conversation
	c.requests.Limit, c.files.Limit, c.trees.Limit = maxRequests, maxFiles, maxTrees
	return c
}

// What remembering costs in bytes beside names, about.
const (
	requestCost = 128
	fileCost    = 128
	treeCost    = 96
)

// kept returns how many bytes are remembered, about.
func (c *conversation) kept() int64 {
	return int64(c.requests.Slots()*requestCost + c.files.Slots()*fileCost + c.trees.Slots()*treeCost + c.names)
}

// forget forgets all.
func (c *conversation) forget() {
	let := c.let + uint64(c.requests.Len())
	*c = newConversation()
	c.let = let
}

// keep has a name be b.
func (c *conversation) keep(name *[]byte, b []byte) {
	c.names -= cap(*name)
	*name = append((*name)[:0], b...)
	c.names += cap(*name)
}

// take tells what m has to do with messages before it, and remembers what those after
// it have to do with it.
func (c *conversation) take(m *Message, frame uint32, at capture.Stamp) {
	c.within(m, treeID{m.Session, m.Head.Tree})
	if id, ok := m.fileID(); ok && (!m.IsResponse() || m.Command != Create) {
		c.about(m, id)
	}
	if m.IsResponse() {
		if !m.chained {
			c.last = fileID{}
		}
		if r := c.requests.Find(m.MessageID); r != nil && r.command == m.Command {
			m.RequestIn, m.Time = r.frame, at-r.at
			c.answered(m, r)
			if m.Status != windows.Pending {
				c.requests.Drop(m.MessageID)
			}
		}
		return
	}
	c.ask(m, frame, at)
}

// within notes the tree that m is about.
func (c *conversation) within(m *Message, id treeID) {
	if t := c.trees.Find(id); t != nil {
		m.tree, m.share, m.pipe = append(m.tree[:0], t.name...), t.share, t.share == pipes
	}
}

// about notes the file that m is about.
func (c *conversation) about(m *Message, id fileID) {
	m.id = id
	if f := c.files.Find(id); f != nil {
		m.file, m.named, m.pipe = append(m.file[:0], f.name...), true, f.pipe
	}
}

// ask remembers a request.
func (c *conversation) ask(m *Message, frame uint32, at capture.Stamp) {
	if m.Command == Cancel || m.Kind != Plain {
		return // nothing answers it
	}
	r, forgot := c.requests.Put(m.MessageID)
	if forgot {
		c.let++
	}
	r.command, r.frame, r.at, r.level, r.tree, r.file = m.Command, frame, at, 0, treeID{m.Session, m.Head.Tree}, fileID{}
	if id, ok := m.fileID(); ok {
		r.file = id
	}
	if m.Command == QueryDirectory && !m.short() {
		r.level = m.body[2]
	}
	name := m.text()
	c.names -= cap(r.name)
	r.name = text.AppendUTF8(r.name[:0], name[:min(len(name), maxName)])
	c.names += cap(r.name)
	switch m.Command {
	case Create:
		m.file, m.named = append(m.file[:0], r.name...), true
	case QueryDirectory:
		m.pattern = append(m.pattern[:0], r.name...)
	case TreeConnect:
		m.tree = append(m.tree[:0], r.name...)
	}
}

// answered takes the response m to r.
func (c *conversation) answered(m *Message, r *request) {
	if m.Flags.Has(Async) {
		c.within(m, r.tree)
	}
	if r.file != (fileID{}) {
		c.about(m, r.file)
	}
	switch {
	case m.Command == QueryDirectory:
		m.level, m.sought = r.level, true
		m.pattern = append(m.pattern[:0], r.name...)
	case m.fails || m.short():
	case m.Command == Create:
		m.file, m.named = append(m.file[:0], r.name...), true
		id, _ := m.fileID()
		f, _ := c.files.Put(id)
		c.keep(&f.name, r.name)
		f.pipe, c.last = m.pipe, id
	case m.Command == Close:
		id := r.file
		if id == same {
			id = c.last
		}
		c.files.Drop(id)
	case m.Command == TreeConnect:
		t, _ := c.trees.Put(treeID{m.Session, m.Head.Tree})
		c.keep(&t.name, r.name)
		t.share = share(m.body[2])
		m.tree, m.share = append(m.tree[:0], t.name...), t.share
	case m.Command == TreeDisconnect:
		c.trees.Drop(treeID{m.Session, m.Head.Tree})
	}
}
