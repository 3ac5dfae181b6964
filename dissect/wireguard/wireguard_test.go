package wireguard_test

import (
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/wireguard"
)

var messages = dissecttest.Messages{Protocols: []*dissect.Protocol{&wireguard.Protocol}, Port: 51820}

var (
	initiation = "01000000 d837d030" + strings.Repeat("6b", 140)
	response   = "02000000 06f47dab d837d030" + strings.Repeat("6b", 80)
)

func TestRows(t *testing.T) {
	messages.Rows(t, [][2]string{
		{initiation, "WireGuard Handshake Initiation, sender=0x30D037D8"},
		{response, "WireGuard Handshake Response, sender=0xAB7DF406, receiver=0x30D037D8"},
		{"03000000 d837d030" + strings.Repeat("6e", 56), "WireGuard Cookie Reply, receiver=0x30D037D8"},
		{"04000000 06f47dab 0300000000000000" + strings.Repeat("65", 16),
			"WireGuard Keepalive, receiver=0xAB7DF406, counter=3"},
		{"04000000 06f47dab 0100000000000000" + strings.Repeat("65", 96),
			"WireGuard Transport Data, receiver=0xAB7DF406, counter=1, datalen=80"},
		{"04000000 06f47dab 0100000000000000" + strings.Repeat("65", 17), "-"},
	})
}

func TestFields(t *testing.T) {
	messages.Fields(t, response, map[string]string{"wg.type": "2", "wg.sender": "2877158406", "wg.receiver": "818952152"})
}

func TestExchange(t *testing.T) {
	messages.Retried(t, initiation, response, "Handshake", "response", "succeeded")
}

func TestAllocatesNothing(t *testing.T) { messages.AllocateNothing(t, response) }

// FuzzWireGuard takes any bytes for a conversation.
func FuzzWireGuard(f *testing.F) { messages.Fuzz(f, response) }
