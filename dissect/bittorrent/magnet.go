package bittorrent

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"net/url"
	"strings"
)

// Magnet is a link by which a torrent goes around without its .torrent (BEP 9; BEP 52
// for version 2).
type Magnet struct {
	Link     string         // without the escapes of the text that it stood in
	InfoHash [HashSize]byte // that peers go by: of version 1, else what that of version 2 begins with
	V2       string         // hash of version 2 in hexadecimal digits, "" if it has none
	Name     string
	Whereabouts
}

// maxMagnet bounds a link: those of the largest sites have some 2 KiB.
const maxMagnet = 8 << 10

// What links begin with, and in a form or a query (RFC 3986 §2.1).
const (
	magnetScheme  = "magnet:?"
	magnetEscaped = "magnet%3a%3f"
)

// ReadMagnet reads a link, and reports whether it names a torrent.
func ReadMagnet(link string) (m *Magnet, ok bool) {
	if len(link) > maxMagnet || !strings.HasPrefix(strings.ToLower(link[:min(len(link), len(magnetScheme))]), magnetScheme) {
		return nil, false
	}
	m = &Magnet{Link: link}
	first := false
	for pair := range strings.SplitSeq(link[len(magnetScheme):], "&") {
		key, value, _ := strings.Cut(pair, "=")
		key, _, _ = strings.Cut(key, ".") // "tr.1"
		if text, err := url.QueryUnescape(value); err == nil {
			value = text
		}
		switch strings.ToLower(key) {
		case "xt":
			kind, hash, _ := strings.Cut(strings.TrimPrefix(value, "urn:"), ":")
			switch b := digest(kind, hash); len(b) {
			case HashSize:
				m.InfoHash, first, ok = [HashSize]byte(b), true, true
			case sha256.Size:
				if m.V2, ok = hex.EncodeToString(b), true; !first {
					m.InfoHash = [HashSize]byte(b[:HashSize])
				}
			}
		case "dn":
			m.Name = value
		case "tr":
			add(&m.Trackers, value)
		case "ws":
			add(&m.WebSeeds, value)
		}
	}
	return m, ok
}

// digest reads an info hash: hexadecimal or base 32, or a SHA-256 as a multihash
// (https://multiformats.io/multihash/); nil if it is none.
func digest(kind, text string) []byte {
	var b []byte
	var err error
	switch {
	case kind == "btih" && len(text) == 2*HashSize:
		b, err = hex.DecodeString(text)
	case kind == "btih" && len(text) == base32.StdEncoding.EncodedLen(HashSize):
		b, err = base32.StdEncoding.DecodeString(strings.ToUpper(text))
	case kind == "btmh" && strings.HasPrefix(text, "1220") && len(text) == 4+2*sha256.Size:
		b, err = hex.DecodeString(text[4:])
	}
	if err != nil {
		return nil
	}
	return b
}

// MagnetFinder finds magnet links in a text that comes in parts: plain, in HTML, in
// JSON, or escaped as in a form. The zero value is ready.
type MagnetFinder struct{ kept []byte }

// Add takes the next part. Each link is told once it has ended.
func (x *MagnetFinder) Add(b []byte, tell func(*Magnet)) {
	if len(x.kept) > 0 {
		x.kept = append(x.kept, b...)
		b = x.kept
	}
	rest := b[findMagnets(b, false, tell):]
	x.kept = append(x.kept[:0], rest...)
}

// End tells a link that the text ended in.
func (x *MagnetFinder) End(tell func(*Magnet)) {
	findMagnets(x.kept, true, tell)
	x.kept = nil
}

// FindMagnets tells the links in a text.
func FindMagnets(b []byte, tell func(*Magnet)) { findMagnets(b, true, tell) }

// findMagnets returns how much of b is done with, unless b is all there is.
func findMagnets(b []byte, all bool, tell func(*Magnet)) int {
	at := 0
	for {
		i := bytes.Index(b[at:], []byte("agnet"))
		if i < 0 {
			return max(at, len(b)-len(magnetEscaped)+1)
		}
		if at += i; at == 0 || b[at-1]|0x20 != 'm' {
			at++
			continue
		}
		from := at - 1
		escaped, begins := magnetBegins(b[from:])
		switch {
		case begins:
			link, n, ended := unwrap(b[from:min(len(b), from+maxMagnet)], escaped)
			if !ended && !all && len(b)-from < maxMagnet {
				return from
			}
			if m, ok := ReadMagnet(link); ok {
				tell(m)
			}
			at = from + n
		case !all && len(b)-from < len(magnetEscaped):
			return from
		default:
			at++
		}
	}
}

// magnetBegins reports whether b begins with a link, and whether that is escaped.
func magnetBegins(b []byte) (escaped, begins bool) {
	if len(b) >= len(magnetScheme) && string(b[6:len(magnetScheme)]) == ":?" {
		return false, true
	}
	begins = len(b) >= len(magnetEscaped) && bytes.EqualFold(b[:len(magnetEscaped)], []byte(magnetEscaped))
	return begins, begins
}

// entities are the ways of HTML and JSON to write what links are made of.
var entities = []struct{ text, means string }{
	{"&amp;", "&"}, {"&#38;", "&"}, {"&#x26;", "&"}, {`\u0026`, "&"}, {`\u003d`, "="}, {`\u003D`, "="}, {`\/`, "/"},
}

// unwrap returns the link that b begins with, how long it is there, and false if it
// may go on behind b.
func unwrap(b []byte, escaped bool) (link string, n int, ended bool) {
	var to []byte
	for n < len(b) {
		c := b[n]
		if c == '&' && !escaped || c == '\\' {
			text, means, begun := entity(b[n:])
			if begun {
				break
			}
			if text > 0 {
				to, n = append(to, means...), n+text
				continue
			}
		}
		if c <= ' ' || c == 0x7f || strings.IndexByte("\"'<>\\`|{}", c) >= 0 || c == '&' && escaped {
			ended = true
			break
		}
		to = append(to, c)
		n++
	}
	if !ended {
		to = append(to, bytes.TrimRight(b[n:], `\`)...)
		n = len(b)
	}
	link = string(to)
	if escaped {
		if text, err := url.QueryUnescape(link); err == nil {
			link = text
		}
	}
	return link, n, ended
}

// entity returns how long the one is that b begins with, 0 if it does with none,
// and whether b may be the beginning of one.
func entity(b []byte) (length int, means string, begun bool) {
	for _, e := range entities {
		switch {
		case bytes.HasPrefix(b, []byte(e.text)):
			return len(e.text), e.means, false
		case strings.HasPrefix(e.text, string(b[:min(len(b), len(e.text))])):
			begun = true
		}
	}
	return 0, "", begun
}
