package page_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"netsniff/report/table"
)

// browser is a Chromium without a window.
type browser struct {
	*testing.T
	path string
}

// newBrowser finds one, or skips the test.
func newBrowser(t *testing.T) *browser {
	if testing.Short() {
		t.Skip("a browser takes seconds")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return &browser{t, path}
		}
	}
	t.Skip("no chromium here: scripts/setup.sh browser installs it")
	return nil
}

// run runs the browser, which can reach no network, and returns what it prints.
func (b *browser) run(args ...string) []byte {
	b.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	c := exec.CommandContext(ctx, b.path,
		append([]string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
			"--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=" + b.TempDir(), "--timeout=20000"}, args...)...)
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		b.Fatalf("%v: %v\n%s", c.Args, err, errs.Bytes())
	}
	return out
}

// measured is what a page looks like in a frame of some width.
type measured struct {
	Width, Scroll int      // of the frame, and of what is in it
	Elements      int      // scripts, pictures, frames and forms
	Resources     []string // that it loaded
	Title         string
	Dark          bool     // the background is darker than the text
	Faint         []string // texts with a contrast below 4.5 (WCAG 2.2, 1.4.3)
	Drawn         int      // parts of drawings with an extent
}

// measure has a script look at pages from outside: within them none may run.
const measure = `<!DOCTYPE html><meta charset="utf-8">FRAMES<script>
function look(f) {
  const d = f.contentDocument, w = f.contentWindow
  const rgb = s => s.match(/[\d.]+/g).map(Number)
  const light = s => {
    const [r, g, b] = rgb(s).map(x => { x /= 255; return x <= .04045 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4 })
    return .2126 * r + .7152 * g + .0722 * b
  }
  const back = e => {
    for (; e; e = e.parentElement) {
      const c = w.getComputedStyle(e).backgroundColor
      if (!/^rgba.*, 0\)$/.test(c)) return light(c)
    }
    return 1
  }
  const faint = []
  const walk = d.createTreeWalker(d.body, NodeFilter.SHOW_TEXT)
  for (let n; n = walk.nextNode();) {
    const e = n.parentElement, s = w.getComputedStyle(e)
    if (!n.data.trim()) continue
    const text = light(e.namespaceURI.endsWith('svg') ? s.fill : s.color), under = back(e)
    if ((Math.max(text, under) + .05) / (Math.min(text, under) + .05) < 4.5) faint.push(e.className + ': ' + n.data.trim().slice(0, 40))
  }
  return {
    Width: w.innerWidth, Scroll: d.documentElement.scrollWidth,
    Elements: d.querySelectorAll('script,img,iframe,object,embed,form,link,base').length,
    Resources: w.performance.getEntriesByType('resource').map(x => x.name), Title: d.title, Faint: faint,
    Dark: back(d.body) < light(w.getComputedStyle(d.body).color),
    Drawn: [...d.querySelectorAll('svg rect')].filter(x => x.getBoundingClientRect().width > 0).length}
}
onload = () => {
  const out = document.createElement('pre')
  out.id = 'measured'
  out.textContent = JSON.stringify([...document.querySelectorAll('iframe')].map(look))
  document.body.append(out)
}
</script>`

var measuredText = regexp.MustCompile(`(?s)<pre id="measured">(.*?)</pre>`)

// view is a page in a frame of some width.
type view struct {
	page  string
	width int
}

// look measures pages, each in its frame.
func (b *browser) look(pages map[string]string, views []view, flags ...string) (list []measured) {
	b.Helper()
	var frames strings.Builder
	for _, v := range views {
		fmt.Fprintf(&frames, `<iframe style="border:0;width:%dpx;height:800px" srcdoc="%s"></iframe>`, v.width,
			html.EscapeString(pages[v.page]))
	}
	file := filepath.Join(b.TempDir(), "frames.html")
	if err := os.WriteFile(file, []byte(strings.Replace(measure, "FRAMES", frames.String(), 1)), 0o600); err != nil {
		b.Fatal(err)
	}
	out := measuredText.FindSubmatch(b.run(append(flags, "--dump-dom", "file://"+file)...))
	if out == nil {
		b.Fatal("nothing was measured")
	}
	if err := json.Unmarshal([]byte(html.UnescapeString(string(out[1]))), &list); err != nil {
		b.Fatal(err)
	}
	return list
}

// TestInABrowser: light, dark and narrow pages can be read, nothing is loaded and
// nothing that a student wrote runs.
func TestInABrowser(t *testing.T) {
	b := newBrowser(t)
	pages := written(t, table.English)
	for _, x := range []struct {
		dark  bool
		flag  string
		views []view
	}{
		{false, "--blink-settings=preferredColorScheme=1",
			[]view{{"class", 1100}, {"class", 360}, {"student", 1100}, {"usual", 360}}},
		{true, "--blink-settings=preferredColorScheme=0", []view{{"class", 1100}, {"student", 360}}},
	} {
		list := b.look(pages, x.views, x.flag)
		if len(list) != len(x.views) {
			t.Fatalf("%d of %d views", len(list), len(x.views))
		}
		for i, m := range list {
			v := x.views[i]
			if m.Scroll > m.Width || m.Width != v.width {
				t.Errorf("%+v: it is %d wide in a frame of %d", v, m.Scroll, m.Width)
			}
			if m.Elements > 0 || len(m.Resources) > 0 || m.Title == "owned" || m.Title == "" {
				t.Errorf("%+v: %d foreign elements, loaded %v, title %q", v, m.Elements, m.Resources, m.Title)
			}
			if m.Dark != x.dark || len(m.Faint) > 0 {
				t.Errorf("%+v: dark is %v, too faint to read: %q", v, m.Dark, m.Faint)
			}
			if m.Drawn < 2 {
				t.Errorf("%+v: %d parts of drawings are to be seen", v, m.Drawn)
			}
		}
	}
}

// TestPrints: pages print to A4, with what a screen folds away.
func TestPrints(t *testing.T) {
	b := newBrowser(t)
	pages := written(t, table.Chinese)
	for _, name := range []string{"class", "student"} {
		text := pages[name]
		dir := t.TempDir()
		file, pdf := filepath.Join(dir, name+".html"), filepath.Join(dir, name+".pdf")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		b.run("--print-to-pdf="+pdf, "--no-pdf-header-footer", "file://"+file)
		out, err := os.ReadFile(pdf)
		if err != nil {
			t.Fatal(err)
		}
		boxes := regexp.MustCompile(`/MediaBox \[0 0 (\S+) (\S+)\]`).FindAllSubmatch(out, -1)
		if len(boxes) == 0 || len(boxes) > 6 {
			t.Errorf("%s: %d pages", name, len(boxes))
		}
		for _, box := range boxes {
			if !strings.HasPrefix(string(box[1]), "594.9") && !strings.HasPrefix(string(box[1]), "595") ||
				!strings.HasPrefix(string(box[2]), "84") {
				t.Errorf("%s: a page of %s by %s points", name, box[1], box[2])
			}
		}
	}
}
