package ntlmssp

import (
	"netsniff/dissect"
	"netsniff/dissect/secrets"
)

// marked is how an AUTHENTICATE_MESSAGE begins ([MS-NLMP] §2.2.1.3).
const marked = "NTLMSSP\x00\x03\x00\x00\x00"

// newGrammar returns what finds the answers to challenges in a stream, whatever carries
// them.
func newGrammar(bool) secrets.Grammar {
	return secrets.NewMarked(marked, ntAt+descriptorLen, tellHead)
}

// TellSecrets tells the answer to a challenge in b, in whatever wraps it.
func TellSecrets(b []byte, tell *[]secrets.Span) {
	m := Find(b)
	if m.Step != Authenticate || len(m.Bytes) < ntAt+descriptorLen {
		return
	}
	at := int64(cap(b) - cap(m.Bytes))
	from := len(*tell)
	tellHead(dissect.ToServer, m.Bytes[:ntAt+descriptorLen], tell)
	for i := range (*tell)[from:] {
		x := &(*tell)[from+i]
		x.From, x.To = min(x.From+at, int64(len(b))), min(x.To+at, int64(len(b)))
	}
}

// tellHead tells the answers that a message has, of which b is the beginning. Of an answer
// of NTLM 2 the proof is secret: what follows it tells nothing without.
func tellHead(d dissect.Dir, b []byte, tell *[]secrets.Span) {
	const version1, proof, far = 24, 16, 1 << 16
	m := Message{Step: Authenticate, Bytes: b}
	for _, at := range [...]int{lmAt, ntAt} {
		n, offset := m.describes(at)
		if n > version1 {
			n = proof
		}
		if offset >= ntAt+descriptorLen && offset < far {
			secrets.Tell(tell, offset, offset+n)
		}
	}
}
