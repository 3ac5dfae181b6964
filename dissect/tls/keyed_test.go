package tls

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/tls/keylog"
	"netsniff/dissect/tls/record"
)

// spoken is a connection of TLS as its ends wrote it, and its secrets.
type spoken struct {
	turns []dissecttest.Turn
	opens int // the turn that has the first line
	keys  bytes.Buffer
}

// tapped is one end of a pipe that notes what is written.
type tapped struct {
	net.Conn
	dir dissect.Dir
	to  *spoken
}

func (c tapped) Write(b []byte) (int, error) {
	c.to.turns = append(c.to.turns, dissecttest.Turn{Dir: c.dir, Data: bytes.Clone(b)})
	return c.Conn.Write(b)
}

// speak has a server send lines, each in a record of its own, to a client that has said
// hello.
func speak(t *testing.T, version, suite uint16, lines int) *spoken {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	x := x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"www.example.com"}}
	der, err := x509.CreateCertificate(rand.Reader, &x, &x, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	s, ends := new(spoken), [2]net.Conn{}
	ends[0], ends[1] = net.Pipe()
	config := tls.Config{
		MinVersion: version, MaxVersion: version, CipherSuites: []uint16{suite}, InsecureSkipVerify: true,
		KeyLogWriter: &s.keys,
		Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, DynamicRecordSizingDisabled: true,
	}
	client, server := tls.Client(tapped{ends[0], dissect.ToServer, s}, &config),
		tls.Server(tapped{ends[1], dissect.ToClient, s}, &config)
	done := make(chan error, 1)
	go func() {
		hello := make([]byte, 5)
		if _, err := io.ReadFull(server, hello); err != nil {
			done <- err
			return
		}
		s.opens = len(s.turns)
		for i := range lines {
			fmt.Fprintf(server, "line %d.", i)
		}
		done <- ends[1].Close()
	}()
	if _, err := client.Write([]byte("hello")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(client); err != nil && err != io.ErrUnexpectedEOF {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	return s
}

// read returns the Application Data that is decrypted of each turn.
func read(given dissect.Storage, turns []dissecttest.Turn, before func(turn int)) (texts []string) {
	c := dissecttest.NewGivenConnection(given, 443, &Protocol)
	for i := range turns {
		before(i)
		f, text := c.Send(&turns[i]), ""
		if f != nil {
			for _, l := range f.Messages() {
				if m, ok := l.Message.(*Message); ok {
					text += opened(m)
				}
			}
		}
		texts = append(texts, text)
	}
	return texts
}

func opened(m *Message) (text string) {
	for i := range m.Records {
		if r := &m.Records[i]; r.Type == record.ApplicationData && r.Opened {
			text += string(r.Plain)
		}
	}
	return text
}

// suites are one of each kind.
var suites = []struct {
	name           string
	version, suite uint16
	after          int // records behind a gap that cannot be read
	parts          int // records of a line
}{
	{"TLS 1.3 with AES-GCM", tls.VersionTLS13, 0, 0, 1},
	{"TLS 1.2 with AES-GCM", tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, 0, 1},
	{"TLS 1.2 with ChaCha20-Poly1305", tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, 0, 1},
	{"TLS 1.2 with AES-CBC", tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, 0, 1},
	// The record before has the IV, and a line has its first byte in a record of its own.
	{"TLS 1.0 with AES-CBC", tls.VersionTLS10, tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, 1, 2},
}

// linesFrom returns the text of the lines from one on.
func linesFrom(first, end int) (text string) {
	for i := first; i < end; i++ {
		text += fmt.Sprintf("line %d.", i)
	}
	return text
}

// TestRecordsLost: what follows records that were not captured is decrypted, however many
// they were and whether the gap ends between records or in one.
func TestRecordsLost(t *testing.T) {
	for _, c := range suites {
		for _, lost := range []int{1, 3, 100, 900 / c.parts} { // a search reaches 1,024 records
			for _, cut := range []bool{false, true} {
				s := speak(t, c.version, c.suite, lost+10)
				log := new(keylog.Log)
				log.Add(s.keys.Bytes(), 0)
				given := dissect.Storage{}
				dissect.Give(given, log)
				from, until := s.opens+4*c.parts, s.opens+(4+lost)*c.parts
				for i := from; i < until; i++ {
					s.turns[i].Lost = true
				}
				if cut { // the end of the last one was captured
					x := &s.turns[until-1]
					end := dissecttest.Turn{Dir: x.Dir, Data: x.Data[len(x.Data)-7:]}
					x.Data = x.Data[:len(x.Data)-7]
					s.turns = slices.Insert(s.turns, until, end)
				}
				texts := read(given, s.turns, func(int) {})
				want := linesFrom(0, 4) + linesFrom(4+lost, lost+10)[c.after:]
				if got := strings.Join(texts[s.opens:], ""); got != want {
					t.Errorf("%s, %d records lost, cut %t: %q, want %q", c.name, lost, cut, got, want)
				}
			}
		}
	}
}

// TestLateKeys: keys that come while the connection goes on, as the end that logs them
// writes them late or a capture has them in its middle, open what follows.
func TestLateKeys(t *testing.T) {
	const lines, late = 1500, 1400
	for _, c := range suites {
		s := speak(t, c.version, c.suite, lines)
		at := s.opens + late*c.parts
		for _, live := range []bool{true, false} {
			log, known := new(keylog.Log), false
			log.Expect(!live)
			given := dissect.Storage{}
			dissect.Give(given, log)
			if live {
				log.Refresh = func() bool { return known && log.Size() == 0 && log.Add(s.keys.Bytes(), 0).Secrets > 0 }
			}
			texts := read(given, s.turns, func(turn int) {
				const opening = 3 // frames of TCP
				if known = turn >= at; turn == at && !live {
					log.Add(s.keys.Bytes(), uint32(turn+opening+1))
				}
			})
			want := linesFrom(late, lines)[c.after:]
			if got := strings.Join(texts, ""); got != want {
				t.Errorf("%s, live %t: %.50q, want %.50q", c.name, live, got, want)
			}
		}
	}
}
