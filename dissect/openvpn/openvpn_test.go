package openvpn_test

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/openvpn"
)

var (
	messages = dissecttest.Messages{Protocols: []*dissect.Protocol{&openvpn.Protocol}, Port: 1194}
	framed   = dissecttest.Framed{Protocol: &openvpn.Protocol, Port: 1194}
)

const reset = "38 0102030405060708 00 00000000"

func TestRows(t *testing.T) {
	messages.Rows(t, [][2]string{
		{reset, "OpenVPN MessageType: P_CONTROL_HARD_RESET_CLIENT_V2"},
		{"28 0102030405060708 01 00000000 1112131415161718", "OpenVPN MessageType: P_ACK_V1"},
		{"48 000001 65656565", "OpenVPN MessageType: P_DATA_V2"},
		{"28 0102", "-"},
		{"00 0102030405060708 00 00000000", "-"},
	})
}

func TestStream(t *testing.T) {
	framed.Check(t, dissecttest.Sends(">", "\x00\x0e\x38\x01\x02\x03\x04\x05\x06\x07\x08\x00\x00\x00\x00\x00")+
		"= OpenVPN MessageType: P_CONTROL_HARD_RESET_CLIENT_V2\n"+
		dissecttest.Sends("<", "\x00\x0e\x40\x01\x02\x03\x04\x05\x06\x07\x08\x00\x00\x00\x00\x00")+
		"= OpenVPN MessageType: P_CONTROL_HARD_RESET_SERVER_V2\n",
		"-> succeeded")
}

func TestFields(t *testing.T) {
	messages.Fields(t, reset,
		map[string]string{"openvpn.opcode": "7", "openvpn.keyid": "0", "openvpn.sessionid": "72623859790382856"})
	messages.Fields(t, "49 000001 65656565",
		map[string]string{"openvpn.keyid": "1", "openvpn.peerid": "1", "openvpn.data": "65656565"})
}

func TestAllocatesNothing(t *testing.T) { messages.AllocateNothing(t, reset) }

// FuzzOpenVPN takes any bytes for a conversation.
func FuzzOpenVPN(f *testing.F) { messages.Fuzz(f, reset) }
