package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// converse has a client and a server on lo say the lines of a dialogue, those
// of the server with "S: " before them, and close the connection if it is to end.
func converse(t *testing.T, port int, end bool, dialogue string) {
	t.Helper()
	listener, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	client, err := net.Dial("tcp4", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	server, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	from := map[bool]*bufio.Reader{true: bufio.NewReader(client), false: bufio.NewReader(server)}
	for line := range strings.Lines(strings.TrimLeft(dialogue, "\n")) {
		line, served := strings.CutPrefix(strings.TrimSpace(line), "S:")
		line = strings.TrimSpace(line)
		to := io.Writer(client)
		if served {
			to = server
		}
		if _, err := io.WriteString(to, line+"\r\n"); err != nil {
			t.Fatal(err)
		}
		if _, err := from[served].ReadString('\n'); err != nil { // who hears it answers then
			t.Fatal(err)
		}
	}
	if end {
		client.Close()
		server.Close()
		return
	}
	t.Cleanup(func() { client.Close(); server.Close() })
}

const (
	login = `
S: 220 mail.example.com ESMTP
EHLO client.example.com
S: 250 mail.example.com
AUTH PLAIN AGFsaWNlAHNlY3JldA==
S: 235 welcome
`
	mailing = login + `MAIL FROM:<alice@example.com>
S: 250 ok
RCPT TO:<bob@example.com>
S: 250 ok
DATA
S: 354 go on
Subject: Lunch

Noon?
.
S: 250 taken
QUIT
S: 221 bye
`
	fetching = `
GET /a.txt HTTP/1.1
Host: www.example.com

S: HTTP/1.1 200 OK
S: Content-Type: text/plain
S: Content-Length: 7
S:
S: hello
`
)

// untilHeard is how long the kernel takes at most to hand on frames.
const untilHeard = time.Second

// listening starts a command on lo; wait waits until it has printed a text, end
// interrupts it and returns all that it printed.
func listening(t *testing.T, args ...string) (wait func(text string), end func() string) {
	t.Helper()
	enterNetwork(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	s := sniff(t, w, args...)
	w.Close()
	var got strings.Builder
	read := func(until func() bool) {
		part := make([]byte, 4096)
		for !until() {
			_ = r.SetReadDeadline(time.Now().Add(15 * time.Second))
			n, err := r.Read(part)
			if got.Write(part[:n]); err != nil {
				if err != io.EOF {
					t.Fatalf("%v after %q; %s", err, got.String(), &s.errs)
				}
				return
			}
		}
	}
	wait = func(text string) {
		t.Helper()
		read(func() bool { return strings.Contains(got.String(), text) })
		if !strings.Contains(got.String(), text) {
			t.Fatalf("no %q in %q; %s", text, got.String(), &s.errs)
		}
	}
	return wait, func() string {
		t.Helper()
		_ = s.Process.Signal(syscall.SIGINT)
		read(func() bool { return false })
		if err := s.end(); err != nil {
			t.Errorf("%v: %s", err, &s.errs)
		}
		return got.String()
	}
}

// TestLiveMail: a session is told as soon as it has ended, one that has not at
// the end.
func TestLiveMail(t *testing.T) {
	wait, end := listening(t, "mail", "--lang", "en")
	converse(t, 25, true, mailing)
	wait("Subject     Lunch")
	converse(t, 25, false, login)
	time.Sleep(untilHeard)
	all := end()
	if strings.Count(all, "Session 1: SMTP") != 1 || strings.Count(all, "Session 2: SMTP") != 1 ||
		strings.Contains(all, "Session 3") {
		t.Errorf("it told\n%s", all)
	}
}

// TestLiveMailFilter: sessions that the filter does not match are not told.
func TestLiveMailFilter(t *testing.T) {
	wait, end := listening(t, "mail", "--lang", "en", "-f", "smtp.req.command == MAIL")
	converse(t, 25, true, login)
	converse(t, 25, true, mailing)
	wait("Subject     Lunch")
	if all := end(); strings.Count(all, "Session ") != 1 {
		t.Errorf("it told\n%s", all)
	}
}

// TestLiveFollow: what is sent is printed as it comes.
func TestLiveFollow(t *testing.T) {
	wait, end := listening(t, "follow", "--bpf", "tcp port 25")
	converse(t, 25, false, login)
	wait("235 welcome")
	if all := end(); !strings.Contains(all, "EHLO client.example.com") {
		t.Errorf("it printed\n%s", all)
	}
}

// TestLiveExport: a content is written and named as soon as it has passed.
func TestLiveExport(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	wait, end := listening(t, "export", "mail", "-o", dir)
	converse(t, 25, true, mailing)
	wait(".eml\n")
	names, _ := filepath.Glob(filepath.Join(dir, "*.eml"))
	if len(names) != 1 {
		t.Fatalf("%q are there", names)
	}
	if b, err := os.ReadFile(names[0]); err != nil || string(b) != "Subject: Lunch\r\n\r\nNoon?\r\n" {
		t.Errorf("%q %v", b, err)
	}
	all := end()
	if _, err := os.Stat(filepath.Join(dir, "index.csv")); err != nil || !strings.Contains(all, "mail: 1, written to") {
		t.Errorf("%v, it said %q", err, all)
	}
}

// TestLiveExportHTTP: the same for HTTP, and -c ends it.
func TestLiveExportHTTP(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	wait, _ := listening(t, "export", "http", "-o", dir, "-a", "duration:4")
	converse(t, 80, true, fetching)
	wait("a.txt\n")
	wait("http: 1, written to")
}

// TestLiveCredentials: the table of the logins comes at the end.
func TestLiveCredentials(t *testing.T) {
	_, end := listening(t, "credentials", "--lang", "en")
	converse(t, 25, true, login)
	time.Sleep(untilHeard)
	if all := end(); !strings.Contains(all, "alice  ********") {
		t.Errorf("it printed\n%s", all)
	}
}

// TestLivePlot: the picture of what passed comes at the end, of the connection with the most if none is
// named.
func TestLivePlot(t *testing.T) {
	_, end := listening(t, "plot", "ladder", "--lang", "en")
	converse(t, 80, true, fetching)
	converse(t, 25, true, mailing)
	time.Sleep(untilHeard)
	if all := end(); !strings.Contains(all, "MAIL FROM:<alice@example.com>") || strings.Contains(all, "a.txt") {
		t.Errorf("it drew\n%s", all)
	}
}
