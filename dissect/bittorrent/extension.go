package bittorrent

import (
	"netsniff/dissect/bencode"
)

// Extension is what an extended message is of (BEP 10): its number means what
// the peer that it is sent to said in its handshake.
type Extension uint8

// Extensions. ExtendedHandshake has the number 0 with everybody.
const (
	UnknownExtension Extension = iota
	ExtendedHandshake
	Metadata   // BEP 9
	PEX        // BEP 11
	HolePunch  // BEP 55
	DontHave   // BEP 54
	UploadOnly // BEP 21
	ShareMode
	Comment
	Recommend
	TrackerExchange // BEP 28
)

var extensions = [...]string{
	UnknownExtension: "", ExtendedHandshake: "handshake", Metadata: "ut_metadata", PEX: "ut_pex", HolePunch: "ut_holepunch",
	DontHave: "lt_donthave", UploadOnly: "upload_only", ShareMode: "share_mode", Comment: "ut_comment",
	Recommend: "ut_recommend", TrackerExchange: "lt_tex",
}

// String returns the name by which peers announce it, and "" if nobody knows it.
func (e Extension) String() string { return extensions[e] }

// extensionOf returns the extension of a name.
func extensionOf(name []byte) Extension {
	for i := Metadata; int(i) < len(extensions); i++ {
		if extensions[i] == string(name) {
			return i
		}
	}
	return UnknownExtension
}

// numbering is which number a peer wants its extensions to have.
type numbering struct {
	known bool // it said so
	of    [len(extensions)]uint8
}

// take takes the handshake of the peer: what it says adds to what it said before
// (BEP 10: "subsequent handshake messages can be used to enable/disable").
func (n *numbering) take(handshake bencode.Value) {
	m := handshake.Get("m")
	for e := m.Entries(); e.Next(); {
		x := extensionOf(e.Key)
		if id, ok := e.Value.Int(); ok && x != UnknownExtension && id >= 0 && id < 256 {
			n.of[x] = uint8(id)
		}
	}
	n.known = n.known || m.Kind == bencode.Dictionary
}

// extension returns what a number stands for in a message that the peer is sent,
// whose dictionary is tree. If its handshake was not seen, the dictionary tells.
func (n *numbering) extension(id uint8, tree bencode.Value) Extension {
	if id == 0 {
		return ExtendedHandshake
	}
	for i := Metadata; int(i) < len(n.of); i++ {
		if n.of[i] == id {
			return i
		}
	}
	switch {
	case n.known:
	case tree.Get("msg_type").Kind == bencode.Integer && tree.Get("piece").Kind == bencode.Integer:
		return Metadata
	case tree.Get("added").Kind == bencode.String || tree.Get("added6").Kind == bencode.String:
		return PEX
	}
	return UnknownExtension
}

// MetadataKind is what a message of ut_metadata does (BEP 9).
type MetadataKind uint8

// Kinds of metadata messages.
const (
	MetadataRequest MetadataKind = iota
	MetadataData
	MetadataReject
)

var metadataKinds = [...]string{"request", "data", "reject"}

// String returns BEP 9's word, and "" for a kind that nobody knows.
func (k MetadataKind) String() string {
	if int(k) < len(metadataKinds) {
		return metadataKinds[k]
	}
	return ""
}

// MetadataPiece is what a message of ut_metadata says.
type MetadataPiece struct {
	Kind  MetadataKind
	Piece int64
	Total int64  // size of all metadata, 0 if the message does not say
	Data  []byte // of MetadataData: what stands behind the dictionary; borrowed
}

// maxMetadata bounds the size of metadata that is believed, and its piece.
const (
	maxMetadata      = 64 << 20
	MetadataPieceLen = 16 << 10
)

// ReadMetadata reads a message of ut_metadata, b being what stands behind its
// number, and reports whether it is one.
func ReadMetadata(b []byte) (p MetadataPiece, ok bool) {
	tree, fault := bencode.Parse(b)
	if fault != bencode.Fine {
		return p, false
	}
	kind, hasKind := tree.Get("msg_type").Int()
	piece, hasPiece := tree.Get("piece").Int()
	total, _ := tree.Get("total_size").Int()
	if !hasKind || !hasPiece || kind < 0 || kind > int64(MetadataReject) || piece < 0 ||
		piece > maxMetadata/MetadataPieceLen {
		return p, false
	}
	if total < 0 || total > maxMetadata {
		total = 0 // forged: no torrent has that much
	}
	return MetadataPiece{Kind: MetadataKind(kind), Piece: piece, Total: total, Data: b[len(tree.Raw):]}, true
}
