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
	count := bytes.Count(b, []byte{'\n'})
	if len(b) > 0 && b[len(b)-1] != '\n' {
		count++
	}
	title := strconv.AppendInt(append(h.Begin(), "Line-based text data ("...), int64(count), 10)
	h.Add(0, TextLines, append(title, " lines)"...), off, len(b))
	for line := range bytes.Lines(b) {
		shown := h.Begin()
		for _, c := range line {
			if c < ' ' || c == 0x7f {
				shown = text.AppendEscape(shown, c)
			} else {
				shown = append(shown, c)
			}
		}
		h.Add(1, "", shown, off, len(line))
		off += len(line)
	}
}
