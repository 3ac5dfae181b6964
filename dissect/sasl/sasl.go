// Package sasl reads who logs in by the Simple Authentication and Security
// Layer, which SMTP (AUTH), POP3 (AUTH) and IMAP (AUTHENTICATE) share.
//
//   - RFC 4422, SASL; EXTERNAL: https://www.rfc-editor.org/rfc/rfc4422
//   - RFC 4616, PLAIN: https://www.rfc-editor.org/rfc/rfc4616
//   - RFC 2195, CRAM-MD5: https://www.rfc-editor.org/rfc/rfc2195
//   - RFC 2831, DIGEST-MD5: https://www.rfc-editor.org/rfc/rfc2831
//   - RFC 5802, SCRAM: https://www.rfc-editor.org/rfc/rfc5802
//   - RFC 7628, OAUTHBEARER: https://www.rfc-editor.org/rfc/rfc7628
//   - LOGIN: https://datatracker.ietf.org/doc/html/draft-murchison-sasl-login-00
//   - XOAUTH2: https://developers.google.com/gmail/imap/xoauth2-protocol
//   - NTLM: https://learn.microsoft.com/openspecs/windows_protocols/ms-nlmp
package sasl

import (
	"bytes"
	"encoding/base64"
	"strings"

	"netsniff/dissect"
)

// Bounds.
const (
	maxMechanism = 32      // bytes of the name of a mechanism (RFC 4422 §3.1: 20)
	maxResponse  = 8 << 10 // bytes of a response that are decoded
	maxName      = 1024    // bytes of a user name or a secret
)

// Negotiation is one attempt to log in. Its zero value is none.
type Negotiation struct {
	Attempt
	Mechanism string // as sent, in capitals
	Cancelled bool   // the client gave up ("*")

	user   string
	secret string
	hashed bool
}

// Begin begins an attempt with the mechanism that the client names.
func Begin(mechanism []byte) Negotiation {
	mechanism = mechanism[:min(len(mechanism), maxMechanism)]
	return Negotiation{Attempt: Attempted(mechanism, false), Mechanism: strings.ToUpper(string(mechanism))}
}

// Active reports whether an attempt was begun.
func (n *Negotiation) Active() bool { return n.Mechanism != "" }

// Response takes the client's next response as sent: base64, "=" for an empty
// one, "*" to give up.
func (n *Negotiation) Response(line []byte) {
	defer n.Responded()
	line = bytes.TrimSpace(line)
	if len(line) == 1 && line[0] == '*' {
		n.Cancelled = true
		return
	}
	switch b, ok := decode(line); {
	case n.Lost:
		n.secret = name(b) // what comes now may be any response
	case !ok:
		// The response is wrong or not in base64. It is a secret all the same.
		n.secret = name(line)
	default:
		n.read(b)
	}
}

func (n *Negotiation) read(b []byte) {
	switch {
	case n.Mechanism == "PLAIN":
		n.plain(b)
	case n.Mechanism == "LOGIN":
		n.login(b)
	case n.Mechanism == "CRAM-MD5":
		n.cram(b)
	case n.Mechanism == "DIGEST-MD5":
		n.digest(b)
	case n.Mechanism == "XOAUTH2", n.Mechanism == "OAUTHBEARER":
		n.bearer(b)
	case strings.HasPrefix(n.Mechanism, "SCRAM-"):
		n.scram(b)
	case n.Mechanism == "NTLM":
		n.ntlm(b)
	case n.Mechanism == "EXTERNAL", n.Mechanism == "ANONYMOUS":
		n.say(b, nil)
	}
}

// Login returns who logs in, nil if the client gave up or did not say.
func (n *Negotiation) Login() *dissect.Login {
	if !n.Active() || n.Cancelled || n.responses == 0 {
		return nil
	}
	return &dissect.Login{Mechanism: n.Mechanism, User: n.user, Secret: n.secret, Hashed: n.hashed}
}

// say notes a user and a secret.
func (n *Negotiation) say(user, secret []byte) { n.user, n.secret = name(user), name(secret) }

func name(b []byte) string { return string(b[:min(len(b), maxName)]) }

// decode reads base64, with or without padding. Of long responses it reads
// the beginning.
func decode(line []byte) ([]byte, bool) {
	line = bytes.TrimRight(line[:min(len(line), maxResponse)], "=")
	b := make([]byte, base64.RawStdEncoding.DecodedLen(len(line)))
	n, err := base64.RawStdEncoding.Decode(b, line)
	return b[:n], err == nil
}
