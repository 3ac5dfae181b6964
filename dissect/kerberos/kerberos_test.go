package kerberos_test

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/kerberos"
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

func part(n byte, contents ...string) string { return tlv(0xa0|n, contents...) }
func number(n byte) string                   { return tlv(2, string([]byte{n})) }
func general(s string) string                { return tlv(27, s) }

func name(kind byte, components ...string) string {
	list := ""
	for _, x := range components {
		list += general(x)
	}
	return tlv(0x30, part(0, number(kind)), part(1, tlv(0x30, list)))
}

func request(t kerberos.Type) string {
	body := tlv(0x30, part(0, tlv(3, "\x00\x40\x00\x00\x10")), part(1, name(1, "alice")), part(2, general("EXAMPLE.COM")),
		part(3, name(2, "krbtgt", "EXAMPLE.COM")), part(5, tlv(24, "20300101000000Z")), part(7, number(77)),
		part(8, tlv(0x30, number(18), number(17))))
	return tlv(0x60|byte(t), tlv(0x30, part(1, number(5)), part(2, number(byte(t))), part(4, body)))
}

func reply(t kerberos.Type) string {
	return tlv(0x60|byte(t), tlv(0x30, part(0, number(5)), part(1, number(byte(t))), part(3, general("EXAMPLE.COM")),
		part(4, name(1, "alice"))))
}

func failure(code byte, data string) string {
	list := part(0, number(5)) + part(1, number(30)) + part(6, number(code)) + part(9, general("EXAMPLE.COM")) +
		part(10, name(2, "krbtgt", "EXAMPLE.COM"))
	if data != "" {
		list += part(12, tlv(4, data))
	}
	return tlv(0x7e, tlv(0x30, list))
}

// extended explains an error by a status of Windows.
var extended = tlv(0x30, part(1, number(3)), part(2, tlv(4, "\xbb\x00\x00\xc0\x00\x00\x00\x00\x01\x00\x00\x00")))

// marked puts a message into a stream.
func marked(s string) string { return string([]byte{0, 0, byte(len(s) >> 8), byte(len(s))}) + s }

func said(d dissect.Dir, row, text string) dissecttest.Turn {
	return dissecttest.Turn{Dir: d, Data: []byte(marked(text)), Rows: []string{"KRB5 " + row}}
}

func conversation() []dissecttest.Turn {
	const c, s = dissect.ToServer, dissect.ToClient
	return []dissecttest.Turn{
		said(c, "AS-REQ", request(kerberos.ASRequest)),
		said(s, "KRB Error: KRB5KDC_ERR_PREAUTH_REQUIRED", failure(25, "")),
		said(c, "AS-REQ", request(kerberos.ASRequest)),
		said(s, "AS-REP", reply(kerberos.ASReply)),
		said(c, "TGS-REQ", request(kerberos.TGSRequest)),
		said(s, "KRB Error: KRB5KDC_ERR_BADOPTION NT Status: STATUS_NOT_SUPPORTED", failure(13, extended)),
		said(s, "KRB Error: Unknown error code 0x63", failure(99, "")),
	}
}

func TestConversation(t *testing.T) {
	c := dissecttest.Conversation{Protocols: []*dissect.Protocol{&kerberos.Protocol}, Port: 88, Turns: conversation()}
	c.Check(t)
}

func TestExchanges(t *testing.T) {
	const subject = " alice@EXAMPLE.COM for krbtgt/EXAMPLE.COM -> "
	c := dissecttest.Dialogue{
		Conversation: dissecttest.Conversation{Protocols: []*dissect.Protocol{&kerberos.Protocol}, Port: 88,
			Turns: conversation()},
		Exchanges: []string{
			"AS-REQ" + subject + "KRB5KDC_ERR_PREAUTH_REQUIRED refused", "AS-REQ" + subject + "AS-REP succeeded",
			"TGS-REQ" + subject + "KRB5KDC_ERR_BADOPTION refused",
		},
	}
	c.Check(t)
}

// FuzzKerberos replays any bytes as a conversation, and as datagrams.
func FuzzKerberos(f *testing.F) {
	for _, x := range conversation() {
		f.Add(append([]byte{0x87}, x.Data...))
		f.Add(append([]byte{0x87}, x.Data[4:]...))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		dissecttest.AnyConnection(t, &kerberos.Protocol, 88, b)
		dissecttest.AnyDialogue(t, &kerberos.Protocol, 88, b)
		dissecttest.AnyDatagrams(t, []*dissect.Protocol{&kerberos.Protocol}, b)
	})
}

// TestAllocatesNothing: rows of a connection that goes on need no memory.
func TestAllocatesNothing(t *testing.T) {
	c := dissecttest.NewConnection(88, engine.ByArrival, &kerberos.Protocol)
	if n := c.Allocs(conversation()); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
