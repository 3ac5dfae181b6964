package xmpp_test

import (
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/secrets"
	"netsniff/dissect/xmpp"
)

// TestSecrets: what logs somebody in is hidden wherever the stream is cut, and nothing else is.
func TestSecrets(t *testing.T) {
	const stream = "<stream:stream to='a>b'><auth mechanism='PLAIN'>«AGEAYg==»</auth><auth/>x<response>«abc»</response>" +
		"<iq type='set'><query><username>bob</username><p:password a=\"/>\">«pw»</p:password></query></iq><message><body>hi</body></message>"
	sent := strings.NewReplacer("«", "", "»", "").Replace(stream)
	want := []byte(sent)
	for rest, at := stream, 0; ; {
		before, after, ok := strings.Cut(rest, "«")
		if !ok {
			break
		}
		secret, end, _ := strings.Cut(after, "»")
		at += len(before)
		secrets.Hide(want[at : at+len(secret)])
		rest, at = end, at+len(secret)
	}
	for cut := range len(sent) {
		g := xmpp.Protocol.Secrets(true).(secrets.Streamed)
		var got []byte
		for _, part := range []string{sent[:cut], sent[cut:]} {
			var spans []secrets.Span
			b := []byte(part)
			g.Take(dissect.ToServer, b, &spans)
			for _, s := range spans {
				secrets.Hide(b[s.From:s.To])
			}
			got = append(got, b...)
		}
		if string(got) != string(want) {
			t.Fatalf("cut at %d: %s", cut, got)
		}
	}
}
