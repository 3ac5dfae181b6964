package main

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// withLateSecrets writes a recorded capture with its secrets behind a number of packets.
func withLateSecrets(t *testing.T, name string, behind int) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(pcaps, name))
	if err != nil {
		t.Fatal(err)
	}
	const packet, secrets = 6, 10 // types of blocks
	var out, kept []byte
	packets := 0
	for len(b) > 0 {
		n := binary.LittleEndian.Uint32(b[4:])
		switch kind := binary.LittleEndian.Uint32(b); {
		case kind == secrets:
			kept = append(kept, b[:n]...)
		default:
			if kind == packet {
				if packets == behind {
					out = append(out, kept...)
				}
				packets++
			}
			out = append(out, b[:n]...)
		}
		b = b[n:]
	}
	file := filepath.Join(t.TempDir(), "late.pcapng")
	if err := os.WriteFile(file, out, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestLateSecrets: a block of secrets may stand anywhere in a capture. What comes behind it
// is read, as exchanges, logins and mails too; all of it if nothing was encrypted before.
func TestLateSecrets(t *testing.T) {
	const web13, web12, mail = "tls13-cipher-suites.pcapng", "tls12-cipher-suites.pcapng", "tls-mail-servers.pcapng"
	exchanges := []string{"stats", "exchanges", "--csv", "--columns",
		"protocol,stream,request_frame,reply_frame,method,status,notes"}
	credentials := []string{"credentials", "--csv", "--columns", "frame,stream,mechanism,user,outcome"}
	whole13, whole12 := "http,0,9,12,GET,200,\n", "http,0,10,11,GET,200,\n"
	for _, c := range []struct {
		what, capture string
		behind        int
		args          []string
		has, hasNot   string
	}{
		{"behind the hello", web13, 4, exchanges, whole13, "tls,"},
		{"before the first record that is encrypted", web13, 5, exchanges, whole13, "tls,"},
		{"behind the server's handshake", web13, 6, exchanges, "tls,0,4,6,,,\ntls,0,8,,,,\n" + whole13, "tls,1"},
		{"behind the handshake", web13, 8, exchanges, whole13, "tls,1"},
		{"behind the request", web13, 9, exchanges, "http,0,,12,,200,unsure\n", "GET,200,unsure"},
		{"behind the reply", web13, 13, exchanges, "http,1,28,31,GET,200,\n", "http,0"},
		{"TLS 1.2, behind the hello", web12, 4, exchanges, whole12, "tls,"},
		{"TLS 1.2, behind the handshake", web12, 9, exchanges, whole12, "tls,1"},
		{"TLS 1.2, behind the request", web12, 10, exchanges, "http,0,,11,,200,unsure\n", "GET,200,unsure"},
		{"behind a greeting", mail, 12, credentials, "17,0,CRAM-MD5,alice,succeeded\n", "in clear"},
		{"behind a login", mail, 18, credentials, "47,1,CRAM-MD5,alice,succeeded\n", "17,0"},
		{"behind the beginning of a session", mail, 12, []string{"mail"},
			"Session 1: SMTP  192.0.2.10:57014 → 192.0.2.25:465  (stream 0, frames 13 to 30)", "in clear\n"},
		{"behind an envelope", mail, 20, []string{"mail"}, "Mail 1  1,049 bytes, complete, frame 25", "in clear\n"},
	} {
		t.Run(c.what, func(t *testing.T) {
			name := withLateSecrets(t, c.capture, c.behind)
			var first string
			for workers := range 3 {
				var out, errs bytes.Buffer
				args := append(append([]string{}, c.args...), "-r", name, "--lang", "en", "--workers",
					strconv.Itoa(workers+1))
				if code := run(args, nil, &out, &errs); code != 0 {
					t.Fatalf("%d: %s", code, errs.String())
				}
				if got := out.String(); !strings.Contains(got, c.has) || strings.Contains(got, c.hasNot) {
					t.Errorf("want %q, not %q:\n%.2000s", c.has, c.hasNot, got)
				}
				if workers == 0 {
					first = out.String()
				} else if out.String() != first {
					t.Errorf("%d workers tell something else", workers+1)
				}
			}
		})
	}
}
