// Command netsniff reads captures and interfaces and prints what they say,
// row by row as Wireshark does.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Exit codes.
const (
	exitOK       = 0
	exitProblems = 1 // something was checked and found wanting
	exitUsage    = 2 // wrong flags, or input that cannot be read
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run executes the command line and returns the exit code.
func run(args []string, in io.Reader, out, errs io.Writer) int {
	root := newRoot(in, out, errs)
	root.SetArgs(args)
	err := root.Execute()
	if err == nil {
		return exitOK
	}
	report(errs, err)
	return exitUsage
}

// report prints each of the joined errors on a line of its own (filters add a
// line with a caret).
func report(w io.Writer, err error) {
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) && strings.Contains(err.Error(), "\n") {
		for _, e := range joined.Unwrap() {
			report(w, e)
		}
		return
	}
	fmt.Fprintf(w, "netsniff: %v\n", err)
}
