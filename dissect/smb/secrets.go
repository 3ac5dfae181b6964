package smb

import (
	"netsniff/dissect"
	"netsniff/dissect/secrets"
)

// What opens a session without SPNEGO ([MS-CIFS] §2.2.4.53.1): the mark is of header and
// command, behind which the passwords are counted and follow.
const (
	setupMark    = "\xffSMB\x73"
	setupWords   = 13
	wordCountAt  = 32
	oemLengthAt  = 47
	wideLengthAt = 49
	passwordsAt  = 61
)

func newGrammar(bool) secrets.Grammar {
	return secrets.NewMarked(setupMark, passwordsAt, func(d dissect.Dir, b []byte, tell *[]secrets.Span) {
		if d == dissect.ToServer && b[wordCountAt] == setupWords {
			secrets.Tell(tell, passwordsAt, passwordsAt+int(le.Uint16(b[oemLengthAt:]))+int(le.Uint16(b[wideLengthAt:])))
		}
	})
}
