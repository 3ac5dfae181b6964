package export

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/report/collect"
)

// numbered returns the lines that the recordings transfer.
func numbered(form string, n int) string {
	var b strings.Builder
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, form+"\n", i)
	}
	return b.String()
}

// TestRecordedFiles: files are byte for byte those of the server, and what was transferred
// in two parts is put together.
func TestRecordedFiles(t *testing.T) {
	notes, rows := numbered("line %d of the notes", 900), numbered("row %d", 400)
	short := numbered("line %d of the notes", 60)
	for _, x := range []struct {
		kind    Kind
		capture string
		want    []string // "complete content" each
	}{
		{FTP, "ftp-passive.pcap", []string{"yes " + notes}},
		{FTP, "ftp-active.pcap", []string{"yes Be kind.\n"}},
		{FTP, "ftp-upload-and-resume.pcap", []string{"yes " + rows, "no " + rows, "no " + notes[12000:]}},
		{FTP, "ftp-cut-and-resumed.pcap", []string{"no " + notes[:14480], "yes " + notes}},
		{TFTP, "tftp-read-write-and-no-such-file.pcap", []string{"yes " + short, "yes " + short}},
	} {
		for _, workers := range []int{1, 3} {
			done := export(t, x.kind, t.TempDir(), load(t, x.capture), workers)
			var got []string
			for _, row := range done.index {
				text := done.content(t, row["file"])
				got = append(got, row["complete"]+" "+text)
				if sum := sha256.Sum256([]byte(text)); row["sha256"] != hex.EncodeToString(sum[:]) {
					t.Errorf("%s: %s has another SHA-256", x.capture, row["file"])
				}
			}
			if !slices.Equal(got, x.want) {
				t.Errorf("%s with %d workers: %d files, want %d, or they differ", x.capture, workers, len(got), len(x.want))
			}
		}
	}
}

// TestResumedTooOften: what is copied in front of resumed files is bounded, and the index
// says where the rest stands.
func TestResumedTooOften(t *testing.T) {
	e := &Exporter{Kind: FTP, Dir: t.TempDir()}
	c := newCollector(e, &collect.Ask{})
	about := dissect.File{Name: "a", Offset: 3}
	before := &transferred{about: dissect.File{Name: "a"}, parts: &c.parts}
	before.name, before.size, before.sum = "before", 3, "known"
	c.parts.add(before)
	if err := os.WriteFile(c.path("before"), []byte("abc"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, copied := range []int64{0, maxJoined - 2} {
		c.parts.copied = copied
		x := &transferred{written: written{file: c.spools.create(c.path("next"))}, about: about, parts: &c.parts}
		if err := c.resume(x); err != nil || x.joined != (copied == 0) || x.before != before {
			t.Errorf("%d bytes copied before: %v, joined %v", copied, err, x.joined)
		}
		if notes := fmt.Sprint(x.row()); !x.joined && !strings.Contains(notes, "stands in before") {
			t.Errorf("%s", notes)
		}
	}
}
