package dns_test

import (
	"encoding/binary"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/dns"
	"netsniff/reassembly"
)

// over TCP: the message behind its length.
func over(id, flags uint16, counts [4]uint16, body string) []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(12+len(body)))
	for _, u := range append([]uint16{id, flags}, counts[:]...) {
		b = binary.BigEndian.AppendUint16(b, u)
	}
	return append(b, body...)
}

const (
	zone = "\x07example\x00"
	a    = "\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x01"
)

func conversations() map[string][]dissecttest.Turn {
	axfr := over(1, 0, [4]uint16{1}, zone+"\x00\xfc\x00\x01")
	first := over(1, 0x8400, [4]uint16{1, 2}, zone+"\x00\xfc\x00\x01"+a+a)
	more := over(1, 0x8400, [4]uint16{1, 1}, zone+"\x00\xfc\x00\x01"+a)
	query := func(id uint16) []byte { return over(id, 0x0100, [4]uint16{1}, zone+"\x00\x01\x00\x01") }
	reply := func(id uint16) []byte { return over(id, 0x8180, [4]uint16{1, 1}, zone+"\x00\x01\x00\x01"+a) }
	return map[string][]dissecttest.Turn{
		"zone transfer": {
			{Dir: reassembly.ToServer, Data: axfr, Rows: []string{"DNS Standard query 0x0001 AXFR example"}},
			{Dir: reassembly.ToClient, Data: first,
				Rows: []string{"DNS Standard query response 0x0001 AXFR example A 192.0.2.1 A 192.0.2.1"}},
			{Dir: reassembly.ToClient, Data: more,
				Rows: []string{"DNS Standard query response 0x0001 AXFR example A 192.0.2.1"}},
		},
		"queries in one segment": {
			{Dir: reassembly.ToServer, Data: append(query(2), query(3)...),
				Rows: []string{"DNS Standard query 0x0003 A example"}},
			{Dir: reassembly.ToClient, Data: append(reply(3), reply(2)...),
				Rows: []string{"DNS Standard query response 0x0002 A example A 192.0.2.1"}},
		},
	}
}

func TestConversations(t *testing.T) {
	for title, turns := range conversations() {
		t.Run(title, func(t *testing.T) {
			c := dissecttest.Conversation{Protocols: []*dissect.Protocol{&dns.DNS}, Port: 53, Turns: turns}
			c.Check(t)
		})
	}
}
