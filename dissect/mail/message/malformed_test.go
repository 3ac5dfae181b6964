package message

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"netsniff/dissect/mail/message/messagetest"
)

// Bounds for one malformed mail of at most 9 MB. The time is generous: tests run on busy machines.
const (
	keptAtMost  = 24 << 20
	timeAtMost  = 10 * time.Second
	linearBound = 64 // allocated bytes for each of the message, beside a fixed part
)

func TestMalformed(t *testing.T) {
	list := messagetest.Malformed()
	if len(list) < 100 {
		t.Fatalf("only %d mails", len(list))
	}
	for _, mail := range list {
		t.Run(mail.Name, func(t *testing.T) {
			raw := []byte(mail.Raw)
			var before, after, end runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			start := time.Now()
			m := Parse(raw, Limits{})
			took := time.Since(start)
			runtime.ReadMemStats(&end)
			runtime.GC()
			runtime.ReadMemStats(&after)
			if kept := int64(after.HeapAlloc) - int64(before.HeapAlloc); kept > keptAtMost {
				t.Errorf("keeps %d MB", kept>>20)
			}
			if spent := end.TotalAlloc - before.TotalAlloc; spent > keptAtMost*4+linearBound*uint64(len(raw)) {
				t.Errorf("allocates %d MB", spent>>20)
			}
			if took > timeAtMost {
				t.Errorf("takes %v", took)
			}
			check(t, m, raw)
			if strings.Contains(mail.Raw, "Subject: s") && !strings.HasPrefix(m.Subject, "s") && mail.Name != "NULs" {
				t.Errorf("subject %q", m.Subject)
			}
			if testing.Verbose() {
				t.Logf("%8d bytes %8.1f ms %7d kB allocated: %v", len(raw), float64(took.Microseconds())/1000,
					(end.TotalAlloc-before.TotalAlloc)>>10, m.Notes)
			}
			runtime.KeepAlive(m)
		})
	}
}

// check holds what is true of every message.
func check(t *testing.T, m *Message, raw []byte) {
	t.Helper()
	if m == nil || m.Body == nil {
		t.Fatal("no message")
	}
	if m.Size != int64(len(raw)) || m.Head > m.Size {
		t.Errorf("size %d, head %d of %d bytes", m.Size, m.Head, len(raw))
	}
	parts, text := 0, 0
	for p := range m.Parts() {
		parts++
		text += len(p.Text)
		if m.Notes&p.Notes != p.Notes {
			t.Errorf("part %s: notes %v are not in the message's", p.Number, p.Notes&^m.Notes)
		}
		most := m.Size
		if p.Kind == UUEncoded || p.Encoding == UUEncode {
			most *= 21 // blanks at line ends, zeros, may be missing: "_x\n" is 63 bytes
		}
		if p.Encoded > m.Size || p.Size > most {
			t.Errorf("part %s: sizes %d, %d in a message of %d", p.Number, p.Encoded, p.Size, m.Size)
		}
		if name := p.SafeName(); name == "" || len(name) > maxName || strings.ContainsAny(name, "/\\\x00") {
			t.Errorf("part %s: name %q", p.Number, name)
		}
	}
	if parts > DefaultParts+DefaultDepth || text > 3*DefaultText {
		t.Errorf("%d parts, %d bytes of text", parts, text)
	}
}

// reading is what is made of a mail.
type reading struct {
	text  string // of all text parts
	notes Notes
}

// readings are those of malformed mails, by their names.
func readings() map[string]reading {
	return map[string]reading{
		"no header":                   {"Just text.\r\nMore text.\r\n", NoHeader},
		"mbox line":                   {"body", Envelope},
		"quoted mbox line":            {"body", Envelope},
		"empty lines first":           {"body", Envelope},
		"CR alone":                    {"body\rmore\r", BareCR},
		"LF alone":                    {"body\n", 0},
		"CR CR LF":                    {"body\r\r\n", 0},
		"header without an end":       {"", 0},
		"header line without a colon": {"body", BadHeaderLine},
		"body without an empty line":  {"Hello there.\r\nSecond line.\r\n", BadHeaderLine},
		"name beyond ASCII":           {"body", BadHeaderLine}, "blank before the colon": {"body", 0},
		"unfolded word":               {"body", BadHeaderLine},
		"two subjects":                {"body", RepeatedField},
		"no boundary":                 {"hello", NoBoundary | WrongBoundary},
		"wrong boundary":              {"hellohello", WrongBoundary},
		"boundary in another case":    {"hello", WrongBoundary},
		"boundary nowhere":            {"hello\r\n", NoParts | Truncated},
		"boundaries that begin alike": {"hello", Unclosed},
		"parts after the end":         {"hellohello\r\n", AfterClose | Unclosed | Truncated},
		"unclosed":                    {"hello\r\n", Unclosed | Truncated},
		"part without a header's end": {"hello", BadHeaderLine},
		"part without the empty line": {"hello\r\n\r\nyou", BadHeaderLine},
		"parameters not folded":       {"你", BadHeaderLine},
		"message called base64":       {"hi", WrongEncoding},
		"text called base64":          {"Hello, this is plain text.\r\n", WrongEncoding},
		"message in base64":           {"hi", 0},
		"bad base64":                  {"hello", BadBase64 | Truncated},
		"base64 without padding":      {"hello", Truncated},
		"base64 after padding":        {"hello", BadBase64},
		"base64 of one digit":         {"", BadBase64 | Truncated},
		"bad quoted-printable":        {"a=ZZ=4\r\nb", BadQuotedPrintable},
		"unknown encoding":            {"uryyb\r\n", UnknownEncoding},
		"malformed type":              {"hello", 0},
		"empty type":                  {"hello", 0},
		"bad date":                    {"hello", BadDate},
		"uuencode without an end":     {"", Truncated},
		"uuencode with a wrong line":  {"hello, you\r\nend\r\n", BadUUEncode},
		"no uuencode":                 {"begin 644 the day\r\nwith a smile\r\n", 0},
		"10,000 nested multiparts":    {"", TooDeep | Unclosed | Truncated},
		"one field of 8 MB":           {"body", HeaderTooLong},
		"300,000 fields":              {"body", HeaderTooLong},
		"100,000 parts":               {strings.Repeat("x", DefaultParts-1), TooManyParts},
		"multipart in base64":         {"LS1hDQo=", NoParts | Truncated},
		"boundary of 100 kB":          {"--b\r\n\r\nx", NoBoundary | NoParts | HeaderTooLong | Truncated},
		"8 MB without a line end":     {strings.Repeat("a", DefaultText), NoHeader | TextCut},
		"beginnings of words":         {"", BadWord},
		"uuencode blocks":             {"", TooManyParts},
		"one boundary for two":        {"hello", 0},
	}
}

func TestMalformedNotes(t *testing.T) {
	want := readings()
	for _, mail := range append(messagetest.Wounds(), messagetest.Bombs()...) {
		w, ok := want[mail.Name]
		if !ok {
			continue
		}
		delete(want, mail.Name)
		m := Parse([]byte(mail.Raw), Limits{})
		text := ""
		for p := range m.Parts() {
			text += p.Text
		}
		if text != w.text || m.Notes != w.notes {
			t.Errorf("%s: text %.60q (%v), want %.60q (%v)", mail.Name, text, m.Notes, w.text, w.notes)
		}
	}
	for name := range want {
		t.Errorf("no mail %q", name)
	}
}
