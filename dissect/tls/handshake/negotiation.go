package handshake

import (
	"bytes"
	"crypto/x509"
	"strings"
)

// Negotiation is what the ends of a connection agree on in one handshake, as far as it
// can be seen.
type Negotiation struct {
	Version    Version // that the server chose; of a client alone the highest that it offers
	Suite      uint16  // that the server chose, if Answered
	Group      uint16  // of the exchange of keys; 0 if it is not known
	ServerName string  // that the client asks for
	ALPN       string  // that the server chose
	JA4        string  // of the client
	Offered    bool    // the Client Hello was seen
	Answered   bool    // and the Server Hello
	Resumed    bool    // keys of a session before are used again
	Retried    bool    // the server asked for another Client Hello (RFC 8446 §4.1.4)
	Early      bool    // the client offers early data
	// Chain are the certificates of the server that could be read, his own first; at most
	// maxChain. Refused counts those that crypto/x509 does not take.
	Chain   []*x509.Certificate
	Refused int

	changed [2]bool // Change Cipher Spec, by direction
	certain bool    // the server sent a certificate or keys of his own
	done    bool
	session string
}

// maxChain bounds the certificates of a chain that are kept, maxText a name.
const (
	maxChain = 8
	maxText  = 255
)

// Done reports whether both ends have what they need to speak.
func (n *Negotiation) Done() bool { return n.done }

// Begins reports whether a step begins another handshake than n, which may be new.
func (n *Negotiation) Begins(x *Step) bool {
	return x.Event == Said && x.Type == ClientHello && (n.done || n.Offered && !n.Retried)
}

// Take takes a step that the client or the server made.
func (n *Negotiation) Take(x *Step, client bool) {
	switch x.Event {
	case Said:
		n.said(x, client)
	case Changed:
		n.changes(client)
	case Hidden, Carried:
		if n.Version == TLS13 && n.Answered && client {
			n.done = true // Finished, or what follows it
		}
	}
}

// said takes a message.
func (n *Negotiation) said(x *Step, client bool) {
	switch x.Type {
	case ClientHello:
		n.offer(x)
	case ServerHello:
		n.answer(x)
	case EncryptedExtensions:
		n.chosen(Items(nil, x.Type, Agreed{Version: x.Version}, x.Body), x.Body)
	case Certificate:
		if !client {
			n.certain = true
			n.chain(x)
		}
	case ServerKeyExchange:
		n.certain = true
		const namedCurve = 3 // RFC 8422 §5.4
		if len(x.Body) > 3 && x.Body[0] == namedCurve {
			n.Group = be.Uint16(x.Body[1:])
		}
	case Finished:
		n.done = n.done || client && n.Version == TLS13
	}
}

// offer takes a Client Hello.
func (n *Negotiation) offer(x *Step) {
	items := Items(nil, ClientHello, Agreed{Version: x.Version}, x.Body)
	version := Version(0)
	named, early := "", false
	for _, i := range items {
		switch i.Part {
		case LegacyVersion:
			version = Version(i.Number)
		case SupportedVersion:
			if v := Version(i.Number); !v.Reserved() && v.Settled() > version && version < DTLS13 {
				version = v.Settled()
			}
		case ServerNameText:
			if named == "" {
				named = string(x.Body[i.Off:][:min(i.N, maxText)])
			}
		case ExtensionCode:
			early = early || ExtensionType(i.Number) == EarlyData
		case SessionID:
			n.session = string(x.Body[i.Off:][:i.N])
		}
	}
	if n.Offered { // after a Hello Retry Request
		return
	}
	n.Offered, n.Version, n.ServerName, n.Early = true, version, named, early
	n.JA4 = string(AppendJA4(nil, items, x.Body))
}

// answer takes a Server Hello.
func (n *Negotiation) answer(x *Step) {
	v, retry, ok := Negotiated(x.Body)
	if !ok {
		return
	}
	items := Items(nil, ServerHello, Agreed{Version: x.Version}, x.Body)
	for _, i := range items {
		switch i.Part {
		case CipherSuite:
			n.Suite = uint16(i.Number)
		case KeyShareGroup, SelectedGroup:
			n.Group = uint16(i.Number)
		case ExtensionCode:
			n.Resumed = n.Resumed || ExtensionType(i.Number) == PreSharedKey
		}
	}
	if n.Version = v.Settled(); retry {
		n.Retried = true
		return
	}
	n.Answered = true
	n.chosen(items, x.Body)
}

// chosen takes the protocol that extensions of a server choose.
func (n *Negotiation) chosen(items []Item, body []byte) {
	for _, i := range items {
		if i.Part == ALPNText {
			n.ALPN = string(body[i.Off:][:i.N])
		}
	}
}

// changes takes it that one side encrypts from here on. A server that does so before
// the client, and without keys of his own, resumes a session (RFC 5246 §7.3).
func (n *Negotiation) changes(client bool) {
	if n.Version == TLS13 || !n.Answered {
		return
	}
	d := 0
	if client {
		d = 1
	}
	if !client && !n.changed[1] && !n.certain {
		n.Resumed = true
	}
	n.changed[d] = true
	n.done = n.done || n.changed[0] && n.changed[1]
}

// chain takes the certificates of a server.
func (n *Negotiation) chain(x *Step) {
	n.Chain, n.Refused = nil, 0
	for _, i := range Items(nil, Certificate, Agreed{Version: x.Version}, x.Body) {
		if i.Part != CertificateDER || len(n.Chain)+n.Refused >= maxChain {
			continue
		}
		if c, err := x509.ParseCertificate(bytes.Clone(x.Body[i.Off:][:i.N])); err == nil {
			n.Chain = append(n.Chain, c)
		} else {
			n.Refused++
		}
	}
}

// Weakness says why a cipher suite protects little, "" if nothing is known against it.
func Weakness(suite uint16) string {
	name := CipherSuiteName(suite)
	for _, w := range weaknesses {
		if strings.Contains(name, w.part) {
			return w.why
		}
	}
	return ""
}

// weaknesses are parts of names that tell what a suite does, the worst first.
var weaknesses = [...]struct{ part, why string }{
	{"_NULL_", "nothing is encrypted"},
	{"_anon_", "nobody proves who he is"},
	{"EXPORT", "40 or 56 bits"},
	{"RC4", "RC4 (RFC 7465)"},
	{"RC2", "RC2"},
	{"_DES_", "DES, 56 bits"},
	{"DES40", "DES, 40 bits"},
	{"3DES", "3DES, blocks of 64 bits"},
	{"_IDEA_", "IDEA, blocks of 64 bits"},
	{"_MD5", "MD5"},
}
