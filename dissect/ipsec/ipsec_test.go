package ipsec_test

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/ipsec"
)

var (
	protocols = []*dissect.Protocol{&ipsec.KeyExchange, &ipsec.Payload, &ipsec.Encapsulation}
	messages  = dissecttest.Messages{Protocols: protocols, Port: 500}
	inUDP     = dissecttest.Messages{Protocols: protocols, Port: 4500}
)

const (
	cookies = "1111111111111111 2222222222222222"
	request = cookies + "21 20 22 08 00000000 00000024 00000008 61626364"
	answer  = cookies + "21 20 22 20 00000000 00000024 00000008 61626364"
)

func TestRows(t *testing.T) {
	messages.Rows(t, [][2]string{
		{request, "ISAKMP IKE_SA_INIT MID=00 Initiator Request"},
		{answer, "ISAKMP IKE_SA_INIT MID=00 Responder Response"},
		{cookies + "2e 20 25 00 00000123 0000001c", "ISAKMP INFORMATIONAL MID=123 Responder Request"},
		{cookies + "01 10 02 00 00000000 0000001c", "ISAKMP Identity Protection (Main Mode)"},
		{cookies + "01 10 02 00 00000000 000000ff", "-"},
	})
	inUDP.Rows(t, [][2]string{
		{"00000000" + request, "ISAKMP IKE_SA_INIT MID=00 Initiator Request"},
		{"10203040 00000001 65656565", "ESP ESP (SPI=0x10203040)"},
		{"ff", "UDPENCAP NAT-keepalive"},
	})
}

func TestFields(t *testing.T) {
	messages.Fields(t, request,
		map[string]string{"isakmp.ispi": "1111111111111111", "isakmp.exchangetype": "34", "isakmp.flag_i": "1",
			"isakmp.typepayload": "33", "isakmp.nextpayload": "33|0"})
	inUDP.Fields(t, "10203040 00000007 65656565", map[string]string{"esp.spi": "270544960", "esp.sequence": "7"})
}

func TestExchange(t *testing.T) {
	messages.Retried(t, request, answer, "IKE_SA_INIT", "MID 0", "response", "succeeded")
}

func TestAllocatesNothing(t *testing.T) { messages.AllocateNothing(t, request) }

// FuzzIPsec takes any bytes for a conversation.
func FuzzIPsec(f *testing.F) { inUDP.Fuzz(f, "00000000"+request) }
