package page

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"netsniff/report/web/browser"
)

// screens has TestScreens write what the pages in a directory look like: scripts/screens.sh.
var (
	screens = flag.String("screens", "", "write pictures of the pages in `DIR` (*.html) beside them")
	looks   = flag.String("looks", ".", "only those looks whose names match `REGEXP`: wide-light-en, narrow-dark-zh …")
)

// tallest is how many pixels of a section are in one picture: more would be too small to read
// where pictures are made to fit a screen.
const tallest = 1600

// TestScreens photographs each section of pages in both languages, light and dark, wide and narrow,
// and prints the pages, for people to look at.
func TestScreens(t *testing.T) {
	if *screens == "" {
		t.Skip("for people to look at: scripts/screens.sh DIR")
	}
	pages, err := filepath.Glob(filepath.Join(*screens, "*.html"))
	if err != nil || len(pages) == 0 {
		t.Fatal("no pages in ", *screens, err)
	}
	for _, name := range pages {
		if name, err = filepath.Abs(name); err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(name), ".html"), func(t *testing.T) { photograph(t, name) })
	}
}

func photograph(t *testing.T, name string) {
	base, wanted := strings.TrimSuffix(name, ".html"), regexp.MustCompile(*looks)
	for width, how := range map[int64]string{1280: "wide", 390: "narrow"} {
		x := browser.Open(t, "file://"+name, chromedp.EmulateViewport(width, 900))
		x.Until(`[...document.querySelectorAll("figure .canvas")].every(c => c.querySelector("svg"))`)
		for _, theme := range []string{"light", "dark"} {
			for _, lang := range []string{"en", "zh"} {
				x.Until(fmt.Sprintf(`(document.documentElement.lang === "en") === (%q === "en")`, lang))
				if look := strings.Join([]string{how, theme, lang}, "-"); wanted.MatchString(look) {
					sections(x, base+"-"+look, float64(width))
				}
				x.Press("#language")
			}
			x.Press("#theme")
		}
		if how == "wide" {
			pdf, err := chromedp.Run(x.Context, chromedp.PrintToPDF())
			save(x, base+".pdf", pdf, err)
		}
	}
}

// sections photographs the head of a page and each of its sections.
func sections(x *browser.Tab, base string, width float64) {
	x.Helper()
	type place struct {
		ID          string
		Top, Bottom float64
	}
	for _, s := range browser.Value[[]place](x, `[...document.querySelectorAll("header, main > section")].map(e => {
		const b = e.getBoundingClientRect()
		return {id: e.id || "head", top: b.top + scrollY, bottom: b.bottom + scrollY}
	})`) {
		part := 0
		for top := s.Top; top < s.Bottom; top += tallest {
			part++
			clip := page.Viewport{Y: top, Width: width, Height: min(tallest, s.Bottom-top), Scale: 1}
			beyond := true
			shot, err := chromedp.Call(x.Context, page.CaptureScreenshot,
				page.CaptureScreenshotParams{Clip: &clip, CaptureBeyondViewport: &beyond})
			save(x, fmt.Sprintf("%s-%s-%d.png", base, s.ID, part), shot.Data, err)
		}
	}
}

// save writes a file for people.
func save(x *browser.Tab, name string, b []byte, err error) {
	x.Helper()
	if err == nil {
		err = os.WriteFile(name, b, 0o644)
	}
	if err != nil {
		x.Fatal(err)
	}
}
