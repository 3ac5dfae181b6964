package main

import (
	"runtime/debug"

	"netsniff/capture/live"
)

// version returns the module's version, the Go it was built with and what live
// capture goes through.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	if v == "" || v == "(devel)" {
		v = "devel"
	}
	return v + " (" + info.GoVersion + ", " + live.Backend() + ")"
}
