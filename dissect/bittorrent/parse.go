package bittorrent

import "encoding/binary"

var be = binary.BigEndian

// Handshake is how a peer begins (BEP 3): the name of the protocol behind its
// length, extension bits, the torrent, who speaks.
const (
	pstrlen       = 1
	pstr          = "BitTorrent protocol"
	reservedAt    = pstrlen + len(pstr)
	infoHashAt    = reservedAt + 8
	peerIDAt      = infoHashAt + HashSize
	handshakeSize = peerIDAt + PeerIDSize
)

// HashSize is the size of an info hash, PeerIDSize that of a peer id.
const (
	HashSize   = 20
	PeerIDSize = 20
)

// magic is what a handshake begins with.
const magic = "\x13" + pstr

// Kind tells what bytes are.
type Kind uint8

// Kinds of messages. Continuation stands for bytes that no message begins with:
// part of one whose beginning was not seen, or of another protocol.
const (
	Continuation Kind = iota
	Handshake
	KeepAlive
	Typed
	Named   // by a word, as Azureus does
	Short   // cut so early that nobody can tell
	Strange // of a type or length that nobody knows, where a message has to be
)

// Head says what begins a message.
type Head struct {
	Kind    Kind
	Type    Type     // Typed
	Azureus *Azureus // Named
	Length  uint32   // Typed, Named: as the prefix says
	Size    int      // of the whole message
}

// prefix is the size of the length before each message.
const prefix = 4

// ReadHead reads the beginning of a message. Of one that is too short to tell,
// the result is Short, and its size what is needed to tell more.
func ReadHead(b []byte) Head {
	if n := min(len(b), len(magic)); n > 0 && magic[:n] == string(b[:n]) {
		if n < len(magic) {
			return Head{Kind: Short, Size: len(magic)}
		}
		return Head{Kind: Handshake, Size: handshakeSize}
	}
	if len(b) < prefix {
		return Head{Kind: Short, Size: prefix}
	}
	length := be.Uint32(b)
	switch {
	case length == 0:
		return Head{Kind: KeepAlive, Size: prefix}
	case length > maxExtended:
		return Head{}
	case len(b) == prefix:
		return Head{Kind: Short, Size: prefix + 1, Length: length}
	}
	t := Type(b[prefix])
	if t.fits(length) {
		return Head{Kind: Typed, Type: t, Length: length, Size: prefix + int(length)}
	}
	if t == 0 && length >= 8 {
		switch a, short := azureus(b); {
		case short:
			return Head{Kind: Short, Size: 8 + maxWord, Length: length}
		case a != nil:
			return Head{Kind: Named, Azureus: a, Length: length, Size: prefix + int(length)}
		}
	}
	return Head{}
}

// readNext reads the beginning of a message where one has to be: what nobody knows
// is passed by its length.
func readNext(b []byte) Head {
	h := ReadHead(b)
	if h.Kind == Continuation {
		if length := be.Uint32(b); length <= maxExtended {
			return Head{Kind: Strange, Length: length, Size: prefix + int(length)}
		}
	}
	return h
}

// body returns where what is behind the type or the word begins.
func (h *Head) body() int {
	switch h.Kind {
	case Typed:
		return prefix + 1
	case Named:
		return azureusHead + len(h.Azureus.Word)
	}
	return 0
}

// means returns the type of the message that it is or stands for, and false if
// it is none of those.
func (h *Head) means() (Type, bool) {
	return h.meaning(), h.Kind == Typed || h.Kind == Named && h.Azureus.Name == ""
}

func (h *Head) meaning() Type {
	if h.Kind == Named {
		return h.Azureus.Type
	}
	return h.Type
}

// form returns what follows.
func (h *Head) form() form {
	if t, ok := h.means(); ok {
		return layouts[t].form
	}
	return plain
}

// blockAt is where the bytes of a block begin in a Piece, behind the type.
const blockAt = 8

// tooShort reports whether a Piece does not say of which block it is.
func (h *Head) tooShort() bool { return h.form() == carrying && h.Size < h.body()+blockAt }

// needs returns how many bytes of a message must be kept to read all of it but
// the block that it carries.
func (h *Head) needs() int {
	switch {
	case h.Kind == Strange:
		return prefix
	case h.form() == carrying:
		return min(h.Size, h.body()+blockAt)
	}
	return h.Size
}

// word returns the n-th number of four bytes from at on, and false if it is not
// there.
func word(b []byte, at, n int) (uint32, bool) {
	at += 4 * n
	if at+4 > len(b) {
		return 0, false
	}
	return be.Uint32(b[at:]), true
}
