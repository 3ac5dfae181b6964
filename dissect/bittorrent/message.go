package bittorrent

import (
	"strconv"

	"netsniff/dissect/bencode"
	"netsniff/dissect/text"
)

// Message is one message of the peer wire protocol. Reused with the next frame.
type Message struct {
	Head
	// Bytes is the message as far as it was kept: of a Piece all but its block,
	// unless somebody wants that. Borrowed.
	Bytes []byte
	// Captured is how much of it came, WireLen how much there was to come.
	Captured, WireLen int
	// Extension is what an extended message is of, as its sender announced.
	Extension Extension
	// Continues is the frame with the beginning of the message before it, if a
	// packet of uTP brought the rest of that as well; 0: none.
	Continues uint32
	// Unfinished messages go on in another packet of uTP.
	Unfinished bool

	tree bencode.Value // of an extended message that begins with a dictionary
}

// Cut reports whether the snap length or the end of the stream cut the message.
func (m *Message) Cut() bool { return m.Kind != Continuation && m.Captured < m.Size }

// body returns what stands behind the type, as far as it was kept.
func (m *Message) body() []byte { return m.Bytes[min(m.Head.body(), len(m.Bytes)):] }

// Index returns which piece the message is about.
func (m *Message) Index() (uint32, bool) {
	if m.form() == plain {
		return 0, false
	}
	return word(m.Bytes, m.Head.body(), 0)
}

// Begin returns where a block begins in its piece.
func (m *Message) Begin() (uint32, bool) {
	if f := m.form(); f != ranged && f != carrying {
		return 0, false
	}
	return word(m.Bytes, m.Head.body(), 1)
}

// BlockLength returns how long a block is, and false if the message names none.
func (m *Message) BlockLength() (uint32, bool) {
	switch m.form() {
	case ranged:
		return word(m.Bytes, m.Head.body(), 2)
	case carrying:
		n := m.Size - m.Head.body() - blockAt
		return uint32(max(0, n)), n >= 0
	}
	return 0, false
}

// malformed reports whether the message is too short for what its type has.
func (m *Message) malformed() bool {
	switch t, ok := m.means(); {
	case !ok:
		return false
	case t == Piece:
		return m.tooShort()
	case t == Extended:
		return m.Length < 2
	case m.Kind == Named:
		return m.Size-m.Head.body() < 4*numbers[m.form()]
	}
	return false
}

// AppendInfo appends the text of the message with the two blanks behind it that
// Wireshark writes.
func (m *Message) AppendInfo(dst []byte) []byte {
	dst = appendContinues(dst, m.Continues)
	switch {
	case m.Unfinished && m.Kind == Short:
		return append(dst, unfinished...)
	case m.Unfinished:
		return append(m.appendName(dst), unfinished...)
	case m.Kind == KeepAlive || m.Kind == Short:
		return append(dst, "BitTorrent   "...)
	case m.Cut():
		return text.AppendShort(m.appendName(dst), m.Captured, m.WireLen)
	case m.malformed():
		return text.AppendShort(m.appendName(dst), 0, 0)
	}
	return append(m.appendSummary(dst), "  "...)
}

// unfinished is what Wireshark says of a message that goes on in the next packet.
const unfinished = "[BoundErrorUnreassembled Packet]"

// appendName appends the name of the message.
func (m *Message) appendName(dst []byte) []byte {
	switch m.Kind {
	case Handshake:
		return append(dst, "Handshake"...)
	case Typed:
		return append(dst, m.Type.String()...)
	case Named:
		return append(dst, m.Azureus.String()...)
	}
	return append(dst, "Continuation data"...)
}

// appendSummary appends the name of the message and what it is about.
func (m *Message) appendSummary(dst []byte) []byte {
	dst = m.appendName(dst)
	index, _ := m.Index()
	begin, _ := m.Begin()
	length, _ := m.BlockLength()
	switch m.form() {
	case indexed:
		return append(appendHex(dst, ", Piece (Idx:", index), ')')
	case ranged:
		dst = appendHex(dst, ", Piece (Idx:", index)
		return append(appendHex(appendHex(dst, ",Begin:", begin), ",Len:", length), ')')
	case carrying:
		return appendHex(appendHex(appendHex(dst, ", Idx:", index), ",Begin:", begin), ",Len:", length)
	}
	if t, ok := m.means(); ok && t == Bitfield {
		return appendHex(dst, ", Len:", uint32(m.Size-m.Head.body()))
	}
	return dst
}

// appendHex appends a label and a number as Wireshark writes it, without leading
// zeros.
func appendHex(dst []byte, label string, u uint32) []byte {
	return strconv.AppendUint(append(append(dst, label...), "0x"...), uint64(u), 16)
}
