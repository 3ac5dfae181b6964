package model

import (
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/http"
)

// HTTP is an exchange of HTTP.
type HTTP struct {
	Conn       *Conn             `cel:"conn" doc:"its connection"`
	Exchange   *Exchange         `cel:"exchange" doc:"the same as an exchange: times, bytes, notes"`
	Frame      int64             `cel:"frame" doc:"frame in which the request begins"`
	Reply      int64             `cel:"reply_frame" doc:"frame in which the response begins, 0 if none was seen"`
	ReplyLast  int64             `cel:"reply_last" doc:"frame that completed the response"`
	Start      float64           `cel:"start" doc:"time of frame"`
	End        float64           `cel:"end" doc:"time of the last frame of the exchange"`
	Method     string            `cel:"method" doc:"GET, POST, …"`
	URI        string            `cel:"uri" doc:"as sent in the request line"`
	Path       string            `cel:"path" doc:"of the URI, without the query"`
	Host       string            `cel:"host" doc:"that was asked, without the port, in lower case"`
	Version    string            `cel:"version" doc:"of the request: HTTP/1.1"`
	Status     int64             `cel:"status" doc:"of the response, 0 if none was seen"`
	Phrase     string            `cel:"phrase" doc:"of the response: OK, Not Modified"`
	ReplyVers  string            `cel:"reply_version" doc:"of the response: HTTP/1.1"`
	Request    map[string]string `cel:"request" doc:"fields of the request's header, names in lower case, as in request['accept-language']"`
	Response   map[string]string `cel:"response" doc:"fields of the response's header, names in lower case"`
	Body       int64             `cel:"body_bytes" doc:"bytes of the response's body, transfer coding taken off"`
	Length     int64             `cel:"content_length" doc:"Content-Length of the response, -1 if it has none"`
	Whole      bool              `cel:"whole" doc:"the response came to its end"`
	User       string            `cel:"user" doc:"of Authorization, decoded; empty if none"`
	Mechanism  string            `cel:"mechanism" doc:"of Authorization: Basic, Digest; empty if none"`
	Segments   int64             `cel:"data_segments" doc:"TCP segments with payload that carry the response"`
	Conditions bool              `cel:"conditional" doc:"the request has If-Modified-Since or If-None-Match"`
}

// maxFields is how many header fields of a message are kept, maxText how many bytes of one.
const (
	maxFields = 128
	maxText   = 4096
)

type httpPart struct {
	idle
	b *builder
}

func newHTTPPart(b *builder) part { return &httpPart{b: b} }

func (p *httpPart) exchange(x *dissect.Exchange, e *Exchange) {
	t, ok := x.Detail.(*http.Transaction)
	if !ok {
		return
	}
	h := &HTTP{
		Conn: e.Conn, Exchange: e, Frame: e.Frame, Reply: e.Reply, ReplyLast: e.ReplyLast, Start: e.Start, End: e.End,
		Method: e.Method, Length: -1, Whole: t.ResponseWhole, User: e.User, Mechanism: e.Mechanism, Segments: e.Segments,
		Conditions: t.Conditional(), Host: hostOf(string(t.Host())),
		Request: map[string]string{}, Response: map[string]string{},
	}
	if q := t.Request; q != nil {
		h.URI, h.Version = text(q.Target), string(q.Version)
		h.Path = pathOf(h.URI)
		fields(h.Request, &q.Head)
	}
	if r := t.Response; r != nil {
		h.Status, h.Phrase, h.ReplyVers = int64(r.Code), text(r.Phrase), string(r.Version)
		h.Body, h.Length = r.BodyLen, r.Length
		fields(h.Response, &r.Head)
	}
	p.b.out.HTTP = append(p.b.out.HTTP, h)
}

func fields(to map[string]string, h *http.Head) {
	for i := range h.Headers {
		if x := &h.Headers[i]; len(to) < maxFields {
			name := strings.ToLower(text(x.Name))
			value := strings.TrimSpace(text(x.Value))
			if name == "authorization" || name == "proxy-authorization" || name == "cookie" {
				value, _, _ = strings.Cut(value, " ") // secrets stay out of the model
			}
			if before, twice := to[name]; twice {
				value = before + ", " + value
			}
			to[name] = value
		}
	}
}

func text(b []byte) string { return strings.ToValidUTF8(string(b[:min(len(b), maxText)]), "\uFFFD") }

// hostOf takes the port off.
func hostOf(s string) string {
	if i := strings.LastIndexByte(s, ':'); i >= 0 && !strings.HasSuffix(s, "]") && strings.Count(s, ":") == 1 {
		s = s[:i]
	}
	return strings.ToLower(s)
}

// pathOf returns the path of a request target (RFC 9112 §3.2).
func pathOf(target string) string {
	if _, rest, ok := strings.Cut(target, "://"); ok {
		if i := strings.IndexByte(rest, '/'); i >= 0 {
			target = rest[i:]
		} else {
			target = "/"
		}
	}
	path, _, _ := strings.Cut(target, "?")
	return path
}
