package table_test

import (
	"io"
	"strconv"
	"testing"

	"netsniff/report/table"
)

// BenchmarkWrite writes a table as long as the list of streams of a large
// capture.
func BenchmarkWrite(b *testing.B) {
	columns := []table.Head{{Title: "Stream", Right: true}, {Title: "Transport"}, {Title: "Client"},
		{Title: "Frames", Right: true}}
	rows := make([][]string, 50_000)
	for i := range rows {
		rows[i] = []string{strconv.Itoa(i), "tcp", "192.0.2." + strconv.Itoa(i%250) + ":" + strconv.Itoa(1024+i),
			strconv.Itoa(i * i)}
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := table.Align(io.Discard, columns, rows); err != nil {
			b.Fatal(err)
		}
	}
}
