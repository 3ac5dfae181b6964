package page

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"netsniff/report/web/browser"
)

// open opens a page, or skips the test where there is no browser.
func open(t *testing.T, p *Page, steps ...chromedp.Action[chromedp.Void]) *browser.Tab {
	t.Helper()
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return browser.Open(t, "file://"+file, steps...)
}

// TestPictures: every picture is drawn, in both languages and both themes, narrow as well.
func TestPictures(t *testing.T) {
	for _, width := range []int64{1100, 360} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			x := open(t, made(), chromedp.EmulateViewport(width, 900))
			x.Until(`document.querySelectorAll(".canvas svg").length === 4`)
			x.Do(chromedp.Click("#language"))
			x.Until(`document.querySelector("figcaption").innerText === "序号"`)
			if text := browser.Value[string](x, `document.querySelector(".legend").innerText`); !strings.Contains(text,
				"报文段") || strings.Contains(text, "segments") {
				t.Errorf("the legend says %q", text)
			}
			before := browser.Value[string](x, `getComputedStyle(document.body).backgroundColor`)
			x.Do(chromedp.Click("#theme"))
			if after := browser.Value[string](x, `getComputedStyle(document.body).backgroundColor`); after == before {
				t.Errorf("the background stays %s", after)
			}
			if wide := browser.Value[int](x, `document.documentElement.scrollWidth`); wide > int(width) {
				t.Errorf("the page is %d wide", wide)
			}
		})
	}
}

// TestHostile: what came from the wire is text wherever it stands.
func TestHostile(t *testing.T) {
	x := open(t, made(), chromedp.EmulateViewport(1100, 1800))
	x.Until(`document.querySelectorAll(".canvas svg").length === 4`)
	if n := browser.Value[int](x,
		`document.images.length + document.querySelectorAll("iframe, object, embed, form, link, base").length`); n != 0 {
		t.Errorf("%d elements that texts must not make", n)
	}
	if title := browser.Value[string](x, `document.title`); title == "harm" || !strings.Contains(title, "onerror") {
		t.Errorf("the title is %q", title)
	}
}

// TestZoom: by buttons and by dragging; all comes back.
func TestZoom(t *testing.T) {
	x := open(t, made(), chromedp.EmulateViewport(1100, 1800))
	x.Until(`document.querySelectorAll(".canvas svg").length === 4`)
	domain := `JSON.stringify(document.querySelector(".canvas svg").scale("x").domain)`
	x.Press("[data-step=in]")
	if d := browser.Value[string](x, domain); d != "[2.5,7.5]" {
		t.Errorf("zoomed in to %s", d)
	}
	x.Press("[data-step=on]")
	if d := browser.Value[string](x, domain); d != "[5,10]" {
		t.Errorf("moved on to %s", d)
	}
	x.Press("[data-step=all]")
	if d := browser.Value[string](x, domain); d != "[0,10]" {
		t.Errorf("all is %s", d)
	}
	box := browser.Value[[]float64](x,
		`(b => [b.left, b.top, b.width, b.height])(document.querySelector(".canvas svg").getBoundingClientRect())`)
	y := box[1] + box[3]/2
	x.Do(chromedp.MouseEvent("mousePressed", box[0]+box[2]/4, y, chromedp.ButtonLeft),
		chromedp.MouseEvent("mouseMoved", box[0]+box[2]/3, y, chromedp.ButtonLeft),
		chromedp.MouseEvent("mouseMoved", box[0]+box[2]/2, y, chromedp.ButtonLeft),
		chromedp.MouseEvent("mouseReleased", box[0]+box[2]/2, y, chromedp.ButtonLeft))
	if d := browser.Value[[]float64](x, `document.querySelector(".canvas svg").scale("x").domain`); d[0] < 1.5 ||
		d[0] > 2.5 || d[1] < 4.5 || d[1] > 5.5 {
		t.Errorf("dragged to %v", d)
	}
}

// TestEvidence: a click on a mark tells the filter for its frames.
func TestEvidence(t *testing.T) {
	x := open(t, made(), chromedp.EmulateViewport(1100, 1800))
	x.Until(`document.querySelectorAll(".canvas svg").length === 4`)
	place := browser.Value[[]float64](x, `(svg => {
		const b = svg.getBoundingClientRect(), x = svg.scale("x"), y = svg.scale("y")
		return [b.left + x.apply(5), b.top + y.apply(75700)]
	})(document.querySelector(".canvas svg"))`)
	x.Do(chromedp.MouseEvent("mouseMoved", place[0], place[1]))
	x.Until(`document.querySelector(".canvas svg").value !== null`)
	x.Do(chromedp.MouseClickXY(place[0], place[1]))
	x.Until(`!document.querySelector("#evidence").hidden`)
	if text := browser.Value[string](x, `document.querySelector("#evidence code").innerText`); !strings.Contains(text,
		"-f 'frame.number == 51'") {
		t.Errorf("the evidence is %q", text)
	}
}

// TestQuoted: what the evidence tells is one command of a shell, whatever files are called.
func TestQuoted(t *testing.T) {
	p := made()
	p.Files = []string{"it's $(harm).pcap", "b.pcap"}
	p.Findings = []Finding{{Frames: []string{"15"}}}
	x := open(t, p)
	x.Press(".frame")
	want := `netsniff -r 'it'\''s $(harm).pcap' -r b.pcap -V -f 'frame.number == 15'`
	if text := browser.Value[string](x, `document.querySelector("#evidence code").innerText`); text != want {
		t.Errorf("the evidence is %s, want %s", text, want)
	}
}

// TestNumbers: behind a picture stands a table of what is drawn, in the page's language.
func TestNumbers(t *testing.T) {
	x := open(t, made())
	x.Press("details.numbers summary")
	x.Until(`document.querySelectorAll("details.numbers table tr").length === 406`) // all marks, and the head
	row := browser.Value[string](x, `document.querySelector("details.numbers table").rows[51].innerText`)
	if !strings.Contains(row, "segments") || !strings.Contains(row, "5 s") ||
		!strings.Contains(row, "75 kB – 76.4 kB") || !strings.HasSuffix(row, "51") {
		t.Errorf("the row is %q", row)
	}
	x.Press("#language")
	x.Until(`document.querySelector("details.numbers table").rows[51].innerText.startsWith("报文段")`)
}

// TestKeyboard: frames are reached, told and left without a mouse.
func TestKeyboard(t *testing.T) {
	p := made()
	p.Findings = []Finding{{Severity: "warning", Frames: []string{"15", "…"}}}
	x := open(t, p)
	x.Do(chromedp.Focus(".frame"), chromedp.KeyEvent(kb.Enter))
	x.Until(`!document.querySelector("#evidence").hidden`)
	if text := browser.Value[string](x, `document.querySelector("#evidence code").innerText`); !strings.HasSuffix(text,
		"-V -f 'frame.number == 15'") {
		t.Errorf("the evidence is %q", text)
	}
	x.Do(chromedp.KeyEvent(kb.Escape))
	x.Until(`document.querySelector("#evidence").hidden && document.activeElement.className === "frame"`)
}
