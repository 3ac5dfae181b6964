package all_test

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"netsniff/capture"
	"netsniff/capture/file"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/detect"
	"netsniff/dissect/dialogues"
	"netsniff/dissect/engine"
	"netsniff/dissect/mail"
	"netsniff/reassembly"
)

// post listens for mails and logins.
type post struct {
	mails  []string // "COMMAND bytes outcome"
	logins []string // "MECHANISM user outcome"
	doubts []string // exchanges that are not sure
	passed int64    // bytes of contents
	whole  int      // contents that came to their end
}

func (p *post) Exchange(x *dissect.Exchange) {
	step, ok := x.Detail.(mail.Stepper)
	if !ok {
		return
	}
	line := fmt.Sprintf("%s %d %v", x.Method, step.MailStep().Content, x.Outcome)
	if s := step.MailStep(); s.Messages > 0 && s.Phase == mail.Transfer {
		if s.Missing > 0 {
			line += fmt.Sprint(" missing ", s.Missing)
		}
		p.mails = append(p.mails, line)
	}
	if l := x.Login; l != nil {
		p.logins = append(p.logins, fmt.Sprintf("%s %s %v", l.Mechanism, l.User, x.Outcome))
	}
	if x.Notes&(dissect.NoteUnsure|dissect.NoteGap|dissect.NoteCut) != 0 {
		p.doubts = append(p.doubts, line+" "+x.Notes.String())
	}
}

func (p *post) Piece(c *dissect.Piece) {
	if _, ok := c.About.(*mail.Envelope); ok {
		p.passed += int64(len(c.Bytes))
		if c.Last && c.Whole {
			p.whole++
		}
	}
}

func (p *post) Closed(*dissect.Conn, reassembly.Mark) {}

// hear has l listen to a capture of testdata.
func hear(t *testing.T, name string, l dissect.Listener) {
	t.Helper()
	src, err := file.Open("../../testdata/pcaps/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	s, reader := newStack(engine.ByArrival), dialogues.NewReader(detect.New(all.Protocols()), l, dissect.AllContents)
	for {
		var p capture.Packet
		if err := src.Next(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		reader.Frame(s.take(&p))
	}
	reader.End()
}

// Sizes are those that the clients and servers of the recordings tell: SIZE=,
// "+OK n octets", STAT, "queued … n bytes".
var recorded = []struct {
	name   string
	mails  []string
	logins []string
	whole  int // contents, TOP included
	bytes  int64
}{
	{"foxmail-coremail-pop3-fetch.pcap", []string{"RETR 14400 succeeded", "RETR 14400 succeeded"},
		[]string{"USER/PASS zhangsan@coremail.example succeeded"}, 2, 28800},
	{"foxmail-coremail-smtp-send.pcap", []string{". 14402 succeeded"},
		[]string{"LOGIN zhangsan@coremail.example succeeded"}, 1, 14402},
	{"pop3-curl-sasl-plain.pcap", []string{"RETR 1238 succeeded"},
		[]string{"CRAM-MD5 alice succeeded", "CRAM-MD5 alice succeeded"}, 1, 1238},
	{"pop3-fetchmail.pcap", []string{"TOP 385 succeeded", "TOP 1238 succeeded", "TOP 62330 succeeded"},
		[]string{"CRAM-MD5 alice succeeded"}, 3, 63953},
	{"pop3-getmail.pcapng", []string{"RETR 385 succeeded", "RETR 1238 succeeded", "RETR 62330 succeeded"},
		[]string{"USER/PASS carol succeeded"}, 3, 63953},
	{"pop3-mpop-pipelined.pcap", []string{"RETR 385 succeeded", "RETR 1238 succeeded", "RETR 62330 succeeded"},
		[]string{"USER/PASS bob succeeded"}, 3, 63953},
	{"pop3-poplib-session.pcap", []string{"RETR 385 succeeded"}, []string{"USER/PASS alice succeeded"}, 2, 868},
	{"pop3-retr-many-segments.pcap", []string{"RETR 62330 succeeded"}, []string{"USER/PASS bob succeeded"}, 1, 62330},
	{"pop3-stls.pcap", nil, nil, 0, 0},
	{"pop3-wrong-password-and-errors.pcap", nil, []string{"USER/PASS alice refused", "USER/PASS alice succeeded"}, 0, 0},
	{"smtp-auth-cram-md5-and-failures.pcap", []string{". 262 succeeded"},
		[]string{"CRAM-MD5 alice succeeded", "LOGIN alice refused", "PLAIN alice refused"}, 1, 262},
	{"smtp-auth-login.pcap", []string{". 262 succeeded"}, []string{"LOGIN alice succeeded"}, 1, 262},
	{"smtp-auth-plain.pcap", []string{". 262 succeeded"}, []string{"PLAIN alice succeeded"}, 1, 262},
	{"smtp-bare-lf-ends-data-early.pcap", []string{". 621 succeeded"}, nil, 1, 621},
	{"smtp-bdat-chunking.pcap", []string{"BDAT 300 succeeded"}, nil, 1, 1238},
	{"smtp-curl.pcap", []string{". 62330 succeeded"}, nil, 1, 62330},
	{"smtp-data-many-segments.pcap", []string{". 62330 succeeded"}, nil, 1, 62330},
	{"smtp-ehlo-plain-message.pcap", []string{". 429 succeeded"}, nil, 1, 429},
	{"smtp-pipelining.pcap", []string{". 280 succeeded"}, nil, 1, 280},
	{"smtp-port-2525.pcap", []string{". 1282 succeeded"}, nil, 1, 1282},
	{"smtp-recipient-refused-550.pcap", []string{". 1194 succeeded"}, nil, 1, 1194},
	{"smtp-relayed-postfix-to-postfix.pcap", []string{". 1238 succeeded", ". 1396 succeeded", ". 3538 succeeded"},
		nil, 3, 6172},
	{"smtp-size-limit-552-and-errors.pcap", nil, nil, 0, 0},
	{"smtp-starttls.pcap", nil, nil, 0, 0},
}

func TestMailsOfRecordings(t *testing.T) {
	for _, c := range recorded {
		t.Run(c.name, func(t *testing.T) {
			var p post
			hear(t, c.name, &p)
			if !slices.Equal(p.mails, c.mails) || !slices.Equal(p.logins, c.logins) || p.whole != c.whole ||
				p.passed != c.bytes {
				t.Errorf("mails %q, logins %q, %d whole, %d bytes", p.mails, p.logins, p.whole, p.passed)
			}
			if len(p.doubts) > 0 {
				t.Errorf("not sure: %q", p.doubts)
			}
		})
	}
}
