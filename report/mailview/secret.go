package mailview

import (
	"strings"

	"netsniff/report/table"
)

// unknown is the Method of a command that no protocol knows. What it says may
// be a password that was typed in the wrong place.
const unknown = "unknown"

// shortSecret is the length of the shortest word of a secret that is looked
// for in a reply.
const shortSecret = 4

// reveal has the turn show what the client said by an unknown command.
func (t *Turn) reveal(said string) {
	if t.Method == unknown {
		t.Subject = line([]byte(said))
	}
}

// hide masks in the reply what the client said and may be a secret: servers
// repeat what they do not understand.
func (t *Turn) hide(said string) {
	if said == "" {
		return
	}
	t.Tag = masked(t.Tag, table.Clean(said))
	for _, texts := range [...][]string{t.Lines, t.Data, t.Continued} {
		for i := range texts {
			texts[i] = masked(texts[i], table.Clean(said))
		}
	}
}

// masked returns a line of a reply without what said says, whole or word by
// word. Of a long one the end may not be known: then all that follows is masked.
func masked(s, said string) string {
	if len(said) > maxLine/2 {
		said = said[:maxLine/2]
		if i := strings.Index(s, said); i >= 0 {
			return s[:i] + table.Masked
		}
	}
	if said = strings.TrimSpace(said); len(said) >= shortSecret {
		s = strings.ReplaceAll(s, said, table.Masked)
	}
	for word := range strings.FieldsSeq(said) {
		if word = strings.Trim(word, `"'<>`); len(word) >= shortSecret {
			s = strings.ReplaceAll(s, word, table.Masked)
		}
	}
	return s
}
