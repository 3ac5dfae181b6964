package stun_test

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/stun"
)

var messages = dissecttest.Messages{
	Protocols: []*dissect.Protocol{&stun.Protocol, &stun.Classic},
	Port:      3478,
}

func TestRows(t *testing.T) {
	messages.Rows(t, [][2]string{
		{"0001 0000 2112a442 000102030405060708090a0b", "STUN Binding Request"},
		{"0101 000c 2112a442 000102030405060708090a0b 0020 0008 0001 a147 e112a643",
			"STUN Binding Success Response XOR-MAPPED-ADDRESS: 192.0.2.1:32853"},
		{"0101 0018 2112a442 000102030405060708090a0b 0020 0014 0002 a147 2113a9fa000102030405060708090a0b",
			"STUN Binding Success Response XOR-MAPPED-ADDRESS: 1:db8:::32853"},
		{"0111 0010 2112a442 000102030405060708090a0b 0009 000c 00000414 756e6b6e6f776e21",
			"STUN Binding Error Response error-code: 420 (Unknown Attribute) unknown!"},
		{"0003 0008 2112a442 000102030405060708090a0b 0019 0004 11000000", "STUN Allocate Request UDP"},
		{"0004 0008 2112a442 000102030405060708090a0b 000d 0004 00000258", "STUN Refresh Request lifetime: 600"},
		{"0001 0008 2112a442 000102030405060708090a0b 8022 0004", "-"},
		{"4000 0004 01020304", "STUN ChannelData TURN Message"},
		{"0801 0000 2112a442 000102030405060708090a0b", "-"},
		{"0001 0000 000102030405060708090a0b 01020304", "CLASSIC-STUN Message: Binding Request"},
		{"0001 0007 2112a442 000102030405060708090a0b 0006 0003 616c69", "STUN Binding Request user: ali"},
	})
}

const example = "0101 0018 2112a442 000102030405060708090a0b 0020 0008 0001 a147 e112a643 8022 0005 7465737431 000000"

func TestFields(t *testing.T) {
	messages.Fields(t, example, map[string]string{
		"stun.type":         "257",
		"stun.type.class":   "2",
		"stun.type.method":  "1",
		"stun.id":           "000102030405060708090a0b",
		"stun.att.type":     "32|32802",
		"stun.att.ipv4":     "192.0.2.1",
		"stun.att.port":     "32853",
		"stun.att.software": "test1",
	})
}

func TestExchange(t *testing.T) {
	messages.Retried(t,
		"0003 0008 2112a442 000102030405060708090a0b 0019 0004 11000000",
		"0113 0008 2112a442 000102030405060708090a0b 0009 0004 00000401",
		"Allocate", "401", "refused")
}

func TestAllocatesNothing(t *testing.T) { messages.AllocateNothing(t, example) }

// FuzzSTUN takes any bytes for a conversation.
func FuzzSTUN(f *testing.F) { messages.Fuzz(f, example) }
