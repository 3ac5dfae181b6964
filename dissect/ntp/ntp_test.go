package ntp_test

import (
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/ntp"
)

var messages = dissecttest.Messages{
	Protocols: []*dissect.Protocol{&ntp.Protocol},
	Port:      123,
}

func TestRows(t *testing.T) {
	messages.Rows(t, [][2]string{
		{"230006e9 00000000 00000000 00000000 0000000000000000 0000000000000000 0000000000000000 e8f0a00080000000",
			"NTP NTP Version 4, client"},
		{"240306e9 00000800 00001000 7f7f0101 e8f09f0000000000 e8f0a00080000000 e8f0a00090000000 e8f0a000a0000000",
			"NTP NTP Version 4, server"},
		{"16010001 00000000 00000000", "NTP NTP Version 2, control"},
		{"1700032a00000000", "NTP NTP Version 2, private, Request, MON_GETLIST_1"},
		{"23", "NTP NTP Version 4, client[Malformed Packet]"},
		{"f8", "NTP reserved, reserved[Malformed Packet]"},
	})
}

const example = "240306e9 00000800 00001000 7f7f0101 e8f09f0000000000 e8f0a00080000000 e8f0a00090000000 e8f0a000a0000000"

func TestFields(t *testing.T) {
	messages.Fields(t, example, map[string]string{
		"ntp.flags.vn":   "4",
		"ntp.flags.mode": "4",
		"ntp.stratum":    "3",
		"ntp.refid":      "7f7f0101",
		"ntp.rootdelay":  "2048",
	})
}

func TestExchange(t *testing.T) {
	messages.Retried(t,
		"230006e9 00000000 00000000 00000000 0000000000000000 0000000000000000 0000000000000000 e8f0a00080000000",
		"240306e9 00000800 00001000 7f7f0101 e8f09f0000000000 e8f0a00080000000 e8f0a00090000000 e8f0a000a0000000",
		"client", "stratum 3", "succeeded")
}

func TestAllocatesNothing(t *testing.T) { messages.AllocateNothing(t, example) }

// FuzzNTP takes any bytes for a conversation.
func FuzzNTP(f *testing.F) { messages.Fuzz(f, example) }

// TestClock: the server's clock is 100 ms ahead, and the way takes 30 ms.
func TestClock(t *testing.T) {
	const ms = capture.Stamp(1e6)
	c := ntp.Clock{Receive: 1115 * ms, Transmit: 1120 * ms}
	c.Timed(1000*ms, 1035*ms)
	if c.Offset != 100*ms || c.Delay != 30*ms {
		t.Errorf("offset %v, delay %v", c.Offset, c.Delay)
	}
}
