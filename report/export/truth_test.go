package export

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// The messages that the recorded clients sent and the servers stored:
// testdata/pcaps/stored, see the README there.
func stored(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(pcaps + "stored/" + name + ".eml")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// crlf is a stored message as mail protocols carry it.
func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

// samples names the messages of mail-message.py.
var samples = map[string]string{"plain": "append-1", "html": "append-2", "large": "append-3"}

var (
	boundary = regexp.MustCompile(`;(\r?\n)? boundary="([^"]+)"`)
	moment   = regexp.MustCompile(`(?m)^Date: (.*?)\r?$`)
)

// asRecorded puts what differs from one recording to the next in a message:
// the boundaries, which older recordings have at random, taken from got.
func asRecorded(message, got string) string {
	theirs := boundary.FindAllStringSubmatch(got, -1)
	for i, ours := range boundary.FindAllStringSubmatch(message, -1) {
		if i < len(theirs) {
			message = strings.ReplaceAll(message, ours[0], strings.ReplaceAll(theirs[i][0], "\r", ""))
			message = strings.ReplaceAll(message, "--"+ours[2], "--"+theirs[i][2])
		}
	}
	return message
}

// truth says what was sent, with lines that end in LF.
type truth func(t testing.TB, got string) string

func sent(name string) truth {
	return func(t testing.TB, got string) string { return asRecorded(stored(t, samples[name]), got) }
}

// behind is a message with something after it.
func behind(x truth, end string) truth {
	return func(t testing.TB, got string) string { return x(t, got) + end }
}

// upTo is what stands before a text.
func upTo(x truth, end string) truth {
	return func(t testing.TB, got string) string {
		before, _, _ := strings.Cut(x(t, got), end)
		return before
	}
}

// top is the header and n lines of the body.
func top(x truth, n int) truth {
	return func(t testing.TB, got string) string {
		head, body, _ := strings.Cut(x(t, got), "\n\n")
		return head + "\n\n" + strings.Join(strings.SplitAfterN(body, "\n", n+1)[:n], "")
	}
}

// swaks is what swaks sends unless it is told.
func swaks(to string) truth {
	return func(_ testing.TB, got string) string {
		date := moment.FindStringSubmatch(got)[1]
		return fmt.Sprintf("Date: %s\nTo: %s\nFrom: alice@example.com\nSubject: test %s\nMessage-Id: <swaks.1@client.example.com>\n"+
			"X-Mailer: swaks v20201014.0 jetmore.org/john/code/swaks/\n\nThis is a test mailing\n\n\n", date, to, date)
	}
}

// bySwaks is a message as swaks sends it: with one more field, and an empty
// line.
func bySwaks(x truth) truth {
	return func(t testing.TB, got string) string {
		return strings.Replace(x(t, got), "\n\n", "\nMessage-Id: <swaks.1@client.example.com>\n\n", 1) + "\n"
	}
}

// relayed is the message as postfix sends it on, with its own field before.
func relayed(t testing.TB, got string) string {
	received := regexp.MustCompile(`(?s)^Received: .*?\n(From: )`).FindString(strings.ReplaceAll(got, "\r\n", "\n"))
	return strings.TrimSuffix(received, "From: ") + sent("html")(t, got)
}

// recorded is a capture and what is in it.
type recorded struct {
	capture string
	client  string  // the program that the server spoke with
	mails   []truth // nil: nobody but the server knows
	bareLF  bool    // it sent lines without CR
}

// recordings are all shipped captures with mails.
var recordings = []recorded{
	{"smtp-ehlo-plain-message.pcap", "swaks", []truth{bySwaks(sent("plain"))}, false},
	{"smtp-auth-login.pcap", "swaks", []truth{swaks("bob@example.com")}, false},
	{"smtp-auth-plain.pcap", "swaks", []truth{swaks("bob@example.com")}, false},
	{"smtp-auth-cram-md5-and-failures.pcap", "swaks", []truth{swaks("bob@example.com")}, false},
	{"smtp-pipelining.pcap", "swaks", []truth{swaks("bob@example.com,carol@example.com")}, false},
	{"smtp-port-2525.pcap", "swaks", []truth{bySwaks(sent("html"))}, false},
	{"smtp-recipient-refused-550.pcap", "smtplib", []truth{behind(sent("html"), "\r\n")}, true},
	{"smtp-data-many-segments.pcap", "msmtp", []truth{sent("large")}, false},
	{"smtp-curl.pcap", "curl", []truth{sent("large")}, false},
	{"smtp-bare-lf-ends-data-early.pcap", "curl", []truth{upTo(sent("html"), ".\n..")}, true},
	{"smtp-bdat-chunking.pcap", "bdat.py", []truth{sent("html")}, false},
	{"smtp-relayed-postfix-to-postfix.pcap", "msmtp, postfix", []truth{sent("html"), relayed, nil}, false},
	{"pop3-poplib-session.pcap", "poplib", []truth{top(sent("html"), 3), sent("plain")}, false},
	{"pop3-retr-many-segments.pcap", "poplib", []truth{sent("large")}, false},
	{"pop3-fetchmail.pcap", "fetchmail", []truth{sent("plain"), sent("html"), sent("large")}, false},
	{"pop3-mpop-pipelined.pcap", "mpop", []truth{sent("plain"), sent("html"), sent("large")}, false},
	{"pop3-getmail.pcapng", "getmail", []truth{sent("plain"), sent("html"), sent("large")}, false},
	{"pop3-curl-sasl-plain.pcap", "curl", []truth{sent("html")}, false},
	{"imap-imaplib-session.pcap", "imaplib",
		[]truth{sent("html"), func(testing.TB, string) string { return "Subject: kept\n\nliteral\n" }}, false},
	{"imap-curl-and-wrong-password.pcap", "curl", []truth{sent("plain")}, false},
	{"imap-mbsync-pipelined.pcap", "mbsync", []truth{sent("plain"), sent("html"), sent("large")}, false},
}

// TestRecordedMails: every recorded mail comes out as it was sent, byte for
// byte, and the index has its size and hash.
func TestRecordedMails(t *testing.T) {
	for _, r := range recordings {
		t.Run(r.capture, func(t *testing.T) {
			x := export(t, Mail, t.TempDir(), load(t, r.capture), 2)
			if len(x.index) != len(r.mails) {
				t.Fatalf("%d mails, want %d", len(x.index), len(r.mails))
			}
			for i, row := range x.index {
				got := x.content(t, row["file"])
				if r.mails[i] == nil {
					continue
				}
				want := r.mails[i](t, got)
				if !r.bareLF {
					want = crlf(want)
				}
				same(t, row, got, want)
			}
		})
	}
}

// same compares a complete mail with what was sent.
func same(t testing.TB, row map[string]string, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %s", row["file"], differ(got, want))
	}
	sum := sha256.Sum256([]byte(want))
	complete := "yes"
	if strings.Contains(row["notes"], "only a part was asked for") {
		complete = "no"
	}
	if row["complete"] != complete || row["missing_bytes"] != "0" || row["bytes"] != fmt.Sprint(len(want)) ||
		row["sha256"] != hex.EncodeToString(sum[:]) {
		t.Errorf("index: %v", row)
	}
}

// differ says where two texts part.
func differ(got, want string) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	return fmt.Sprintf("%d bytes, want %d; from byte %d\n got %.200q\nwant %.200q", len(got), len(want), i,
		got[i:], want[i:])
}

func TestFoxmail(t *testing.T) {
	first, second := stored(t, "foxmail-1"), stored(t, "foxmail-2")
	for capture, want := range map[string][]string{
		"foxmail-coremail-smtp-send.pcap":  {first + "\r\n"}, // it ends the last line once more
		"foxmail-coremail-pop3-fetch.pcap": {first, second},
	} {
		x := export(t, Mail, t.TempDir(), load(t, capture), 2)
		if len(x.index) != len(want) {
			t.Fatalf("%s: %d mails", capture, len(x.index))
		}
		for i, row := range x.index {
			same(t, row, x.content(t, row["file"]), want[i])
		}
	}
}

// TestStored holds exports of captures that lost frames and have them out of
// order against what the servers stored.
func TestStored(t *testing.T) {
	box := make([]string, 5)
	for i := range box {
		box[i] = stored(t, fmt.Sprintf("smtp-%d", i+1))
	}
	t.Run("smtp", func(t *testing.T) {
		x := export(t, Mail, t.TempDir(), load(t, "mail-stored-smtp.pcap.zst"), 2)
		if len(x.index) != len(box) {
			t.Fatalf("%d mails", len(x.index))
		}
		for i, row := range x.index {
			// The server put its own fields before what the client sent.
			got := x.content(t, row["file"])
			head, mail, _ := strings.Cut(box[i], "\nFrom: ")
			if mail = "From: " + mail; !strings.HasPrefix(head, "Return-Path: ") {
				t.Fatalf("stored mail %d begins with %q", i+1, head)
			}
			if lines := strings.ReplaceAll(got, "\r\n", "\n"); lines != mail || row["complete"] != "yes" {
				t.Errorf("%s, complete=%s: %s", row["file"], row["complete"], differ(lines, mail))
			}
		}
	})
	t.Run("pop3", func(t *testing.T) {
		// mpop and poplib take all, curl the second.
		x := export(t, Mail, t.TempDir(), load(t, "mail-stored-pop3.pcap.zst"), 2)
		fetched(t, x, box, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 1)
	})
	t.Run("imap", func(t *testing.T) {
		// mbsync takes all, curl the second; imaplib appends three.
		x := export(t, Mail, t.TempDir(), load(t, "mail-stored-imap.pcap.zst"), 2)
		for i := range 3 {
			box = append(box, stored(t, fmt.Sprintf("append-%d", i+1)))
		}
		fetched(t, x, box, 0, 1, 2, 3, 4, 1, 5, 6, 7)
	})
}

// fetched compares mails with those of a mailbox, by their numbers in it.
func fetched(t *testing.T, x *exported, box []string, numbers ...int) {
	t.Helper()
	if len(x.index) != len(numbers) {
		t.Fatalf("%d mails, want %d", len(x.index), len(numbers))
	}
	for i, row := range x.index {
		same(t, row, x.content(t, row["file"]), crlf(box[numbers[i]]))
	}
}
