package http

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/http/coding"
	"netsniff/dissect/mail/message"
)

// methodName returns b as a string that is always the same.
func methodName(b []byte) string {
	for i := range methods {
		if string(b) == methods[i].name {
			return methods[i].name
		}
	}
	return string(b)
}

// statusDigits are the codes from 100 to 599, one after the other.
var statusDigits = func() string {
	var b []byte
	for code := uint(100); code < 600; code++ {
		b = append(b, byte('0'+code/100), byte('0'+code/10%10), byte('0'+code%10))
	}
	return string(b)
}()

// statusText returns a status code in digits, "?" if it is none.
func statusText(code uint16) string {
	if code < 100 || code >= 600 {
		return "?"
	}
	i := 3 * (int(code) - 100)
	return statusDigits[i : i+3]
}

// outcome says what a final status code means (RFC 9110 §15). Not Modified is
// what the client hoped for; codes of no class are treated as 5xx.
func outcome(code uint16) dissect.Outcome {
	switch {
	case code == 101, code == 304, code/100 == 2:
		return dissect.Succeeded
	case code/100 == 3:
		return dissect.Redirected
	case code/100 == 4:
		return dissect.Refused
	}
	return dissect.Failed
}

// subject returns the URI that is asked for, absolute if the host is known,
// without user information.
func (r *Request) subject() string {
	t := Transaction{Request: r}
	target, host := untilNUL(r.Target), t.Host()
	b := r.uri[:0]
	switch absolute, ok := schemed(target); {
	case r.Kind == MethodConnect, len(host) == 0:
		b = append(b, target...)
	case ok:
		b = append(b, target[:absolute]...)
		b = append(b, host...)
		rest := target[absolute:]
		b = append(b, rest[authority(rest):]...)
	default:
		b = append(b, r.scheme()...)
		b = append(b, host...)
		if string(target) != "*" {
			b = append(b, target...)
		}
	}
	r.uri = b
	return string(b[:min(len(b), maxURI)])
}

// schemed returns the length of the scheme of an absolute URI with what
// follows it up to the authority.
func schemed(target []byte) (int, bool) {
	i := bytes.Index(target, []byte("://"))
	return i + len("://"), i > 0 && isToken(target[:i])
}

// authority returns the length of the authority at the front of b.
func authority(b []byte) int {
	if i := bytes.IndexAny(b, "/?#"); i >= 0 {
		return i
	}
	return len(b)
}

// set says what the body is whose head was read last.
func (o *Object) set(x *open, asks bool) {
	t := &x.transaction
	*o = Object{Request: asks, Method: x.exchange.Method, URI: x.exchange.Subject, Host: string(t.Host())}
	h := t.heads()[0]
	if !asks {
		h = t.heads()[1]
		o.Status = t.Response.Code
	}
	o.Length = h.Length
	o.ContentType = string(trim(h.Value(HeaderContentType)))
	if v, has := h.find(HeaderContentEncoding); coding.Parse(v, has) != coding.None {
		o.Encoding = string(trim(v))
	}
	o.Range = string(trim(h.Value(HeaderContentRange)))
	o.FileName = fileName(h.Value(HeaderContentDisposition))
}

// fileName returns the file name of a Content-Disposition field (RFC 6266
// §4.3), the one with a character set if there are two.
func fileName(v []byte) string {
	if len(v) == 0 {
		return ""
	}
	return message.Parameter(string(v), "filename")
}
