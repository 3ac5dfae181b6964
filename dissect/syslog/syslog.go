// Package syslog dissects syslog over UDP (https://www.rfc-editor.org/rfc/rfc3164,
// https://www.rfc-editor.org/rfc/rfc5424, https://www.rfc-editor.org/rfc/rfc5426).
package syslog

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Protocol is syslog.
var Protocol = dissect.Protocol{
	Name: "syslog", Title: "Syslog message", Column: "Syslog",
	UDP:         []uint16{514},
	Sniff:       sniff,
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return dissect.Shared[dissector](c) },
	Fields:      fields,
	Outline:     &outline,
}

// sniff refuses nothing on its port: messages without a priority are messages (RFC 3164 §4.3.3).
func sniff(from dissect.Origin, _ []byte) dissect.Match {
	if from == dissect.FromDatagram {
		return dissect.Maybe
	}
	return dissect.No
}

// Message is a datagram. Borrowed until the frame has been reported.
type Message struct {
	Bytes    []byte
	Priority int  // -1 if it has none
	text     part // behind the priority
	head     [partCount]part
}

// part is where a part of a message stands; none if n is 0.
type part struct{ off, n int }

// The parts of the header (RFC 5424 §6.2).
const (
	version = iota
	timestamp
	hostname
	appName
	procID
	msgID // and all that follows, as Wireshark has it
	partCount
)

// parse reads a message.
func (m *Message) parse(b []byte) {
	*m = Message{Bytes: b, Priority: -1}
	at := m.priority()
	m.text = part{at, len(b) - at}
	if m.Priority >= 0 && len(b) > at+1 && b[at] == '1' && b[at+1] == ' ' {
		m.header(at)
	} else if n := oldTimestamp(b[at:]); n > 0 {
		m.oldHeader(at, n)
	}
}

// priority reads "<165>" and returns where it ends.
func (m *Message) priority() int {
	const longest = 3
	b := m.Bytes
	if len(b) == 0 || b[0] != '<' {
		return 0
	}
	n, i := 0, 1
	for ; i < len(b) && i <= longest && '0' <= b[i] && b[i] <= '9'; i++ {
		n = n*10 + int(b[i]-'0')
	}
	if i == 1 {
		return 0
	}
	m.Priority = n
	if i < len(b) && b[i] == '>' {
		i++
	}
	return i
}

// header reads the words of RFC 5424 §6.
func (m *Message) header(at int) {
	for i := version; i < msgID; i++ {
		n := bytes.IndexByte(m.Bytes[at:], ' ')
		if n < 0 {
			return
		}
		m.head[i] = part{at, n}
		at += n + 1
	}
	m.head[msgID] = part{at, len(m.Bytes) - at}
}

// oldTimestamp returns how long the time is that b begins with: "Nov  3 12:00:00"
// (RFC 3164 §4.1.2), 0 if it does not.
func oldTimestamp(b []byte) int {
	const like = "Aaa d9 d9:d9:d9"
	if len(b) <= len(like) || b[len(like)] != ' ' {
		return 0
	}
	for i, c := range b[:len(like)] {
		digit, ok := '0' <= c && c <= '9', false
		switch like[i] {
		case 'A':
			ok = 'A' <= c && c <= 'Z'
		case 'a':
			ok = 'a' <= c && c <= 'z'
		case 'd':
			ok = digit || c == ' '
		case '9':
			ok = digit
		default:
			ok = c == like[i]
		}
		if !ok {
			return 0
		}
	}
	return len(like)
}

// oldHeader reads the time of n bytes at at, the host's name and the process behind it.
func (m *Message) oldHeader(at, n int) {
	m.head[timestamp] = part{at, n}
	at += n + 1
	if n = bytes.IndexByte(m.Bytes[at:], ' '); n <= 0 {
		return
	}
	m.head[hostname] = part{at, n}
	at += n + 1
	if n = bytes.IndexAny(m.Bytes[at:], ":[ "); n > 0 {
		m.head[procID] = part{at, n} // Wireshark's word for what the RFC calls TAG
		m.head[msgID] = part{at + n, len(m.Bytes) - at - n}
	}
}

func (m *Message) at(p part) []byte { return m.Bytes[p.off : p.off+p.n] }

// AppendInfo appends "LOCAL4.INFO: " and the text.
func (m *Message) AppendInfo(dst []byte) []byte {
	if m.Priority >= 0 {
		dst = append(dst, word(facilityName(uint64(m.Priority>>3)))...)
		dst = append(append(dst, '.'), word(levelName(uint64(m.Priority&7)))...)
		dst = append(dst, ": "...)
	}
	return text.AppendText(dst, m.at(m.text))
}

// word returns the name that a facility's or level's text begins with.
func word(s string) string {
	for i := range s {
		if s[i] == ' ' {
			return s[:i]
		}
	}
	return s
}

type dissector struct{ message Message }

// Datagram implements dissect.DatagramDissector.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool {
	d.message.parse(b)
	f.Emit(dissect.Layer{Message: &d.message, Bytes: b})
	return true
}
