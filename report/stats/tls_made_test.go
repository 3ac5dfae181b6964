package stats_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"netsniff/capture"
	"netsniff/capture/capturetest"
)

// wire is one end of a pipe that notes what is written.
type wire struct {
	net.Conn
	server bool
	lock   *sync.Mutex
	said   *[]written
}

type written struct {
	server bool
	data   []byte
}

func (w wire) Write(b []byte) (int, error) {
	w.lock.Lock()
	*w.said = append(*w.said, written{w.server, slices.Clone(b)})
	w.lock.Unlock()
	return w.Conn.Write(b)
}

// certificate returns one for names, which begins and ends so long after the capture does.
func certificate(t *testing.T, from, until time.Duration, names ...string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	start := capturetest.Start.Time()
	x := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: names[0]}, DNSNames: names,
		NotBefore: start.Add(from), NotAfter: start.Add(until)}
	der, err := x509.CreateCertificate(rand.Reader, &x, &x, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// unnamed returns one whose name stands in its subject alone.
func unnamed(t *testing.T, name string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	start := capturetest.Start.Time()
	x := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: start.Add(-time.Hour), NotAfter: start.Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, &x, &x, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// secured adds a connection of TLS.
func (m *made) secured(client, server *tls.Config) {
	var lock sync.Mutex
	var said []written
	a, b := net.Pipe()
	done := make(chan struct{})
	go func() {
		_ = tls.Server(wire{b, true, &lock, &said}, server).Handshake()
		b.Close()
		close(done)
	}()
	_ = tls.Client(wire{a, false, &lock, &said}, client).Handshake()
	a.Close()
	<-done
	ends := [2]capturetest.Endpoint{capturetest.Client(), capturetest.Server(443)}
	next := [2]uint32{1000, 5000}
	send := func(d int, flags capture.TCPFlags, data []byte) {
		s := capturetest.Segment{From: ends[d], To: ends[1-d], Seq: next[d], Ack: next[1-d], Flags: flags,
			Window: 65000, Data: data, Offload: true}
		m.frame(ms, s.AppendFrame(nil))
		if next[d] += uint32(len(data)); flags&capture.SYN != 0 {
			next[d]++
		}
	}
	send(0, capture.SYN, nil)
	send(1, capture.SYN|capture.ACK, nil)
	send(0, capture.ACK, nil)
	for _, x := range said {
		d := 0
		if x.server {
			d = 1
		}
		send(d, capture.ACK|capture.PSH, x.data)
	}
	m.other(ms)
}

var tlsFindings = []string{"certificate-expired", "certificate-not-yet-valid", "certificate-name",
	"certificate-self-signed", "tls-failed", "tls-old-version", "tls-weak-cipher"}

// TestTLSFindings: certificates are judged by the time of the capture, handshakes by how
// they end.
func TestTLSFindings(t *testing.T) {
	const name = "www.example.com"
	day := 24 * time.Hour
	trusting := func(version uint16, suites ...uint16) *tls.Config {
		return &tls.Config{ServerName: name, InsecureSkipVerify: true, MinVersion: tls.VersionTLS10,
			MaxVersion: version, CipherSuites: suites}
	}
	serving := func(c tls.Certificate) *tls.Config {
		return &tls.Config{Certificates: []tls.Certificate{c}, MinVersion: tls.VersionTLS10, SessionTicketsDisabled: true}
	}
	good := certificate(t, -day, day, name)
	for _, c := range []struct {
		what           string
		client, server *tls.Config
		want           []string
	}{
		{"in its time, for the name", trusting(tls.VersionTLS12), serving(good),
			[]string{"certificate-self-signed | www.example.com"}},
		{"expired", trusting(tls.VersionTLS12), serving(certificate(t, -9*day, -day, name)),
			[]string{"certificate-expired | www.example.com, until ", "certificate-self-signed | "}},
		{"not yet", trusting(tls.VersionTLS12), serving(certificate(t, day, 2*day, name)),
			[]string{"certificate-not-yet-valid | www.example.com, from ", "certificate-self-signed | "}},
		{"another name", trusting(tls.VersionTLS12), serving(certificate(t, -day, day, "a.example", "*.b.example")),
			[]string{"certificate-name | asked for www.example.com, it is for a.example, *.b.example",
				"certificate-self-signed | "}},
		{"its name only where nobody looks", trusting(tls.VersionTLS12), serving(unnamed(t, name)), []string{
			"certificate-name | asked for www.example.com, it has no alternative name: its common name www.example.com does not count",
			"certificate-self-signed | "}},
		{"old", trusting(tls.VersionTLS11), serving(good),
			[]string{"tls-old-version | TLSv1.1 www.example.com", "certificate-self-signed | "}},
		{"not trusted", &tls.Config{ServerName: name, MaxVersion: tls.VersionTLS12}, serving(good),
			[]string{"tls-failed | TLSv1.2 www.example.com", "certificate-self-signed | "}},
		{"no version in common", &tls.Config{ServerName: name, MinVersion: tls.VersionTLS13},
			&tls.Config{Certificates: []tls.Certificate{good}, MaxVersion: tls.VersionTLS12},
			[]string{"tls-failed | TLSv1.3 www.example.com"}},
		{"hidden by TLS 1.3", trusting(tls.VersionTLS13), serving(good), nil},
	} {
		m := &made{}
		m.secured(c.client, c.server)
		got := m.found(t, tlsFindings, "what", "reply")
		ok := len(got) == len(c.want)
		for i := range c.want {
			ok = ok && strings.HasPrefix(got[i], c.want[i])
		}
		if !ok {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

// TestStartTLS: what is said in clear is judged by what the server offers.
func TestStartTLS(t *testing.T) {
	login := func(extensions string) string {
		hello := "250-mail.example.com" + extensions + "\r\n"
		return opened + `
< PA 1 "220 mail.example.com ESMTP\r\n"
> PA 1 "EHLO client.example.com\r\n"
< PA 29 ` + strconv.Quote(hello+"250 AUTH PLAIN\r\n") + `
> PA 26 "AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\r\n"
< PA ` + strconv.Itoa(29+len(hello)+len("250 AUTH PLAIN\r\n")) + ` "235 ok\r\n"
`
	}
	only := []string{"starttls-unused", "starttls-stripped", "starttls-not-offered"}
	for extensions, want := range map[string]string{
		"\r\n250-STARTTLS": "starttls-unused",
		"\r\n250-XXXXXXXA": "starttls-stripped",
		"\r\n250-SIZE 99":  "starttls-not-offered",
	} {
		m := &made{}
		m.tcp(t, 25, login(extensions))
		m.other(ms)
		if got := m.found(t, only); len(got) != 1 || got[0] != want {
			t.Errorf("%q: %q, want %s", extensions, got, want)
		}
	}
}
