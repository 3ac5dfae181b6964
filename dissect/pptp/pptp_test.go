package pptp_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"netsniff/dissect/dissecttest"
	"netsniff/dissect/pptp"
)

var framed = dissecttest.Framed{Protocol: &pptp.Protocol, Port: 1723}

func message(kind byte, body string) string {
	b := binary.BigEndian.AppendUint16(nil, uint16(12+len(body)))
	return string(append(b, 0, 1, 0x1a, 0x2b, 0x3c, 0x4d, 0, kind, 0, 0)) + body
}

var (
	names = "alice" + strings.Repeat("\x00", 59+64)
	start = dissecttest.Sends(">",
		message(1, "\x01\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x03\xff\xff\x00\x01"+names)) +
		"= PPTP Start-Control-Connection-Request\n" +
		dissecttest.Sends("<", message(2, "\x01\x00\x01\x00\x00\x00\x00\x03\x00\x00\x00\x03\x00\x00\x00\x00"+names)) +
		"= PPTP Start-Control-Connection-Reply\n"
	call = dissecttest.Sends(">", message(7, "\x00\x07\x00\x01"+strings.Repeat("\x00", 152))) +
		"= PPTP Outgoing-Call-Request\n" +
		dissecttest.Sends("<", message(8, "\x00\x09\x00\x07\x04\x00"+strings.Repeat("\x00", 14))) +
		"= PPTP Outgoing-Call-Reply\n"
)

func TestConversation(t *testing.T) {
	framed.Check(t, start+call+dissecttest.Sends(">", message(15, "\x00\x09\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"))+
		"= PPTP Set-Link-Info\n"+
		dissecttest.Sends(">", message(99, ""))+"= PPTP Unknown control type (99)\n",
		"Start-Control-Connection-Request -> 1 succeeded", "Outgoing-Call-Request -> 4 refused")
}

func TestFields(t *testing.T) {
	framed.Fields(t, start, map[string]string{
		"pptp.control_message_type": "2", "pptp.control_result": "1", "pptp.host_name": "alice", "pptp.vendor_name": "",
		"pptp.framing_capabilities": "3",
	})
	framed.Fields(t, call, map[string]string{"pptp.call_id": "9", "pptp.peer_call_id": "7", "pptp.out_result": "4"})
}

func TestAllocatesNothing(t *testing.T) { framed.AllocateNothing(t, start) }

// FuzzPPTP takes any bytes for a connection.
func FuzzPPTP(f *testing.F) { framed.Fuzz(f, call) }
