package page

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"netsniff/report/web/browser"
)

// screens has TestScreens write what pages look like: go test ./report/page -run Screens -screens DIR.
// With -page it is that file instead of the made one.
var (
	screens = flag.String("screens", "", "write pictures of pages into `DIR`")
	written = flag.String("page", "", "of the page in `FILE`")
)

// TestScreens photographs a page in both languages, light and dark, wide and narrow, and
// prints it, for people to look at.
func TestScreens(t *testing.T) {
	if *screens == "" {
		t.Skip("for people to look at: -screens DIR")
	}
	for _, width := range []int64{1100, 360} {
		x := open(t, made(), chromedp.EmulateViewport(width, 900))
		if *written != "" {
			name, err := filepath.Abs(*written)
			if err != nil {
				t.Fatal(err)
			}
			x = browser.Open(t, "file://"+name, chromedp.EmulateViewport(width, 900))
		}
		for _, theme := range []string{"light", "dark"} {
			for _, lang := range []string{"en", "zh"} {
				shot, err := chromedp.Run(x.Context, chromedp.FullScreenshot(100))
				save(x, fmt.Sprintf("%d-%s-%s.png", width, theme, lang), shot, err)
				x.Press("#language")
			}
			x.Press("#theme")
		}
		if width > 1000 {
			pdf, err := chromedp.Run(x.Context, chromedp.PrintToPDF())
			save(x, "page.pdf", pdf, err)
		}
	}
}

// save writes a file for people.
func save(x *browser.Tab, name string, b []byte, err error) {
	x.Helper()
	if err == nil {
		err = os.WriteFile(filepath.Join(*screens, name), b, 0o644)
	}
	if err != nil {
		x.Fatal(err)
	}
}
