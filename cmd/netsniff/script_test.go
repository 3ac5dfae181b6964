package main

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"netsniff/report/queue/jetstream/hubtest"
)

func TestMain(m *testing.M) {
	if name := filepath.Base(os.Args[0]); name != "netsniff" && name != hubProcess { // not as the command of a transcript: tests leave nothing behind
		if dir, err := os.UserCacheDir(); err == nil &&
			os.Getenv("GOCACHE") == "" { // those that build go on with the builder's own
			_ = os.Setenv("GOCACHE", filepath.Join(dir, "go-build"))
		}
		if err := os.Setenv("XDG_CACHE_HOME", os.DevNull); err != nil {
			panic(err)
		}
	}
	testscript.Main(m, map[string]func(){"netsniff": main, hubProcess: hubtest.Main})
}

// TestScript runs the transcripts in testdata/script. $PCAPS names the shipped
// captures.
func TestScript(t *testing.T) {
	pcaps, err := filepath.Abs("../../testdata/pcaps")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PCAPS", pcaps)
			env.Setenv("TZ", "UTC")
			env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, ".cache"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"clip":  clip,
			"patch": patch,
		},
	})
}

// clip copies the first N bytes of a file: clip N FROM TO.
func clip(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	b := []byte(ts.ReadFile(args[1]))
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), b[:n], 0o600))
}

// patch overwrites bytes of a file at an offset: patch FILE OFFSET HEX.
func patch(ts *testscript.TestScript, _ bool, args []string) {
	at, err := strconv.Atoi(args[1])
	ts.Check(err)
	x, err := hex.DecodeString(args[2])
	ts.Check(err)
	b := []byte(ts.ReadFile(args[0]))
	copy(b[at:], x)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o600))
}
