package page

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tab is a page in a Chromium without a window. Whatever the page asks of the network, or
// complains of, fails the test.
type tab struct {
	*testing.T
	context.Context
}

// open opens a page, or skips the test where there is no browser.
func open(t *testing.T, p *Page, steps ...chromedp.Action[chromedp.Void]) *tab {
	t.Helper()
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return visit(t, file, steps...)
}

// visit opens the page in a file, after some steps.
func visit(t *testing.T, file string, steps ...chromedp.Action[chromedp.Void]) *tab {
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
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"),
		chromedp.WSURLReadTimeout(time.Minute))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	browser, stopBrowser := chromedp.NewContext(allocator)
	timed, stopTimer := context.WithTimeout(browser, 2*time.Minute)
	t.Cleanup(func() { stopTimer(); stopBrowser(); stop() })
	x := &tab{t, timed}
	x.do(steps...)
	if err := chromedp.Listen(timed, func(event any) { heed(t, event, file) }); err != nil {
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
	x.do(chromedp.Navigate("file://" + file))
	return x
}

// heed fails the test for what no page may do.
func heed(t *testing.T, event any, file string) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if e.Request.URL != "file://"+file {
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

func (x *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	x.Helper()
	if err := chromedp.Do(x.Context, steps...); err != nil {
		x.Fatal(err)
	}
}

// value evaluates an expression of the page.
func value[T any](x *tab, expression string) T {
	x.Helper()
	v, err := chromedp.Run(x.Context, chromedp.Evaluate[T](expression))
	if err != nil {
		x.Fatal(err)
	}
	return v
}

// until waits for an expression to be true.
func (x *tab) until(expression string) {
	x.Helper()
	for range 100 {
		if value[bool](x, expression) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	x.Fatalf("never true: %s", expression)
}

// TestPictures: every picture is drawn, in both languages and both themes, narrow as well.
func TestPictures(t *testing.T) {
	for _, width := range []int64{1100, 360} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			x := open(t, made(), chromedp.EmulateViewport(width, 900))
			x.until(`document.querySelectorAll(".canvas svg").length === 4`)
			x.do(chromedp.Click("#language"))
			x.until(`document.querySelector("figcaption").innerText === "序号"`)
			if text := value[string](x, `document.querySelector(".legend").innerText`); !strings.Contains(text, "报文段") || strings.Contains(text, "segments") {
				t.Errorf("the legend says %q", text)
			}
			before := value[string](x, `getComputedStyle(document.body).backgroundColor`)
			x.do(chromedp.Click("#theme"))
			if after := value[string](x, `getComputedStyle(document.body).backgroundColor`); after == before {
				t.Errorf("the background stays %s", after)
			}
			if wide := value[int](x, `document.documentElement.scrollWidth`); wide > int(width) {
				t.Errorf("the page is %d wide", wide)
			}
		})
	}
}

// TestHostile: what came from the wire is text wherever it stands.
func TestHostile(t *testing.T) {
	x := open(t, made(), chromedp.EmulateViewport(1100, 1800))
	x.until(`document.querySelectorAll(".canvas svg").length === 4`)
	if n := value[int](x, `document.images.length + document.querySelectorAll("iframe, object, embed, form, link, base").length`); n != 0 {
		t.Errorf("%d elements that texts must not make", n)
	}
	if title := value[string](x, `document.title`); title == "harm" || !strings.Contains(title, "onerror") {
		t.Errorf("the title is %q", title)
	}
}

// press clicks the first element that a selector finds.
func (x *tab) press(selector string) {
	x.Helper()
	value[any](x, fmt.Sprintf("document.querySelector(%q).click()", selector))
}

// TestZoom: by buttons and by dragging; all comes back.
func TestZoom(t *testing.T) {
	x := open(t, made(), chromedp.EmulateViewport(1100, 1800))
	x.until(`document.querySelectorAll(".canvas svg").length === 4`)
	domain := `JSON.stringify(document.querySelector(".canvas svg").scale("x").domain)`
	x.press("[data-step=in]")
	if d := value[string](x, domain); d != "[2.5,7.5]" {
		t.Errorf("zoomed in to %s", d)
	}
	x.press("[data-step=on]")
	if d := value[string](x, domain); d != "[5,10]" {
		t.Errorf("moved on to %s", d)
	}
	x.press("[data-step=all]")
	if d := value[string](x, domain); d != "[0,10]" {
		t.Errorf("all is %s", d)
	}
	box := value[[]float64](x, `(b => [b.left, b.top, b.width, b.height])(document.querySelector(".canvas svg").getBoundingClientRect())`)
	y := box[1] + box[3]/2
	x.do(chromedp.MouseEvent("mousePressed", box[0]+box[2]/4, y, chromedp.ButtonLeft), chromedp.MouseEvent("mouseMoved", box[0]+box[2]/3, y, chromedp.ButtonLeft),
		chromedp.MouseEvent("mouseMoved", box[0]+box[2]/2, y, chromedp.ButtonLeft), chromedp.MouseEvent("mouseReleased", box[0]+box[2]/2, y, chromedp.ButtonLeft))
	if d := value[[]float64](x, `document.querySelector(".canvas svg").scale("x").domain`); d[0] < 1.5 || d[0] > 2.5 || d[1] < 4.5 || d[1] > 5.5 {
		t.Errorf("dragged to %v", d)
	}
}

// TestEvidence: a click on a mark tells the filter for its frames.
func TestEvidence(t *testing.T) {
	x := open(t, made(), chromedp.EmulateViewport(1100, 1800))
	x.until(`document.querySelectorAll(".canvas svg").length === 4`)
	place := value[[]float64](x, `(svg => {
		const b = svg.getBoundingClientRect(), x = svg.scale("x"), y = svg.scale("y")
		return [b.left + x.apply(5), b.top + y.apply(75700)]
	})(document.querySelector(".canvas svg"))`)
	x.do(chromedp.MouseEvent("mouseMoved", place[0], place[1]))
	x.until(`document.querySelector(".canvas svg").value !== null`)
	x.do(chromedp.MouseClickXY(place[0], place[1]))
	x.until(`!document.querySelector("#evidence").hidden`)
	if text := value[string](x, `document.querySelector("#evidence code").innerText`); !strings.Contains(text, "-f 'frame.number == 51'") {
		t.Errorf("the evidence is %q", text)
	}
}

// TestNumbers: behind a picture stands a table of what is drawn, in the page's language.
func TestNumbers(t *testing.T) {
	x := open(t, made())
	x.press("details.numbers summary")
	x.until(`document.querySelectorAll("details.numbers table tr").length === 406`) // all marks, and the head
	row := value[string](x, `document.querySelector("details.numbers table").rows[51].innerText`)
	if !strings.Contains(row, "segments") || !strings.Contains(row, "5 s") || !strings.Contains(row, "75 kB – 76.4 kB") || !strings.HasSuffix(row, "51") {
		t.Errorf("the row is %q", row)
	}
	x.press("#language")
	x.until(`document.querySelector("details.numbers table").rows[51].innerText.startsWith("报文段")`)
}

// TestKeyboard: frames are reached, told and left without a mouse.
func TestKeyboard(t *testing.T) {
	p := made()
	p.Findings = []Finding{{Severity: "warning", Frames: []string{"15", "…"}}}
	x := open(t, p)
	x.do(chromedp.Focus(".frame"), chromedp.KeyEvent(kb.Enter))
	x.until(`!document.querySelector("#evidence").hidden`)
	if text := value[string](x, `document.querySelector("#evidence code").innerText`); !strings.HasSuffix(text, "-V -f 'frame.number == 15'") {
		t.Errorf("the evidence is %q", text)
	}
	x.do(chromedp.KeyEvent(kb.Escape))
	x.until(`document.querySelector("#evidence").hidden && document.activeElement.className === "frame"`)
}
