package export

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"netsniff/capture/capturetest"
)

// damaged are captures whose frames are lost, repeated, swapped and delayed.
var damaged = []struct {
	kind     Kind
	captures []string
}{
	{Mail, []string{
		"smtp-ehlo-plain-message.pcap", "smtp-pipelining.pcap", "smtp-data-many-segments.pcap",
		"smtp-bdat-chunking.pcap", "smtp-relayed-postfix-to-postfix.pcap",
		"pop3-poplib-session.pcap", "pop3-mpop-pipelined.pcap", "pop3-fetchmail.pcap", "pop3-getmail.pcapng",
		"pop3-curl-sasl-plain.pcap",
		"imap-imaplib-session.pcap", "imap-mbsync-pipelined.pcap", "imap-curl-and-wrong-password.pcap",
		"foxmail-coremail-smtp-send.pcap", "foxmail-coremail-pop3-fetch.pcap",
	}},
	{HTTP, []string{
		"http-persistent-gets.pcap", "http-pipelined.pcap", "http-large-body.pcap", "http-chunked-trailers.pcap",
		"http-content-encodings.pcap",
		"http-non-persistent-http10.pcap", "http-methods-json-xml-bodies.pcap", "http-head-then-get.pcap",
		"http-status-codes.pcap", "http-page-parallel.pcap",
	}},
}

// eachDamaged runs a test for each capture, with what it exports unharmed.
func eachDamaged(t *testing.T, test func(t *testing.T, k Kind, frames []capturetest.Record, whole []passed)) {
	for _, d := range damaged {
		for _, name := range d.captures {
			t.Run(name, func(t *testing.T) {
				frames := load(t, name)
				whole := pass(t, d.kind, frames)
				if len(whole) == 0 {
					t.Fatal("nothing is exported")
				}
				test(t, d.kind, frames, whole)
			})
		}
	}
}

// passed is an exported content and what the index says of it.
type passed struct {
	row  map[string]string
	text string
}

// pass exports frames and reads everything again.
func pass(t *testing.T, k Kind, frames []capturetest.Record) (list []passed) {
	t.Helper()
	dir, err := os.MkdirTemp("", "export")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	x := export(t, k, filepath.Join(dir, "out"), frames, 1)
	if x.err != nil {
		t.Fatal(x.err)
	}
	for _, row := range x.index {
		list = append(list, passed{row, x.content(t, row["file"])})
	}
	return list
}

// segments returns the indexes of the frames with data; of many some in the
// middle are left out.
func segments(frames []capturetest.Record) (list []int) {
	for i := range frames {
		if n, _ := payload(&frames[i]); n > 0 {
			list = append(list, i)
		}
	}
	if many := len(list); many > 24 {
		middle := slices.DeleteFunc(list[12:many-6:many-6], func(i int) bool { return i%8 != 0 })
		list = slices.Concat(list[:12], middle, list[many-6:])
	}
	return list
}

// unknowable is how many contents more nobody can find without a frame.
var unknowable = map[string]int{
	"imap-imaplib-session.pcap 38": 1, // APPEND with the length of its literal
	"http-pipelined.pcap 14":       3, // in which replies begin that share the next segment with the end of the last one
}

// TestSegmentsLost: with any one segment lost, each content that is complete
// is one that was sent, and each that is not has its gap marked where it is.
func TestSegmentsLost(t *testing.T) {
	eachDamaged(t, func(t *testing.T, k Kind, frames []capturetest.Record, whole []passed) {
		for _, i := range segments(frames) {
			n, _ := payload(&frames[i])
			got := pass(t, k, slices.Delete(slices.Clone(frames), i, i+1))
			for _, x := range got {
				if why := judge(x, whole, n); why != "" {
					t.Errorf("without frame %d (%d bytes of data): %s of %d bytes, complete=%s: %s", i+1, n,
						x.row["file"], len(x.text), x.row["complete"], why)
				}
			}
			// What does not begin in the frame is not to be overlooked.
			begin := 0
			for _, w := range whole {
				if w.row["first_frame"] == strconv.Itoa(i+1) {
					begin++
				}
			}
			if len(got) < len(whole)-begin-unknowable[filepath.Base(t.Name())+" "+strconv.Itoa(i+1)] {
				t.Errorf("without frame %d: %d of %d contents are left, %d begin in it", i+1, len(got), len(whole), begin)
			}
		}
	})
}

// TestSegmentsRepeatedOrSwapped: nothing is missing, so all comes out whole.
func TestSegmentsRepeatedOrSwapped(t *testing.T) {
	eachDamaged(t, func(t *testing.T, k Kind, frames []capturetest.Record, whole []passed) {
		list := segments(frames)
		for j, i := range list {
			again := slices.Insert(slices.Clone(frames), min(i+1+j%7, len(frames)), frames[i])
			if why := compare(pass(t, k, again), whole); why != "" {
				t.Errorf("frame %d again %d frames later: %s", i+1, j%7, why)
			}
			_, way := payload(&frames[i])
			if j+1 == len(list) || list[j+1] != i+1 {
				continue
			}
			if _, next := payload(&frames[i+1]); next != way {
				continue
			}
			swapped := slices.Clone(frames)
			swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
			if why := compare(pass(t, k, swapped), whole); why != "" {
				t.Errorf("frames %d and %d swapped: %s", i+1, i+2, why)
			}
		}
	})
}

// TestSegmentsLate: a segment that comes after what acknowledges it may be
// taken for lost, but is never left out in silence.
func TestSegmentsLate(t *testing.T) {
	eachDamaged(t, func(t *testing.T, k Kind, frames []capturetest.Record, whole []passed) {
		for j, i := range segments(frames) {
			to := min(i+2+j%9, len(frames)-1)
			late := slices.Insert(slices.Delete(slices.Clone(frames), i, i+1), to, frames[i])
			n, _ := payload(&frames[i])
			for _, x := range pass(t, k, late) {
				if why := judge(x, whole, n); why != "" {
					t.Errorf("frame %d %d later: %s of %d bytes, complete=%s: %s", i+1, to-i, x.row["file"],
						len(x.text), x.row["complete"], why)
				}
			}
		}
	})
}

// compare says what is not as in whole, "" if all is.
func compare(got, whole []passed) string {
	if len(got) != len(whole) {
		return fmt.Sprintf("%d contents, want %d", len(got), len(whole))
	}
	order := func(a, b passed) int { return strings.Compare(a.text, b.text) }
	slices.SortStableFunc(got, order)
	whole = slices.SortedFunc(slices.Values(whole), order)
	for i, x := range got {
		if x.text != whole[i].text || x.row["complete"] != whole[i].row["complete"] ||
			x.row["missing_bytes"] != whole[i].row["missing_bytes"] {
			return fmt.Sprintf("%s, complete=%s: %s", x.row["file"], x.row["complete"], differ(x.text, whole[i].text))
		}
	}
	return ""
}

var gap = regexp.MustCompile(`\r\n\[netsniff: (\d+) bytes are missing here: they were not captured\]\r\n`)

// judge says what is wrong with x, of which lost bytes may be missing, "" if
// nothing is.
func judge(x passed, whole []passed, lost int) string {
	marked := 0
	for _, m := range gap.FindAllStringSubmatch(x.text, -1) {
		n, _ := strconv.Atoi(m[1])
		marked += n
	}
	if strconv.Itoa(marked) != x.row["missing_bytes"] {
		return fmt.Sprintf("%s bytes are missing, %d are marked", x.row["missing_bytes"], marked)
	}
	if marked > lost {
		return fmt.Sprintf("%d bytes are marked of %d that were lost", marked, lost)
	}
	why := "nothing of the kind was sent"
	for _, w := range whole {
		if w.row["complete"] == x.row["complete"] && x.text == w.text {
			return ""
		}
		if x.row["complete"] == "yes" {
			continue
		}
		if fits := fit(x, w); fits == "" {
			return ""
		} else if strings.HasPrefix(x.text, w.text[:min(len(w.text), 40)]) {
			why = fits
		}
	}
	return why
}

// fit says why x is not w with a gap, "" if it is.
func fit(x, w passed) string {
	at := gap.FindStringSubmatchIndex(x.text)
	if at == nil {
		// Only the end may be missing without a mark: what told it is gone.
		if strings.HasPrefix(w.text, x.text) {
			return ""
		}
		return "it has no gap: " + differ(x.text, w.text)
	}
	n, _ := strconv.Atoi(x.text[at[2]:at[3]])
	before, after := x.text[:at[0]], x.text[at[1]:]
	if coded := strings.Contains(x.row["notes"], "still coded"); coded && strings.HasPrefix(w.text, before) {
		return "" // behind the gap nothing can be decoded
	}
	if !strings.HasPrefix(w.text, before) {
		return "before the gap: " + differ(before, w.text)
	}
	if !strings.HasSuffix(w.text, after) {
		return "after the gap: " + differ(after, w.text[max(0, len(w.text)-len(after)):])
	}
	missing := len(w.text) - len(before) - len(after)
	if missing < 0 {
		return fmt.Sprintf("%d bytes come twice", -missing)
	}
	stuffed := strings.Count(w.text[max(0, len(before)-1):len(before)+missing], "\n.")
	switch {
	case x.row["protocol"] == "" && after == "":
		// The rest of a coded body cannot be read, nor chunks after lost ones.
	case before == "" || after == "" || x.row["command"] == "BDAT":
		// What leads to the content or ends it may be in the gap as well.
		if n < missing {
			return fmt.Sprintf("%d bytes are marked, %d are missing", n, missing)
		}
	case n != missing && n != missing+stuffed:
		return fmt.Sprintf("%d bytes are marked, %d are missing", n, missing)
	}
	return ""
}
