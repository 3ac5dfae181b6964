package bittorrent

import (
	"slices"

	"netsniff/dissect"
)

var fields = slices.Concat(wireFields, punchFields)

var wireFields = []dissect.Field{
	handshake("bittorrent.protocol.name.length", "Protocol Name Length", dissect.Uint, 0, pstrlen),
	handshake("bittorrent.protocol.name", "Protocol Name", dissect.String, pstrlen, len(pstr)),
	handshake("bittorrent.reserved", "Reserved Extension Bytes", dissect.Octets, reservedAt, infoHashAt-reservedAt),
	handshake("bittorrent.info_hash", "SHA1 Hash of info dictionary", dissect.Octets, infoHashAt, HashSize),
	handshake("bittorrent.peer_id", "Peer ID", dissect.Octets, peerIDAt, PeerIDSize),
	{Name: "bittorrent.client", Title: "Client", Type: dissect.String, Get: dissect.Of(getClient)},
	{Name: "bittorrent.msg", Title: "Message", Type: dissect.Label,
		Get: of(Typed, func(m *Message, v *dissect.Values) { v.Mark() })},
	{Name: "bittorrent.azureus_msg", Title: "Azureus Message", Type: dissect.Label,
		Get: of(Named, func(m *Message, v *dissect.Values) { v.Mark() })},
	{Name: "bittorrent.msg.length", Title: "Message Length", Type: dissect.Uint, Get: dissect.Of(getLength)},
	{Name: "bittorrent.msg.type", Title: "Message Type", Type: dissect.Uint, Names: typeName,
		Get: of(Typed, func(m *Message, v *dissect.Values) {
			v.Uint(uint64(m.Type)).At(prefix, 1)
		})},
	{Name: "bittorrent.msg.typelen", Title: "Message Type Length", Type: dissect.Uint,
		Get: of(Named, func(m *Message, v *dissect.Values) {
			v.Uint(uint64(len(m.Azureus.Word))).At(prefix, 4)
		})},
	{Name: "bittorrent.msg.aztype", Title: "Message Type", Type: dissect.String,
		Get: of(Named, func(m *Message, v *dissect.Values) {
			v.Text(m.Azureus.Word).At(8, len(m.Azureus.Word))
		})},
	{Name: "bittorrent.msg.prio", Title: "Message Priority", Type: dissect.Uint, Names: priorityName,
		Get: of(Named, func(m *Message, v *dissect.Values) {
			if at := m.Head.body() - 1; at < len(m.Bytes) {
				v.Uint(uint64(m.Bytes[at])).At(at, 1)
			}
		})},
	{Name: "bittorrent.msg.bitfield", Title: "Bitfield data", Type: dissect.Octets, Get: dissect.Of(getBitfield)},
	number("bittorrent.piece.index", "Piece index", 0, (*Message).Index),
	number("bittorrent.piece.begin", "Begin offset of piece", 1, (*Message).Begin),
	number("bittorrent.piece.length", "Piece Length", 2, (*Message).wanted),
	{Name: "bittorrent.piece.data", Title: "Data in a piece", Type: dissect.Octets, Body: true, Get: dissect.Of(getBlock)},
	{Name: "bittorrent.port", Title: "Port", Type: dissect.Uint, Get: dissect.Of(getPort)},
	{Name: "bittorrent.jpc.addr.length", Title: "Cache Address Length", Type: dissect.Uint,
		Get: cache(func(j jpc, v *dissect.Values) {
			if j.hello {
				v.Uint(uint64(len(j.address)))
			}
		})},
	{Name: "bittorrent.jpc.addr", Title: "Cache Address", Type: dissect.String, Get: cache(func(j jpc, v *dissect.Values) {
		if j.hello {
			v.Bytes(j.address)
		}
	})},
	{Name: "bittorrent.jpc.port", Title: "Port", Type: dissect.Uint, Get: cache(func(j jpc, v *dissect.Values) {
		if j.hello {
			v.Uint(uint64(j.port))
		}
	})},
	{Name: "bittorrent.jpc.session", Title: "Session ID", Type: dissect.Uint, Base: dissect.Hex8,
		Get: cache(func(j jpc, v *dissect.Values) {
			v.Uint(uint64(j.session))
		})},
	{Name: "bittorrent.extended.id", Title: "Extended Message ID", Type: dissect.Uint,
		Get: extended(func(m *Message, id uint8, _ []byte, v *dissect.Values) {
			v.Uint(uint64(id)).At(m.Head.body(), 1)
		})},
	{Name: "bittorrent.extended", Title: "Extended Message", Type: dissect.Octets,
		Get: extended(func(m *Message, id uint8, b []byte, v *dissect.Values) {
			if id != 0 && len(b) > 0 {
				v.Bytes(b).At(m.Head.body()+1, len(b))
			}
		})},
	{Name: "bittorrent.extended.name", Title: "Extension", Type: dissect.String,
		Get: extended(func(m *Message, _ uint8, _ []byte, v *dissect.Values) {
			if m.Extension != UnknownExtension {
				v.Text(m.Extension.String())
			}
		})},
	{Name: "bittorrent.version", Title: "Client version", Type: dissect.String,
		Get: extended(func(m *Message, _ uint8, _ []byte, v *dissect.Values) {
			if s := m.tree.Get("v").Text(); m.Extension == ExtendedHandshake && s != nil {
				v.Bytes(s)
			}
		})},
	metadata("bittorrent.ut_metadata.msg_type", "Metadata Message", metadataName,
		func(p MetadataPiece) int64 { return int64(p.Kind) }),
	metadata("bittorrent.ut_metadata.piece", "Metadata Piece", nil, func(p MetadataPiece) int64 { return p.Piece }),
	metadata("bittorrent.ut_metadata.total_size", "Metadata Size", nil, func(p MetadataPiece) int64 { return p.Total }),
	{Name: "bittorrent.hash.root", Title: "Pieces Root", Type: dissect.Octets, Get: dissect.Of(getRoot)},
	hashNumber("bittorrent.hash.base_layer", "Base Layer", 0),
	hashNumber("bittorrent.hash.index", "Index", 1),
	hashNumber("bittorrent.hash.length", "Number of Hashes", 2),
	hashNumber("bittorrent.hash.proof_layers", "Proof Layers", 3),
	{Name: "bittorrent.continuous_data", Title: "Extended Message", Type: dissect.Octets,
		Get: of(Continuation, func(m *Message, v *dissect.Values) {
			v.Bytes(m.Bytes).At(0, len(m.Bytes))
		})},
}

func typeName(u uint64) string     { return Type(u).String() }
func metadataName(u uint64) string { return MetadataKind(u).String() }

var priorities = [...]string{"Low", "Normal", "High"}

func priorityName(u uint64) string {
	if u < uint64(len(priorities)) {
		return priorities[u]
	}
	return ""
}

// of returns the getter of a field of messages of a kind.
func of(k Kind, get func(*Message, *dissect.Values)) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if m.Kind == k {
			get(m, v)
		}
	})
}

// handshake returns a field of a handshake, n bytes at offset at.
func handshake(name, title string, t dissect.Type, at, n int) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: t, Get: of(Handshake, func(m *Message, v *dissect.Values) {
		switch {
		case at+n > len(m.Bytes):
		case t == dissect.Uint:
			v.Uint(uint64(m.Bytes[at])).At(at, n)
		default:
			v.Bytes(m.Bytes[at:at+n]).At(at, n)
		}
	})}
}

// number returns a field of the n-th number behind the type.
func number(name, title string, n int, get func(*Message) (uint32, bool)) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.Uint, Base: dissect.Hex8,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if u, ok := get(m); ok {
				v.Uint(uint64(u)).At(m.Head.body()+4*n, 4)
			}
		})}
}

// wanted returns the length of a block that the message names as a number.
func (m *Message) wanted() (uint32, bool) {
	if m.form() != ranged {
		return 0, false
	}
	return m.BlockLength()
}

func getLength(m *Message, v *dissect.Values) {
	if m.Kind == Typed || m.Kind == Named {
		v.Uint(uint64(m.Length)).At(0, prefix)
	}
}

func getBitfield(m *Message, v *dissect.Values) {
	if t, ok := m.means(); ok && t == Bitfield && !m.Cut() {
		v.Bytes(m.body()).At(m.Head.body(), len(m.body()))
	}
}

func getBlock(m *Message, v *dissect.Values) {
	if b := m.body(); m.form() == carrying && !m.Cut() && len(m.Bytes) == m.Size && len(b) > blockAt {
		v.Bytes(b[blockAt:]).At(m.Head.body()+blockAt, len(b)-blockAt)
	}
}

func getPort(m *Message, v *dissect.Values) {
	if b := m.body(); m.Kind == Typed && m.Type == Port && len(b) >= 2 {
		v.Uint(uint64(be.Uint16(b))).At(m.Head.body(), 2)
	}
}

// extended returns the getter of a field of extended messages, which is given
// the number and what stands behind it.
func extended(get func(m *Message, id uint8, b []byte, v *dissect.Values)) dissect.Getter {
	return of(Typed, func(m *Message, v *dissect.Values) {
		if b := m.body(); m.Type == Extended && len(b) > 0 {
			get(m, b[0], b[1:], v)
		}
	})
}

// metadata returns a field of messages of ut_metadata.
func metadata(name, title string, names func(uint64) string, get func(MetadataPiece) int64) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.Int, Names: names,
		Get: extended(func(m *Message, _ uint8, b []byte, v *dissect.Values) {
			if m.Extension != Metadata {
				return
			}
			if p, ok := ReadMetadata(b); ok {
				v.Int(get(p))
			}
		})}
}

// hashes returns what a message about hashes of version 2 says.
func (m *Message) hashes() ([]byte, bool) {
	b := m.body()
	return b, m.Kind == Typed && m.Type >= HashRequest && m.Type <= HashReject && len(b) >= hashRequest
}

func getRoot(m *Message, v *dissect.Values) {
	if b, ok := m.hashes(); ok {
		v.Bytes(b[:rootSize]).At(m.Head.body(), rootSize)
	}
}

// rootSize is the size of a hash of version 2.
const rootSize = 32

func hashNumber(name, title string, n int) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.Uint, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if b, ok := m.hashes(); ok {
			u, _ := word(b, rootSize, n)
			v.Uint(uint64(u)).At(m.Head.body()+rootSize+4*n, 4)
		}
	})}
}

// jpc is what peers of a cache say to each other.
type jpc struct {
	hello   bool
	address []byte
	port    uint32
	session uint32
}

// cache returns the getter of a field of JPC_HELLO and JPC_REPLY.
func cache(get func(jpc, *dissect.Values)) dissect.Getter {
	return of(Named, func(m *Message, v *dissect.Values) {
		b := m.body()
		switch {
		case m.Azureus.Word == "JPC_REPLY" && len(b) >= 4:
			get(jpc{session: be.Uint32(b)}, v)
		case m.Azureus.Word == "JPC_HELLO" && len(b) >= 4:
			n := be.Uint32(b)
			if rest := b[4:]; uint64(len(rest)) >= uint64(n)+8 {
				get(jpc{true, rest[:n], be.Uint32(rest[n:]), be.Uint32(rest[n+4:])}, v)
			}
		}
	})
}
