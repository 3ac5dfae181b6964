package http

import (
	"encoding/base64"
	"fmt"
	"testing"

	"netsniff/dissect"
)

// ntlmToken returns an NTLM message of a type; an AUTHENTICATE_MESSAGE is from
// EXAMPLE\alice.
func ntlmToken(step byte) string {
	b := append([]byte("NTLMSSP\x00"), step, 0, 0, 0)
	if step == 3 {
		b = append(b, make([]byte, 52)...)
		for off, name := range map[int]string{28: "EXAMPLE", 36: "alice"} {
			b[off], b[off+2], b[off+4] = byte(len(name)), byte(len(name)), byte(len(b))
			b = append(b, name...)
		}
	}
	return base64.StdEncoding.EncodeToString(b)
}

// TestLoginJudged: only what is said of credentials tells whether they were
// accepted.
func TestLoginJudged(t *testing.T) {
	basic, digest := "Authorization: Basic YWxpY2U6c2VjcmV0", `Authorization: Digest username="alice", response="0123"`
	for _, c := range []struct{ name, request, status, field, want string }{
		{"granted", basic, "200 OK", "", "alice succeeded false"},
		{"wrong", basic, "401 Unauthorized", `WWW-Authenticate: Basic realm="x"`, "alice refused false"},
		{"forbidden", basic, "403 Forbidden", "", "alice refused false"},
		{"by a proxy", "Proxy-" + basic, "407 Proxy Authentication Required", `Proxy-Authenticate: Basic realm="x"`,
			"alice refused false"},
		{"not there", basic, "404 Not Found", "", "alice refused true"},
		{"not well", basic, "503 Service Unavailable", "", "alice failed true"},
		{"a new nonce", digest, "401 Unauthorized", `WWW-Authenticate: Digest realm="x", nonce="y", stale=TRUE`,
			"alice refused true"},
		{"wrong digest", digest, "401 Unauthorized", `WWW-Authenticate: Digest realm="x", nonce="y"`, "alice refused false"},
		{"NTLM begins", "Authorization: NTLM " + ntlmToken(1), "401 Unauthorized",
			"WWW-Authenticate: NTLM " + ntlmToken(2), ""},
		{"NTLM ends", "Authorization: NTLM " + ntlmToken(3), "200 OK", "", `EXAMPLE\alice succeeded false`},
		{"NTLM refused", "Authorization: NTLM " + ntlmToken(3), "401 Unauthorized", "WWW-Authenticate: NTLM",
			`EXAMPLE\alice refused false`},
		{"SPNEGO goes on", "Authorization: Negotiate YIIabc", "401 Unauthorized", "WWW-Authenticate: Negotiate oYGabc", ""},
		{"Kerberos refused", "Authorization: Negotiate YIIabc", "401 Unauthorized", "WWW-Authenticate: Negotiate",
			" refused false"},
	} {
		got := ""
		watch(&watcher{exchange: func(x *dissect.Exchange) {
			if x.Login != nil {
				got = fmt.Sprint(x.Login.User, " ", x.Outcome, " ", x.Login.Unjudged)
			}
		}}, 0, from("GET / HTTP/1.1\r\n"+c.request+"\r\n\r\n"),
			to("HTTP/1.1 "+c.status+"\r\n"+c.field+"\r\nContent-Length: 0\r\n\r\n"))
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
