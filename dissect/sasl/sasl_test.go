package sasl_test

import (
	"encoding/base64"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/sasl"
)

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func TestLogin(t *testing.T) {
	ntlm := "NTLMSSP\x00\x03\x00\x00\x00" + "\x00\x00\x00\x00\x40\x00\x00\x00" + "\x00\x00\x00\x00\x40\x00\x00\x00" +
		"\x04\x00\x04\x00\x40\x00\x00\x00" + "\x06\x00\x06\x00\x44\x00\x00\x00" + "\x00\x00\x00\x00\x4a\x00\x00\x00" +
		"\x00\x00\x00\x00\x4a\x00\x00\x00" +
		"\x01\x02\x00\x00" + "E\x00X\x00" + "b\x00o\x00b\x00"
	for _, c := range []struct {
		mechanism string
		responses []string
		want      *dissect.Login
	}{
		{"plain", []string{b64("\x00alice\x00secret")}, &dissect.Login{Mechanism: "PLAIN", User: "alice", Secret: "secret"}},
		{"PLAIN", []string{"AGFsaWNlAHNlY3JldA"}, &dissect.Login{Mechanism: "PLAIN", User: "alice", Secret: "secret"}},
		{"LOGIN", []string{b64("alice"), b64("secret")},
			&dissect.Login{Mechanism: "LOGIN", User: "alice", Secret: "secret"}},
		{"CRAM-MD5", []string{b64("alice b 0123456789abcdef")},
			&dissect.Login{Mechanism: "CRAM-MD5", User: "alice b", Secret: "0123456789abcdef", Hashed: true}},
		{"DIGEST-MD5", []string{b64(`charset=utf-8,username="alice",realm="",response=0123,qop=auth`), ""},
			&dissect.Login{Mechanism: "DIGEST-MD5", User: "alice", Secret: "0123", Hashed: true}},
		{"XOAUTH2", []string{b64("user=alice@example.com\x01auth=Bearer token\x01\x01")},
			&dissect.Login{Mechanism: "XOAUTH2", User: "alice@example.com", Secret: "token"}},
		{"OAUTHBEARER", []string{b64("n,a=alice@example.com,\x01host=mail.example.com\x01auth=Bearer token\x01\x01")},
			&dissect.Login{Mechanism: "OAUTHBEARER", User: "alice@example.com", Secret: "token"}},
		{"SCRAM-SHA-256", []string{b64("n,,n=a=2Cb=3D,r=nonce"), b64("c=biws,r=nonce2,p=cHJvb2Y=")},
			&dissect.Login{Mechanism: "SCRAM-SHA-256", User: "a,b=", Secret: "cHJvb2Y=", Hashed: true}},
		{"NTLM", []string{b64("NTLMSSP\x00\x01"), b64(ntlm)},
			&dissect.Login{Mechanism: "NTLM", User: `EX\bob`, Hashed: true}},
		{"EXTERNAL", []string{"="}, &dissect.Login{Mechanism: "EXTERNAL"}},
		{"PLAIN", []string{"not base64!"}, &dissect.Login{Mechanism: "PLAIN", Secret: "not base64!"}},
		{"CRAM-MD5", []string{"*"}, nil},
		{"CRAM-MD5", nil, nil},
	} {
		n := sasl.Begin([]byte(c.mechanism))
		for _, r := range c.responses {
			n.Response([]byte(r))
		}
		got := n.Login()
		if (got == nil) != (c.want == nil) || got != nil && *got != *c.want {
			t.Errorf("%s %q: %+v, want %+v", c.mechanism, c.responses, got, c.want)
		}
	}
}

func FuzzLogin(f *testing.F) {
	for _, mechanism := range []string{"PLAIN", "DIGEST-MD5", "SCRAM-SHA-1", "NTLM", "XOAUTH2"} {
		f.Add(mechanism, []byte(b64("n,,n=alice,r=x")), []byte(b64("NTLMSSP\x00\x03\x00\x00\x00")))
	}
	f.Fuzz(func(_ *testing.T, mechanism string, first, second []byte) {
		n := sasl.Begin([]byte(mechanism))
		n.Response(first)
		n.Response(second)
		n.Login()
	})
}
