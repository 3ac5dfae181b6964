package xmpp_test

import (
	"slices"
	"testing"

	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/xmpp"
)

const (
	opening = "<?xml version='1.0'?><stream:stream to='example.com' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
	disco   = "<iq type='get' id='a1' to='example.com'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>"
)

// TestRows: rows say what the last element of a message is.
func TestRows(t *testing.T) {
	for _, x := range []struct {
		turn dissecttest.Turn
		want string
	}{
		{dissecttest.Client("<?xml version='1.0'?>"), "XMPP/XML XML "},
		{dissecttest.Client(opening), "XMPP/XML STREAM > example.com "},
		{dissecttest.Server("<stream:stream from='example.com' to='alice@example.com'><stream:features/>"),
			"XMPP/XML STREAM < example.com "},
		{dissecttest.Server("<stream:features><bind/></stream:features>"), "XMPP/XML FEATURES "},
		{dissecttest.Client("<auth mechanism='PLAIN'>AGEAYg==</auth>"), "XMPP/XML AUTH"},
		{dissecttest.Server("<failure><not-authorized/></failure>"), "XMPP/XML FAILURE "},
		{dissecttest.Client(disco), "XMPP/XML IQ(get) QUERY(disco#info) > example.com "},
		{dissecttest.Client("<iq type='set'><bind/><q:query xmlns='x' xmlns:q='jabber:iq:roster'/><error/></iq>"),
			"XMPP/XML IQ(set) QUERY(jabber:iq:roster) BIND "},
		{dissecttest.Client("<iq><query xmlns='jabber:iq:private'/></iq>"), "XMPP/XML IQ() QUERY "},
		{dissecttest.Client("<iq type='set'><jingle action='session-initiate' a='>'/></iq>"),
			"XMPP/XML IQ(set) JINGLE(session-initiate) "},
		{dissecttest.Client("<iq/><presence/> <message\n to=\"bob@example.com\"><body>hi</body></message>"),
			"XMPP/XML MESSAGE > bob@example.com "},
		{dissecttest.Server("<presence from='bob@example.com'/></stream:stream>"), "XMPP/XML PRESENCE < bob@example.com "},
		{dissecttest.Server("</stream:stream>"), "XMPP/XML STREAM END"},
		{dissecttest.Client("<r xmlns='urn:xmpp:sm:3'/>"), "XMPP/XML UNKNOWN PACKET "},
		{dissecttest.Client("<presence/> "), "XMPP/XML PRESENCE "},
		{dissecttest.Client(" "), "XMPP Whitespace Keepalive "},
	} {
		c := dissecttest.NewConnection(5222, engine.ByArrival, &xmpp.Protocol)
		if got := c.Rows([]dissecttest.Turn{x.turn}); !slices.Equal(got, []string{x.want}) {
			t.Errorf("%q, want %q", got, x.want)
		}
	}
}

// TestCut: a message goes on until a segment ends with a tag.
func TestCut(t *testing.T) {
	c := dissecttest.NewConnection(5222, engine.ByArrival, &xmpp.Protocol)
	f := c.Last([]dissecttest.Turn{dissecttest.Client(disco[:30]), dissecttest.Client(disco[30:])})
	if got := string(f.AppendInfo(nil)); got != "IQ(get) QUERY(disco#info) > example.com " {
		t.Errorf("%q", got)
	}
}

func TestFields(t *testing.T) {
	c := dissecttest.NewConnection(5222, engine.ByArrival, &xmpp.Protocol)
	f := c.Last([]dissecttest.Turn{dissecttest.Client(disco +
		"<message to='bob@example.com' type='chat'><body>hi there</body></message>")})
	for name, want := range map[string]string{
		"xmpp.id": "a1", "xmpp.type": "get|chat", "xmpp.to": "example.com|bob@example.com", "xmpp.cdata": "hi there",
		"xmpp.from": "",
	} {
		if got := dissecttest.FieldText(f, &xmpp.Protocol, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestAllocatesNothing(t *testing.T) {
	c := dissecttest.NewConnection(5222, engine.ByArrival, &xmpp.Protocol)
	turn := dissecttest.Client(disco)
	c.Send(&turn)
	if n := testing.AllocsPerRun(100, func() { c.Send(&turn) }); n != 0 {
		t.Errorf("a message allocates %v times", n)
	}
}

// FuzzXMPP takes any bytes for a connection.
func FuzzXMPP(f *testing.F) {
	f.Add([]byte("\x90<?xml?><iq a='b'>\x05</iq>"))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyConnection(t, &xmpp.Protocol, 5222, b) })
}
