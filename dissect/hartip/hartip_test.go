package hartip_test

import (
	"encoding/hex"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/hartip"
)

const (
	initiate = "010000000002000d0100007530"
	opened   = "010100000002000d010000ea60"
	asks     = "010003000003001182264e0000d2000038"
	answers  = "010103000004001886264e0000d2010700d0fb0000000011"
)

var (
	messages = dissecttest.Messages{Protocols: []*dissect.Protocol{&hartip.Protocol}, Port: 5094}
	framed   = dissecttest.Framed{Protocol: &hartip.Protocol, Port: 5094}
)

func sends(mark, octets, row string) string {
	b, err := hex.DecodeString(octets)
	if err != nil {
		panic(err)
	}
	return dissecttest.Sends(mark, string(b)) + "= HART_IP " + row + "\n"
}

func TestDatagrams(t *testing.T) {
	messages.Rows(t, [][2]string{
		{initiate, "HART_IP Session Initiate Request, Sequence Number 2"},
		{answers, "HART_IP Pass Through Response, Sequence Number 4"},
		{"0102090000050008", "HART_IP Unknown (9) Publish, Sequence Number 5"},
		{initiate[:20], "-"}, {"00" + initiate[2:], "-"},
	})
	messages.Retried(t, initiate, opened, "Session Initiate", "", "0", "succeeded")
}

func TestStream(t *testing.T) {
	framed.Check(t, sends(">", initiate, "Session Initiate Request, Sequence Number 2")+
		sends("<", opened, "Session Initiate Response, Sequence Number 2")+
		sends(">", asks, "Pass Through Request, Sequence Number 3"), "Session Initiate -> 0 succeeded",
		"Pass Through -> unanswered")
}

func TestFields(t *testing.T) {
	messages.Fields(t, answers, map[string]string{
		"hart_ip.transaction_id": "4", "hart_ip.pt.long_address": "264e0000d2", "hart_ip.pt.command": "1",
		"hart_ip.pt.length":        "7",
		"hart_ip.pt.response_code": "0", "hart_ip.pt.device_status": "208", "hart_ip.pt.payload": "fb00000000",
		"hart_ip.pt.checksum": "17",
	})
}

func TestAllocatesNothing(t *testing.T) { messages.AllocateNothing(t, asks) }

// FuzzHARTIP takes any bytes for a conversation.
func FuzzHARTIP(f *testing.F) { messages.Fuzz(f, answers) }
