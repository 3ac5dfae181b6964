// Package browser has pages looked at in a Chromium without a window, for tests.
package browser

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Tab is a page in a Chromium without a window. Whatever the page asks of the network, or
// complains of, fails the test.
type Tab struct {
	*testing.T
	context.Context
}

// Open opens a page at an address after some steps, or skips the test where there is no
// browser. What the page asks for begins with the address.
func Open(t *testing.T, address string, steps ...chromedp.Action[chromedp.Void]) *Tab {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes seconds")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no chromium here: scripts/setup.sh browser installs it")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.WSURLReadTimeout(time.Minute))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	browser, stopBrowser := chromedp.NewContext(allocator)
	timed, stopTimer := context.WithTimeout(browser, 2*time.Minute)
	t.Cleanup(func() { stopTimer(); stopBrowser(); stop() })
	within, _, _ := strings.Cut(address, "#")
	x := &Tab{t, timed}
	x.Do(steps...)
	if err := chromedp.Listen(timed, func(event any) { heed(t, event, within) }); err != nil {
		t.Fatal(err)
	}
	for _, enable := range []func() error{
		func() error { _, err := chromedp.Call(timed, network.Enable, network.EnableParams{}); return err },
		func() error { _, err := chromedp.Call(timed, log.Enable, cdp.Empty{}); return err },
	} {
		if err := enable(); err != nil {
			t.Fatal(err)
		}
	}
	x.Do(chromedp.Navigate(address))
	return x
}

// heed fails the test for what no page may do.
func heed(t *testing.T, event any, address string) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, address) {
			t.Errorf("the page asks for %s", e.Request.URL)
		}
	case *runtime.EventConsoleAPICalled:
		for _, a := range e.Args {
			t.Errorf("the console has %s %s %s", e.Type, a.Value, a.Description)
		}
	case *runtime.EventExceptionThrown:
		t.Errorf("exception: %s", e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		t.Errorf("the log has %s: %s", e.Entry.Level, e.Entry.Text)
	}
}

// Do takes steps.
func (x *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	x.Helper()
	if err := chromedp.Do(x.Context, steps...); err != nil {
		x.Fatal(err)
	}
}

// Value evaluates an expression of the page.
func Value[T any](x *Tab, expression string) T {
	x.Helper()
	v, err := chromedp.Run(x.Context, chromedp.Evaluate[T](expression))
	if err != nil {
		x.Fatal(err)
	}
	return v
}

// Until waits for an expression to be true.
func (x *Tab) Until(expression string) {
	x.Helper()
	for range 100 {
		if Value[bool](x, "Boolean("+expression+")") {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	x.Fatalf("never true: %s", expression)
}

// Press clicks the first element that a selector finds.
func (x *Tab) Press(selector string) {
	x.Helper()
	Value[any](x, fmt.Sprintf("document.querySelector(%q).click()", selector))
}
