package secret

import (
	"bytes"
	"slices"

	"netsniff/dissect/secrets"
	"netsniff/dissect/text"
)

// Names of what is secret, whoever made them: of header fields (X-Api-Key), of
// parameters of a URI or a form (access_token), of members of JSON
// (newPassword). They are compared in lower case, letters and digits alone.
var (
	secretParts = [...]string{"password", "passwd", "passwort", "passphrase", "pwd", "secret", "token", "apikey",
		"accesskey", "privatekey", "subscriptionkey", "sessionid",
		"credential", "signature"}
	secretWords = [...]string{"pass", "pw", "psw", "pin", "otp", "sid", "sig", "auth", "authorization", "mima"}
	// Not secret, though a part of the name is.
	publicEnds = [...]string{"tokens", "tokentype", "passwordless"}
)

// isSecretName reports whether what has this name is to be hidden.
func isSecretName(name []byte) bool {
	var folded [maxName]byte
	n := 0
	for _, c := range name {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if ('a' <= c && c <= 'z' || '0' <= c && c <= '9') && n < len(folded) {
			folded[n] = c
			n++
		}
	}
	word := folded[:n]
	switch {
	case slices.ContainsFunc(publicEnds[:], func(s string) bool { return bytes.HasSuffix(word, []byte(s)) }):
		return false
	case slices.ContainsFunc(secretWords[:], func(s string) bool { return string(word) == s }):
		return true
	}
	return slices.ContainsFunc(secretParts[:], func(s string) bool { return bytes.Contains(word, []byte(s)) })
}

// tellURIs tells the secrets of the URIs in line from i on: a password before
// the host (RFC 3986 §3.2.1), and parameters with secret names.
func tellURIs(line []byte, i int, tell *[]secrets.Span) {
	tellParameters(line, i, "&;?# \t\"'<>,", tell)
	for i < len(line) {
		n := bytes.Index(line[i:], []byte("://"))
		if n < 0 {
			return
		}
		i += n + len("://")
		end := i + indexAny(line[i:], "/?# \t\"'<>,")
		if at := bytes.LastIndexByte(line[i:end], '@'); at >= 0 {
			tellUserinfo(line, i, i+at, tell)
		}
		i = end
	}
}

// longUser is from how many bytes on a user without a password is taken for a token.
const longUser = 20

func tellUserinfo(line []byte, i, end int, tell *[]secrets.Span) {
	if colon := bytes.IndexByte(line[i:end], ':'); colon >= 0 {
		secrets.Tell(tell, i+colon+1, end)
	} else if end-i >= longUser {
		secrets.Tell(tell, i, end)
	}
}

// tellParameters tells the values of name=value pairs with secret names in line
// from i on: of a query, of path parameters (;jsessionid=) and of forms. A value
// ends before one of the bytes in ends, or the next request, as a form has no
// line end.
func tellParameters(line []byte, i int, ends string, tell *[]secrets.Span) {
	for i < len(line) {
		n := bytes.IndexByte(line[i:], '=')
		if n < 0 {
			return
		}
		at := i + n
		name := line[i:at]
		if k := bytes.LastIndexAny(name, "?&;# \t\"',{"); k >= 0 {
			name = name[k+1:]
		}
		if i = at + 1; !isSecretName(unescapeBrackets(name)) {
			continue
		}
		end := i + indexAny(line[i:], ends)
		secrets.Tell(tell, i, endOfForm(line, i, end))
		i = end
	}
}

// unescapeBrackets cuts the percent-encodings out of a name (user%5Bpass%5D),
// the digits of which are no part of it.
func unescapeBrackets(name []byte) []byte {
	if bytes.IndexByte(name, '%') < 0 {
		return name
	}
	var out []byte
	for i := 0; i < min(len(name), 4*maxName); i++ {
		if name[i] == '%' {
			i += 2
			out = append(out, '.')
			continue
		}
		out = append(out, name[i])
	}
	return out
}

// endOfForm returns where the value at i ends which a blank at end follows: before
// the method of the next request, if that is what the line goes on with.
func endOfForm(line []byte, i, end int) int {
	if end == len(line) || line[end] != ' ' || !bytes.Contains(line[max(end, len(line)-len(" HTTP/1.1")):],
		[]byte(" HTTP/1.")) {
		return end
	}
	for _, m := range [...]string{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE"} {
		if bytes.HasSuffix(line[i:end], []byte(m)) {
			return end - len(m)
		}
	}
	return end
}

// indexAny is bytes.IndexAny, but the length if there is none.
func indexAny(b []byte, chars string) int {
	if i := bytes.IndexAny(b, chars); i >= 0 {
		return i
	}
	return len(b)
}

// tellMembers tells the values of members of JSON (RFC 8259) with secret names
// in line from i on: strings and numbers.
func tellMembers(line []byte, tell *[]secrets.Span) {
	for i := 0; i < len(line); {
		n := bytes.IndexByte(line[i:], '"')
		if n < 0 {
			return
		}
		i += n
		end := endOfString(line, i)
		colon := secrets.SkipBlanks(line, end)
		if colon >= len(line) || line[colon] != ':' {
			i = end
			continue
		}
		name := line[i+1 : max(i+1, end-1)]
		i = secrets.SkipBlanks(line, colon+1)
		if i == len(line) || !isSecretName(name) {
			continue
		}
		switch c := line[i]; {
		case c == '"':
			end = endOfString(line, i)
			if closed := end-i >= 2 && line[end-1] == '"'; closed {
				secrets.Tell(tell, i+1, end-1)
			} else {
				secrets.Tell(tell, i+1, end)
			}
			i = end
		case c == '-' || '0' <= c && c <= '9':
			end = i + indexAny(line[i:], ",}] \t")
			secrets.Tell(tell, i, end)
			i = end
		}
	}
}

// endOfString returns the index behind the string that begins at i.
func endOfString(line []byte, i int) int {
	for i++; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(line)
}

// formField returns the name that a part of multipart/form-data has (RFC 7578
// §4.2), and whether line tells one.
func formField(line []byte) (name []byte, ok bool) {
	if !text.HasPrefixFold(line, "content-disposition") {
		return nil, false
	}
	i := bytes.Index(line, []byte(" name="))
	if i < 0 {
		i = bytes.Index(line, []byte(";name="))
	}
	if i < 0 {
		return nil, true
	}
	name = line[i+len(" name="):]
	if len(name) > 0 && name[0] == '"' {
		return name[1:max(1, endOfString(name, 0)-1)], true
	}
	return name[:indexAny(name, "; \t")], true
}
