package edonkey

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"io"
	"strings"

	"netsniff/dissect/parts"
)

// Kinds that are told apart beside their layout.
const (
	hello       = 0x01
	helloAnswer = 0x4c
)

// A layout reads what a kind has.
type layout func(r *parts.Reader)

// layouts of messages over TCP, by kind.
var layouts = map[byte]layout{
	hello: readHello, helloAnswer: readHello,
	0x15: readFiles, 0x16: readSearch, 0x19: readSought, 0x1c: readClient,
	0x32: readEnds, 0x33: readResults, 0x34: readCounts, 0x38: readString, 0x40: readClient, 0x42: readSources,
	0x46: readPart, 0x47: readParts, 0x48: readHash, 0x4e: readString, 0x4f: readHash, 0x50: readStatus, 0x51: readHash,
	0x52: readHashes, 0x54: readHash, 0x58: readHash, 0x59: readName,
}

// extensions are those of eMule.
var extensions = map[byte]layout{
	0x01: readVersion, 0x02: readVersion, 0x40: readPacked, 0x60: readRanking, 0x81: readHash, 0x82: readSourcesAnswer,
}

var datagramLayouts = map[byte]layout{
	0x90: readHash, 0x96: readChallenge, 0x97: readServerStatus, 0x98: readSearch, 0x99: readFile, 0x9a: readHash,
	0x9b: readSources, 0xa3: readServerInfo,
}

var kademliaLayouts = map[byte]layout{
	0x09: readContacts, 0x19: readSelf, 0x21: readWanted, 0x29: readCloser, 0x33: readTarget, 0x34: readTarget, 0x35: readTarget,
	0x3b: readFound, 0x43: readTarget, 0x44: readTarget, 0x4b: readTarget,
}

// layoutOf returns the layout of a message, nil if it is not known.
func layoutOf(family, kind byte, stream bool) layout {
	switch {
	case family == kademlia || family == kademliaPacked:
		return kademliaLayouts[kind]
	case !stream:
		return datagramLayouts[kind]
	case family == eMule && extensions[kind] != nil:
		return extensions[kind]
	}
	return layouts[kind]
}

// maxInflated is how much of a compressed message is read.
const maxInflated = 64 << 10

// inflated returns what was compressed.
func inflated(b []byte) []byte {
	z, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	out, _ := io.ReadAll(io.LimitReader(z, maxInflated)) // what there is before an error counts
	return out
}

// ReadAll implements parts.Message.
func (m *Message) ReadAll(r *parts.Reader) {
	family, kind := m.kind()
	r.Note("edonkey.message", 0, len(r.Bytes), 0)
	r.Uint("edonkey.protocol", 1)
	if m.stream {
		r.Uint("edonkey.message.length", 4)
	}
	r.Uint("edonkey.message.type", 1)
	read := layoutOf(family, kind, m.stream)
	switch {
	case family == compressed || family == kademliaPacked:
		packed := r.Rest()
		r.Octets("edonkey.emule.zlib", len(packed))
		if read != nil && r.Noting() {
			r.Made(inflated(packed), read)
		}
	case read != nil:
		read(r)
	}
}

func readHash(r *parts.Reader)   { r.Octets("edonkey.file_hash", hashLen) }
func readClient(r *parts.Reader) { r.Octets("edonkey.clientid", 4) }
func readString(r *parts.Reader) { r.Counted("edonkey.string_length", "edonkey.string", 2) }

// readSought reads a file whose sources are sought, and how long it is, which newer clients say.
func readSought(r *parts.Reader) {
	readHash(r)
	if r.Left() >= 4 {
		r.Uint("edonkey.file_size", 4)
	}
}

func readHello(r *parts.Reader) {
	if hashSized(r.Rest()) {
		r.Uint("edonkey.user_hash_length", 1)
	}
	r.Note("edonkey.clientinfo", r.Off, r.Left(), 0)
	r.Octets("edonkey.client_hash", hashLen)
	readClient(r)
	r.Uint("edonkey.port", 2)
	readTags(r, r.Uint("edonkey.list_size", 4))
	if r.Left() >= 6 {
		readEnd(r)
	}
}

func readEnd(r *parts.Reader) {
	r.Octets("edonkey.ip", 4)
	r.Uint("edonkey.port", 2)
}

// each calls read up to n times, as long as bytes follow.
func each(r *parts.Reader, n uint64, read layout) {
	for ; n > 0 && r.Left() > 0 && !r.Short; n-- {
		read(r)
	}
}

func readEnds(r *parts.Reader) { each(r, r.Uint("edonkey.list_size", 1), readEnd) }

func readSources(r *parts.Reader) {
	readHash(r)
	readEnds(r)
}

func readSourcesAnswer(r *parts.Reader) {
	readHash(r)
	each(r, r.Uint("edonkey.list_size", 2), func(r *parts.Reader) {
		readEnd(r)
		readServerEnd(r)
	})
}

// readServerEnd reads the server of a source, and who it is.
func readServerEnd(r *parts.Reader) {
	readEnd(r)
	r.Octets("edonkey.client_hash", hashLen)
}

// readFile reads a file and who has it.
func readFile(r *parts.Reader) {
	r.Note("edonkey.fileinfo", r.Off, r.Left(), 0)
	readHash(r)
	readClient(r)
	r.Uint("edonkey.port", 2)
	readTags(r, r.Uint("edonkey.list_size", 4))
}

func readFiles(r *parts.Reader) { each(r, r.Uint("edonkey.list_size", 4), readFile) }

func readResults(r *parts.Reader) {
	readFiles(r)
	if r.Left() > 0 {
		r.Uint("edonkey.more_search_file_results", 1)
	}
}

func readCounts(r *parts.Reader) {
	r.Uint("edonkey.number_of_users", 4)
	r.Uint("edonkey.number_of_files", 4)
}

func readChallenge(r *parts.Reader) { r.Uint("edonkey.challenge", 4) }

func readServerStatus(r *parts.Reader) {
	readChallenge(r)
	readCounts(r)
}

func readServerInfo(r *parts.Reader) {
	readString(r)
	readString(r)
}

func readPart(r *parts.Reader) {
	readHash(r)
	r.Uint("edonkey.start_offset", 4)
	r.Uint("edonkey.end_offset", 4)
	r.Octets("edonkey.message_data", r.Left())
}

func readPacked(r *parts.Reader) {
	readHash(r)
	r.Uint("edonkey.start_offset", 4)
	r.Uint("edonkey.emule.packed_length", 4)
	r.Octets("edonkey.emule.compressed_message_data", r.Left())
}

func readParts(r *parts.Reader) {
	readHash(r)
	each(r, 3, func(r *parts.Reader) { r.Uint("edonkey.start_offset", 4) })
	each(r, 3, func(r *parts.Reader) { r.Uint("edonkey.end_offset", 4) })
}

func readStatus(r *parts.Reader) {
	readHash(r)
	n := r.Uint("edonkey.part_count", 2)
	r.Octets("edonkey.file_status", int(n+7)/8)
}

func readHashes(r *parts.Reader) {
	readHash(r)
	each(r, r.Uint("edonkey.list_size", 2), func(r *parts.Reader) { r.Octets("edonkey.hash", hashLen) })
}

func readName(r *parts.Reader) {
	readHash(r)
	readString(r)
}

func readVersion(r *parts.Reader) {
	r.Uint("edonkey.emule.version", 2)
	readTags(r, r.Uint("edonkey.list_size", 4))
}

func readRanking(r *parts.Reader) { r.Uint("edonkey.emule.queue_ranking", 2) }

// maxOperators bounds how many operators and words of a search are read.
const maxOperators = 256

// readSearch reads an expression in prefix order: operators, words, words of tags, limits.
func readSearch(r *parts.Reader) {
	const (
		operator = iota
		word
		tagged
		limit
	)
	for open, n := 1, 0; open > 0 && n < maxOperators && r.Left() > 0 && !r.Short; n++ {
		open--
		switch r.Uint("edonkey.search_type", 1) {
		case operator:
			r.Uint("edonkey.search_ops", 1)
			open += 2
		case word:
			readString(r)
		case tagged:
			readString(r)
			readTagName(r)
		case limit:
			r.Uint("edonkey.search_limit", 4)
			r.Uint("edonkey.search_limit_type", 1)
			readTagName(r)
		default:
			return
		}
	}
}

// searched returns the words of a search.
func searched(b []byte) string {
	var words []string
	for _, p := range parts.Values(b, true, readSearch) {
		if p.Name == "edonkey.string" {
			words = append(words, string(p.Text))
		}
	}
	return strings.Join(words, " ")
}

// identifier returns a hash of Kademlia as it is written: four numbers, the lowest byte of each first.
func identifier(b []byte) []byte {
	var x [hashLen]byte
	for i := range x {
		x[i] = b[i&^3|3-i&3]
	}
	return bytes.ToUpper(hex.AppendEncode(nil, x[:]))
}

func readIdentifier(r *parts.Reader, name string) {
	off := r.Off
	if b := r.Octets("", hashLen); len(b) == hashLen && r.Noting() {
		r.NoteMade(name, off, hashLen, identifier(b))
	}
}

func readTarget(r *parts.Reader) { readIdentifier(r, "edonkey.kademlia.target.id") }

func readWanted(r *parts.Reader) {
	r.Uint("edonkey.kademlia.request.type", 1)
	readTarget(r)
	readIdentifier(r, "edonkey.kademlia.recipients.id")
}

func readContact(r *parts.Reader) {
	r.Note("edonkey.kademlia.peer", r.Off, min(25, r.Left()), 0)
	readIdentifier(r, "edonkey.kademlia.peer.id")
	off := r.Off
	if b := r.Octets("", 4); len(b) == 4 && r.Noting() {
		r.NoteMade("edonkey.kademlia.ip", off, 4, []byte{b[3], b[2], b[1], b[0]})
	}
	r.Uint("edonkey.kademlia.udp_port", 2)
	r.Uint("edonkey.kademlia.tcp_port", 2)
	r.Uint("edonkey.kademlia.peer.type", 1)
}

func readSelf(r *parts.Reader) {
	readIdentifier(r, "edonkey.kademlia.peer.id")
	r.Uint("edonkey.kademlia.tcp_port", 2)
	r.Uint("edonkey.kademlia.version", 1)
}

func readContacts(r *parts.Reader) {
	readSelf(r)
	each(r, r.Uint("edonkey.list_size", 2), readContact)
}

func readCloser(r *parts.Reader) {
	readTarget(r)
	each(r, r.Uint("edonkey.list_size", 1), readContact)
}

func readFound(r *parts.Reader) {
	readIdentifier(r, "edonkey.kademlia.sender.id")
	readTarget(r)
	r.Uint("edonkey.list_size", 2)
}
