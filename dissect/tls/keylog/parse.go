package keylog

import (
	"bytes"
	"encoding/hex"
)

var labels = map[string]Label{
	"CLIENT_RANDOM": Master, "PMS_CLIENT_RANDOM": Premaster, "CLIENT_EARLY_TRAFFIC_SECRET": EarlyTraffic,
	"CLIENT_HANDSHAKE_TRAFFIC_SECRET": ClientHandshake, "SERVER_HANDSHAKE_TRAFFIC_SECRET": ServerHandshake,
	"CLIENT_TRAFFIC_SECRET_0": ClientTraffic, "SERVER_TRAFFIC_SECRET_0": ServerTraffic,
}

// Counts are what Add found.
type Counts struct {
	Secrets int
	Other   int // lines that are no secret: those of protocols to come, and damage
	First   int // the number of the first such line, from 1
}

// Add reads the lines of a key log. Frames know its secrets from the given one on; 0:
// all do. Comments, empty lines and labels of exporters are passed over.
func (l *Log) Add(text []byte, from uint32) (n Counts) {
	l.mu.Lock()
	defer l.mu.Unlock()
	text = bare(text)
	for number := 1; len(text) > 0; number++ {
		var line []byte
		line, text = cutLine(text)
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		if x, s, ok := parseLine(line); ok {
			s.from = from
			l.put(x, s)
			n.Secrets++
		} else if !exporter(line) {
			if n.Other++; n.First == 0 {
				n.First = number
			}
		}
	}
	return n
}

// cutLine returns the first line of a text, however it ends, and what follows.
func cutLine(text []byte) (line, rest []byte) {
	end := bytes.IndexAny(text, "\r\n")
	if end < 0 {
		return text, nil
	}
	line, rest = text[:end], text[end+1:]
	if text[end] == '\r' {
		rest = bytes.TrimPrefix(rest, []byte("\n"))
	}
	return line, rest
}

// bare returns a text as lines of ASCII: without the mark of its byte order and, of one in
// UTF-16, as a shell of Windows writes what it is told to redirect, without the zero bytes.
func bare(text []byte) []byte {
	const mark8, mark16, swapped = "\ufeff", "\xff\xfe", "\xfe\xff"
	switch {
	case bytes.HasPrefix(text, []byte(mark16)), bytes.HasPrefix(text, []byte(swapped)):
		return bytes.ReplaceAll(text[len(mark16):], []byte{0}, nil)
	}
	return bytes.TrimPrefix(text, []byte(mark8))
}

// exporter reports whether a line has a secret that protects no records.
func exporter(line []byte) bool {
	label, _, _ := bytes.Cut(line, []byte(" "))
	return string(label) == "EXPORTER_SECRET" || string(label) == "EARLY_EXPORTER_SECRET" ||
		bytes.HasPrefix(label, []byte("ECH_"))
}

// parseLine reads LABEL NAME SECRET, or one of the two that begin with RSA.
func parseLine(line []byte) (n name, s secret, ok bool) {
	const session, master = "Session-ID:", "Master-Key:"
	words := bytes.Fields(line)
	switch {
	case len(words) != 3:
		return n, s, false
	case string(words[0]) != "RSA":
		n.label = labels[string(bytes.TrimPrefix(words[0], []byte("QUIC_")))] // as drafts of QUIC had them
	case bytes.HasPrefix(words[1], []byte(session)) && bytes.HasPrefix(words[2], []byte(master)):
		n.label, words[1], words[2] = Session, words[1][len(session):], words[2][len(master):]
	default:
		n.label = RSA
	}
	if n.label == noLabel {
		return n, s, false
	}
	named, fits := decode(n.of[:], words[1])
	size, also := decode(s.bytes[:], words[2])
	s.size = uint8(size)
	switch n.label {
	case Session:
	case RSA:
		fits = fits && named >= EncryptedPrefix
		clear(n.of[EncryptedPrefix:])
	default:
		fits = fits && named == len(n.of)
	}
	return n, s, fits && also && size >= 32
}

// EncryptedPrefix is how much of an encrypted premaster secret its line has.
const EncryptedPrefix = 8

// decode reads the hexadecimal digits of text into dst, and returns false if they are
// none or too many.
func decode(dst, text []byte) (n int, ok bool) {
	if len(text)%2 != 0 || len(text) > 2*len(dst) {
		return 0, false
	}
	n, err := hex.Decode(dst, text)
	return n, err == nil
}
