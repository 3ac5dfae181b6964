package stats_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"netsniff/dissect/all"
	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
	"netsniff/report/export"
	"netsniff/report/stats"
	"netsniff/report/table"
)

// TestTLSInPlace: every table that finds no mail says that there is TLS where mail
// is encrypted from the beginning, and the index of an export does.
func TestTLSInPlace(t *testing.T) {
	asks := []collect.Ask{(&export.Exporter{Kind: export.Mail}).Ask()}
	for _, name := range []string{"mail", "mail-commands", "mail-servers", "logins", "replies"} {
		a, err := stats.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		asks = append(asks, a)
	}
	for port, want := range map[uint16]bool{465: true, 8465: false} {
		m := new(made)
		m.tcp(t, port, opened+`> PA 1 "\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"
			< PA 1 "\x16\x03\x03\x00\x05\x02\x00\x00\x01\x00"`)
		for i := range asks {
			m.next = 0
			plan := &collect.Plan{Detector: all.Detector(), Asks: asks[i : i+1]}
			var set *collect.Set
			if _, err := pipeline.Run(pipeline.Options{Source: m, Detector: plan.Detector, Workers: 1,
				Depth: plan.Depth(), Out: io.Discard,
				NewSink: func() pipeline.Sink { set = plan.New(); return set }}); err != nil {
				t.Fatal(err)
			}
			set.Merge(nil)
			var b bytes.Buffer
			if err := table.WriteText(&b, set.Tables(&collect.Run{}), table.Style{}); err != nil {
				t.Fatal(err)
			}
			if got := strings.Contains(b.String(), "TLS on port 465 (SMTP)"); got != want {
				t.Errorf("%s, port %d:\n%s", asks[i].Name, port, b.String())
			}
		}
	}
}
