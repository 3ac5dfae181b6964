package http_test

import (
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/http"
	"netsniff/dissect/pop3"
	"netsniff/dissect/smtp"
)

// TestTunnel: what CONNECT opens a tunnel to is read as what listens at that port, and by
// its bytes at any other; each segment in it says whereto.
func TestTunnel(t *testing.T) {
	turns, err := dissecttest.Parse(`
		>- CONNECT mail.example.com:25 HTTP/1.1\r\nHost: mail.example.com:25\r\n\r\n
		<- HTTP/1.1 200 Connection established\r\n\r\n
		< 220 mail.example.com
		> NOOP
		< 250 OK`)
	if err != nil {
		t.Fatal(err)
	}
	protocols := []*dissect.Protocol{&http.Protocol, &smtp.Protocol, &pop3.Protocol}
	rows := dissecttest.NewConnection(3128, engine.ByArrival, protocols...).Rows(turns)
	want := []string{"HTTP CONNECT mail.example.com:25 HTTP/1.1 ", "HTTP HTTP/1.1 200 Connection established ",
		"SMTP S: 220 mail.example.com", "SMTP C: NOOP", "SMTP S: 250 OK"}
	if !slices.Equal(rows, want) {
		t.Errorf("%q", rows)
	}
	c := dissecttest.Conversation{Protocols: protocols, Port: 3128, Turns: turns}
	heard := c.Listen(turns, true).Exchanges
	if !slices.ContainsFunc(heard, func(x dissecttest.Told) bool {
		return x.Protocol == &smtp.Protocol && strings.HasPrefix(x.Line, "NOOP")
	}) {
		t.Errorf("exchanges: %v", heard)
	}
	conn := dissecttest.NewConnection(3128, engine.ByArrival, protocols...)
	for i := range turns {
		f := conn.Send(&turns[i])
		host, port := "", ""
		if i > 1 {
			host, port = "mail.example.com", "25"
		}
		if got := dissecttest.FieldText(f, &http.Protocol, "http.proxy_connect_host"); got != host {
			t.Errorf("segment %d: host %q", i, got)
		}
		if got := dissecttest.FieldText(f, &http.Protocol, "http.proxy_connect_port"); got != port {
			t.Errorf("segment %d: port %q", i, got)
		}
	}
}
