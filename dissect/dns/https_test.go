package dns_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/dns"
	"netsniff/dissect/engine"
	"netsniff/dissect/http"
	"netsniff/reassembly"
)

const (
	webQuestion = "\x00\x00\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07example\x03com\x00\x00\x01\x00\x01"
	webAnswer   = "\x00\x00\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00\x03www\x07example\x03com\x00\x00\x01\x00\x01\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x78\x00\x04\xc0\x00\x02\x15"
)

// inHTTP are two lookups, by POST and by GET, one that HTTP refuses, and one that nobody
// answers.
func inHTTP() []dissecttest.Turn {
	post := fmt.Sprintf("POST /dns-query HTTP/1.1\r\nHost: a.example\r\nContent-Type: application/dns-message\r\nContent-Length: %d\r\n\r\n%s",
		len(webQuestion), webQuestion)
	get := "GET /dns-query?dns=" + base64.RawURLEncoding.EncodeToString([]byte(webQuestion)) +
		" HTTP/1.1\r\nHost: a.example\r\n\r\n"
	ok := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: application/dns-message\r\nContent-Length: %d\r\n\r\n%s",
		len(webAnswer), webAnswer)
	return []dissecttest.Turn{
		dissecttest.Client(post), dissecttest.Server(ok), dissecttest.Client(get), dissecttest.Server(ok),
		dissecttest.Client(get), dissecttest.Server("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nno"),
		dissecttest.Client(post),
	}
}

// TestRowsOverHTTP: the row is that of the message.
func TestRowsOverHTTP(t *testing.T) {
	conn := dissecttest.NewConnection(80, engine.ByArrival, &http.Protocol, &dns.DNS)
	asked, answered := "DoH Standard query 0x0000 A www.example.com",
		"DoH Standard query response 0x0000 A www.example.com A 192.0.2.21"
	conn.CheckRows(t, inHTTP(),
		[]string{asked, answered, asked, answered, asked, "HTTP HTTP/1.1 400 Bad Request  (text/plain)", asked})
}

// TestLookupsOverHTTP: each is paired with its response by HTTP, as identifiers are alike.
func TestLookupsOverHTTP(t *testing.T) {
	var l lookups
	dissecttest.Tell(inHTTP(), 80, &l, &http.Protocol, &dns.DNS)
	want := "A www.example.com → NOERROR 1|A www.example.com → NOERROR 1|A www.example.com →  0|A www.example.com →  0"
	if got := strings.Join(l.list, "|"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// lookups are the exchanges of DNS that are told.
type lookups struct{ list []string }

func (l *lookups) Exchange(x *dissect.Exchange) {
	if d, ok := x.Detail.(*dns.Lookup); ok {
		l.list = append(l.list, fmt.Sprintf("%s %s → %s %d", x.Method, x.Subject, x.Status, d.Records))
	}
}
func (l *lookups) Piece(*dissect.Piece)                  {}
func (l *lookups) Closed(*dissect.Conn, reassembly.Mark) {}
