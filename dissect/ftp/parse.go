package ftp

import (
	"bytes"
	"net/netip"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/lines"
)

// Command is a line of the client (RFC 959 §5.3). Borrowed from the line.
type Command struct {
	Verb     Verb
	Word     []byte // the verb as sent
	Argument []byte // what follows it and one blank; may be empty
}

// ParseCommand splits a line without its end.
func ParseCommand(line []byte) Command {
	word, argument, _ := bytes.Cut(line, []byte{' '})
	return Command{Verb: verbOf(word), Word: word, Argument: argument}
}

// firstLine returns the first line of b without its end.
func firstLine(b []byte) []byte { return lines.TrimLineEnd(b[:lines.LineEnd(b)]) }

// codeOf returns the reply code that line begins with, 0 if it has none (RFC 959
// §4.2).
func codeOf(line []byte) uint16 {
	if len(line) < 3 || !isDigit(line[0]) || !isDigit(line[1]) || !isDigit(line[2]) {
		return 0
	}
	return uint16(line[0]-'0')*100 + uint16(line[1]-'0')*10 + uint16(line[2]-'0')
}

// replyText returns what follows the code of a line and the sign after it.
func replyText(line []byte) []byte { return line[min(len(line), 4):] }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// hostPort reads "h1,h2,h3,h4,p1,p2" (RFC 959 §5.3.2), which b begins with.
func hostPort(b []byte) (e dissect.Endpoint, ok bool) {
	var part [6]uint16
	for i := range part {
		n := 0
		for n < len(b) && n < 3 && isDigit(b[n]) {
			part[i] = part[i]*10 + uint16(b[n]-'0')
			n++
		}
		if n == 0 || part[i] > 255 {
			return e, false
		}
		if b = b[n:]; i < len(part)-1 {
			if len(b) == 0 || b[0] != ',' {
				return e, false
			}
			b = b[1:]
		}
	}
	e.Addr = capture.Addr{Kind: capture.AddrIPv4}
	for i := range 4 {
		e.Addr.B[i] = byte(part[i])
	}
	e.Port = part[4]<<8 | part[5]
	return e, true
}

// passiveEnd finds the end that a reply 227 tells; some servers have no
// parentheses around it (RFC 1123 §4.1.2.6).
func passiveEnd(line []byte) (dissect.Endpoint, bool) {
	b := replyText(line)
	for i, c := range b {
		if !isDigit(c) || i > 0 && (isDigit(b[i-1]) || b[i-1] == ',') {
			continue
		}
		if e, ok := hostPort(b[i:]); ok {
			return e, true
		}
	}
	return dissect.Endpoint{}, false
}

// Families of addresses (RFC 2428 §2).
const (
	familyIPv4 = 1
	familyIPv6 = 2
)

// extendedEnd reads "|2|2001:db8::1|5282|" (RFC 2428 §2).
func extendedEnd(b []byte) (e dissect.Endpoint, ok bool) {
	if len(b) < 7 {
		return e, false
	}
	part := bytes.SplitN(b, b[:1], 5)
	const longest = 45 // of an address
	if len(part) != 5 || len(part[2]) > longest {
		return e, false
	}
	a, err := netip.ParseAddr(string(part[2]))
	port, ok := number16(part[3])
	if err != nil || !ok || a.Zone() != "" {
		return e, false
	}
	e.Port = port
	switch {
	case string(part[1]) == "1" && a.Is4():
		v4 := a.As4()
		e.Addr.Kind = capture.AddrIPv4
		copy(e.Addr.B[:], v4[:])
	case string(part[1]) == "2" && a.Is6():
		e.Addr = capture.Addr{Kind: capture.AddrIPv6, B: a.As16()}
	default:
		return e, false
	}
	return e, true
}

// extendedPassivePort reads the port of a reply 229: "(|||6446|)" (RFC 2428 §3).
func extendedPassivePort(line []byte) (uint16, bool) {
	b := replyText(line)
	open := bytes.IndexByte(b, '(')
	if open < 0 || len(b) < open+6 {
		return 0, false
	}
	b = b[open+1:]
	if b[1] != b[0] || b[2] != b[0] {
		return 0, false
	}
	n := bytes.IndexByte(b[3:], b[0])
	if n < 0 {
		return 0, false
	}
	return number16(b[3 : 3+n])
}

func number16(b []byte) (n uint16, ok bool) {
	if len(b) == 0 || len(b) > 5 {
		return 0, false
	}
	x := 0
	for _, c := range b {
		if !isDigit(c) {
			return 0, false
		}
		x = x*10 + int(c-'0')
	}
	return uint16(x), x <= 0xffff
}

// quotedPath reads the path that the text of a reply 257 begins with; a quote in it
// is doubled (RFC 959, Appendix II).
func quotedPath(b []byte) (path string, ok bool) {
	if len(b) == 0 || b[0] != '"' {
		return "", false
	}
	var p strings.Builder
	for i := 1; i < len(b) && p.Len() < maxPath; i++ {
		if b[i] == '"' {
			if i+1 >= len(b) || b[i+1] != '"' {
				return p.String(), true
			}
			i++
		}
		p.WriteByte(b[i])
	}
	return "", false
}

// maxPath bounds a directory, in bytes.
const maxPath = 1024

// joined returns the directory that CWD to argument leads to from another.
func joined(from, argument string) string {
	switch {
	case strings.HasPrefix(argument, "/"):
		return argument
	case argument == "..":
		from = strings.TrimSuffix(from, "/")
		if i := strings.LastIndexByte(from, '/'); i > 0 {
			return from[:i]
		} else if i == 0 || from == "" {
			return "/"
		}
		return ""
	case argument == "" || argument == ".":
		return from
	case from == "" || strings.HasSuffix(from, "/"):
		return from + argument
	}
	return from + "/" + argument
}
