package quic

import (
	"bytes"
	"encoding/binary"
	"testing"
	"time"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/tls"
)

// TestHostile: datagrams of as many packets as there is room for, each of another
// connection or version, and handshakes that come in the smallest parts at the largest
// offsets, take no longer than others and keep no more.
func TestHostile(t *testing.T) {
	const most = 65_000
	packed := func(one func(i int) []byte) (b []byte) {
		for i := 0; len(b) < most; i++ {
			b = append(b, one(i)...)
		}
		return b[:most]
	}
	version := func(v Version, kind byte, id ...byte) []byte {
		b := binary.BigEndian.AppendUint32([]byte{0xc0 | kind<<4}, uint32(v))
		return append(append(append(b, byte(len(id))), id...), 0)
	}
	versions := [...]Version{V1, V2}
	c, _ := initialSealers(V1, firstID, clientID, serverID)
	datagrams := [][]byte{
		packed(func(int) []byte { return append(version(V1, 2, 7), 1, 0) }), // 10 bytes each
		packed(func(i int) []byte {
			return append(append(version(V1, 0, byte(i>>8), byte(i), 3, 4, 5, 6, 7, 8), 0, 20), make([]byte, 20)...)
		}),
		packed(func(i int) []byte {
			v := versions[i%2]
			kind := byte(0)
			if v == V2 {
				kind = 1
			}
			return append(append(version(v, kind, 1, 2, 3, 4, 5, 6, 7, 8), 0, 20), make([]byte, 20)...)
		}),
	}
	for i := range 100 { // one byte of a handshake at offsets up to the largest
		datagrams = append(datagrams,
			c.long(Initial, append(cryptoFrame(i<<10, []byte{1}), cryptoFrame(1<<62-2, []byte{1})...)))
	}
	acks := bytes.Repeat([]byte{byte(Ack), 0x3f, 0, 0x20, 0}, 200) // each with more ranges than there are bytes
	datagrams = append(datagrams, c.long(Initial, acks))
	start := time.Now()
	var turns []dissecttest.Turn
	for _, b := range datagrams {
		turns = append(turns, dissecttest.Turn{Dir: up, Data: b})
	}
	conn := dissecttest.NewDatagrams(40000, &Protocol, &tls.Protocol)
	for i := range turns {
		f := conn.Send(&turns[i])
		f.AppendInfo(nil)
		switch n := len(f.Messages()); {
		case i == 0 && n < most/10 || i == 2 && n < most/40:
			t.Errorf("datagram %d has %d packets", i, n)
		case i == 1 && n > 1:
			t.Errorf("%d packets of as many connections in one datagram", n)
		}
		for _, p := range []*dissect.Protocol{&Protocol, &tls.Protocol} {
			for j := range p.Fields {
				dissecttest.FieldText(f, p, p.Fields[j].Name)
			}
		}
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Error(took)
	}
}

// TestInitialKeys: versions that alternate have keys made anew only so often.
func TestInitialKeys(t *testing.T) {
	c := newConnection(&Header{Version: V1, DCID: []byte(firstID)}, up)
	for i := range 4 * maxInitialKeys {
		h := Header{Type: Initial, Version: [...]Version{V1, V2}[i%2], DCID: []byte(firstID)}
		if got := c.initialKeys(&h, client) != nil; got != (i < maxInitialKeys) && i%2 == 0 {
			t.Errorf("%d: keys %t", i, got)
		}
	}
}
