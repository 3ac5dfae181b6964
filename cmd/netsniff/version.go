package main

import (
	"runtime/debug"
	"strings"
	"time"

	"netsniff/capture/live"
)

// number is the version in preparation or, in a release, the one released
// (CHANGELOG.md). A build of anything else than a clean checkout of its tag
// says which commit it is of.
const number = "0.9.0"

// build is what the Go toolchain noted when it built the program.
type build struct {
	golang   string
	commit   string // abbreviated; empty outside a checkout
	date     time.Time
	modified bool // with changes that are in no commit
}

// readBuild reads what the toolchain noted.
func readBuild() build {
	var b build
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	b.golang = info.GoVersion
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.commit = s.Value[:min(len(s.Value), 12)]
		case "vcs.time":
			b.date, _ = time.Parse(time.RFC3339, s.Value) // a date that cannot be read is left out
		case "vcs.modified":
			b.modified = s.Value == "true"
		}
	}
	return b
}

// version returns the version, the commit and its date, the Go it was built
// with and what live capture goes through.
func version() string {
	b := readBuild()
	var of []string
	if b.commit != "" {
		commit := "commit " + b.commit
		if b.modified {
			commit += " with changes"
		}
		of = append(of, commit)
	}
	if !b.date.IsZero() {
		of = append(of, b.date.UTC().Format(time.DateOnly))
	}
	return number + " (" + strings.Join(append(of, b.golang, live.Backend()), ", ") + ")"
}
