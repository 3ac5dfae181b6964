package certificate

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"
)

func example(t *testing.T) (der []byte, dns []string) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(0x80), DNSNames: []string{"example.com"}, NotAfter: time.Now(),
		Subject: pkix.Name{CommonName: "exämple"}}
	if der, err = x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key); err != nil {
		t.Fatal(err)
	}
	return der, c.DNSNames
}

func TestReadNames(t *testing.T) {
	der, dns := example(t)
	n := ReadNames(der)
	if string(n.Serial) != "\x00\x80" || len(n.UTF8) != 2 || string(n.UTF8[1]) != "exämple" || !slices.Equal(n.DNS, dns) {
		t.Errorf("%q", n)
	}
	if n := ReadNames(der[:20]); n.Serial != nil {
		t.Errorf("of a part: %q", n)
	}
}

// tlv writes an element.
func tlv(tag byte, parts ...string) string {
	b := strings.Join(parts, "")
	n := len(b)
	switch {
	case n < 0x80:
		return string([]byte{tag, byte(n)}) + b
	case n < 0x100:
		return string([]byte{tag, 0x81, byte(n)}) + b
	}
	return string([]byte{tag, 0x82, byte(n >> 8), byte(n)}) + b
}

// id is a CertID of a serial number.
func id(serial string) string {
	return tlv(0x30, tlv(0x30, tlv(6, "\x2b")), tlv(4, "name"), tlv(4, "key"), tlv(2, serial))
}

func TestStatus(t *testing.T) {
	der, _ := example(t)
	s := ReadRequest([]byte(tlv(0x30, tlv(0x30, tlv(0x30, tlv(0x30, id("\x01")), tlv(0x30, id("\x02")))))))
	if len(s.Serials) != 2 || string(s.Serials[1]) != "\x02" {
		t.Errorf("%q", s)
	}
	name := tlv(0x30, tlv(0x31, tlv(0x30, tlv(6, "\x55\x04\x03"), tlv(12, "responder"))))
	data := tlv(0x30, tlv(0xa1, name), tlv(0x18, "20240501120000Z"),
		tlv(0x30, tlv(0x30, id("\x03"), "\x80\x00", tlv(0x18, "20240501120000Z"))))
	basic := tlv(0x30, data, tlv(0x30), tlv(3, "\x00"), tlv(0xa0, tlv(0x30, string(der))))
	answer := tlv(0x30, "\x0a\x01\x00", tlv(0xa0, tlv(0x30, tlv(6, "\x2b"), tlv(4, basic))))
	s = ReadResponse([]byte(answer))
	if hex.EncodeToString(s.Response) != "00" || len(s.Serials) != 1 || string(s.Serials[0]) != "\x03" ||
		string(s.States) != "\x00" {
		t.Errorf("%q", s)
	}
	if len(s.Names) != 2 || string(s.Names[0].UTF8[0]) != "responder" || string(s.Names[1].Serial) != "\x00\x80" {
		t.Errorf("%q", s.Names)
	}
	for n := range answer {
		ReadResponse([]byte(answer[:n]))
	}
}

// FuzzStatus reads any bytes as an answer, and as what asks.
func FuzzStatus(f *testing.F) {
	f.Add([]byte(tlv(0x30, "\x0a\x01\x00", tlv(0xa0, tlv(0x30, tlv(6, "\x2b"), tlv(4, tlv(0x30)))))))
	f.Fuzz(func(t *testing.T, b []byte) {
		ReadResponse(b)
		ReadRequest(b)
		ReadNames(b)
	})
}
