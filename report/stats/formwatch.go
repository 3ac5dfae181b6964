package stats

import (
	"netsniff/dissect"
	"netsniff/dissect/http"
	"netsniff/dissect/http/secret"
	"netsniff/dissect/secrets"
	"netsniff/dissect/text"
)

// formWatch remarks passwords that forms, URIs and JSON bring over HTTP.
type formWatch struct {
	found []secrets.Span // used again
}

// see looks at a segment of a client of HTTP. A body that begins in another segment
// than its head is found as well.
func (w *formWatch) see(f *dissect.Frame, c *findings) {
	k := f.Conn
	if k == nil || f.Dir != dissect.ToServer || len(f.Payload) == 0 || k.Protocol == nil || k.Protocol.Name != "http" ||
		!text.IsText(f.Payload[:min(len(f.Payload), 16)]) {
		return
	}
	name := secret.PasswordField(f.Payload, &w.found)
	if name == nil {
		return
	}
	what := shortName(string(name))
	for i := range f.Messages() {
		if r, ok := f.Messages()[i].Message.(*http.Request); ok {
			what = string(r.Method) + " " + shortName(pathOf(r.Target)) + ": " + what
			break
		}
	}
	c.add(event{key: of(formPassword, k), what: what, at: markOf(f)})
}

// pathOf returns a request target without its query, which may have the password.
func pathOf(target []byte) string {
	for i, c := range target {
		if c == '?' || c == ';' {
			return string(target[:i])
		}
	}
	return string(target)
}
