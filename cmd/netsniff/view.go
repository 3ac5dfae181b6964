package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"netsniff/capture/gather"
	"netsniff/dissect/all"
	"netsniff/report/stats"
	"netsniff/report/view"
)

const viewHelp = `view shows a capture in a browser on the same machine: all its rows, however many,
with a display filter, the tree and the bytes of each frame, what was said on a
stream, the tables of netsniff stats, and the page that netsniff report writes. It
is for captures that are too large for a page, and for those who want to look around.

It prints an address to open, which has a random part: nobody else knows it. It
listens on the loopback interface only, and ends with Ctrl-C; nothing is left
behind.`

const viewExamples = `  netsniff view -r lab.pcapng                       look around in a browser
  netsniff view -r https.pcapng --keylog keys.log
  netsniff view -r lab.pcapng --port 8080`

// viewCmd are the flags of netsniff view.
type viewCmd struct {
	*options
	port uint16
}

func newView(in io.Reader, out, errs io.Writer) *cobra.Command {
	x := &viewCmd{options: &options{in: in, out: out, errs: errs}}
	c := &cobra.Command{
		Use:     "view [flags] -r FILE...",
		Short:   "Show a capture in a browser",
		Long:    viewHelp,
		Example: viewExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    x.speaking(func(_ *cobra.Command, args []string) error { return x.serve(args) }),
	}
	f := c.Flags()
	f.SortFlags = false
	x.declareRead(f)
	f.Uint16Var(&x.port, "port", 0, "listen on TCP port `PORT` (default: one that is free)")
	return c
}

// serve serves until it is interrupted.
func (x *viewCmd) serve(args []string) error {
	x.files = append(x.files, args...)
	if len(x.files) == 0 {
		return errors.New("nothing to show: name a capture with -r FILE; see netsniff view --help")
	}
	if name, once := onlyOnce(x.files); once {
		return errors.New(name + " can be read only once, and a view reads again for each filter: save it to a file first")
	}
	input, err := x.input()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(int(x.port))))
	if err != nil {
		return fmt.Errorf("port %d cannot be used: %w; leave out --port for one that is free", x.port, cause(err))
	}
	s := view.New(x.capture(input))
	defer s.Close()
	server := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second}
	release := onInterrupt(func() { _ = server.Close() })
	defer release()
	fmt.Fprintf(x.out, "http://%s%s\n", listener.Addr(), s.Path())
	if isTerminal(x.errs) {
		fmt.Fprintln(x.errs, "netsniff: open this address in a browser; Ctrl-C ends it")
	}
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// input returns the flags that name the captures and their keys; that they can be opened is
// known before anybody looks. Several files are one capture, in order of time.
func (x *viewCmd) input() (flags []string, err error) {
	for _, name := range x.files {
		if _, err := os.Stat(name); err != nil && !gather.IsPattern(name) {
			return nil, fmt.Errorf("%s: %w", name, cause(err))
		}
	}
	found, err := gather.Find(x.files, gather.Together)
	if err != nil {
		return nil, err
	}
	x.files = found[0].Files
	for _, name := range x.files {
		flags = append(flags, "-r", name)
	}
	for _, name := range x.keys.logs {
		flags = append(flags, "--keylog", name)
	}
	for _, name := range x.keys.private {
		flags = append(flags, "--tls-key", name)
	}
	return flags, nil
}

// capture is what is served.
func (x *viewCmd) capture(input []string) view.Capture {
	c := view.Capture{Input: input, Files: x.files, Title: x.title(), Lang: x.lang,
		Run:   func(args []string, out, errs io.Writer) int { return run(args, strings.NewReader(""), out, errs) },
		Names: all.Names(),
	}
	for _, d := range stats.Definitions() {
		c.Tables = append(c.Tables, view.Table{Name: d.Name, EN: d.Title.EN, ZH: d.Title.ZH, Parts: d.Parts})
	}
	return c
}

// title names what is shown.
func (x *viewCmd) title() string {
	var names []string
	for _, f := range x.files {
		names = append(names, filepath.Base(f))
	}
	return strings.Join(names, ", ")
}

// cause returns what lies at the bottom of an error: what was tried is said in front of it.
func cause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
