package export

import (
	"io"
	"slices"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/filter"
	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
)

// chosen returns the names of the contents in the index that a filter leaves.
func chosen(t *testing.T, capture, expression string, workers int) (names []string) {
	t.Helper()
	compiled, err := filter.Compile(expression, all.Names())
	if err != nil {
		t.Fatal(err)
	}
	f := &collect.Filter{Text: expression, New: func() collect.Match {
		scratch := new(filter.Scratch)
		return func(f *dissect.Frame) bool { return compiled.Match(f, scratch) }
	}}
	plan := &collect.Plan{Asks: []collect.Ask{(&Exporter{Kind: Mail}).Ask()}, Filter: f, Detector: all.Detector(),
		Wanted: compiled.Needs().Bytes}
	var sets []*collect.Set
	_, err = pipeline.Run(pipeline.Options{
		Source: &memory{frames: load(t, capture)}, Detector: plan.Detector, Workers: workers, Out: io.Discard,
		Wanted: plan.Wanted,
		NewSink: func() pipeline.Sink {
			sets = append(sets, plan.New())
			return sets[len(sets)-1]
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	sets[0].Merge(sets[1:])
	for _, row := range rows(t, &sets[0].Tables(&collect.Run{})[0]) {
		names = append(names, row["file"])
	}
	return names
}

// Mails are found by their own fields, whichever protocol brought them and
// though its rows do not have these fields, and only those.
func TestFilter(t *testing.T) {
	for _, c := range []struct {
		capture, expression string
		want                []string
	}{
		{"smtp-bdat-chunking.pcap", `imf.subject contains "实验室"`, []string{"smtp-00009.eml"}},
		{"smtp-bdat-chunking.pcap", `imf.subject contains "Lunch"`, nil},
		{"pop3-mpop-pipelined.pcap", `imf.subject contains "Lunch"`, []string{"pop-00029.eml"}},
		{"pop3-mpop-pipelined.pcap", `imf.subject contains "Measurements"`, []string{"pop-00032 (2).eml"}},
		{"imap-mbsync-pipelined.pcap", `imf.subject contains "Measurements"`, []string{"imap-00021.eml"}},
		{"mail-stored-pop3.pcap.zst", `imf.subject contains "Lunch" and tcp.stream == 1`, []string{"pop-00194.eml"}},
		// A frame counts for the mail that it completes and not for the next one.
		{"mail-stored-pop3.pcap.zst", `frame.number == 194`, []string{"pop-00194.eml"}},
		// What comes before a mail is about it: its envelope.
		{"smtp-auth-plain.pcap", `smtp.req.command == "RCPT"`, []string{"smtp-00017.eml"}},
	} {
		for _, workers := range []int{1, 3} {
			if got := chosen(t, c.capture, c.expression, workers); !slices.Equal(got, c.want) {
				t.Errorf("%s, %s, %d workers: %q, want %q", c.capture, c.expression, workers, got, c.want)
			}
		}
	}
}
