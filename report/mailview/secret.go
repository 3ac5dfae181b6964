package mailview

import (
	"netsniff/dissect/mail"
	"netsniff/report/table"
)

// unknown is the Method of a command that no protocol knows. What it says may
// be a password that was typed in the wrong place.
const unknown = "unknown"

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
	t.Tag = mail.Hide(t.Tag, table.Clean(said), table.Masked)
	for _, texts := range [...][]string{t.Lines, t.Data, t.Continued} {
		for i := range texts {
			texts[i] = mail.Hide(texts[i], table.Clean(said), table.Masked)
		}
	}
}
