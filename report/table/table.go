// Package table writes aligned columns of text.
package table

import (
	"bufio"
	"io"
	"slices"
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// Column is the head of a column.
type Column struct {
	Title string
	Right bool // numbers: aligned by their last digit
}

// gap is what stands between two columns.
const gap = "  "

// Write writes a line of titles (if there are any) and one for each row,
// without a frame, so that other programs can read it as well. Cells are never
// cut or wrapped. Columns are aligned by what their text takes on a terminal.
func Write(w io.Writer, columns []Column, rows [][]string) error {
	titles := make([]string, len(columns))
	widths := make([]int, len(columns))
	for i, c := range columns {
		titles[i], widths[i] = c.Title, displaywidth.String(c.Title)
	}
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], displaywidth.String(cell))
		}
	}
	out := bufio.NewWriter(w)
	var line []byte
	write := func(cells []string) {
		line = line[:0]
		for i, cell := range cells {
			space := widths[i] - displaywidth.String(cell)
			if columns[i].Right {
				line = append(appendSpaces(line, space), cell...)
			} else {
				line = appendSpaces(append(line, cell...), space)
			}
			line = append(line, gap...)
		}
		n := len(line)
		for n > 0 && line[n-1] == ' ' {
			n--
		}
		line = append(line[:n], '\n')
		_, _ = out.Write(line) // Flush reports what goes wrong
	}
	if slices.ContainsFunc(titles, func(s string) bool { return s != "" }) {
		write(titles)
	}
	for _, row := range rows {
		write(row)
	}
	return out.Flush()
}

var blanks = strings.Repeat(" ", 64)

func appendSpaces(dst []byte, n int) []byte {
	for ; n > len(blanks); n -= len(blanks) {
		dst = append(dst, blanks...)
	}
	return append(dst, blanks[:n]...)
}
