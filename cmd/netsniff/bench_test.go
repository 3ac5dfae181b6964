package main

import (
	"bytes"
	"io"
	"path/filepath"
	"testing"
)

// BenchmarkCommands runs the program on all captures of the tests: what is written, and
// what is counted. A CPU profile of it serves to build with -pgo.
func BenchmarkCommands(b *testing.B) {
	captures, err := filepath.Glob("../../testdata/pcaps/*.pcap*")
	if err != nil || len(captures) == 0 {
		b.Fatal("no captures", err)
	}
	var files []string
	for _, name := range captures {
		files = append(files, "-r", name)
	}
	for _, c := range []struct {
		name string
		args []string
	}{
		{"rows", nil}, {"details", []string{"-V"}}, {"json", []string{"-T", "json"}}, {"pdml", []string{"-T", "pdml"}},
		{"fields", []string{"-T", "fields", "-e", "frame.number", "-e", "ip.src", "-e", "tcp.seq", "-e", "dns.qry.name",
			"-e", "http.host"}},
		{"stats", []string{"stats"}}, {"mail", []string{"mail"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				var errs bytes.Buffer
				if code := run(append(c.args[:len(c.args):len(c.args)], files...), &bytes.Buffer{}, io.Discard,
					&errs); code == exitUsage {
					b.Fatal(errs.String())
				}
			}
		})
	}
}
