package imap

import (
	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/mail"
	"netsniff/dissect/tcp"
	"netsniff/dissect/text"
)

// Message is what a segment brings to its end: lines of one side and the mails
// in them. Everything in it is borrowed until the frame has been reported.
type Message struct {
	Request bool // of the client
	Lines   []Line
	Mails   []*mail.Message // literals of FETCH responses, in their order

	info []byte // the row's text but for "Request: "
	// bare is set if no line decides what the row says: it is left as TCP
	// wrote it.
	bare  bool
	frame *dissect.Frame

	lineAt, mailAt int // of the first of them in the store
}

// AppendInfo appends "Request: a1 NOOP", "Response: a1 OK done", or what the
// mails say.
func (m *Message) AppendInfo(dst []byte) []byte { return m.AppendNext(dst, len(dst)) }

// AppendNext is AppendInfo in a row that begins at start of dst.
func (m *Message) AppendNext(dst []byte, start int) []byte {
	switch last := len(m.Mails) - 1; {
	case last >= 0:
		for _, x := range m.Mails[:last] {
			dst = x.AppendLead(dst)
		}
		return m.Mails[last].AppendNext(dst, start)
	case m.bare:
		return tcp.AppendRow(dst, m.frame)
	case m.Request:
		dst = append(dst, "Request: "...)
	default:
		dst = append(dst, "Response: "...)
	}
	return text.AppendText(dst, m.info)
}

// columns are the Protocol columns of a message with mails, by their number.
const columns = "IMAP/IMF/IMF/IMF/IMF/IMF/IMF/IMF/IMF/IMF/IMF/IMF/IMF/IMF/IMF/IMF/IMF"

// column returns what the Protocol column says.
func (m *Message) column() string {
	column := columns[:min(len(columns), len("IMAP")+len(m.Mails)*len("/IMF"))]
	for _, x := range m.Mails {
		column = x.Column(column)
	}
	return column
}

// say finds what the row says: the first line that is not untagged. If all
// are, it is the first one, cut to the length of the last, which is
// Wireshark's way. decided is false if an incomplete line follows.
func (m *Message) say(b []byte, decided bool) {
	if len(m.Mails) > 0 {
		return
	}
	for i := range m.Lines {
		if l := &m.Lines[i]; !l.Untagged() {
			m.info = l.Text()
			return
		}
	}
	if m.bare = !decided || len(m.Lines) == 0; m.bare {
		return
	}
	last := m.Lines[len(m.Lines)-1]
	m.info = b[:min(len(b), plainLen(last.Raw))]
}

// plainLen returns the length of the first line of b without its end.
func plainLen(b []byte) int { return len(lines.TrimLineEnd(b[:lines.LineEnd(b)])) }
