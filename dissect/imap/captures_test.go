package imap_test

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"testing"

	"netsniff/capture"
	"netsniff/capture/file"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/dialogues"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/imap"
	"netsniff/reassembly"
)

// incomplete is content that says that bytes of it are missing.
var incomplete = regexp.MustCompile(`(?s)\[\d+\]|false$`)

const pcaps = "../../testdata/pcaps/"

// replay hears the dialogues of a capture without the frame lost.
func replay(t *testing.T, name string, lost uint32, l dissect.Listener) (frames uint32) {
	t.Helper()
	src, err := file.Open(pcaps + name)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	d := detect.New([]*dissect.Protocol{&imap.Protocol})
	e, reader := engine.New(d, engine.ByArrival), dialogues.NewReader(d, l, dissect.AllContents)
	table := reassembly.Table[engine.Conn]{New: engine.NewConn, ServerPort: d.ServerPort}
	var p capture.Packet
	for {
		if err := src.Next(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		p.Decode()
		if frames = p.Frame; p.Frame == lost || p.Transport != capture.ProtoTCP {
			continue
		}
		found := table.Find(&p)
		reader.Frame(e.Dissect(&p, found.Conn, found.Dir, found.Reused))
	}
	reader.End()
	return frames
}

// The mails of the recorded mailbox come out as the server announced them,
// whatever program fetched them; with any frame lost, one that is told as
// whole and without a gap is one of them.
func TestCaptures(t *testing.T) {
	for _, c := range []struct {
		name     string
		commands int
		sizes    []int
	}{
		{"imap-curl-and-wrong-password.pcap", 16, []int{385}},
		{"imap-imaplib-session.pcap", 16, []int{1238, 26}},
		{"imap-mbsync-pipelined.pcap", 9, []int{385, 1238, 62330}},
		{"imap-starttls.pcap", 3, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			whole := new(heard)
			frames := replay(t, c.name, 0, whole)
			var sizes []int
			for i, e := range whole.envelopes {
				sizes = append(sizes, len(whole.contents[i])-len("true"))
				if e.Size != int64(sizes[i]) {
					t.Errorf("mail %d: %+v, but %d bytes", i, e, sizes[i])
				}
			}
			if !slices.Equal(sizes, c.sizes) {
				t.Errorf("sizes %d, want %d", sizes, c.sizes)
			}
			commands := 0
			for _, x := range whole.list {
				if x.Protocol == &imap.Protocol {
					commands++
				}
				if x.Protocol == &imap.Protocol && x.Outcome == dissect.Unanswered {
					t.Errorf("%s is unanswered (%v)", dissecttest.Line(&x), x.Notes)
				}
			}
			if commands != c.commands {
				t.Errorf("%d exchanges, want %d", commands, c.commands)
			}
			for n := uint32(1); n <= frames; n++ {
				part := new(heard)
				replay(t, c.name, n, part)
				for _, got := range part.contents {
					if !slices.Contains(whole.contents, got) && !incomplete.MatchString(got) {
						t.Errorf("without frame %d: %s", n, fmt.Sprintf("%.300q", got))
					}
				}
			}
		})
	}
}
