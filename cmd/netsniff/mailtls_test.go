package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMailOverTLS: mails that were sent and fetched over TLS come out as the servers stored
// them, byte for byte.
func TestMailOverTLS(t *testing.T) {
	dir := t.TempDir()
	output(t, "export", "mail", "-r", filepath.Join(pcaps, "tls-mail-servers.pcapng"), "-o", filepath.Join(dir, "mails"))
	text := func(name string) string {
		t.Helper()
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return strings.ReplaceAll(string(b), "\r\n", "\n")
	}
	stored := func(n string) string { return text(filepath.Join(pcaps, "stored", "tls-"+n+".eml")) }
	mail := func(name string) string { return text(filepath.Join(dir, "mails", name+".eml")) }
	for name, n := range map[string]string{
		"pop-00228": "1", "imap-00154": "1", "imap-00154 (2)": "2", "imap-00196": "1", "imap-00196 (2)": "2",
	} {
		if mail(name) != stored(n) {
			t.Errorf("%s is not what was stored as %s", name, n)
		}
	}
	for name, n := range map[string]string{"smtp-00025": "1", "smtp-00055": "2", "smtp-00087": "3", "smtp-00122": "4"} {
		if got := mail(name); !strings.HasPrefix(got, "From: Alice") || !strings.HasSuffix(stored(n), "\n"+got) {
			t.Errorf("%s is not what was stored as %s behind the fields of the server", name, n)
		}
	}
}
