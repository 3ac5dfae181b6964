package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"
	"unicode/utf8"

	"netsniff/dissect/filter"
	"netsniff/dissect/text"
	"netsniff/report/table"
)

// report prints each of the joined errors once, on a line of its own (filters
// add a line with a caret).
func report(w io.Writer, err error, lang table.Lang) {
	var t *translator
	if lang == table.Chinese {
		t = newTranslator()
	}
	var lines []string
	for _, e := range leaves(err) {
		if errors.Is(e, errNoMatch) {
			continue // the exit code tells
		}
		if line := explained(e, t); !slices.Contains(lines, line) {
			lines = append(lines, line)
			fmt.Fprintf(w, "netsniff: %s\n", line)
		}
	}
}

// leaves takes joined errors apart.
func leaves(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var list []error
	for _, e := range joined.Unwrap() {
		list = append(list, leaves(e)...)
	}
	return list
}

// explained returns what an error says. The system's own, which only writing
// leaves as they are, get the name of what was written and what to do.
func explained(err error, t *translator) string {
	line := err.Error()
	var path *fs.PathError
	if errors.As(err, &path) {
		name := path.Path
		if name == os.Stdout.Name() {
			name = "standard output"
		}
		said := name + ": " + path.Err.Error()
		for _, x := range remedies {
			if errors.Is(path.Err, x.of) {
				said += "; " + x.remedy
				break
			}
		}
		line = strings.Replace(line, path.Error(), said, 1)
	}
	lines := hasLines(err)
	if t != nil {
		message, below, more := line, "", false
		if lines {
			message, below, more = strings.Cut(line, "\n")
		}
		if line = t.say(message); more {
			head, rest, _ := strings.Cut(below, "\n")
			line += "\n" + t.say(head) + "\n" + rest
		}
	}
	return shown(line, lines)
}

// hasLines reports whether an error says more below its line: where a filter is wrong, what there is.
func hasLines(err error) bool {
	var wrong *filter.Error
	var unknown *unknownTap
	return errors.As(err, &wrong) || errors.As(err, &unknown)
}

// remedies says what to do if something cannot be written.
var remedies = [...]struct {
	of     error
	remedy string
}{
	{syscall.ENOSPC, "free some space there, or write elsewhere"},
	{syscall.EDQUOT, "free some space there, or write elsewhere"},
	{syscall.EFBIG, "write elsewhere, or less with -f"},
	{syscall.EROFS, "write elsewhere"},
	{syscall.EISDIR, "name a file in it"},
	{syscall.ENOTDIR, "check the name"},
	{fs.ErrPermission, "write elsewhere, or run as a user who may"},
	{fs.ErrNotExist, "make its directory first"},
}

// shown escapes what commands a terminal or hides in names that an error quotes;
// line ends as well unless there are to be several.
func shown(s string, lines bool) string {
	var b []byte
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)):
			b = fmt.Appendf(b, `\x%02x`, s[i])
		case r == '\n' && lines || !text.Invisible(r):
			b = utf8.AppendRune(b, r)
		case r < utf8.RuneSelf:
			b = text.AppendEscape(b, byte(r))
		default:
			b = text.AppendCodePoint(b, r)
		}
	}
	return string(b)
}

// quietPipe forgives a reader that has seen enough, and nothing else that went
// wrong besides.
func quietPipe(err error) error {
	if !errors.Is(err, syscall.EPIPE) {
		return err
	}
	var rest []error
	for _, e := range leaves(err) {
		if !errors.Is(e, syscall.EPIPE) {
			rest = append(rest, e)
		}
	}
	return errors.Join(rest...)
}
