package tap

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/registry"
)

// web reads what trees of HTTP count.
type web struct {
	messages                          registry.Source
	method, uri, host, code, meaning  reader
	full, answered, referer, location reader // read for sequences only
	sequences                         sequences
}

// message is what one message of HTTP says.
type message struct {
	method, uri, host string
	code              int    // 0: it is no response
	meaning           string // of the code

	full              string // the whole URI of the request, of the response's request
	referer, location string
}

// classes are those of status codes.
var classes = []string{"???: broken", "1xx: Informational", "2xx: Success", "3xx: Redirection", "4xx: Client Error",
	"5xx: Server Error"}

// Lines of the trees.
const (
	allPackets, responses, requests, others = "Total HTTP Packets", "HTTP Response Packets", "HTTP Request Packets",
		"Other HTTP Packets"
	byHost, byServer, byAddress = "HTTP Requests by HTTP Host", "HTTP Requests by Server",
		"HTTP Requests by Server Address"
	answers = "HTTP Responses by Server Address"
)

func beginHTTP(t *tree) {
	r := t.c.Registry
	w := &web{method: t.c.reader("http.request.method"), uri: t.c.reader("http.request.uri"), host: t.c.reader("http.host"),
		code: t.c.reader("http.response.code"), meaning: t.c.reader("http.response.code.desc")}
	if t.name == "http_seq" {
		w.full, w.answered = t.c.reader("http.request.full_uri"), t.c.reader("http.response_for.uri")
		w.referer, w.location = t.c.reader("http.referer"), t.c.reader("http.location")
	}
	w.messages, _ = r.Protocol("http")
	t.state = w
	switch t.name {
	case "http":
		n := t.top(allPackets)
		x := n.child(t, responses)
		for _, c := range classes {
			x.child(t, c)
		}
		n.child(t, requests)
		n.child(t, others)
	case "http_req":
		t.top(byHost)
	case "http_srv":
		n := t.top(byServer)
		n.child(t, byAddress)
		n.child(t, byHost)
		t.top(answers)
	}
}

// eachHTTP calls count with each message of a frame.
func eachHTTP(count func(*tree, *dissect.Frame, *message, capture.Stamp)) func(*tree, *dissect.Frame, capture.Stamp) {
	return func(t *tree, f *dissect.Frame, at capture.Stamp) {
		w := t.state.(*web)
		for l := w.messages.Layers(f); l.Next(); {
			var m message
			m.method, _ = w.method.of(f, l.Layer)
			m.uri, _ = w.uri.of(f, l.Layer)
			m.host, _ = w.host.of(f, l.Layer)
			m.meaning, _ = w.meaning.of(f, l.Layer)
			if code, ok := w.code.of(f, l.Layer); ok {
				m.code, _ = strconv.Atoi(code)
			}
			if m.referer, _ = w.referer.of(f, l.Layer); m.method != "" {
				m.full, _ = w.full.of(f, l.Layer)
			} else {
				m.full, _ = w.answered.of(f, l.Layer)
			}
			m.location, _ = w.location.of(f, l.Layer)
			t.touch(at)
			count(t, f, &m, at)
		}
	}
}

func countHTTP(t *tree, _ *dissect.Frame, m *message, at capture.Stamp) {
	n := t.top(allPackets).tick(at)
	switch {
	case m.code != 0:
		class := m.code / 100
		if class < 1 || class > 5 {
			class = 0
		}
		n.child(t, responses).tick(at).child(t, classes[class]).tick(at).
			child(t, strconv.Itoa(m.code)+" "+m.meaning).tick(at)
	case m.method != "":
		n.child(t, requests).tick(at).child(t, m.method).tick(at)
	default:
		n.child(t, others).tick(at)
	}
}

func countRequest(t *tree, _ *dissect.Frame, m *message, at capture.Stamp) {
	if m.method != "" && m.host != "" {
		t.top(byHost).tick(at).child(t, m.host).tick(at).child(t, m.uri).tick(at)
	}
}

func countServer(t *tree, f *dissect.Frame, m *message, at capture.Stamp) {
	switch {
	case m.code != 0:
		verdict := "OK"
		if m.code >= 400 {
			verdict = "KO"
		}
		t.top(answers).tick(at).child(t, f.Src.String()).tick(at).child(t, verdict).tick(at)
	case m.method != "" && m.host != "":
		n, server := t.top(byServer).tick(at), f.Dst.String()
		n.child(t, byAddress).tick(at).child(t, server).tick(at).child(t, m.host).tick(at)
		n.child(t, byHost).tick(at).child(t, m.host).tick(at).child(t, server).tick(at)
	}
}
