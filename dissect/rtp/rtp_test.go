package rtp_test

import (
	"encoding/binary"
	"encoding/hex"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/rtp"
)

var messages = dissecttest.Messages{
	Protocols: []*dissect.Protocol{&rtp.Protocol, &rtp.Event, &rtp.Control},
	Port:      40001,
}

const report = "81c8000c 11223344 e0000000 80000000 00000528 00000009 000005a0 55667788 0500000a 00011170 00000021 12345678 00010000"

func TestControlRows(t *testing.T) {
	messages.Rows(t, [][2]string{
		{report + "81ca0003 11223344 0105616c 69636500", "RTCP Sender Report   Source description   "},
		{"80c90001 00000007 81cb0001 00000007", "RTCP Receiver Report   Goodbye   "},
		{"80c90001 00000007 80cc0002 00000007 74657374", "RTCP Receiver Report   Application specific   ( test ) subtype=0"},
		{"80c90001 00000007 81ce0002 00000001 00000002", "RTCP Receiver Report   Payload-specific Feedback   PLI  "},
		{"80c90001 00000007 81cd0003 00000001 00000002 00070001", "RTCP Receiver Report   Generic RTP Feedback   "},
		{"80c90019 00000007", "RTCP Receiver Report   ([Malformed Packet]"},
		{"80c80001 00000007", "RTCP Sender Report   [Malformed Packet]"},
		{"85c90001 00000007", "RTCP Receiver Report   [Malformed Packet]"},
		{"80c90000 00000007", "RTCP Receiver Report   "},
		{"81ca0003 11223344 0105616c 69636500", "-"},
		{"40c90001 00000007", "-"},
		{"80c900", "-"},
	})
}

func TestControlFields(t *testing.T) {
	messages.Fields(t, report+"81ca0003 11223344 0105616c 69636500", map[string]string{
		"rtcp.pt": "200|202", "rtcp.rc": "1", "rtcp.sc": "1", "rtcp.senderssrc": "287454020", "rtcp.timestamp.rtp": "1320",
		"rtcp.timestamp.ntp.msw": "3758096384", "rtcp.sender.packetcount": "9", "rtcp.sender.octetcount": "1440",
		"rtcp.ssrc.identifier": "1432778632|287454020", "rtcp.ssrc.fraction": "5", "rtcp.ssrc.cum_nr": "10",
		"rtcp.ssrc.ext_high":    "70000",
		"rtcp.ssrc.high_cycles": "1", "rtcp.ssrc.jitter": "33", "rtcp.ssrc.dlsr": "65536", "rtcp.sdes.type": "1",
		"rtcp.sdes.text": "alice",
	})
	messages.Fields(t, "81c90007 00000001 00000002 00ffffff 00000000 00000000 00000000 00000000",
		map[string]string{"rtcp.ssrc.cum_nr": "18446744073709551615"})
}

// packet returns a packet of 20 ms of G.711 in hexadecimal.
func packet(seq uint16, ssrc uint32) string {
	b := binary.BigEndian.AppendUint16([]byte{0x80, 0}, seq)
	b = binary.BigEndian.AppendUint32(b, uint32(seq)*160)
	b = binary.BigEndian.AppendUint32(b, ssrc)
	return hex.EncodeToString(append(b, make([]byte, 160)...))
}

// What nobody announced has RTP's fields once the next packet goes on, and UDP's row.
func TestByShape(t *testing.T) {
	c := dissecttest.NewDatagrams(40001, messages.Protocols...)
	for i, want := range []string{"", "8", "9", ""} {
		ssrc := uint32(5)
		if i == 3 {
			ssrc = 0x12345678
		}
		x := dissecttest.Datagram(dissect.ToServer, packet(uint16(7+i), ssrc))
		if i == 3 {
			x.Data[0] = 0x20
		}
		f := c.Send(&x)
		if got := dissecttest.FieldText(f, &rtp.Protocol, "rtp.seq"); got != want {
			t.Errorf("packet %d: %q, want %q", i, got, want)
		}
		if !f.Silent() {
			t.Errorf("packet %d says %q", i, f.AppendInfo(nil))
		}
	}
}

func TestParse(t *testing.T) {
	for _, x := range []struct {
		bytes   string
		payload string
		broken  bool
	}{
		{"80000001 00000002 00000003 aabb", "aabb", false},
		{"a2000001 00000002 00000003 00000001 00000002 aabb0002", "aabb", false},
		{"90000001 00000002 00000003 bede0001 10ff0000 aa", "aa", false},
		{"a0000001 00000002 00000003 aabb0009", "aabb0009", false},
		{"8f000001 00000002 00000003 aabb", "", true},
		{"90000001 00000002 00000003 aabb", "", true},
		{"90000001 00000002 00000003 bede0009", "", true},
	} {
		b, _ := hex.DecodeString(strings.ReplaceAll(x.bytes, " ", ""))
		p, ok := rtp.Parse(b)
		if !ok || hex.EncodeToString(p.Payload) != x.payload || p.Broken != x.broken {
			t.Errorf("%s: %x %t, want %s %t", x.bytes, p.Payload, p.Broken, x.payload, x.broken)
		}
	}
}

func TestAllocatesNothing(t *testing.T) {
	c := dissecttest.NewDatagrams(40001, messages.Protocols...)
	seq := uint16(1)
	x := dissecttest.Datagram(dissect.ToServer, packet(seq, 7))
	if n := testing.AllocsPerRun(100, func() {
		seq++
		binary.BigEndian.PutUint16(x.Data[2:], seq)
		c.Send(&x)
	}); n != 0 {
		t.Errorf("a packet allocates %v times", n)
	}
	messages.AllocateNothing(t, report)
}

// FuzzRTP and FuzzRTCP take any bytes for a conversation.
func FuzzRTP(f *testing.F)  { messages.Fuzz(f, packet(1, 7)) }
func FuzzRTCP(f *testing.F) { messages.Fuzz(f, report) }
