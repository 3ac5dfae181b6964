package openflow_test

import (
	"testing"

	"netsniff/dissect/dissecttest"
	"netsniff/dissect/openflow"
)

var framed = dissecttest.Framed{Protocol: &openflow.Protocol, Port: 6653}

func message(version, kind, xid byte, body string) string {
	return string([]byte{version, kind, 0, byte(8 + len(body)), 0, 0, 0, xid}) + body
}

var hello = dissecttest.Sends(">", message(4, 0, 1, "")) + "= OpenFlow Type: OFPT_HELLO\n"

func TestConversation(t *testing.T) {
	framed.Check(t, hello+
		dissecttest.Sends("<", message(4, 18, 2, "\x00\x0d\x00\x00\x00\x00\x00\x00"))+
		"= OpenFlow Type: OFPT_MULTIPART_REQUEST, OFPMP_PORT_DESC\n"+
		dissecttest.Sends(">", message(4, 19, 2, "\x00\x0d\x00\x01\x00\x00\x00\x00"))+
		"= OpenFlow Type: OFPT_MULTIPART_REPLY, OFPMP_PORT_DESC\n"+
		dissecttest.Sends(">", message(4, 19, 2, "\x00\x0d\x00\x00\x00\x00\x00\x00"))+
		"= OpenFlow Type: OFPT_MULTIPART_REPLY, OFPMP_PORT_DESC\n"+
		dissecttest.Sends("<", message(4, 20, 3, ""))+"= OpenFlow Type: OFPT_BARRIER_REQUEST\n"+
		dissecttest.Sends(">", message(4, 1, 3, "\x00\x01\x00\x02"))+"= OpenFlow Type: OFPT_ERROR\n"+
		dissecttest.Sends("<", message(1, 16, 4, ""))+"= OpenFlow Type: OFPT_STATS_REQUEST\n"+
		dissecttest.Sends(">", message(1, 99, 5, ""))+"= OpenFlow Type: Unknown (99)\n",
		"OFPT_MULTIPART_REQUEST OFPMP_PORT_DESC -> OK succeeded", "OFPT_BARRIER_REQUEST -> 1/2 refused",
		"OFPT_STATS_REQUEST -> unanswered")
}

func TestFields(t *testing.T) {
	framed.Fields(t, hello, map[string]string{"openflow.version": "4", "openflow_v4.type": "0", "openflow_v4.xid": "1",
		"openflow_v4.length": "8"})
}

func TestAllocatesNothing(t *testing.T) { framed.AllocateNothing(t, hello) }

// FuzzOpenFlow takes any bytes for a connection.
func FuzzOpenFlow(f *testing.F) { framed.Fuzz(f, hello) }
