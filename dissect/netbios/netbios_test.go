package netbios_test

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/netbios"
)

var messages = dissecttest.Messages{
	Protocols: []*dissect.Protocol{&netbios.Names, &netbios.Datagrams, &netbios.Mailslot, &netbios.Browser},
	Port:      137,
}

func TestRows(t *testing.T) {
	messages.Rows(t, [][2]string{
		{"12342910 0001 0000 0000 0001 20464845504643454c45484643455046464641434143414341434143414341424e00 0020 0001 c00c 0020 0001 000493e0 0006 e000 c0000201",
			"NBNS Registration NB WORKGROUP<1d>"},
		{"12348583 0000 0001 0000 0000 20464845504643454c45484643455046464641434143414341434143414341424e00 000a 0001 00000000 0000",
			"NBNS Name query response, Requested name does not exist Unknown"},
		{"12348580 0000 0001 0000 0000 20464845504643454c45484643455046464641434143414341434143414341424e00 0020 0001 000493e0 000c 6000 c0000201 6000 c0000202",
			"NBNS Name query response NB 192.0.2.1"},
		{"1234", "NBNS [Malformed Packet]"},
		{"12340110 0001 0000 0000 0000 20464845504643454c45484643455046464641434143414341434143414341424e076578616d706c6503636f6d00 0020 0001",
			"NBNS Name query NB WORKGROUP<1d>.example.com"},
		{"12340110 0001 0000 0000 0000 c00c 0020 0001", "NBNS Name query[Malformed Packet]"},
		{"12340110 0001 0000 0000 0000 02454200 0020 0001", "NBNS Name query NB Illegal NetBIOS name (1 bytes long)"},
	})
}

const example = "12342910 0001 0000 0000 0001 20464845504643454c45484643455046464641434143414341434143414341424e00 0020 0001 c00c 0020 0001 000493e0 0006 e000 c0000201"

func TestFields(t *testing.T) {
	messages.Fields(t, example, map[string]string{
		"nbns.id":             "4660",
		"nbns.flags.response": "0",
		"nbns.flags.opcode":   "5",
		"nbns.name":           "WORKGROUP<1d>|WORKGROUP<1d> (Local Master Browser)",
		"nbns.type":           "32|32",
		"nbns.addr":           "192.0.2.1",
		"nbns.ttl":            "300000",
		"nbns.nb_flags.group": "1",
	})
}

func TestExchange(t *testing.T) {
	messages.Retried(t,
		"12340110 0001 0000 0000 0000 20464845504643454c45484643455046464641434143414341434143414341424e00 0020 0001",
		"12348580 0000 0001 0000 0000 20464845504643454c45484643455046464641434143414341434143414341424e00 0020 0001 000493e0 0006 6000 c0000201",
		"NB WORKGROUP<1d>", "No error")
}

func TestAllocatesNothing(t *testing.T) { messages.AllocateNothing(t, example) }

// FuzzNetBIOS takes any bytes for a conversation.
func FuzzNetBIOS(f *testing.F) { messages.Fuzz(f, example) }
