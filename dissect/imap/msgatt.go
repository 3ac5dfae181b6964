package imap

import (
	"bytes"
	"strconv"

	"netsniff/dissect/mail"
	"netsniff/dissect/text"
)

// section is what part of a message a literal of a FETCH response is (RFC 9051
// §7.5.2, msg-att).
type section struct {
	kind   sectionKind
	number []byte // of a part: "1.2", "TEXT"; borrowed
	whole  bool   // of a head: all fields
	origin int64  // of BODY[]<4096>; -1: no part was asked for
}

type sectionKind uint8

const (
	sectionNone  sectionKind = iota // no part of a message: a string of ENVELOPE
	sectionWhole                    // BODY[], RFC822
	sectionHead                     // BODY[HEADER], BODY[HEADER.FIELDS (FROM)], RFC822.HEADER
	sectionPart                     // BODY[TEXT], BODY[1.2]
)

// sectionOf returns what the literal is that is announced behind line.
func sectionOf(line []byte) section {
	line = bytes.TrimRight(line, "~ ")
	s := section{origin: -1}
	if n := len(line); n > 0 && line[n-1] == '>' {
		if open := bytes.LastIndexByte(line, '<'); open >= 0 {
			if origin, ok := text.Number(line[open+1 : n-1]); ok {
				s.origin, line = origin, line[:open]
			}
		}
	}
	if n := len(line); n > 0 && line[n-1] == ']' {
		open := bytes.LastIndexByte(line, '[')
		if open < 0 || !endsInWord(line[:open], "BODY") && !endsInWord(line[:open], "BINARY") {
			return section{origin: -1}
		}
		inside := line[open+1 : n-1]
		s.kind, s.whole = bracketed(inside), text.EqualFold(inside, "HEADER")
		if s.kind == sectionPart && endsInWord(line[:open], "BODY") {
			s.number = inside // BINARY is decoded
		}
		return s
	}
	switch {
	case endsInWord(line, "RFC822"):
		s.kind = sectionWhole
	case endsInWord(line, "RFC822.HEADER"):
		s.kind, s.whole = sectionHead, true
	case endsInWord(line, "RFC822.TEXT"):
		s.kind, s.number = sectionPart, []byte("TEXT")
	}
	return s
}

func bracketed(inside []byte) sectionKind {
	switch {
	case len(inside) == 0:
		return sectionWhole
	case text.HasPrefixFold(inside, "HEADER"):
		return sectionHead
	}
	return sectionPart
}

// endsInWord reports whether b ends in the word, which a blank or a
// parenthesis comes before.
func endsInWord(b []byte, word string) bool {
	n := len(b) - len(word)
	if n < 0 || !text.EqualFold(b[n:], word) {
		return false
	}
	return n == 0 || b[n-1] == ' ' || b[n-1] == '('
}

// chunkAsked returns how many bytes a FETCH command asked for at once: 20480 of
// BODY[]<0.20480>; 0 if it did not say.
func chunkAsked(args []byte) int64 {
	_, rest, ok := bytes.Cut(args, []byte("]<"))
	if !ok {
		return 0
	}
	rest, _, _ = bytes.Cut(rest, []byte{'>'})
	_, size, _ := bytes.Cut(rest, []byte{'.'})
	n, _ := text.Number(size)
	return n
}

// attributes reads the attributes of a message in a FETCH response, of which
// literals are taken out.
type attributes struct {
	depth int   // of parentheses
	uid   int64 // 0: it was not told
}

// read takes the text up to the next literal or to the end.
func (a *attributes) read(b []byte) {
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			i += mail.QuotedLen(b[i:]) - 1
		case '[':
			if n := bytes.IndexByte(b[i:], ']'); n > 0 {
				i += n
			}
		case '(':
			a.depth++
		case ')':
			a.depth--
		case 'U', 'u':
			if a.depth == 1 && i > 0 && (b[i-1] == '(' || b[i-1] == ' ') && text.HasPrefixFold(b[i:], "UID ") {
				a.uid, _ = text.Number(digits(b[i+len("UID "):]))
			}
		}
	}
}

// uidText returns the unique identifier as text, "" if it is not known.
func (a *attributes) uidText() string {
	if a.uid == 0 {
		return ""
	}
	return strconv.FormatInt(a.uid, 10)
}

// digits returns the digits that b begins with.
func digits(b []byte) []byte {
	n := 0
	for n < len(b) && b[n] >= '0' && b[n] <= '9' {
		n++
	}
	return b[:n]
}
