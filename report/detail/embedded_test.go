package detail_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/registry"
	"netsniff/report/detail"
)

// TestEmbedded: a message that stands in a field is below that field, with its own bits,
// and its fields have values.
func TestEmbedded(t *testing.T) {
	token := "NTLMSSP\x00\x01\x00\x00\x00\x07\x82\x08\xa2" + strings.Repeat("\x00", 16) + "\x0a\x00\x61\x4a\x00\x00\x00\x0f"
	c := dissecttest.NewConnection(80, engine.ByArrival, all.Protocols()...)
	f := c.Last([]dissecttest.Turn{dissecttest.Client("GET / HTTP/1.1\r\nHost: www.example.com\r\n" +
		"Authorization: NTLM " + base64.StdEncoding.EncodeToString([]byte(token)) + "\r\nAccept: */*\r\n\r\n")})
	r := registry.New(all.Protocols())
	tree := detail.New(r)
	tree.Only = []string{"http", "ntlmssp"}
	text := string(tree.Append(nil, f))
	for _, want := range []string{
		"AADw==\\r\\n\n        NTLM Secure Service Provider\n            NTLMSSP identifier: NTLMSSP\n",
		"            NTLM Message Type: NTLMSSP_NEGOTIATE (0x00000001)\n            Negotiate Flags: 0xa2088207, Negotiate 56, ",
		"                1... .... .... .... .... .... .... .... = Negotiate 56: Set\n",
		"                .... .... .... .... .... .... .... .1.. = Request Target: Set\n",
		"            Calling workstation name: NULL\n            Version 10.0 (Build 19041); NTLM Current Revision 15\n                Major Version: 10\n",
		"                NTLM Current Revision: 15\n    Accept: */*\\r\\n\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("not there: %q", want)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
	var v dissect.Values
	r.Field("ntlmssp.negotiateflags")[0].Collect(f, &v)
	if len(v.List) != 1 || v.List[0].U != 0xa2088207 {
		t.Errorf("%v", v.List)
	}
}
