package handshake

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"math/big"
	"slices"
	"testing"
	"time"
)

// hello is a Client Hello: two cipher suites and one that says nothing, SNI, ALPN,
// groups, point formats, signature algorithms, versions.
const hello = "\x03\x03" + "0123456789abcdef0123456789abcdef" + "\x02id" + "\x00\x06\x0a\x0a\x13\x02\x13\x01" + "\x01\x00" + "\x00\x47" +
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
	items := Items(nil, ClientHello, 0, []byte(hello))
	for p, want := range map[Part][]string{
		ServerNameText: {"example.com"}, ALPNText: {"h2"}, SessionID: {"id"}, SupportedVersion: {"\x2a\x2a", "\x03\x04"},
		CipherSuite: {"\x0a\x0a", "\x13\x02", "\x13\x01"}, SupportedGroup: {"\x1a\x1a", "\x00\x1d"}, SignatureAlgorithm: {"\x04\x03"},
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
		for _, x := range Items(nil, ClientHello, 0, []byte(hello[:n])) {
			if x.Off+x.N > n {
				t.Fatalf("of %d bytes: part %d at %d, %d bytes", n, x.Part, x.Off, x.N)
			}
		}
	}
	b := []byte(hello)
	b[len(b)-6-4-6-2-2] = 0xff // a length within
	if items := Items(nil, ClientHello, 0, b); len(texts(items, ServerNameText)) != 1 {
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

func TestReadNames(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(0x80), DNSNames: []string{"example.com"}, NotAfter: time.Now(),
		Subject: pkix.Name{CommonName: "exämple"}}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	n := ReadNames(der)
	if string(n.Serial) != "\x00\x80" || len(n.UTF8) != 2 || string(n.UTF8[1]) != "exämple" || !slices.Equal(n.DNS, c.DNSNames) {
		t.Errorf("%q", n)
	}
	if n := ReadNames(der[:20]); n.Serial != nil {
		t.Errorf("of a part: %q", n)
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
	for code, want := range map[uint16]string{0x1301: "TLS_AES_128_GCM_SHA256", 0xc02f: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
		0x1a1a: "Reserved (GREASE)", 0xeeee: ""} {
		if got := CipherSuiteName(code); got != want {
			t.Errorf("%#x: %q, want %q", code, got, want)
		}
	}
}

// FuzzItems reads any bytes as any message, and as a certificate.
func FuzzItems(f *testing.F) {
	f.Add(byte(ClientHello), []byte(hello))
	f.Add(byte(ServerHello), []byte(hello[:38]+"\x00\x00\x2f\x00"))
	f.Add(byte(Certificate), []byte("\x00\x00\x06\x00\x00\x03\x30\x01\x00"))
	f.Fuzz(func(t *testing.T, kind byte, b []byte) {
		items := Items(nil, Type(kind), TLS12, b)
		if len(items) > len(b) {
			t.Fatalf("%d values in %d bytes", len(items), len(b))
		}
		for _, x := range items {
			if x.N <= 0 || x.Off < 0 || x.Off+x.N > len(b) {
				t.Fatalf("%+v in %d bytes", x, len(b))
			}
		}
		AppendJA3(nil, Type(kind), items)
		AppendJA4(nil, items, b)
		Negotiated(b)
		ReadNames(b)
	})
}
