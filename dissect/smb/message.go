package smb

import (
	"encoding/binary"
	"iter"

	"netsniff/capture"
	"netsniff/dissect/ntlmssp"
	"netsniff/dissect/text"
	"netsniff/dissect/windows"
)

// Lengths and places of a header ([MS-CIFS] §2.2.3.1).
const (
	headLen   = 32
	commandAt = 4
	statusAt  = 5
	flagsAt   = 9
	flags2At  = 10
	treeAt    = 24
	processAt = 26
	userAt    = 28
	numberAt  = 30
)

// Flags of a header.
const (
	response   = 0x80   // of the first
	ntStatuses = 0x4000 // of the second: the status is one of NT
	unicode    = 0x8000 // text is UTF-16
)

// Message is a message. Borrowed until the frame has been reported.
type Message struct {
	Command Command
	Bytes   []byte
	Wire    int
	// RequestIn is the frame of the request that it answers, 0 if that was not seen; Time is since then.
	RequestIn uint32
	Time      capture.Stamp

	flags2   uint16
	known    bool    // about is
	about    request // what it asks, of a response what its request asked
	security ntlmssp.Message
}

// read has m be the message b.
func (m *Message) read(b []byte, wire int) {
	*m = Message{Bytes: b, Wire: wire}
	if len(b) < headLen {
		return
	}
	m.Command, m.flags2 = Command(b[commandAt]), le.Uint16(b[flags2At:])
	if m.Command == SessionSetupAndX || m.Command == Negotiate {
		m.security.Bytes = b[headLen:]
	}
}

// IsResponse reports whether the server sent it as one.
func (m *Message) IsResponse() bool { return m.there() && m.Bytes[flagsAt]&response != 0 }

// number tells requests apart that wait for their responses.
func (m *Message) number() uint32 {
	return uint32(le.Uint16(m.Bytes[numberAt:]))<<16 | uint32(le.Uint16(m.Bytes[processAt:]))
}

// error returns the status, 0 if all went well.
func (m *Message) error() uint32 {
	if !m.IsResponse() {
		return 0
	}
	return le.Uint32(m.Bytes[statusAt:])
}

// appendError appends the name of the status.
func (m *Message) appendError(dst []byte) []byte {
	status := m.error()
	if m.flags2&ntStatuses != 0 {
		return windows.Status(status).Append(dst)
	}
	class, code := status&0xff, status>>16
	if name := doserrors.Find(class<<16 | code); name != "" {
		return append(dst, name...)
	}
	if class == 0 || class > 3 {
		return append(dst, "Unknown error class!"...)
	}
	return append(text.AppendHex(append(dst, "Unknown error (0x"...), uint64(code), 4), ')')
}

// block is one command of a message: its words and its bytes. Those that are not there are 0.
type block struct {
	command Command
	words   []byte
	wordsAt int // where the words begin in the message, 0 if even their number is not there
	count   int // of the words, as the message says
	size    int // of the bytes, as the message says
	data    []byte
	dataAt  int // where the bytes begin in the message
	next    int // where the next command's words are counted, 0: there is none
	follows Command
	cut     bool // not all of its words are there
}

// blockAt reads the command whose words are counted at an offset.
func (m *Message) blockAt(c Command, at int) block {
	x := block{command: c, cut: true}
	if at < headLen || at >= len(m.Bytes) {
		return x
	}
	n := 2 * int(m.Bytes[at])
	at++
	x.wordsAt, x.count = at, n/2
	x.words = m.Bytes[at:min(at+n, len(m.Bytes))]
	x.cut = len(x.words) < n
	if at += n; at+2 > len(m.Bytes) {
		return x
	}
	x.dataAt, x.size = at+2, int(le.Uint16(m.Bytes[at:]))
	x.data = m.Bytes[x.dataAt:min(x.dataAt+x.size, len(m.Bytes))]
	const none = 0xff
	if c.chains() && len(x.words) >= 4 && x.words[0] != none && int(x.u16(2)) > at-n {
		x.follows, x.next = Command(x.words[0]), int(x.u16(2))
	}
	return x
}

// maxChain bounds the commands of a message.
const maxChain = 8

// blocks returns the commands of the message, by their places.
func (m *Message) blocks() iter.Seq2[int, *block] {
	return func(yield func(int, *block) bool) {
		x := m.blockAt(m.Command, headLen)
		for i := 0; yield(i, &x) && i+1 < maxChain && x.next != 0; i++ {
			x = m.blockAt(x.follows, x.next)
		}
	}
}

func (x *block) u16(at int) uint16 {
	if len(x.words) < at+2 {
		return 0
	}
	return le.Uint16(x.words[at:])
}

func (x *block) u32(at int) uint32 {
	if len(x.words) < at+4 {
		return 0
	}
	return le.Uint32(x.words[at:])
}

// text returns the text at an offset of the bytes, up to its NUL, and where the next begins.
func (m *Message) text(x *block, at int) (b []byte, next int) {
	if m.flags2&unicode == 0 {
		for next = at; next < len(x.data) && x.data[next] != 0; next++ {
		}
		return x.data[min(at, len(x.data)):next], next + 1
	}
	at += (x.dataAt + at) & 1 // UTF-16 is aligned in the message
	for next = at; next+1 < len(x.data) && binary.LittleEndian.Uint16(x.data[next:]) != 0; next += 2 {
	}
	return x.data[min(at, len(x.data)):min(next, len(x.data))], next + 2
}

// appendText appends text as it stands in the message.
func (m *Message) appendText(dst, b []byte) []byte {
	if m.flags2&unicode != 0 {
		return text.AppendUTF16(dst, b)
	}
	return text.AppendText(dst, b)
}
