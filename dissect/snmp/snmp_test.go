package snmp_test

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/snmp"
)

var messages = dissecttest.Messages{Protocols: []*dissect.Protocol{&snmp.Protocol}, Port: 161}

const (
	get        = "302602010004067075626c6963a019020101020100020100300e300c06082b060102010101000500"
	response   = "303b02010104067075626c6963a22e0201020201000201003023301106082b0601020101010004054c696e7578300e06082b06010201010300430204d2"
	bulk       = "302602010104067075626c6963a51902010402010002010a300e300c06082b060102010101000500"
	trap       = "303402010004067075626c6963a42706062b0601040109400401020304020106020103430163300e300c06082b060102010101000500"
	discovery  = "304b020103300e02014d020300ffe3040104020103041e301c040580000000010201010201020401750400040831323334353637383016040580000000010400a00b0201090201000201003000"
	report     = "305c020103300e02014d020300ffe3040100020103041e301c040580000000010201010201020401750400040831323334353637383027040580000000010400a81c0201090201000201003011300f060a2b060106030f01010400410104"
	encrypted  = "303d020103300e02014d020300ffe3040107020103041e301c0405800000000102010102010204017504000408313233343536373804086162636465666768"
	exceptions = "303402010104067075626c6963a227020106020100020100301c300c06082b060102010101008000300c06082b060102010101008200"
	refused    = "302602010004067075626c6963a219020101020102020101300e300c06082b060102010101000500"
)

func TestRows(t *testing.T) {
	messages.Rows(t, [][2]string{
		{get, "SNMP get-request 1.3.6.1.2.1.1.1.0"},
		{response, "SNMP get-response 1.3.6.1.2.1.1.1.0 1.3.6.1.2.1.1.3.0"},
		{bulk, "SNMP getBulkRequest 1.3.6.1.2.1.1.1.0"},
		{trap, "SNMP trap iso.3.6.1.4.1.9 1.3.6.1.2.1.1.1.0"},
		{discovery, "SNMP get-request "},
		{report, "SNMP report 1.3.6.1.6.3.15.1.1.4.0"},
		{encrypted, "SNMP encryptedPDU: privKey Unknown"},
		{get[:len(get)-2], "-"},
		{"3003040161", "-"},
	})
}

func TestFields(t *testing.T) {
	messages.Fields(t, response, map[string]string{
		"snmp.version": "1", "snmp.community": "public", "snmp.data": "2", "snmp.request_id": "2",
		"snmp.variable_bindings": "2",
		"snmp.name":              "1.3.6.1.2.1.1.1.0|1.3.6.1.2.1.1.3.0", "snmp.value.octets": "4c696e7578",
		"snmp.value.timeticks": "1234",
	})
	messages.Fields(t, trap, map[string]string{
		"snmp.enterprise": "1.3.6.1.4.1.9", "snmp.agent_addr": "1.2.3.4", "snmp.generic_trap": "6",
		"snmp.specific_trap": "3", "snmp.value.null": "1",
	})
	messages.Fields(t, report, map[string]string{
		"snmp.msgVersion": "3", "snmp.msgUserName": "u", "snmp.v3.flags.crypt": "0",
		"snmp.contextEngineID": "8000000001", "snmp.value.counter": "4",
	})
	messages.Fields(t, exceptions,
		map[string]string{"snmp.noSuchObject": "1", "snmp.endOfMibView": "1", "snmp.noSuchInstance": ""})
}

func TestExchange(t *testing.T) {
	messages.Retried(t, get, refused, "get-request", "1.3.6.1.2.1.1.1.0", "noSuchName", "refused")
}

func TestAllocatesNothing(t *testing.T) { messages.AllocateNothing(t, response) }

// FuzzSNMP takes any bytes for a conversation.
func FuzzSNMP(f *testing.F) { messages.Fuzz(f, report) }
