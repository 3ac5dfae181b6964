package gnutella_test

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/gnutella"
)

// shakes are two servents that agree.
const shakes = `
	>- GNUTELLA CONNECT/0.6\r\nUser-Agent: Example/1.0\r\n\r\n
	= Gnutella 
	<- GNUTELLA/0.6 200 OK\r\n\r\n
	= Gnutella `

// said is a query that is passed on, with what comes back and what comes beside it.
const said = `
	>- \x02222222222222222\x80\x07\x00\x0b\x00\x00\x00\x00\x00two words\x00
	= Gnutella Query
	<- \x02222222222222222\x81\x07\x01\x2b\x00\x00\x00\x01\xca\x18\xc0\x00\x02\x21\xe8\x03\x00\x00\x01\x00\x00\x00\x63\x00\x00\x00words\x00\x00sssssssssssssssssss
	= Gnutella QueryHit`

func conversation(t *testing.T, text string) dissecttest.Conversation {
	t.Helper()
	turns, err := dissecttest.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return dissecttest.Conversation{Protocols: []*dissect.Protocol{&gnutella.Protocol}, Port: 6346, Turns: turns}
}

func TestConversation(t *testing.T) {
	c := conversation(t, said)
	c.Check(t)
}

// TestHandshake: rows of a handshake are those of its segments, also of one that never ends.
func TestHandshake(t *testing.T) {
	for _, text := range []string{shakes + said, `
	>- GNUTELLA CONNECT/0.6\r\nX-Long: CCCCCCCC
	= Gnutella 
	>- CCCC\r\n
	= Gnutella 
	>- \r\n
	= Gnutella ` + said} {
		c := conversation(t, text)
		c.PerSegment = true
		c.Check(t)
	}
}

// TestExchanges: a query is answered by the hits with its identifier.
func TestExchanges(t *testing.T) {
	c := conversation(t, shakes+said)
	d := dissecttest.Dialogue{Conversation: c, Exchanges: []string{"QUERY two words -> 1 hit succeeded"}}
	d.Check(t)
}

// FuzzGnutella takes any bytes for a connection.
func FuzzGnutella(f *testing.F) {
	f.Add([]byte("GNUTELLA CONNECT/0.6\r\n\r\n"))
	f.Add([]byte("2222222222222222\x80\x07\x00\x0b\x00\x00\x00\x00\x00two words\x00"))
	f.Add([]byte("2222222222222222\x81\x07\x01\x2c\x00\x00\x00\x02\xca\x18\xc0\x00\x02\x21\xe8\x03\x00\x00\x01\x00\x00\x00\x63\x00\x00\x00words\x00\x00ssssssssssssssssssss"))
	f.Fuzz(func(t *testing.T, b []byte) {
		dissecttest.AnyConnection(t, &gnutella.Protocol, 6346, b)
		dissecttest.AnyDialogue(t, &gnutella.Protocol, 6346, b)
	})
}
