// Package telnet dissects Telnet (https://www.rfc-editor.org/rfc/rfc854): text, and
// between it commands, options (https://www.rfc-editor.org/rfc/rfc855) and what is
// agreed about them.
package telnet

import (
	"bytes"
	"iter"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/text"
)

// Protocol is Telnet.
var Protocol = dissect.Protocol{
	Name: "telnet", Title: "Telnet", Column: "TELNET",
	TCP:   []uint16{23},
	Sniff: sniff,
	NewStream: func(c *dissect.Conn) dissect.StreamDissector {
		return &dissector{conn: c, messages: dissect.Shared[dissect.Recycled[Message]](c)}
	},
	Secrets: newGrammar,
	Fields:  fields,
	Outline: &outline,
}

func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromDatagram || lines.IsTLS(b) {
		return dissect.No
	}
	return dissect.Maybe
}

// Command is what follows IAC (RFC 854).
type Command uint8

// Commands.
const (
	SE   Command = 240
	SB   Command = 250
	WILL Command = 251
	WONT Command = 252
	DO   Command = 253
	DONT Command = 254
	IAC  Command = 255
)

var commandNames = map[Command]string{
	236: "End of File", 237: "Suspend Process", 238: "Abort", 239: "End of Record", SE: "Suboption End",
	241: "No Operation", 242: "Data Mark",
	243: "Break", 244: "Interrupt Process", 245: "Abort Output", 246: "Are You There?", 247: "Escape Character",
	248: "Erase Line", 249: "Go Ahead",
	SB: "Suboption", WILL: "Will", WONT: "Won't", DO: "Do", DONT: "Don't",
}

// String returns the name of the command, "" of one that was not assigned.
func (c Command) String() string { return commandNames[c] }

// negotiates reports whether an option follows the command.
func (c Command) negotiates() bool { return c >= SB && c <= DONT }

// optionNames are those of https://www.iana.org/assignments/telnet-options.
var optionNames = map[uint64]string{
	0: "Binary Transmission", 1: "Echo", 3: "Suppress Go Ahead", 5: "Status", 6: "Timing Mark", 24: "Terminal Type",
	25: "End of Record",
	31: "Negotiate About Window Size", 32: "Terminal Speed", 33: "Remote Flow Control", 34: "Linemode",
	35: "X Display Location",
	36: "Environment Option", 37: "Authentication Option", 38: "Encryption Option", 39: "New Environment Option",
	40: "TN3270E",
	42: "Charset", 44: "Com Port Control Option", 46: "START_TLS", 200: "ATCP", 201: "GMCP",
}

func optionName(o uint64) string { return optionNames[o] }

// Item is a run of text, or a command.
type Item struct {
	Command   Command // 0: text
	HasOption bool
	Option    uint8
	Off, Len  int
	Data      []byte // the text, or what a suboption says between its option and its end
	Cut       bool   // the segment ends within the command
}

// items returns what b is made of: text line by line, and commands.
func items(b []byte) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		for off := 0; off < len(b); {
			x := item(b, off)
			if !yield(x) {
				return
			}
			off += x.Len
		}
	}
}

func item(b []byte, off int) Item {
	rest := b[off:]
	if rest[0] != byte(IAC) || len(rest) > 1 && rest[1] == byte(IAC) {
		n := textLen(rest)
		return Item{Off: off, Len: n, Data: rest[:n]}
	}
	x := Item{Off: off, Len: min(2, len(rest)), Cut: len(rest) < 2}
	if x.Cut {
		return x
	}
	x.Command = Command(rest[1])
	if !x.Command.negotiates() {
		return x
	}
	if x.Cut = len(rest) < 3; x.Cut {
		return x
	}
	x.HasOption, x.Option, x.Len = true, rest[2], 3
	if x.Command == SB {
		n := suboptionLen(rest[3:])
		x.Data = rest[3 : 3+n]
		x.Len += n
	}
	return x
}

// textLen returns how long the line of text is that b begins with. A doubled IAC is
// a byte of text.
func textLen(b []byte) int {
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] == '\n':
			return i + 1
		case b[i] == byte(IAC) && (i+1 >= len(b) || b[i+1] != byte(IAC)):
			return i
		case b[i] == byte(IAC):
			i++
		}
	}
	return len(b)
}

// suboptionLen returns how much of b comes before the IAC that ends a suboption.
func suboptionLen(b []byte) int {
	for i := 0; i < len(b); i++ {
		if b[i] != byte(IAC) {
			continue
		}
		if i+1 >= len(b) || b[i+1] != byte(IAC) {
			return i
		}
		i++
	}
	return len(b)
}

// Message is a segment of one side. Borrowed until the frame has been reported.
type Message struct {
	Bytes []byte
	cut   bool
}

// AppendInfo appends that there is something.
func (m *Message) AppendInfo(dst []byte) []byte {
	dst = append(dst, "Telnet Data ..."...)
	if m.cut {
		dst = text.AppendCut(dst, capture.Malformed)
	}
	return dst
}

type dissector struct {
	conn     *dissect.Conn
	messages *dissect.Recycled[Message]
}

// Dissect reads one segment.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	if lines.IsTLS(in.Bytes) {
		d.conn.Redetect() // START_TLS
		return dissect.Reject()
	}
	m := d.messages.Next(f)
	*m = Message{Bytes: in.Bytes}
	if bytes.IndexByte(in.Bytes, byte(IAC)) >= 0 {
		for x := range items(in.Bytes) {
			m.cut = m.cut || x.Cut
		}
	}
	f.Emit(dissect.Layer{Message: m, Bytes: in.Bytes})
	return dissect.Done(len(in.Bytes))
}

// Gap has nothing to forget: every segment stands for itself.
func (d *dissector) Gap(dissect.Dir, int64) {}
