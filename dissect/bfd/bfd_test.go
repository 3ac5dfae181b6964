package bfd_test

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/bfd"
	"netsniff/dissect/dissecttest"
)

var messages = dissecttest.Messages{Protocols: []*dissect.Protocol{&bfd.Control}, Port: 3784}

func TestRows(t *testing.T) {
	messages.Rows(t, [][2]string{
		{"20c00318 00000001 00000002 000f4240 000f4240 0000c350", "BFD Control Diag: No Diagnostic, State: Up, Flags: 0x00"},
		{"23400318 00000001 00000002 000f4240 000f4240 0000c350",
			"BFD Control Diag: Neighbor Signaled Session Down, State: Down, Flags: 0x00"},
		{"3fff0318 00000001 00000002 000f4240 000f4240 0000c350", "BFD Control Diag: Unknown, State: Up, Flags: 0x3e"},
		{"20c003", "BFD Control [Malformed Packet]"},
	})
}

const example = "20c00318 00000001 00000002 000f4240 000f4240 0000c350"

func TestAllocatesNothing(t *testing.T) { messages.AllocateNothing(t, example) }

// FuzzBFD takes any bytes for a conversation.
func FuzzBFD(f *testing.F) { messages.Fuzz(f, example) }
