package radius_test

import (
	"fmt"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/eapol"
	"netsniff/dissect/radius"
	"netsniff/dissect/registry"
)

var messages = dissecttest.Messages{Protocols: []*dissect.Protocol{&radius.Protocol}, Port: 1812}

const (
	zeros   = "00000000000000000000000000000000"
	request = "01 0a 0021" + zeros + "0107616c696365" + "0406c000020a"
	reject  = "03 0a 0014" + zeros
)

func TestRows(t *testing.T) {
	messages.Rows(t, [][2]string{
		{request, "RADIUS Access-Request id=10"},
		{reject, "RADIUS Access-Reject id=10"},
		{"63 0a 0014" + zeros, "-"},
		{"01 0a 0018" + zeros + "01ff6162", "RADIUS Access-Request id=10"},
		{"01 0a 0019" + zeros + "0104616201", "RADIUS Access-Request id=10[Malformed Packet]"},
		{"01 0a 0013" + zeros, "-"},
	})
}

func TestRepeated(t *testing.T) {
	c := dissecttest.NewDatagrams(1812, &radius.Protocol)
	asked, told := dissecttest.Datagram(dissect.ToServer, request), dissecttest.Datagram(dissect.ToClient, reject)
	got := c.Rows([]dissecttest.Turn{asked, asked, told, told})
	want := []string{"RADIUS Access-Request id=10", "RADIUS Access-Request id=10, Duplicate Request",
		"RADIUS Access-Reject id=10", "RADIUS Access-Reject id=10, Duplicate Response"}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%q, want %q", got[i], want[i])
		}
	}
}

func TestFields(t *testing.T) {
	messages.Fields(t, request, map[string]string{
		"radius.code": "1", "radius.id": "10", "radius.User_Name": "alice", "radius.NAS_IP_Address": "192.0.2.10",
		"radius.avp.type": "1|4", "radius.avp.length": "7|6",
	})
}

// TestEAP: what EAP-Message attributes say one behind the other is a packet of EAP.
func TestEAP(t *testing.T) {
	for attributes, want := range map[string]string{
		"4f0c0202000a01616c696365":     "2|2|alice", // one attribute
		"4f080202000a01614f066c696365": "2|2|alice", // two
		"0107616c696365":               "",          // none
		"4f0203" + "00":                "",          // without a value
	} {
		n := headLen + len(attributes)/2
		c := dissecttest.NewDatagrams(1812, &radius.Protocol)
		f := c.Last([]dissecttest.Turn{dissecttest.Datagram(dissect.ToServer, fmt.Sprintf("010a%04x", n)+zeros+attributes)})
		got := ""
		if l, _ := f.EmbeddedLayer(&f.Messages()[0], 0); l != nil {
			got = strings.Join([]string{value(f, l, "eap.code"), value(f, l, "eap.id"), value(f, l, "eap.identity")}, "|")
		}
		if got != want {
			t.Errorf("%s: %q, want %q", attributes, got, want)
		}
	}
}

const headLen = 20

// value returns the value of a field of a layer of EAP.
func value(f *dissect.Frame, l *dissect.Layer, name string) string {
	var v dissect.Values
	for i := range eapol.EAP.Fields {
		if x := &eapol.EAP.Fields[i]; x.Name == name {
			if x.Get(f, l, &v); len(v.List) == 1 {
				return string(registry.AppendValue(nil, x, &v.List[0]))
			}
		}
	}
	return ""
}

func TestExchange(t *testing.T) {
	messages.Retried(t, request, reject, "Access-Request", "alice", "Access-Reject", "refused")
}

func TestAllocatesNothing(t *testing.T) { messages.AllocateNothing(t, request) }

// FuzzRADIUS takes any bytes for a conversation.
func FuzzRADIUS(f *testing.F) { messages.Fuzz(f, request) }
