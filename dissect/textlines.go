package dissect

import (
	"bytes"
	"strconv"

	"netsniff/dissect/text"
)

// TextLines is the key of the heading that AddLines adds.
const TextLines = "data-text-lines"

// AddLines adds the lines of the text b, control characters escaped, below a
// heading of depth 0 that counts them. b is at offset off of the message.
func (h *Headings) AddLines(b []byte, off int) {
	count := CountLines(b)
	title := strconv.AppendInt(append(h.Begin(), "Line-based text data ("...), int64(count), 10)
	h.Add(0, TextLines, append(title, " lines)"...), off, len(b))
	h.addLines(b, off, 1)
}

// MaxLines is how many lines of a text are listed.
const MaxLines = 1 << 16

// CountLines returns how many lines a text has.
func CountLines(b []byte) int {
	count := bytes.Count(b, []byte{'\n'})
	if len(b) > 0 && b[len(b)-1] != '\n' {
		count++
	}
	return count
}

// AddText adds the lines of the text b, control characters escaped, at depth 0:
// MaxLines, and one that counts the rest.
func (h *Headings) AddText(b []byte) { h.addLines(b, 0, 0) }

func (h *Headings) addLines(b []byte, off, depth int) {
	n := 0
	for line := range bytes.Lines(b) {
		if n++; n > MaxLines {
			rest := strconv.AppendInt(append(h.Begin(), "[… "...), int64(CountLines(b)-MaxLines), 10)
			h.Add(depth, "", append(rest, " more lines]"...), 0, 0)
			return
		}
		shown := h.Begin()
		for _, c := range line {
			if c < ' ' || c == 0x7f {
				shown = text.AppendEscape(shown, c)
			} else {
				shown = append(shown, c)
			}
		}
		h.Add(depth, "", shown, off, len(line))
		off += len(line)
	}
}
