package main

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCiphersNotRead: cipher suites that nobody here can decrypt are named.
func TestCiphersNotRead(t *testing.T) {
	var out, errs bytes.Buffer
	run([]string{"-q", "-r", filepath.Join(pcaps, "tls12-camellia-aria.pcapng"), "--keylog",
		filepath.Join(pcaps, "tls12-camellia-aria.keys")}, nil, &out, &errs)
	const want = "netsniff: TLS of 2 TCP streams (the first is 0) is not decrypted: netsniff cannot decrypt its cipher suite: " +
		"TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256, TLS_RSA_WITH_CAMELLIA_256_CBC_SHA\n"
	if got := errs.String(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestWrongKey: a private key that opens nothing is told why.
func TestWrongKey(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "other.pem")
	if err := os.WriteFile(name,
		pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}),
		0o600); err != nil {
		t.Fatal(err)
	}
	for capture, want := range map[string]string{
		"tls-rsa-key.pcapng": "netsniff: TLS of TCP stream 0 is not decrypted: the private key that was handed over is not its server's\n",
		"imap-starttls.pcap": "which no private key opens; a key log does (--keylog)\n",
	} {
		var out, errs bytes.Buffer
		run([]string{"-q", "-r", filepath.Join(pcaps, capture), "--tls-key", name}, nil, &out, &errs)
		if !strings.Contains(errs.String(), want) {
			t.Errorf("%s: %s", capture, errs.String())
		}
	}
}
