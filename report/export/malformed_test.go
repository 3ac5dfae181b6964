package export

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect/mail/message/messagetest"
)

// conversation makes the frames of a connection.
type conversation struct {
	frames []capturetest.Record
	ends   [2]capturetest.Endpoint
	seq    [2]uint32
	at     capture.Stamp
}

func newConnection(port uint16) *conversation {
	x := &conversation{ends: [2]capturetest.Endpoint{capturetest.Client(), capturetest.Server(port)},
		seq: [2]uint32{1000, 5000}, at: capturetest.Start}
	x.segment(0, capture.SYN, "")
	x.segment(1, capture.SYN|capture.ACK, "")
	x.segment(0, capture.ACK, "")
	return x
}

const (
	client = 0
	server = 1
)

func (x *conversation) segment(from int, flags capture.TCPFlags, data string) {
	s := capturetest.Segment{From: x.ends[from], To: x.ends[1-from], Seq: x.seq[from], Flags: flags, Window: 65000,
		Data: []byte(data)}
	if flags&capture.ACK != 0 {
		s.Ack = x.seq[1-from]
	}
	b := s.Frame()
	x.at += 1e6
	x.frames = append(x.frames, capturetest.Record{At: x.at, WireLen: len(b), Link: capture.LinkEthernet, Data: b})
	x.seq[from] += uint32(len(data))
	if flags&(capture.SYN|capture.FIN) != 0 {
		x.seq[from]++
	}
}

// say sends data in segments of at most 1448 bytes.
func (x *conversation) say(from int, data string) {
	for len(data) > 0 {
		n := min(len(data), 1448)
		x.segment(from, capture.ACK|capture.PSH, data[:n])
		data = data[n:]
	}
}

func (x *conversation) close() []capturetest.Record {
	x.segment(client, capture.FIN|capture.ACK, "")
	x.segment(server, capture.FIN|capture.ACK, "")
	x.segment(client, capture.ACK, "")
	return x.frames
}

// dotted is a mail as DATA and RETR carry it (RFC 5321 §4.5.2), with the end
// of its last line.
func dotted(mail string) string {
	lines := strings.SplitAfter(mail, "\n")
	var b strings.Builder
	for _, l := range lines {
		if strings.HasPrefix(l, ".") {
			b.WriteByte('.')
		}
		b.WriteString(l)
	}
	if !strings.HasSuffix(mail, "\n") {
		b.WriteString("\r\n")
	}
	return b.String() + ".\r\n"
}

// ended is a mail as it arrives: its last line ends.
func ended(mail string) string {
	if mail == "" || !strings.HasSuffix(mail, "\n") {
		return mail + "\r\n"
	}
	return mail
}

// bySMTP sends mails on one connection.
func bySMTP(mails []string) []capturetest.Record {
	x := newConnection(25)
	x.say(server, "220 mail.example.com ESMTP\r\n")
	x.say(client, "EHLO client.example.com\r\n")
	x.say(server, "250-mail.example.com\r\n250 8BITMIME\r\n")
	for i, m := range mails {
		x.say(client, "MAIL FROM:<alice@example.com>\r\n")
		x.say(server, "250 ok\r\n")
		x.say(client, fmt.Sprintf("RCPT TO:<bob+%d@example.com>\r\n", i))
		x.say(server, "250 ok\r\n")
		x.say(client, "DATA\r\n")
		x.say(server, "354 go on\r\n")
		x.say(client, dotted(m))
		x.say(server, "250 queued\r\n")
	}
	x.say(client, "QUIT\r\n")
	x.say(server, "221 bye\r\n")
	return x.close()
}

// byPOP3 fetches them, in turn with a status that has a size or none, alone or
// in one segment with what follows.
func byPOP3(mails []string) []capturetest.Record {
	x := newConnection(110)
	x.say(server, "+OK ready\r\n")
	x.say(client, "USER bob\r\n")
	x.say(server, "+OK\r\n")
	x.say(client, "PASS builder\r\n")
	x.say(server, "+OK\r\n")
	for i, m := range mails {
		x.say(client, fmt.Sprintf("RETR %d\r\n", i+1))
		status, wire := "+OK\r\n", dotted(m)
		if i%2 == 0 {
			status = fmt.Sprintf("+OK %d octets\r\n", len(m))
		}
		if i%4 < 2 {
			x.say(server, status)
			x.say(server, wire)
		} else {
			x.say(server, status+wire)
		}
	}
	x.say(client, "QUIT\r\n")
	x.say(server, "+OK bye\r\n")
	return x.close()
}

// TestMalformedMails: whatever is wrong with a mail, it is exported as it is.
func TestMalformedMails(t *testing.T) {
	var mails []string
	for _, m := range messagetest.Malformed() {
		if len(m.Raw) > 1<<20 {
			m.Raw = m.Raw[:1<<20]
		}
		mails = append(mails, m.Raw)
	}
	if len(mails) < 100 {
		t.Fatalf("only %d mails", len(mails))
	}
	for name, carry := range map[string]func([]string) []capturetest.Record{"SMTP": bySMTP, "POP3": byPOP3} {
		t.Run(name, func(t *testing.T) {
			frames := carry(mails)
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			x := export(t, Mail, t.TempDir(), frames, 2)
			runtime.GC()
			runtime.ReadMemStats(&after)
			if kept := int64(after.HeapAlloc) - int64(before.HeapAlloc); kept > 64<<20 {
				t.Errorf("%d mails keep %d MB", len(mails), kept>>20)
			}
			if x.err != nil || len(x.index) != len(mails) {
				t.Fatalf("%d mails of %d: %v", len(x.index), len(mails), x.err)
			}
			for i, row := range x.index {
				same(t, row, x.content(t, row["file"]), ended(mails[i]))
			}
			indexed(t, x)
		})
	}
}

// indexed: the index names each file once and no other, and both its forms can
// be read.
func indexed(t *testing.T, x *exported) {
	t.Helper()
	var named []string
	for _, row := range slices.Concat(x.index, x.parts) {
		named = append(named, row["file"])
	}
	there := files(t, x.dir)
	slices.Sort(named)
	slices.Sort(there)
	if !slices.Equal(named, there) {
		t.Errorf("the index has %d files, the directory %d: %.300q %.300q", len(named), len(there), named, there)
	}
	for _, name := range []string{"index.csv", "attachments.csv"} {
		if name != "index.csv" && len(x.parts) == 0 {
			continue
		}
		f, err := os.Open(filepath.Join(x.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := csv.NewReader(f).ReadAll(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		f.Close()
	}
}

// hostile are names that must not leave the directory or meet each other.
var hostile = []string{
	"../../etc/passwd", "/etc/passwd", `..\..\windows\system.ini`, "CON", "con.txt", "NUL", "COM1.pdf", "..", ".",
	"-rf", "a\x00b.txt", "tab\there", "\r\nX: y",
	strings.Repeat("a", 300) + ".pdf", strings.Repeat("長", 150), "\u202egpj.exe", "same.txt", "same.txt", "SAME.TXT",
	"same (2).txt", "index.csv", "index.json", " . ", "a/b/c", "\xff\xfe", "smtp-00010.eml",
	"%2e%2e%2fetc", "~", "a:b", "*?", "x\u0301.txt", "", "\u2028", ".htaccess",
}

// TestHostileNames: attachments with names that were made to do harm lie
// beside their mail, each in a file of its own.
func TestHostileNames(t *testing.T) {
	var b strings.Builder
	b.WriteString("Subject: names\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n")
	for i, name := range hostile {
		fmt.Fprintf(&b, "--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"%s\"\r\n\r\ncontent %d\r\n",
			strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name), i)
	}
	b.WriteString("--b--\r\n")
	above := t.TempDir()
	dir := filepath.Join(above, "a", "b", "out")
	x := export(t, Mail, dir, bySMTP([]string{b.String(), b.String()}), 1)
	if x.err != nil {
		t.Fatal(x.err)
	}
	indexed(t, x)
	if len(x.parts) != 2*len(hostile) {
		t.Errorf("%d attachments of %d", len(x.parts), 2*len(hostile))
	}
	for i, row := range x.parts {
		if got, want := x.content(t, row["file"]), fmt.Sprintf("content %d", i%len(hostile)); got != want {
			t.Errorf("%s has %q, want %q", row["file"], got, want)
		}
		if base := filepath.Base(row["file"]); len(base) > 255 || strings.ContainsAny(base, "\x00\r\n\u202e") ||
			filepath.Dir(filepath.Dir(row["file"])) != "." {
			t.Errorf("attachment %q", row["file"])
		}
	}
	for _, name := range files(t, above) {
		if !strings.HasPrefix(name, "a/b/out/") {
			t.Errorf("%s was written", name)
		}
	}
}

// TestHostileURIs likewise for HTTP.
func TestHostileURIs(t *testing.T) {
	x := newConnection(80)
	for i, name := range hostile {
		uri := strings.NewReplacer("\r\n", "%0d%0a", " ", "%20").Replace(name)
		x.say(client, "GET /"+uri+" HTTP/1.1\r\nHost: www.example.com\r\n\r\n")
		body := fmt.Sprintf("content %d", i)
		disposition := ""
		if i%2 == 1 {
			disposition = "Content-Disposition: attachment; filename=\"" + strings.ReplaceAll(name, "\r\n", "") + "\"\r\n"
		}
		x.say(server, fmt.Sprintf("HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s", disposition, len(body), body))
	}
	above := t.TempDir()
	got := export(t, HTTP, filepath.Join(above, "out"), x.close(), 1)
	if got.err != nil || len(got.index) != len(hostile) {
		t.Fatalf("%d objects of %d: %v", len(got.index), len(hostile), got.err)
	}
	indexed(t, got)
	for i, row := range got.index {
		if text := got.content(t, row["file"]); text != fmt.Sprintf("content %d", i) ||
			filepath.Base(row["file"]) != row["file"] || len(row["file"]) > 255 {
			t.Errorf("%s has %q", row["file"], text)
		}
	}
	for _, name := range files(t, above) {
		if !strings.HasPrefix(name, "out/") {
			t.Errorf("%s was written", name)
		}
	}
}

// TestNothingIsWrittenOver: neither a file that is there nor what a link leads
// to.
func TestNothingIsWrittenOver(t *testing.T) {
	frames := load(t, "foxmail-coremail-smtp-send.pcap")
	for name, plant := range map[string]func(t *testing.T, dir, precious string){
		"file": func(t *testing.T, dir, _ string) {
			write(t, filepath.Join(dir, "smtp-00029.eml"), "mine")
		},
		"link in place of a mail": func(t *testing.T, dir, precious string) {
			link(t, precious, filepath.Join(dir, "smtp-00029.eml"))
		},
		"link to nowhere": func(t *testing.T, dir, precious string) {
			link(t, precious+".new", filepath.Join(dir, "smtp-00029.eml"))
		},
		"link in place of a mail's directory": func(t *testing.T, dir, precious string) {
			link(t, filepath.Dir(precious), filepath.Join(dir, "smtp-00029"))
		},
		"file in place of a mail's directory": func(t *testing.T, dir, _ string) {
			write(t, filepath.Join(dir, "smtp-00029"), "mine")
		},
		"full directory of a mail": func(t *testing.T, dir, _ string) {
			if err := os.Mkdir(filepath.Join(dir, "smtp-00029"), 0o777); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(dir, "smtp-00029", "实验报告第一周.docx"), "mine")
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir, elsewhere := t.TempDir(), t.TempDir()
			precious := filepath.Join(elsewhere, "precious")
			write(t, precious, "mine")
			plant(t, dir, precious)
			before := files(t, dir)
			x := export(t, Mail, dir, frames, 1)
			if x.err == nil || !strings.Contains(x.err.Error(), "there already") || strings.Contains(x.err.Error(), "\n") {
				t.Errorf("error: %v", x.err)
			}
			for _, f := range before {
				if b, err := os.ReadFile(filepath.Join(dir, f)); err == nil && string(b) != "mine" {
					t.Errorf("%s was written over", f)
				}
			}
			if list := files(t, elsewhere); !slices.Equal(list, []string{"precious"}) {
				t.Errorf("written elsewhere: %q", list)
			}
		})
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, to, path string) {
	t.Helper()
	if err := os.Symlink(to, path); err != nil {
		t.Skip(err)
	}
}

// TestRefusedAnswer: a server that answers a SYN with an acknowledgment of an
// older connection is told so with RST, and the client goes on (RFC 9293
// §3.5.1): what follows is heard.
func TestRefusedAnswer(t *testing.T) {
	x := newConnection(80)
	x.frames = x.frames[:1] // SYN
	older := capturetest.Segment{From: x.ends[server], To: x.ends[client], Seq: 77, Ack: 99999, Flags: capture.ACK,
		Window: 100}
	refusal := capturetest.Segment{From: x.ends[client], To: x.ends[server], Seq: 99999, Flags: capture.RST}
	again := capturetest.Segment{From: x.ends[client], To: x.ends[server], Seq: 1000, Flags: capture.SYN, Window: 65000}
	accepted := capturetest.Segment{From: x.ends[server], To: x.ends[client], Seq: 5000, Ack: 1001,
		Flags: capture.SYN | capture.ACK, Window: 65000}
	for _, s := range []*capturetest.Segment{&older, &refusal, &again, &accepted} {
		b := s.Frame()
		x.at += 1e6
		x.frames = append(x.frames, capturetest.Record{At: x.at, WireLen: len(b), Link: capture.LinkEthernet, Data: b})
	}
	x.segment(client, capture.ACK, "")
	x.say(client, "GET /a HTTP/1.1\r\nHost: www.example.com\r\n\r\n")
	x.say(server, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
	got := export(t, HTTP, t.TempDir(), x.close(), 1)
	if len(got.index) != 1 || got.content(t, got.index[0]["file"]) != "hello" {
		t.Errorf("%v", got.index)
	}
}
