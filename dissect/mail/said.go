package mail

import "strings"

// Lengths of what is looked for in a reply, in bytes: shorter words of a secret
// are found by chance, of longer secrets the end may not be known.
const (
	shortSecret = 4
	longSecret  = 200
)

// Hide returns a reply without what said (Step.Said) says, whole or word by word:
// servers repeat what they do not understand, and that may be a secret. mask stands
// in its place. Of a long one the end may not be known: then all that follows is
// masked.
func Hide(reply, said, mask string) string {
	if len(said) > longSecret {
		said = said[:longSecret]
		if i := strings.Index(reply, said); i >= 0 {
			return reply[:i] + mask
		}
	}
	if said = strings.TrimSpace(said); len(said) >= shortSecret {
		reply = strings.ReplaceAll(reply, said, mask)
	}
	for word := range strings.FieldsSeq(said) {
		if word = strings.Trim(word, `"'<>`); len(word) >= shortSecret {
			reply = strings.ReplaceAll(reply, word, mask)
		}
	}
	return reply
}
