package main

import (
	"path/filepath"
	"testing"
)

// TestGoldenMail compares sessions as they are told with their goldens.
func TestGoldenMail(t *testing.T) {
	for _, c := range []struct {
		capture, suffix string
		flags           []string
	}{
		{"foxmail-coremail-smtp-send.pcap", ".mail", nil},
		{"foxmail-coremail-smtp-send.pcap", ".mail.zh", []string{"--lang", "zh"}},
		{"foxmail-coremail-pop3-fetch.pcap", ".mail", nil},
		{"smtp-auth-login.pcap", ".mail", nil},
		{"smtp-auth-login.pcap", ".mail.json", []string{"--json"}},
		{"smtp-pipelining.pcap", ".mail", nil},
		{"smtp-recipient-refused-550.pcap", ".mail", nil},
		{"smtp-relayed-postfix-to-postfix.pcap", ".mail", nil},
		{"smtp-relayed-postfix-to-postfix.pcap", ".mail.list", []string{"--list"}},
		{"smtp-starttls.pcap", ".mail", nil},
		{"pop3-mpop-pipelined.pcap", ".mail", nil},
		{"imap-imaplib-session.pcap", ".mail", nil},
		{"imap-imaplib-session.pcap", ".mail.json", []string{"--json"}},
	} {
		args := append([]string{"mail", "--lang", "en", "-r", filepath.Join(pcaps, c.capture)}, c.flags...)
		golden(t, filepath.Join(pcaps, "golden", c.capture+c.suffix), output(t, args...))
	}
}

// TestMailWorkers: what is told is the same for any number of workers.
func TestMailWorkers(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(pcaps, "*.pcap*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, flags := range [][]string{{"--lang", "en"}, {"--json"}, {"--list"},
		{"--json", "-f", `imf.subject contains "实验"`}} {
		args := append(append([]string{"mail"}, flags...), names...)
		want := output(t, append(args, "--workers", "1")...)
		for _, workers := range []string{"1", "2", "3", "8"} {
			if output(t, append(args, "--workers", workers)...) != want {
				t.Errorf("%v: %s workers tell something else than one", flags, workers)
			}
		}
	}
}
