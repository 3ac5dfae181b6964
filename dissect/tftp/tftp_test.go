package tftp_test

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/tftp"
)

var messages = dissecttest.Messages{
	Protocols: []*dissect.Protocol{&tftp.Protocol},
	Port:      69,
}

func TestRows(t *testing.T) {
	messages.Rows(t, [][2]string{
		{"0001612e747874006f6374657400", "TFTP Read Request, File: a.txt, Transfer type: octet"},
		{"0002612e747874006e6574617363696900626c6b73697a6500353132007473697a65003000",
			"TFTP Write Request, File: a.txt, Transfer type: netascii, blksize=512, tsize=0"},
		{"0002612e747874006f63746574", "TFTP Write Request, File: a.txt[Malformed Packet]"},
		{"000300014142", "TFTP Data Packet, Block: 1 (last)"},
		{"00040001", "TFTP Acknowledgement, Block: 1"},
		{"0005000146696c65206e6f7420666f756e6400", "TFTP Error Code, Code: File not found, Message: File not found"},
		{"0006626c6b73697a650035313200", "TFTP Option Acknowledgement, blksize=512"},
		{"00050009", "TFTP Error Code, Code: Unknown (9)[Malformed Packet]"},
		{"0007", "TFTP Unknown (0x0007)[Malformed Packet]"},
		{"000300", "TFTP Data Packet[Malformed Packet]"},
	})
}

const example = "0002612e747874006e6574617363696900626c6b73697a6500353132007473697a65003000"

func TestFields(t *testing.T) {
	messages.Fields(t, example, map[string]string{
		"tftp.opcode":           "2",
		"tftp.destination_file": "a.txt",
		"tftp.source_file":      "",
		"tftp.type":             "netascii",
		"tftp.option.name":      "blksize|tsize",
		"tftp.option.value":     "512|0",
	})
}

func TestExchange(t *testing.T) {
	messages.Retried(t,
		"0001612e747874006f6374657400",
		"000300014142",
		"RRQ a.txt", "complete", "succeeded")
}

func TestAllocatesNothing(t *testing.T) { messages.AllocateNothing(t, "000300014142") }

// FuzzTFTP takes any bytes for a conversation.
func FuzzTFTP(f *testing.F) { messages.Fuzz(f, example) }
