package known

import (
	"encoding/hex"
	"strings"
	"testing"

	"netsniff/dissect"
)

const (
	client   = dissect.FromClient
	datagram = dissect.FromDatagram

	no, maybe, sure = dissect.No, dissect.Maybe, dissect.Yes
)

type sniffer = func(dissect.Origin, []byte) dissect.Match

func TestGuesses(t *testing.T) {
	for _, c := range []struct {
		name  string
		sniff sniffer
		from  dissect.Origin
		bytes string // hexadecimal, or text after a quotation mark
		want  dissect.Match
	}{
		{"ssh banner", SSH, client, `"SSH-2.0-example`, sure},
		{"ssh after the banner", SSH, client, "0000003c06", maybe},
		{"http2 preface", HTTP2, client, "505249202a20485454502f322e300d0a0d0a534d0d0a0d0a", sure},
		{"tls client hello", TLS, client, "1603010200010001fc0303", sure},
		{"tls whole records", TLS, client, "1403030001011703030002aabb", sure},
		{"tls half a record", TLS, client, "1703030010aabb", maybe},
		{"tls is no datagram", TLS, datagram, "1603010200010001fc0303", no},
		{"tls longer than a record may be", TLS, client, "16030148010100", maybe},
		{"smb2", SMB2, client, "00000040fe534d4240000100", sure},
		{"smb", SMB, client, "00000040ff534d4272000000", sure},
		{"smb2 is not smb", SMB, client, "00000040fe534d4240000100", no},
		{"smb2, short", SMB2, client, "00000040fe534d", no},
		{"dcerpc bind", DCERPC, client, "05000b0310000000480000000100000000", sure},
		{"dcerpc of another version", DCERPC, client, "06000b0310000000480000000100000000", maybe},
		{"mqtt connect", MQTT, client, "101000044d5154540402003c0004746573740000", sure},
		{"rpc call in a stream", RPC, client,
			"800000280000000100000000000000020001860000000002000000000000000000000000", sure},
		{"rpc call in a datagram", RPC, datagram, "0000000100000000000000020001860000000002000000000000000000000000", sure},
		{"sip request", SIP, datagram, `"OPTIONS sip:example.com SIP/2.0`, sure},
		{"sip reply", SIP, datagram, `"SIP/2.0 200 OK`, sure},
		{"dtls hello", DTLS, datagram, "16feff00000000000000000001aa", sure},
		{"dtls cut", DTLS, datagram, "16feff00000000000000000002aa", no},
		{"stun", STUN, datagram, "000100002112a442000102030405060708090a0b", sure},
		{"stun of a method nobody has", STUN, datagram, "080000002112a442000102030405060708090a0b", no},
		{"classic stun", ClassicSTUN, datagram, "00010000000102030405060708090a0b0c0d0e0f", sure},
		{"classic stun with a cookie", ClassicSTUN, datagram, "000100002112a442000102030405060708090a0b", no},
		{"wireguard handshake", WireGuard, datagram, "02000000" + strings.Repeat("ab", 88), sure},
		{"wireguard data", WireGuard, datagram, "04000000" + strings.Repeat("ab", 28), sure},
		{"wireguard of odd length", WireGuard, datagram, "04000000" + strings.Repeat("ab", 29), no},
		{"dht query", DHT, datagram, `"d1:ad2:id20:`, sure},
		{"bencoded, not dht", DHT, datagram, `"d4:spam`, no},
		{"GTPv2 echo", GTPv2, datagram, "4001000400000100", maybe},
		{"GTPv1 echo", GTPv2, datagram, "320100040000000000010000", no},
		{"GTPv2 too long", GTPv2, datagram, "4001000500000100", no},
	} {
		b := []byte(strings.TrimPrefix(c.bytes, `"`))
		if len(b) == len(c.bytes) {
			b, _ = hex.DecodeString(c.bytes)
		}
		if got := c.sniff(c.from, b); got != c.want {
			t.Errorf("%s: guess %d, want %d", c.name, got, c.want)
		}
	}
}

func TestLengths(t *testing.T) {
	for _, c := range []struct {
		name   string
		length func([]byte) int
		bytes  string
		want   int
	}{
		{"tls record", TLSLength, "1603010200", 517},
		{"tls record, short", TLSLength, "16030102", 0},
		{"ssl 2 hello", TLSLength, "802e010002", 48},
		{"no record", TLSLength, "0000000000", -1},
		{"session message", SessionLength, "00010002", 0x10006},
		{"no session packet", SessionLength, "42000000", -1},
		{"dcerpc fragment", DCERPCLength, "05000b03100000004800", 72},
		{"dcerpc fragment, big endian", DCERPCLength, "05000b03000000000048", 72},
		{"kerberos", KerberosLength, "000000ff", 259},
	} {
		b, _ := hex.DecodeString(c.bytes)
		if got := c.length(b); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// FuzzSniff: nothing panics, and a guess is one of three.
func FuzzSniff(f *testing.F) {
	f.Add([]byte("SSH-2.0-example\r\n"))
	f.Add([]byte("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"))
	f.Add([]byte("\x00\x01\x00\x00\x21\x12\xa4\x42\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b"))
	all := []sniffer{
		SSH, BitTorrent, HTTP2, Rsync, AMQP, TLS, SMB2, SMB, DCERPC, MQTT, RPC, SIP,
		DTLS, STUN, ClassicSTUN, WireGuard, DHT, GTPv2,
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, length := range []func([]byte) int{TLSLength, SessionLength, DCERPCLength, KerberosLength} {
			if n := length(b[:min(len(b), 12)]); n < -1 {
				t.Errorf("length %d", n)
			}
		}
		for _, sniff := range all {
			for from := client; from <= datagram; from++ {
				if g := sniff(from, b); g > sure {
					t.Errorf("guess %d", g)
				}
			}
		}
	})
}
