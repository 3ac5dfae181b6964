package rip_test

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/rip"
)

var messages = dissecttest.Messages{Protocols: []*dissect.Protocol{&rip.Protocol}, Port: 520}

func TestRows(t *testing.T) {
	messages.Rows(t, [][2]string{
		{"01010000 0000000000000000000000000000000000000010", "RIPv1 Request"},
		{"02020000 ffff000270617373776f72640000000000000000 00020007 0a000000 ff000000 00000000 00000002", "RIPv2 Response"},
		{"0902 0000", "RIPv2 Unknown command (9)"},
		{"0300 0000", "RIP Traceon"},
		{"02", "RIP [Malformed Packet]"},
		{"020200000002", "RIPv2 Response[Malformed Packet]"},
	})
}

const example = "02020000 00020007 0a000000 ff000000 00000000 00000002"

func TestAllocatesNothing(t *testing.T) { messages.AllocateNothing(t, example) }

// FuzzRIP takes any bytes for a conversation.
func FuzzRIP(f *testing.F) { messages.Fuzz(f, example) }
