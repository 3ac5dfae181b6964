package gateway_test

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/gateway"
)

var messages = dissecttest.Messages{Protocols: []*dissect.Protocol{&gateway.HSRP, &gateway.HSRP2}, Port: 1985}

func TestRows(t *testing.T) {
	messages.Rows(t, [][2]string{
		{"0000100300780100 636973636f000000 c00002fe", "HSRP Hello (state Active)"},
		{"0001080300780100 636973636f000000 c00002fe", "HSRP Coup (state Standby)"},
		{"00030001000a0100 0000000000000000", "HSRP Advertise (state Dormant)"},
		{"0005100300780100 636973636f000000 c00002fe", "HSRP Unknown"},
		{"000010", "HSRP Hello (state Active)[Malformed Packet]"},
		{"0002", "HSRP Resign[Malformed Packet]"},
	})
}

const example = "0000100300780100 636973636f000000 c00002fe"

func TestAllocatesNothing(t *testing.T) { messages.AllocateNothing(t, example) }

// FuzzGateway takes any bytes for a conversation.
func FuzzGateway(f *testing.F) { messages.Fuzz(f, example) }
