package main

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Errors are made in English, wherever they are; who asked for Chinese reads what the tables of
// chineseerrortexts.go and the files beside it say for their formats. A test finds formats that are
// not there.

// chineseFormat is how one format of errors is found in a line, and said in Chinese.
type chineseFormat struct {
	english *regexp.Regexp // the whole line; its groups are what the verbs stood for
	chinese string         // with %s or %[1]s for each
	weight  int            // how much of the line is the format's own
	longest string         // the longest piece of that: lines without it are others
}

// verb is a verb of fmt, as formats of errors have them.
var verb = regexp.MustCompile(`%(\[\d+\])?[\d.]*[a-z]`)

// verbs are what values look like by the letter of their verb; of others anything.
var verbs = map[byte]string{
	'd': `(-?\d+)`,
	'g': `([-+.e\d]+)`,
	'q': `("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')`,
}

// newChineseFormat prepares a format and its Chinese text.
func newChineseFormat(english, chinese string) chineseFormat {
	var b strings.Builder
	b.WriteString(`(?s)\A`)
	f := chineseFormat{chinese: verb.ReplaceAllString(chinese, "%${1}s")}
	literal := func(s string) {
		s = strings.ReplaceAll(s, "%%", "%")
		if f.weight += len(s); len(s) > len(f.longest) {
			f.longest = s
		}
		b.WriteString(regexp.QuoteMeta(s))
	}
	at := 0
	for _, x := range verb.FindAllStringIndex(english, -1) {
		literal(english[at:x[0]])
		at = x[1]
		b.WriteString(cmp.Or(verbs[english[at-1]], "(.*?)"))
	}
	literal(english[at:])
	b.WriteString(`\z`)
	f.english = regexp.MustCompile(b.String())
	return f
}

// translator says errors in Chinese.
type translator struct{ formats []chineseFormat } // those that have most of their own first

// chineseErrorTables are all of them.
var chineseErrorTables = [...]map[string]string{
	chineseErrors, chineseInputErrors, chineseFilterErrors, chineseCaptureFilterErrors, chinesePhrases, chineseWorkErrors,
}

func newTranslator() *translator {
	t := new(translator)
	for _, texts := range chineseErrorTables {
		for _, english := range slices.Sorted(maps.Keys(texts)) {
			t.formats = append(t.formats, newChineseFormat(english, texts[english]))
		}
	}
	for _, x := range tsharkFlags {
		if x.answer != "" {
			t.formats = append(t.formats, newChineseFormat(x.answer, x.zh))
		}
	}
	slices.SortStableFunc(t.formats, func(a, b chineseFormat) int { return cmp.Compare(b.weight, a.weight) })
	return t
}

// seeHelp stands behind errors of flags. It is part of none of them: the line is taken apart there.
const seeHelp = "; see netsniff"

// maxTranslated is how long a line may be that is looked for in the tables, and maxNested how many
// errors may wrap another.
const maxTranslated, maxNested = 4 << 10, 4

// say returns what an error says in Chinese; what is in no table stays. An error that others wrap
// is said by their formats, or stands behind a colon or semicolon.
func (t *translator) say(line string) string { return t.nested(line, maxNested) }

func (t *translator) nested(line string, depth int) string {
	if depth == 0 || len(line) > maxTranslated || line == "" {
		return line
	}
	for i := range t.formats {
		f := &t.formats[i]
		if !strings.Contains(line, f.longest) {
			continue
		}
		found := f.english.FindStringSubmatch(line)
		if found == nil || slices.ContainsFunc(found[1:], func(x string) bool { return strings.Contains(x, seeHelp) }) {
			continue
		}
		args := make([]any, len(found)-1)
		for j, x := range found[1:] {
			args[j] = t.nested(x, depth-1)
		}
		return fmt.Sprintf(f.chinese, args...)
	}
	for _, x := range [...]struct {
		english, chinese string
		whole            bool // both sides must be known
	}{{"; ", "；", true}, {": ", "：", false}, {"; ", "；", false}} {
		head, rest, ok := strings.Cut(line, x.english)
		if !ok {
			continue
		}
		a, b := t.nested(head, depth-1), t.nested(rest, depth-1)
		if left := a == head || b == rest; !left || !x.whole && (a != head || b != rest) {
			return a + x.chinese + b
		}
	}
	return line
}
