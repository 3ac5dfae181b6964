package http

import (
	"bytes"
	"encoding/base64"

	"netsniff/dissect"
	"netsniff/dissect/ntlmssp"
	"netsniff/dissect/text"
)

// maxCredentials bounds the credentials that are kept of a request.
const maxCredentials = 4 << 10

// login returns who identifies himself by a request (RFC 9110 §11), nil if
// nobody does. whole is false if there are too many credentials to tell.
func (r *Request) login() (l *dissect.Login, whole bool) {
	v, has := r.find(HeaderAuthorization)
	if !has {
		v, has = r.find(HeaderProxyAuthorization)
	}
	if !has || len(v) > maxCredentials {
		return nil, !has
	}
	scheme, rest, _ := bytes.Cut(trim(v), []byte(" "))
	rest = trim(rest)
	if len(scheme) == 0 || len(rest) == 0 {
		return nil, true
	}
	l = &dissect.Login{Mechanism: string(scheme)}
	switch step, name := ntlm(v); {
	case step == ntlmssp.Negotiate:
		return nil, true // nobody is named yet
	case step == ntlmssp.Authenticate:
		l.User, l.Secret, l.Hashed = name, string(rest), true
	case text.EqualFold(scheme, "basic"):
		l.User, l.Secret = basic(rest)
	case text.EqualFold(scheme, "digest"):
		l.User, l.Secret, l.Hashed = string(authParam(rest, "username")), string(authParam(rest, "response")), true
	default:
		// A token (RFC 6750) lets in who has it, but it is no password.
		l.Secret, l.Hashed = string(rest), true
	}
	return l, true
}

// judge notes what response r to the request of l says of whether he was let
// in (RFC 9110 §11, §15.5). It returns nil if the login goes on: the response
// is a challenge that belongs to it (RFC 4559 §5).
func judge(l *dissect.Login, r *Response) *dissect.Login {
	challenges := HeaderWWWAuthenticate
	switch {
	case r.Code == 407:
		challenges = HeaderProxyAuthenticate
	case r.Code != 401:
		l.Unjudged = r.Code >= 400 && r.Code != 403
		return l
	}
	for i := range r.Headers {
		if r.Headers[i].ID != challenges {
			continue
		}
		scheme, rest, _ := bytes.Cut(trim(r.Headers[i].Value), []byte(" "))
		if !text.EqualFold(scheme, l.Mechanism) {
			continue
		}
		switch rest = trim(rest); {
		case text.EqualFold(scheme, "digest"): // RFC 7616 §3.3
			l.Unjudged = text.EqualFold(authParam(rest, "stale"), "true")
		case len(rest) > 0 && (text.EqualFold(scheme, "ntlm") || text.EqualFold(scheme, "negotiate")):
			return nil
		}
	}
	return l
}

// authParam returns the value of an auth-param (RFC 9110 §11.2), without
// quotes.
func authParam(list []byte, name string) []byte {
	for len(list) > 0 {
		x := list[:element(list)]
		list = list[min(len(x)+1, len(list)):]
		key, value, ok := bytes.Cut(x, []byte("="))
		if !ok || !text.EqualFold(trim(key), name) {
			continue
		}
		value = trim(value)
		if n := len(value); n >= 2 && value[0] == '"' && value[n-1] == '"' {
			value = value[1 : n-1]
		}
		return value
	}
	return nil
}

// element returns the length of the first element of a list with commas
// between them; those within quotes do not count.
func element(list []byte) int {
	quoted := false
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			i++
		case c == ',' && !quoted:
			return i
		}
	}
	return len(list)
}

// basic decodes the credentials of the Basic scheme (RFC 7617 §2).
func basic(b []byte) (user, password string) {
	text, err := base64.RawStdEncoding.DecodeString(string(bytes.TrimRight(b, "=")))
	if err != nil {
		return "", string(b)
	}
	name, secret, _ := bytes.Cut(text, []byte(":"))
	return string(name), string(secret)
}
