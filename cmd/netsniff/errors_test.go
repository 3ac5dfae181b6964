package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"testing"

	"netsniff/dissect/filter"
	"netsniff/report/table"
)

func TestReport(t *testing.T) {
	full := &fs.PathError{Op: "write", Path: "out.pcapng", Err: syscall.ENOSPC}
	for _, c := range []struct {
		err  error
		want string
	}{
		{errors.New("plain"), "netsniff: plain\n"},
		{errors.Join(full, full, errors.New("more")),
			"netsniff: out.pcapng: no space left on device; free some space there, or write elsewhere\nnetsniff: more\n"},
		{&fs.PathError{Op: "write", Path: os.Stdout.Name(), Err: syscall.ENOSPC},
			"netsniff: standard output: no space left on device; free some space there, or write elsewhere\n"},
		{fmt.Errorf("-z: %w", &fs.PathError{Op: "open", Path: "d/f", Err: syscall.EACCES}),
			"netsniff: -z: d/f: permission denied; write elsewhere, or run as a user who may\n"},
		{&fs.PathError{Op: "open", Path: "d/f", Err: syscall.ENOENT},
			"netsniff: d/f: no such file or directory; make its directory first\n"},
		{errors.New("a\x1b[2Jb\nc\u202ed\xff"), `netsniff: a\033[2Jb\nc\u202Ed\xff` + "\n"},
		{errors.New("no filter\n    ^"), `netsniff: no filter\n    ^` + "\n"},
		{&filter.Error{Filter: "htp", Message: "no field", End: 3}, "netsniff: no field\n    htp\n    ^~~\n"},
	} {
		var b bytes.Buffer
		if report(&b, c.err, table.English); b.String() != c.want {
			t.Errorf("%v:\n got %q\nwant %q", c.err, &b, c.want)
		}
	}
}

// TestQuietPipe: a reader that has seen enough hides nothing else.
func TestQuietPipe(t *testing.T) {
	closed := &fs.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.EPIPE}
	full := &fs.PathError{Op: "write", Path: "out", Err: syscall.ENOSPC}
	for _, c := range []struct{ err, want error }{
		{nil, nil}, {closed, nil}, {errors.Join(closed, nil, closed), nil}, {full, full}, {errors.Join(closed, full), full},
	} {
		if got := quietPipe(c.err); (got == nil) != (c.want == nil) || c.want != nil && got.Error() != c.want.Error() {
			t.Errorf("%v: %v, want %v", c.err, got, c.want)
		}
	}
}
