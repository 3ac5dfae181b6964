// Command netsniff reads captures and interfaces and prints what they say,
// row by row as Wireshark does.
package main

import (
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit codes.
const (
	exitOK    = 0
	exitNone  = 1 // nothing matched
	exitUsage = 2 // wrong flags, or input that cannot be read
)

func main() {
	// A reader that has seen enough is an error of a write then, which
	// quietPipe forgives, instead of the end of the program.
	signal.Ignore(syscall.SIGPIPE)
	budgetHeap()
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run executes the command line and returns the exit code.
func run(args []string, in io.Reader, out, errs io.Writer) int {
	root := newRoot(in, out, errs)
	root.SetArgs(spelled(args))
	if len(args) > 0 && args[0] == cobra.ShellCompRequestCmd {
		translate(root)
	}
	completeAlone(root)
	err := quietPipe(root.Execute())
	switch {
	case err == nil:
		return exitOK
	case onlyNoMatch(err):
		return exitNone
	}
	report(errs, err, askedLanguage(args))
	return exitUsage
}

// onlyNoMatch reports whether nothing went wrong but that nothing matched.
func onlyNoMatch(err error) bool {
	for _, e := range leaves(err) {
		if !errors.Is(e, errNoMatch) {
			return false
		}
	}
	return true
}
