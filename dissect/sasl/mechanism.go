package sasl

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// plain reads authorization identity, NUL, user, NUL, password.
func (n *Negotiation) plain(b []byte) {
	_, b, _ = bytes.Cut(b, []byte{0})
	user, secret, _ := bytes.Cut(b, []byte{0})
	n.say(user, secret)
}

// login reads the user first and the password then, unless the server asks
// otherwise.
func (n *Negotiation) login(b []byte) {
	switch {
	case n.NamesUser():
		n.user = name(b)
	case n.secret == "":
		n.secret = name(b)
	}
}

// cram reads user, blank and digest; the user may have blanks.
func (n *Negotiation) cram(b []byte) {
	if i := bytes.LastIndexByte(b, ' '); i >= 0 {
		n.say(b[:i], b[i+1:])
		n.hashed = true
	}
}

// digest reads username="…" and response=….
func (n *Negotiation) digest(b []byte) {
	if user, ok := parameter(b, "username="); ok {
		response, _ := parameter(b, "response=")
		n.say(user, response)
		n.hashed = true
	}
}

// parameter returns the value of a parameter of DIGEST-MD5: key is its name
// and "=".
func parameter(b []byte, key string) ([]byte, bool) {
	for i := 0; ; {
		at := bytes.Index(b[i:], []byte(key))
		if at < 0 {
			return nil, false
		}
		if i += at; i == 0 || b[i-1] == ',' || b[i-1] == ' ' {
			b = b[i+len(key):]
			break
		}
		i++
	}
	if len(b) > 0 && b[0] == '"' {
		value, _, _ := bytes.Cut(b[1:], []byte{'"'})
		return value, true
	}
	value, _, _ := bytes.Cut(b, []byte{','})
	return value, true
}

// bearer reads user=…^Aauth=Bearer … (XOAUTH2) and n,a=…,^Aauth=Bearer …
// (OAUTHBEARER). What answers a refusal says neither.
func (n *Negotiation) bearer(b []byte) {
	for i, field := range bytes.Split(b, []byte{1}) {
		if user, ok := bytes.CutPrefix(field, []byte("user=")); ok {
			n.user = name(user)
		} else if token, ok := bytes.CutPrefix(field, []byte("auth=")); ok {
			if _, value, ok := bytes.Cut(token, []byte{' '}); ok {
				token = value
			}
			n.secret = name(token)
		} else if i == 0 {
			n.attribute(field)
		}
	}
}

// scram reads n,,n=user,r=… and c=…,r=…,p=proof.
func (n *Negotiation) scram(b []byte) {
	n.hashed = true
	n.attribute(b)
}

// attribute reads attributes as SCRAM and GS2 (RFC 5801 §4) write them.
func (n *Negotiation) attribute(b []byte) {
	for i, field := range bytes.Split(b, []byte{','}) {
		if len(field) < 2 || field[1] != '=' {
			continue
		}
		switch field[0] {
		case 'n', 'a':
			if i > 0 && n.user == "" {
				n.user = unescaper.Replace(name(field[2:]))
			}
		case 'p':
			if i > 0 {
				n.secret = name(field[2:])
			}
		}
	}
}

var unescaper = strings.NewReplacer("=2C", ",", "=3D", "=")

// ntlm reads an AUTHENTICATE_MESSAGE ([MS-NLMP] §2.2.1.3): DOMAIN\user.
func (n *Negotiation) ntlm(b []byte) {
	if len(b) < 64 || !bytes.HasPrefix(b, []byte("NTLMSSP\x00\x03\x00\x00\x00")) {
		return
	}
	unicode := b[60]&1 != 0
	domain, user := ntlmText(b, 28, unicode), ntlmText(b, 36, unicode)
	if n.hashed = true; domain != "" {
		user = domain + `\` + user
	}
	n.user = user
}

// ntlmText returns the text that the descriptor at off points to.
func ntlmText(b []byte, off int, unicode bool) string {
	size := int(binary.LittleEndian.Uint16(b[off:]))
	at := int64(binary.LittleEndian.Uint32(b[off+4:]))
	if at+int64(size) > int64(len(b)) {
		return ""
	}
	b = b[at : at+int64(min(size, maxName))]
	if !unicode {
		return string(b)
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}
