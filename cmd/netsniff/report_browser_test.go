package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"netsniff/report/page"
	"netsniff/report/web/browser"
)

// harm is what stands in hosts, URIs, subjects, addresses, file names and names of users in place of
// words of the same length.
var harm = [][2]string{{"example", "<img/x>"}, {"alice", "<b/x>"}, {"readme", `" x="y`}, {"index", "'><a>"},
	{"master", "<hr/x>"},
	{"Thunderbird", "</script><i"}}

// hostile returns captures with a section of each kind in which texts do harm if they are taken for
// markup.
func hostile(t *testing.T) (files []string) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"smtp-auth-login.pcap", "imap-imaplib-session.pcap", "http-page-parallel.pcap",
		"dns-errors.pcap", "ftp-lftp-session.pcap",
		"streaming-hls.pcap", "sip-call-loss.pcap", "bittorrent-tcp.pcap", "dhcp-discover-to-release.pcap",
		"tls12-resumption-by-id-and-ticket.pcapng"} {
		b, err := os.ReadFile(filepath.Join(pcaps, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range harm {
			b = bytes.ReplaceAll(b, []byte(h[0]), []byte(h[1]))
		}
		file := filepath.Join(dir, strings.Replace(name, "-", "'\"<u x>", 1))
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// TestHostilePage: whatever captures say is text on a page with all its sections: in pictures and tables,
// opened, in both languages, and in what clicks tell.
func TestHostilePage(t *testing.T) {
	report := filepath.Join(t.TempDir(), "report.html")
	args := []string{"report", "--join", "--lang", "en", "-o", report}
	for _, f := range hostile(t) {
		args = append(args, "-r", f)
	}
	output(t, args...)
	x := browser.Open(t, "file://"+report, chromedp.EmulateViewport(1280, 900))
	x.Until(`document.querySelectorAll("figure .canvas svg").length > 20`)
	sections := browser.Value[[]string](x, `[...document.querySelectorAll("main > section")].map(s => s.id)`)
	for _, topic := range page.Topics() {
		if !slices.Contains(sections, topic.ID) {
			t.Errorf("there is no section %s", topic.ID)
		}
	}
	drawn := browser.Value[[]string](x,
		`[...document.querySelectorAll("figure")].filter(f => !f.querySelector(".canvas svg")).map(f => f.innerText)`)
	if len(drawn) > 0 {
		t.Errorf("not drawn: %v", drawn)
	}
	for range 2 {
		browser.Value[any](x, `document.querySelectorAll("details").forEach(d => d.open = true)`)
		x.Until(`[...document.querySelectorAll("details.numbers")].every(d => d.querySelector("table"))`)
		browser.Value[any](x, `document.querySelectorAll("button.columns, button.frame").forEach(b => b.click())`)
		x.Until(`!document.querySelector("#evidence").hidden`)
		if n := browser.Value[int](x,
			`document.querySelectorAll("img, b, hr, i, u, [x]:not(svg *), main a, iframe, object, embed, form, base").length`); n > 0 {
			t.Errorf("%d elements that texts made: %s", n,
				browser.Value[string](x, `document.querySelector("img, b, hr, i, u, [x]:not(svg *), main a, form").outerHTML`))
		}
		x.Press("#language")
	}
	text := browser.Value[string](x, `document.body.innerText`)
	for _, h := range harm[:5] {
		if !strings.Contains(text, h[1]) {
			t.Errorf("the page does not say %s", h[1])
		}
	}
	if named := browser.Value[int](x,
		`document.querySelectorAll("[onclick], [onload], [onerror], [onfocus], [onmouseover], a[href^=javascript]").length`); named > 0 {
		t.Errorf("%d handlers in markup", named)
	}
}

// TestPageByKeyboard: every control of a page is reached by Tab and has a name, tables behind pictures can be
// opened, and their frames tell their filter.
func TestPageByKeyboard(t *testing.T) {
	report := filepath.Join(t.TempDir(), "report.html")
	output(t, "report", "--lang", "zh", "-r", filepath.Join(pcaps, "smtp-auth-login.pcap"), "-o", report)
	x := browser.Open(t, "file://"+report, chromedp.EmulateViewport(1280, 900))
	x.Until(`document.querySelectorAll("figure .canvas svg").length > 5`)
	if unnamed := browser.Value[[]string](x,
		`[...document.querySelectorAll("button, a, summary, [role=region], [role=img], [role=group], nav, figure")]
		.filter(e => !e.closest("[hidden]"))
		.filter(e => !(e.textContent.trim() || e.getAttribute("aria-label") || document.getElementById(e.getAttribute("aria-labelledby"))?.innerText))
		.map(e => e.outerHTML.slice(0, 100))`); len(unnamed) > 0 {
		t.Errorf("without a name: %q", unnamed)
	}
	if english := browser.Value[[]string](x,
		`[...document.querySelectorAll("[aria-label]")].map(e => e.getAttribute("aria-label")).filter(l => /^(Zoom|zoom|Sections|Mail)/.test(l))`); len(english) > 0 {
		t.Errorf("English names in Chinese: %q", english)
	}
	browser.Value[any](x, `document.querySelector("details.numbers summary").focus()`)
	x.Do(chromedp.KeyEvent(" "))
	x.Until(`document.querySelector("details.numbers table button.frame")`)
	if mouse := browser.Value[int](x,
		`[...document.querySelectorAll("button, summary, a[href]")].filter(e => e.tabIndex < 0).length`); mouse > 0 {
		t.Errorf("%d controls are not reached by Tab", mouse)
	}
	browser.Value[any](x, `document.querySelector("details.numbers button.frame").focus()`)
	x.Do(chromedp.KeyEvent("\r"))
	x.Until(`document.querySelector("#evidence code").innerText.includes("frame.")`)
}
