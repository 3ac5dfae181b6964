package modbus_test

import (
	"encoding/binary"
	"testing"

	"netsniff/dissect/dissecttest"
	"netsniff/dissect/modbus"
)

var framed = dissecttest.Framed{Protocol: &modbus.Protocol, Port: 502}

// message returns a PDU behind its header.
func message(transaction uint16, pdu string) string {
	b := binary.BigEndian.AppendUint16(nil, transaction)
	b = binary.BigEndian.AppendUint16(append(b, 0, 0), uint16(len(pdu)+1))
	return string(append(b, 1)) + pdu
}

func client(messages ...string) string { return dissecttest.Sends(">", messages...) }
func server(messages ...string) string { return dissecttest.Sends("<", messages...) }

var read = client(message(1, "\x03\x00\x10\x00\x02")) + "=    Modbus/TCP\n"

func TestConversation(t *testing.T) {
	framed.Check(t, client(message(1, "\x03\x00\x10\x00\x02"))+
		"= Modbus/TCP    Query: Trans:     1; Unit:   1, Func:   3: Read Holding Registers\n"+
		server(message(1, "\x03\x04\x00\x01\x00\x02"))+
		"= Modbus/TCP Response: Trans:     1; Unit:   1, Func:   3: Read Holding Registers\n"+
		client(message(12345, "\x08\x00\x00\xa5\x37"))+
		"= Modbus/TCP    Query: Trans: 12345; Unit:   1, Func:   8/  1: Return Query Data\n"+
		server(message(12345, "\x88\x04"))+
		"= Modbus/TCP Response: Trans: 12345; Unit:   1, Func:   8: Diagnostics. Exception returned\n"+
		client(message(3, "\x63\x01"))+"= Modbus/TCP    Query: Trans:     3; Unit:   1, Func:  99: Unknown function (99)\n",
		"Read Holding Registers unit 1, 16 -> OK succeeded", "Diagnostics unit 1 -> Slave device failure failed",
		"Function 99 unit 1 -> unanswered")
}

func TestFields(t *testing.T) {
	framed.Fields(t, read, map[string]string{"mbtcp.trans_id": "1", "mbtcp.prot_id": "0", "mbtcp.len": "6",
		"mbtcp.unit_id": "1"})
	c := dissecttest.Framed{Protocol: &modbus.PDU, Port: 502, Carrier: &modbus.Protocol}
	c.Fields(t, read, map[string]string{"modbus.func_code": "3", "modbus.reference_num": "16", "modbus.word_cnt": "2"})
	c.Fields(t, read+server(message(1, "\x03\x04\x00\x01\x00\x02")),
		map[string]string{"modbus.regval_uint16": "1|2", "modbus.regnum16": "16|17", "modbus.request_frame": "4"})
}

func TestAllocatesNothing(t *testing.T) { framed.AllocateNothing(t, read) }

// FuzzModbus takes any bytes for a connection.
func FuzzModbus(f *testing.F) { framed.Fuzz(f, read) }
