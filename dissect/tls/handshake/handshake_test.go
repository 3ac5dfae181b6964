package handshake

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"testing"

	"netsniff/dissect"
)

// hello is a Client Hello: two cipher suites and one that says nothing, SNI, ALPN,
// groups, point formats, signature algorithms, versions.
const hello = "\x03\x03" + "0123456789abcdef0123456789abcdef" + "\x02id" + "\x00\x06\x0a\x0a\x13\x02\x13\x01" +
	"\x01\x00" + "\x00\x47" +
	"\x00\x00\x00\x10\x00\x0e\x00\x00\x0bexample.com" +
	"\x00\x10\x00\x05\x00\x03\x02h2" +
	"\x00\x0a\x00\x06\x00\x04\x1a\x1a\x00\x1d" +
	"\x00\x0b\x00\x02\x01\x00" +
	"\x00\x0d\x00\x04\x00\x02\x04\x03" +
	"\x00\x2b\x00\x05\x04\x2a\x2a\x03\x04"

func texts(items []Item, p Part) (list []string) {
	for _, x := range items {
		if x.Part == p {
			list = append(list, hello[x.Off:x.Off+x.N])
		}
	}
	return list
}

func TestClientHello(t *testing.T) {
	items := Items(nil, ClientHello, Agreed{}, []byte(hello))
	for p, want := range map[Part][]string{
		ServerNameText: {"example.com"}, ALPNText: {"h2"}, SessionID: {"id"}, SupportedVersion: {"\x2a\x2a", "\x03\x04"},
		CipherSuite: {"\x0a\x0a", "\x13\x02", "\x13\x01"}, SupportedGroup: {"\x1a\x1a", "\x00\x1d"},
		SignatureAlgorithm: {"\x04\x03"},
	} {
		if got := texts(items, p); !slices.Equal(got, want) {
			t.Errorf("part %d: %q, want %q", p, got, want)
		}
	}
	if got, want := string(AppendJA3(nil, ClientHello, items)), "771,4866-4865,0-16-10-11-13-43,29,0"; got != want {
		t.Errorf("JA3 %s, want %s", got, want)
	}
	sum := func(s string) string { x := sha256.Sum256([]byte(s)); return hex.EncodeToString(x[:6]) }
	want := "t13d0206h2_" + sum("1301,1302") + "_" + sum("000a,000b,000d,002b_0403")
	if got := string(AppendJA4(nil, items, []byte(hello))); got != want {
		t.Errorf("JA4 %s, want %s", got, want)
	}
}

// TestCutVectors: what is not whole ends the reading, and lengths that reach beyond
// what is around them reach no further.
func TestCutVectors(t *testing.T) {
	for n := range len(hello) {
		for _, x := range Items(nil, ClientHello, Agreed{}, []byte(hello[:n])) {
			if x.Off+x.N > n {
				t.Fatalf("of %d bytes: part %d at %d, %d bytes", n, x.Part, x.Off, x.N)
			}
		}
	}
	b := []byte(hello)
	b[len(b)-6-4-6-2-2] = 0xff // a length within
	if items := Items(nil, ClientHello, Agreed{}, b); len(texts(items, ServerNameText)) != 1 {
		t.Error("what came before a length that is wrong is lost")
	}
}

func TestNegotiated(t *testing.T) {
	body := "\x03\x03" + retryRandom + "\x00\x13\x01\x00\x00\x06\x00\x2b\x00\x02\x03\x04"
	if v, retry, ok := Negotiated([]byte(body)); v != TLS13 || !retry || !ok {
		t.Error(v, retry, ok)
	}
	if v, retry, ok := Negotiated([]byte("\x03\x01" + hello[2:34] + "\x00\x00\x2f\x00")); v != TLS10 || retry || !ok {
		t.Error(v, retry, ok)
	}
	if _, _, ok := Negotiated([]byte(body[:20])); ok {
		t.Error("of a part")
	}
}

func TestCipherSuiteNames(t *testing.T) {
	if !slices.IsSortedFunc(cipherSuites[:], func(a, b struct {
		code uint16
		name string
	}) int {
		return int(a.code) - int(b.code)
	}) {
		t.Error("not sorted")
	}
	for code, want := range map[uint16]string{0x1301: "TLS_AES_128_GCM_SHA256",
		0xc02f: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
		0x1a1a: "Reserved (GREASE)", 0xeeee: ""} {
		if got := CipherSuiteName(code); got != want {
			t.Errorf("%#x: %q, want %q", code, got, want)
		}
	}
}

// FuzzItems reads any bytes as any message, and as a certificate.
func FuzzItems(f *testing.F) {
	const ecdhe, dhe, rsa, psk = 0xc02f, 0x009e, 0x009c, 0xc037
	f.Add(byte(ClientHello), uint16(TLS12), uint16(0), []byte(hello))
	f.Add(byte(ServerHello), uint16(TLS12), uint16(0), []byte(hello[:38]+"\x00\x00\x2f\x00"))
	f.Add(byte(Certificate), uint16(TLS12), uint16(0), []byte("\x00\x00\x06\x00\x00\x03\x30\x01\x00"))
	f.Add(byte(ServerKeyExchange), uint16(TLS12), uint16(ecdhe), []byte("\x03\x00\x1d\x02ab\x04\x01\x00\x01s"))
	f.Add(byte(ServerKeyExchange), uint16(TLS10), uint16(dhe), []byte("\x00\x01p\x00\x01g\x00\x01y\x00\x01s"))
	f.Add(byte(ClientKeyExchange), uint16(TLS12), uint16(rsa), []byte("\x00\x04abcd"))
	f.Add(byte(ClientKeyExchange), uint16(TLS12), uint16(psk), []byte("\x00\x02id\x01x"))
	f.Add(byte(NewSessionTicket), uint16(TLS13), uint16(0),
		[]byte("\x00\x00\x1c\x20\x00\x00\x00\x07\x01n\x00\x01t\x00\x08\x00\x2a\x00\x04\x00\x00\x40\x00"))
	f.Add(byte(CertificateRequest), uint16(TLS12), uint16(0),
		[]byte("\x01\x01\x00\x02\x04\x03\x00\x06\x00\x04\x30\x02\x31\x00"))
	f.Fuzz(func(t *testing.T, kind byte, version, suite uint16, b []byte) {
		items := Items(nil, Type(kind), Agreed{Version(version), suite}, b)
		if len(items) > 2*len(b) {
			t.Fatalf("%d values in %d bytes", len(items), len(b))
		}
		var v dissect.Values
		for _, x := range items {
			if x.N <= 0 || x.Off < 0 || x.Off+x.N > len(b) {
				t.Fatalf("%+v in %d bytes", x, len(b))
			}
			for i := range fields {
				if y := &fields[i]; y.Part == x.Part {
					y.Take(x, b, &v)
				}
			}
		}
		AppendJA3(nil, Type(kind), items)
		AppendJA4(nil, items, b)
		Negotiated(b)
	})
}

// TestKeyExchange: what the ends exchange to make keys depends on the cipher suite and,
// how it is signed, on the version.
func TestKeyExchange(t *testing.T) {
	const ecdhe, dhe, anonymous, rsa, psk = 0xc02f, 0x009e, 0x0034, 0x009c, 0xc037
	for _, c := range []struct {
		of   Type
		a    Agreed
		body string
		want map[Part]string
	}{
		{ServerKeyExchange, Agreed{TLS12, ecdhe}, "\x03\x00\x1d\x02ab\x04\x01\x00\x03sig",
			map[Part]string{CurveType: "\x03", NamedCurve: "\x00\x1d", ServerPoint: "ab",
				SignatureAlgorithm: "\x04\x01", ExchangeSignature: "sig"}},
		{ServerKeyExchange, Agreed{TLS10, dhe}, "\x00\x01p\x00\x01g\x00\x01y\x00\x03sig",
			map[Part]string{Prime: "p", Generator: "g", ServerPublic: "y", ExchangeSignature: "sig"}},
		{ServerKeyExchange, Agreed{TLS12, anonymous}, "\x00\x01p\x00\x01g\x00\x01y", map[Part]string{ServerPublic: "y"}},
		{ServerKeyExchange, Agreed{TLS12, psk}, "\x00\x04hint\x03\x00\x1d\x02ab",
			map[Part]string{Hint: "hint", ServerPoint: "ab"}},
		{ClientKeyExchange, Agreed{TLS12, ecdhe}, "\x02ab", map[Part]string{ClientPoint: "ab"}},
		{ClientKeyExchange, Agreed{TLS12, dhe}, "\x00\x02ab", map[Part]string{ClientPublic: "ab"}},
		{ClientKeyExchange, Agreed{TLS12, rsa}, "\x00\x02ab", map[Part]string{EncryptedPremaster: "ab"}},
		{ClientKeyExchange, Agreed{SSL30, rsa}, "ab", map[Part]string{EncryptedPremaster: "ab"}},
		{CertificateVerify, Agreed{TLS11, rsa}, "\x00\x03sig", map[Part]string{ProofSignature: "sig"}},
		{CertificateVerify, Agreed{DTLS12, rsa}, "\x04\x01\x00\x03sig",
			map[Part]string{SignatureAlgorithm: "\x04\x01", ProofSignature: "sig"}},
		{CompressedCertificate, Agreed{TLS13, 0x1301}, "\x00\x02\x00\x01\x00\x00\x00\x03cut",
			map[Part]string{CompressionAlgorithm: "\x00\x02", Compressed: "cut"}},
	} {
		got := map[Part]string{}
		for _, x := range Items(nil, c.of, c.a, []byte(c.body)) {
			got[x.Part] = c.body[x.Off : x.Off+x.N]
		}
		for p, want := range c.want {
			if got[p] != want {
				t.Errorf("%s of suite %#x in %v: part %d %q, want %q", c.of, c.a.Suite, c.a.Version, p, got[p], want)
			}
		}
	}
}
