package lines

import "bytes"

// Bounds of a ReplyText.
const (
	maxReplyLines = 256
	MaxReplyText  = 16 << 10 // bytes
)

// ReplyText is the lines of a reply, the first of them as far as its bounds
// allow. The zero value has none.
type ReplyText struct {
	Lines [][]byte // borrowed until Reset
	Count int      // of all lines

	text []byte // what Lines are made of
}

// Keep copies a line.
func (t *ReplyText) Keep(line []byte) {
	t.Count++
	if len(t.Lines) < maxReplyLines && len(t.text)+len(line) <= MaxReplyText {
		n := len(t.text)
		t.text = append(t.text, line...)
		t.Lines = append(t.Lines, t.text[n:len(t.text):len(t.text)])
	}
}

// Last returns the last line that is kept, nil if there is none.
func (t *ReplyText) Last() []byte {
	if len(t.Lines) == 0 {
		return nil
	}
	return t.Lines[len(t.Lines)-1]
}

// Held returns how many bytes are kept.
func (t *ReplyText) Held() int64 { return int64(len(t.text)) }

// Reset forgets the lines and keeps their storage.
func (t *ReplyText) Reset() { *t = ReplyText{Lines: t.Lines[:0], text: t.text[:0]} }

// Clone returns a copy that does not borrow.
func (t *ReplyText) Clone() ReplyText {
	kept := ReplyText{Lines: make([][]byte, len(t.Lines)), Count: t.Count}
	for i, l := range t.Lines {
		kept.Lines[i] = bytes.Clone(l)
	}
	return kept
}

// maxParameter bounds an address, a name or a mailbox, in bytes.
const maxParameter = 1024

// Parameter returns b as text that may be kept: what an attacker makes endless
// is cut.
func Parameter(b []byte) string { return string(b[:min(len(b), maxParameter)]) }
