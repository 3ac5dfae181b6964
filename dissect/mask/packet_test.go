package mask_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"netsniff/capture/capturetest"
	"netsniff/dissect/all"
	"netsniff/dissect/mask"
	contract "netsniff/dissect/secrets"
)

// fromText returns a packet, in hexadecimal but for what stands in "", in which secrets
// stand in «», as it is and as it is to become.
func fromText(t testing.TB, text string) (data, masked []byte) {
	t.Helper()
	inside, quoted, digits := false, false, ""
	for _, r := range text {
		b := []byte(nil)
		switch {
		case r == '«' || r == '»':
			inside = r == '«'
		case r == '"':
			quoted = !quoted
		case quoted:
			b = []byte(string(r))
		case r != ' ':
			if digits += string(r); len(digits) == 2 {
				var err error
				if b, err = hex.DecodeString(digits); err != nil {
					t.Fatal(err)
				}
				digits = ""
			}
		}
		data = append(data, b...)
		if inside {
			b = bytes.Repeat([]byte{'*'}, len(b))
		}
		masked = append(masked, b...)
	}
	return data, masked
}

// datagrams are datagrams with secrets, by the port they are sent to.
var datagrams = []struct {
	name string
	port uint16
	text string
}{
	{"SNMP", 161, `302602010104 06 «"public"» a019 02047fffffff 020100 020100 300b 3009 06052b06010201 0500`},
	{"SNMPv3", 161, `3044 020103 300f 02030091c8 020205dc 040104 020103 041b 3019 0404 80000001 020101 020102 0405 "alice" 0404 «01020304» 0400 3011 0400 0400 a00b 020100 020100 020100 3000`},
	{"RIP", 520, `02020000 ffff0002 «"secret" 00000000000000000000» 00020000 0a000000 ff000000 00000000 00000001`},
	{"HSRP", 1985, `0000100300780100 «"cisco" 000000» c00002fe`},
	{"HSRP 2", 1985, `0128 02000604 0001 020000000001 00000064 00000bb8 00002710 c00002fe 000000000000000000000000 0308 «"cisco" 000000»`},
	{"BFD", 3784, `20c4031f 00000001 00000000 000f4240 000f4240 00000000 010901 «"secret"»`},
	{"RADIUS", 1812, `0101003a 000102030405060708090a0b0c0d0e0f 0107 "alice" 0212 «101112131415161718191a1b1c1d1e1f» 1a0d 00000137 0107 «0102030405» 060600000001`},
	{"RADIUS with EAP", 1812,
		`0102002c 000102030405060708090a0b0c0d0e0f 4f18 02010016 04 10 «00112233445566778899aabbccddeeff»`},
	{"SIP", 5060, `"REGISTER sip:example.com SIP/2.0` +
		"\r\nAuthorization: Digest «username=a, response=0123»\r\nCSeq: 1 REGISTER\r\n\r\n" + `"`},
	{"SIP elsewhere", 9000, `"REGISTER sip:example.com SIP/2.0` +
		"\r\nAuthorization: Digest «username=a, response=0123»\r\nCSeq: 1 REGISTER\r\n\r\n" + `"`},
	{"SIP through SOCKS", 1080, `000000 01 c0000207 13c4 "REGISTER sip:example.com SIP/2.0` +
		"\r\nAuthorization: Digest «username=a, response=0123»\r\nCSeq: 1 REGISTER\r\n\r\n" + `"`},
	{"SNMP through SOCKS", 40000, `000000 03 0b "example.org" 00a1 302602010104 06 «"public"» a019 02047fffffff 020100 020100 300b 3009 06052b06010201 0500`},
	{"CLDAP", 389, `301c 020101 6017 020103 0407 "cn=root" 8009 «"wonderful"»`},
}

// TestDatagrams: secrets in datagrams are overwritten, and their checksums stay right, or
// none; in fragments and in what error messages quote as well, read twice or as they come.
func TestDatagrams(t *testing.T) {
	for _, x := range datagrams {
		t.Run(x.name, func(t *testing.T) {
			data, hidden := fromText(t, x.text)
			if bytes.Equal(data, hidden) {
				t.Fatal("no secrets")
			}
			in := capturetest.Datagram(capturetest.Client(), capturetest.Server(x.port), data)
			want := capturetest.Datagram(capturetest.Client(), capturetest.Server(x.port), hidden)
			for _, summed := range []bool{true, false} {
				if !summed {
					in, want = bytes.Clone(in), bytes.Clone(want)
					binary.BigEndian.PutUint16(in[40:], 0)
					binary.BigEndian.PutUint16(want[40:], 0)
				}
				quotes := [2][]byte{quote(in), quote(want)}
				list := [][]byte{in, quotes[0]}
				for _, known := range []*mask.Secrets{collect(list), nil} {
					got, losses := masked(list, known)
					if losses != (mask.Losses{}) || !bytes.Equal(got[0], want) || !bytes.Equal(got[1], quotes[1]) {
						t.Errorf("live %v: %+v\n got %q\nwant %q\n got %q\nwant %q", known == nil, losses, got[0], want,
							got[1], quotes[1])
					}
				}
				a, b := fragments(in, 16)
				y, z := fragments(want, 16)
				got, losses := masked([][]byte{a, b}, collect([][]byte{a, b}))
				if losses != (mask.Losses{}) || !bytes.Equal(got[0], y) || !bytes.Equal(got[1], z) {
					t.Errorf("in fragments: %+v\n got %q, %q\nwant %q, %q", losses, got[0], got[1], y, z)
				}
				if _, losses := masked([][]byte{a, b}, nil); losses.Late != 1 {
					t.Errorf("in fragments, live: %+v", losses)
				}
			}
			for n := range data { // cut by the snap length
				got, _ := masked([][]byte{in[:42+n]}, nil)
				for i, c := range got[0][42:] {
					if c != '*' && c != ' ' && c != hidden[i] {
						t.Fatalf("cut after %d bytes: %q", n, got[0][42:])
					}
				}
			}
		})
	}
}

// quote returns an error message that quotes a frame: a port that cannot be reached.
func quote(frame []byte) []byte {
	b := append([]byte{}, frame[:34]...)
	binary.BigEndian.PutUint16(b[16:], uint16(20+8+len(frame)-14))
	b[23] = 1
	copy(b[26:], []byte{192, 0, 2, 1, 192, 0, 2, 10})
	icmp := append([]byte{3, 3, 0, 0, 0, 0, 0, 0}, frame[14:]...)
	binary.BigEndian.PutUint16(icmp[2:], sum(icmp))
	return append(b, icmp...)
}

// inHeaders are frames with secrets in what headers carry.
var inHeaders = []struct{ name, text string }{
	{"PAP over PPPoE", `020000000001 020000000002 8864 1100 0001 0014 c023 01010012 05 "alice" 07 «"secrets"»`},
	{"CHAP over PPPoE", `020000000001 020000000002 8864 1100 0001 000e c223 0201000c 02 «0102» "alice"`},
	{"EAP over LAN", `0180c2000003 020000000002 888e 01 00 000d 0201000d 04 04 «01020304» "bob"`},
	{"EAP-GTC", `0180c2000003 020000000002 888e 01 00 000b 0201000b 06 «"secret"»`},
	{"OSPF", `01005e000005 020000000002 0800 45c00040 00010000 0159 0000 c0000201 e0000005 0201002c c0000201 00000000 1234 0001 «"secret" 0000» ffffff00 000a 02 01 00000028 00000000 00000000`},
	{"OSPF with a digest", `01005e000005 020000000002 0800 45c0002c 00010000 0159 0000 c0000201 e0000005 02010018 c0000201 00000000 0000 0002 0000 01 10 00000001`},
}

// TestHeaders: secrets in what headers carry are overwritten.
func TestHeaders(t *testing.T) {
	for _, x := range inHeaders {
		t.Run(x.name, func(t *testing.T) {
			in, want := fromText(t, x.text)
			for _, known := range []*mask.Secrets{collect([][]byte{in}), nil} {
				if got, losses := masked([][]byte{in}, known); losses != (mask.Losses{}) || !bytes.Equal(got[0], want) {
					t.Errorf("%+v\n got %x\nwant %x", losses, got[0], want)
				}
			}
		})
	}
}

// TestVRRP: its own checksum stays right.
func TestVRRP(t *testing.T) {
	const head = "01005e000012 020000000002 0800 45c00030 00010000 ff70 0000 c0000201 e0000012 "
	in, want := fromText(t, head+`21016401 0101 0000 c00002fe «"secret" 0000» 0000 0000`)
	for _, b := range [][]byte{in, want} {
		binary.BigEndian.PutUint16(b[40:], sum(b[34:54]))
	}
	if got, _ := masked([][]byte{in}, nil); !bytes.Equal(got[0], want) {
		t.Errorf("\n got %x\nwant %x", got[0], want)
	}
}

// TestInTunnel: where the datagram has no checksum, that of what carries it stays right.
func TestInTunnel(t *testing.T) {
	data, hidden := fromText(t, datagrams[0].text)
	wrap := func(data []byte) []byte {
		inner := capturetest.Datagram(capturetest.Client(), capturetest.Server(161), data)
		binary.BigEndian.PutUint16(inner[40:], 0)
		return capturetest.Datagram(capturetest.Client(), capturetest.Server(4789),
			append([]byte{8, 0, 0, 0, 0, 0, 1, 0}, inner...))
	}
	if got, _ := masked([][]byte{wrap(data)}, nil); !bytes.Equal(got[0], wrap(hidden)) {
		t.Errorf("\n got %x\nwant %x", got[0], wrap(hidden))
	}
}

// TestNTLM: what answers a challenge is overwritten wherever a connection says it, as is
// what opens a session of SMB 1.
func TestNTLM(t *testing.T) {
	message := func(lm, nt string, n int) string {
		b := []byte("NTLMSSP\x00\x03\x00\x00\x00")
		for _, part := range [][2]int{{len(lm), 64}, {n, 64 + len(lm)}, {4, 40}, {0, 0}, {0, 0}, {0, 0}} {
			b = binary.LittleEndian.AppendUint16(b, uint16(part[0]))
			b = binary.LittleEndian.AppendUint16(b, uint16(part[0]))
			b = binary.LittleEndian.AppendUint32(b, uint32(part[1]))
		}
		return string(append(b, "\x01\x00\x00\x00"...)) + "«" + lm + nt
	}
	const answer = "abcdefghijklmnopqrstuvwx"
	setup := "\x00\x00\x00\x60\xffSMB\x73" + strings.Repeat("\x00", 27) + "\x0d" + strings.Repeat("\x00", 14) +
		"\x05\x00\x03\x00" + strings.Repeat("\x00", 10) + "«secretab»rest"
	for name, text := range map[string]string{
		"NTLM 1": message(answer, answer+"»", 24) + "end",
		"NTLM 2": message(answer, answer[:16]+"»"+strings.Repeat("t", 50), 66) + "end", "SMB 1": setup,
	} {
		for _, port := range []uint16{445, 139, 135, 9999} {
			t.Run(fmt.Sprint(name, " at ", port), func(t *testing.T) {
				list := conversation(t, said('>', text), port, true)
				check(t, "whole", list, false)
				check(t, "live", list, true)
				var bytewise []segment
				for _, s := range list {
					for len(s.Data) > 1 {
						var a segment
						a, s = s.cut(1)
						bytewise = append(bytewise, a)
					}
					bytewise = append(bytewise, s)
				}
				check(t, "byte by byte", bytewise, false)
				check(t, "byte by byte, live", bytewise, true)
			})
		}
	}
}

// FuzzPacketSecrets: whatever a packet says, what is told to be secret is in it.
func FuzzPacketSecrets(f *testing.F) {
	for _, x := range datagrams {
		b, _ := fromText(f, x.text)
		f.Add(b)
	}
	for _, x := range inHeaders {
		b, _ := fromText(f, x.text)
		f.Add(b[14:])
	}
	var told contract.Packet
	list := all.Recognisable()
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, p := range list {
			told.Reset()
			if p.PacketSecrets != nil {
				p.PacketSecrets(b, &told)
			}
			if p.PacketParts != nil {
				p.PacketParts(b, func(x contract.Part) {
					if x.From < 0 || x.From >= x.To || x.To > len(b) {
						t.Errorf("%s: part [%d, %d) of %d bytes", p.Name, x.From, x.To, len(b))
					}
				})
			}
			for _, s := range told.Spans {
				if s.From < 0 || s.From >= s.To || s.To > int64(len(b)) {
					t.Errorf("%s: [%d, %d) of %d bytes", p.Name, s.From, s.To, len(b))
				}
			}
		}
	})
}
