package stats_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"netsniff/report/collect"
	"netsniff/report/stats"
	"netsniff/report/table"
)

// TestTranslate: tables that are not made again say what they would say if they had been made in the
// other language.
func TestTranslate(t *testing.T) {
	var names []string
	for _, d := range stats.Definitions() {
		names = append(names, d.Name)
	}
	captures, _ := filepath.Glob("../../testdata/pcaps/*http*.pcap*")
	if len(captures) < 5 {
		t.Fatal("no captures")
	}
	text := func(tables []table.Table) string {
		var b bytes.Buffer
		if err := table.WriteJSON(&b, tables, nil, table.Chinese); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	translated := false
	for _, capture := range append(captures, "../../testdata/pcaps/dns-errors.pcap",
		"../../testdata/pcaps/tcp-resets.pcap") {
		set := counted(t, 1, filepath.Base(capture), names...)
		run := &collect.Run{Lang: table.English}
		english := set.Tables(run)
		said := text(english)
		run.Lang = table.Chinese
		got, want := text(set.Translate(english, run)), text(set.Tables(run))
		if got != want {
			t.Errorf("%s: %s\nwant\n%s", capture, got, want)
		}
		if translated = translated || got != said; text(english) != said {
			t.Errorf("%s: the tables in English changed", capture)
		}
	}
	if !translated {
		t.Error("nothing differs between the languages")
	}
}
