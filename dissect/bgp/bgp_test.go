package bgp_test

import (
	"strings"
	"testing"

	"netsniff/dissect/bgp"
	"netsniff/dissect/dissecttest"
)

var framed = dissecttest.Framed{Protocol: &bgp.Protocol, Port: 179}

// message returns a message of less than 256 octets.
func message(kind byte, body string) string {
	return strings.Repeat("\xff", 16) + string([]byte{0, byte(19 + len(body)), kind}) + body
}

var (
	open = dissecttest.Sends(">",
		message(1, "\x04\xfb\xf4\x00\xb4\xc0\x00\x02\x0a\x08\x02\x06\x41\x04\x00\x00\xfb\xf4")) + "= BGP OPEN Message\n"
	opened = open + dissecttest.Sends("<",
		message(1, "\x04\xfb\xf5\x00\x5a\xc0\x00\x02\x5a\x08\x02\x06\x41\x04\x00\x00\xfb\xf5"), message(4, "")) +
		"= BGP OPEN Message, KEEPALIVE Message\n"
)

func TestConversation(t *testing.T) {
	framed.Check(t, opened+dissecttest.Sends(">", message(9, ""))+"= BGP Unknown message type (0x09)\n"+
		dissecttest.Sends("<", message(3, "\x06\x02"))+"= BGP NOTIFICATION Message\n", "-> succeeded", "-> succeeded")
}

func TestFields(t *testing.T) {
	framed.Fields(t, open, map[string]string{"bgp.type": "1", "bgp.length": "37", "bgp.open.myas": "64500",
		"bgp.open.holdtime":   "180",
		"bgp.open.identifier": "192.0.2.10", "bgp.cap.type": "65", "bgp.cap.4as": "64500"})
	framed.Fields(t, opened+dissecttest.Sends(">",
		message(2, "\x00\x03\x10\x0a\x01\x00\x14\x40\x01\x01\x00\x40\x02\x06\x02\x01\x00\x00\xfb\xf4\x40\x03\x04\xc0\x00\x02\x0a\x18\xc6\x33\x64")),
		map[string]string{"bgp.withdrawn_prefix": "10.1.0.0", "bgp.update.path_attribute.type_code": "1|2|3",
			"bgp.update.path_attribute.as_path_segment.as4": "64500",
			"bgp.update.path_attribute.next_hop":            "192.0.2.10", "bgp.nlri_prefix": "198.51.100.0",
			"bgp.prefix_length": "16|24"})
	framed.Fields(t, dissecttest.Sends(">", message(3, "\x06\x02")),
		map[string]string{"bgp.notify.major_error": "6", "bgp.notify.minor_error_cease": "2"})
}

func TestAllocatesNothing(t *testing.T) { framed.AllocateNothing(t, open) }

// FuzzBGP takes any bytes for a connection.
func FuzzBGP(f *testing.F) { framed.Fuzz(f, opened) }
