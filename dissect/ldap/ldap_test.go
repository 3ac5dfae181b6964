package ldap_test

import (
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/ldap"
	"netsniff/dissect/secrets"
)

// tlv makes an element.
func tlv(tag byte, contents ...string) string {
	body := ""
	for _, x := range contents {
		body += x
	}
	if len(body) < 0x80 {
		return string([]byte{tag, byte(len(body))}) + body
	}
	return string([]byte{tag, 0x82, byte(len(body) >> 8), byte(len(body))}) + body
}

func number(n byte) string              { return tlv(2, string([]byte{n})) }
func octets(s string) string            { return tlv(4, s) }
func choice(n byte) string              { return tlv(10, string([]byte{n})) }
func message(id byte, op string) string { return tlv(0x30, number(id), op) }
func result(tag, code byte, says string, more ...string) string {
	return tlv(tag, append([]string{choice(code), octets(""), octets(says)}, more...)...)
}

func bind(name, password string) string {
	return tlv(0x60, number(3), octets(name), tlv(0x80, password))
}
func search(base string, scope byte) string {
	return tlv(0x63, octets(base), choice(scope), choice(0), number(0), number(0), tlv(1, "\x00"),
		tlv(0x87, "objectClass"), tlv(0x30))
}
func entry(name string) string { return tlv(0x64, octets(name), tlv(0x30)) }

func said(d dissect.Dir, row, text string) dissecttest.Turn {
	return dissecttest.Turn{Dir: d, Data: []byte(text), Rows: []string{row}}
}

// layer wraps messages as Kerberos does, with their checksum and without encryption.
func layer(text string) string {
	token := "\x05\x04\x04\xff\x00\x0c\x00\x0c\x00\x00\x00\x00\x00\x00\x00\x01" + "checksum...." + text
	return string([]byte{0, 0, byte(len(token) >> 8), byte(len(token))}) + token
}

func conversation() []dissecttest.Turn {
	const c, s = dissect.ToServer, dissect.ToClient
	return []dissecttest.Turn{
		said(c, `LDAP bindRequest(1) "cn=admin,dc=example,dc=com" simple`,
			message(1, bind("cn=admin,dc=example,dc=com", "not-secret"))),
		said(s, `LDAP bindResponse(1) invalidCredentials (wrong)`, message(1, result(0x61, 49, "wrong"))),
		said(c, `LDAP bindRequest(2) "<ROOT>" sasl`,
			message(2, tlv(0x60, number(3), octets(""), tlv(0xa3, octets("GSSAPI"), octets("token"))))),
		said(s, `LDAP bindResponse(2) success`, message(2, result(0x61, 0, ""))),
		said(c, `LDAP searchRequest(3) "dc=example,dc=com" wholeSubtree`, message(3, search("dc=example,dc=com", 2))),
		said(s, `LDAP searchResEntry(3) "cn=alice,dc=example,dc=com"`, message(3, entry("cn=alice,dc=example,dc=com"))),
		said(s, `LDAP searchResDone(3) success  [1 result]`, message(3, result(0x65, 0, ""))),
		said(c, `LDAP SASL GSS-API Integrity: searchRequest(4) "dc=x" Unknown scope(7)`,
			layer(message(4, search("dc=x", 7)))),
		said(s, `LDAP SASL GSS-API Integrity: searchResEntry(4) "dc=x" searchResDone(4) Unknown result(99)  [1 result]`,
			layer(message(4, entry("dc=x"))+message(4, result(0x65, 99, "")))),
		said(c, `LDAP extendedReq(5) iso.3.6.1.4.1.4203.1.11.3`,
			message(5, tlv(0x77, tlv(0x80, "1.3.6.1.4.1.4203.1.11.3")))),
		said(c, `LDAP abandonRequest(4)`, message(6, tlv(0x50, "\x04"))),
		said(c, `LDAP unbindRequest(7)`, message(7, tlv(0x42))),
	}
}

func TestConversation(t *testing.T) {
	c := dissecttest.Conversation{Protocols: []*dissect.Protocol{&ldap.Protocol}, Port: 389, Turns: conversation()}
	c.Check(t)
}

// TestTogether: messages of a segment are told apart, those of a datagram are not.
func TestTogether(t *testing.T) {
	both := message(1, entry("")) + message(1, result(0x65, 0, ""))
	c := dissecttest.Conversation{Protocols: []*dissect.Protocol{&ldap.Protocol}, Port: 389, Turns: []dissecttest.Turn{
		{Data: []byte(message(1, search("", 0)))}, {Dir: dissect.ToClient, Data: []byte(both)},
	}}
	rows := c.Run(c.Turns, false).Rows
	if got, want := rows[len(rows)-1], `LDAP searchResEntry(1) "<ROOT>"  | searchResDone(1) success  [1 result]`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestExchanges(t *testing.T) {
	c := dissecttest.Dialogue{
		Conversation: dissecttest.Conversation{Protocols: []*dissect.Protocol{&ldap.Protocol}, Port: 389,
			Turns: conversation()},
		Exchanges: []string{
			"bindRequest cn=admin,dc=example,dc=com -> invalidCredentials refused",
			"bindRequest <ROOT> -> success succeeded",
			"searchRequest dc=example,dc=com -> success succeeded", "searchRequest dc=x -> Unknown result(99) refused",
			"extendedReq iso.3.6.1.4.1.4203.1.11.3 -> unanswered",
		},
	}
	c.Check(t)
}

// TestPassword: the password of a simple bind is told wherever the stream is cut.
func TestPassword(t *testing.T) {
	stream := message(1, search("", 0)) + message(2, bind("cn=a", "not-secret")) + message(3, search("", 0)) +
		message(4, bind("cn=b", "other"))
	for size := 1; size <= len(stream); size++ {
		g := ldap.Protocol.Secrets(true)
		hidden := []byte(stream)
		for at := 0; at < len(stream); at += size {
			b := stream[at:min(at+size, len(stream))]
			var spans []secrets.Span
			g.(secrets.Streamed).Take(dissect.ToServer, []byte(b), &spans)
			for _, x := range spans {
				for i := x.From; i < x.To; i++ {
					hidden[at+int(i)] = '*'
				}
			}
		}
		want := strings.NewReplacer("not-secret", "**********", "other", "*****").Replace(stream)
		if string(hidden) != want {
			t.Fatalf("cut at %d: %q", size, hidden)
		}
	}
}

// FuzzLDAP replays any bytes as a conversation, and as datagrams.
func FuzzLDAP(f *testing.F) {
	for _, x := range conversation() {
		f.Add(append([]byte{0x87}, x.Data...))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		dissecttest.AnyConnection(t, &ldap.Protocol, 389, b)
		dissecttest.AnyDialogue(t, &ldap.Protocol, 389, b)
		dissecttest.AnyDatagrams(t, []*dissect.Protocol{&ldap.Datagrams}, b)
		g := ldap.Protocol.Secrets(true)
		var spans []secrets.Span
		g.(secrets.Streamed).Take(dissect.ToServer, b, &spans)
	})
}

// TestAllocatesNothing: rows of a connection that goes on need no memory.
func TestAllocatesNothing(t *testing.T) {
	c := dissecttest.NewConnection(389, engine.ByArrival, &ldap.Protocol)
	if n := c.Allocs(conversation()[4:9]); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
