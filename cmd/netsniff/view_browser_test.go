package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"netsniff/report/view"
	"netsniff/report/web/browser"
)

// viewed opens the view of a capture in a browser.
func viewed(t *testing.T, place string, names ...string) *browser.Tab {
	t.Helper()
	x := &viewCmd{options: &options{files: names}}
	input, err := x.input()
	if err != nil {
		t.Fatal(err)
	}
	s := view.New(x.capture(input))
	h := httptest.NewServer(s.Handler())
	t.Cleanup(func() { h.Close(); s.Close() })
	tab := browser.Open(t, h.URL+s.Path()+"#"+place, chromedp.EmulateViewport(1200, 800))
	tab.Until(`document.querySelector("#count").value.match(/^[0-9,]+$/) || location.hash`)
	return tab
}

// TestViewFollows: both sides of a stream, in clear and decrypted, as text and in hexadecimal.
func TestViewFollows(t *testing.T) {
	for _, c := range []struct{ capture, filter, option, client, server string }{
		{"http-content-encodings.pcap", "http.response", "http 0", "GET /long.html HTTP/1.1",
			"<p>109: answer window packet"},
		{"smtp-curl.pcap", "smtp.req", "tcp 0", "EHLO client.example.com", "220 mail.example.com ESMTP"},
		{"tls-mail-servers.pcapng", "smtp", "tls 0", "ehlo ", "220 "},
		{"http2-over-tls.pcapng", "http2.headers", "http2 0.1", "GET ", "HTTP/"},
	} {
		t.Run(c.capture, func(t *testing.T) {
			x := viewed(t, c.filter, filepath.Join(pcaps, c.capture))
			x.Until(`document.querySelectorAll(".row").length > 0`)
			x.Do(chromedp.KeyEvent(kb.Home))
			x.Until(`document.querySelectorAll(".line").length > 3`)
			x.Press("[data-tab=streams]")
			x.Until(`document.querySelectorAll(".part").length > 0`)
			choose := func(name, text string) {
				t.Helper()
				if !browser.Value[bool](x,
					`(s => { const i = [...s.options].findIndex(o => o.text === "`+text+
						`"); s.selectedIndex = i; s.dispatchEvent(new Event("change")); return i >= 0 })(document.querySelector("[name=`+
						name+`]"))`) {
					t.Fatalf("no %s is offered", text)
				}
			}
			choose("protocol", c.option)
			said := `[...document.querySelectorAll(".part.`
			x.Until(said + `client")].some(p => p.innerText.includes(` + quoted(c.client) + `))`)
			x.Until(said + `server")].some(p => p.innerText.includes(` + quoted(c.server) + `))`)
			choose("side", "client → server")
			x.Until(`document.querySelectorAll(".part.client").length > 0 && document.querySelectorAll(".part.server").length === 0`)
			choose("form", "hexadecimal")
			x.Until(`document.querySelector(".part").innerText.startsWith("00000000  ")`)
			x.Press(".only")
			x.Until(`document.querySelector("#filter").value.startsWith("tcp.stream eq ")`)
		})
	}
}

// quoted returns a string as scripts have it.
func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"` }

// TestViewTables: a table is sorted and searched, its rows lead to their frames, and back.
func TestViewTables(t *testing.T) {
	x := viewed(t, "", filepath.Join(pcaps, "http-persistent-gets.pcap"))
	x.Press("#to-tables")
	x.Until(`document.querySelector("#table h3")?.innerText === "Overview"`)
	x.Press("[data-name=exchanges]")
	x.Until(`document.querySelectorAll("#table tbody tr").length === 5`)
	column := `[...document.querySelectorAll("#table th")].findIndex(th => th.innerText.startsWith("Reply bytes"))`
	values := `[...document.querySelectorAll("#table tbody tr")].map(tr => Number(tr.cells[` + column +
		`].innerText.replace(",", ""))).join()`
	browser.Value[any](x, `document.querySelectorAll("#table th button")[`+column+`].click()`)
	down := browser.Value[string](x, values)
	browser.Value[any](x, `document.querySelectorAll("#table th button")[`+column+`].click()`)
	up := browser.Value[string](x, values)
	if down == up || browser.Value[string](x, `"`+down+`".split(",").reverse().join()`) != up {
		t.Errorf("sorted down %s, up %s", down, up)
	}
	browser.Value[any](x, `(s => { s.value = "index.html"; s.dispatchEvent(new Event("input")) })(document.querySelector("#search"))`)
	x.Until(`document.querySelectorAll("#table tbody tr").length === 1`)
	x.Do(chromedp.Focus("#table tbody tr"), chromedp.KeyEvent(kb.Enter))
	x.Until(`document.querySelector("#filter").value === "frame.number in {6, 8}" && document.querySelectorAll(".row").length === 2`)
	browser.Value[any](x, `history.back()`)
	x.Until(`!document.querySelector("#tables").hidden`)
	x.Until(`document.querySelector("#table tbody button.frame")`)
	x.Press("#table tbody button.frame")
	x.Until(`document.querySelector(".row[aria-selected=true] span")?.innerText === "6" && document.querySelector("#filter").value === "" && !document.querySelector("#packets").hidden`)
	x.Press("#language")
	x.Press("#to-tables")
	x.Until(`document.querySelector("#table h3")?.innerText === "请求与应答（逐条）"`)
}

// TestViewReport: a mark of a picture of the report leads to its frames.
func TestViewReport(t *testing.T) {
	x := viewed(t, "", filepath.Join(pcaps, "http-persistent-gets.pcap"))
	address := browser.Value[string](x, `document.querySelector("a[href=report]").href`)
	x.Do(chromedp.Navigate(address))
	x.Until(`document.querySelectorAll("button[data-frame]").length > 0`)
	x.Press("button[data-frame]")
	x.Until(`!document.querySelector("#evidence a").hidden`)
	filter := browser.Value[string](x, `document.querySelector("#evidence code").innerText.match(/'(.*)'/)[1]`)
	x.Press("#evidence a")
	x.Until(`document.querySelector("#filter")?.value === ` + quoted(filter) +
		` && document.querySelectorAll(".row").length === 1`)
}

// TestViewDamaged: rows up to the damage are shown, and what it is is said.
func TestViewDamaged(t *testing.T) {
	whole, err := os.ReadFile(filepath.Join(pcaps, "http-persistent-gets.pcap"))
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "cut.pcap")
	if err := os.WriteFile(name, whole[:len(whole)-20], 0o600); err != nil {
		t.Fatal(err)
	}
	x := viewed(t, "", name)
	x.Until(`document.querySelector("#count").value === "23" && document.querySelector("#notes pre").textContent.includes("cut.pcap")`)
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	x.Do(chromedp.Focus("#filter"), chromedp.KeyEvent("http"), chromedp.KeyEvent(kb.Enter))
	x.Until(`document.querySelector("#wrong").innerText.includes("cut.pcap: no such file or directory")`)
}

// TestViewSeveral: several files are one capture in order of time, with the same numbers in
// rows, frames, tables and streams.
func TestViewSeveral(t *testing.T) {
	x := viewed(t, "/tables/dns.lookups", filepath.Join(pcaps, "http-persistent-gets.pcap"),
		filepath.Join(pcaps, "dns-errors.pcap"))
	x.Until(`document.querySelectorAll("#table button.frame").length > 0`)
	number := browser.Value[string](x, `document.querySelector("#table button.frame").innerText`)
	x.Press("#table button.frame")
	x.Until(`document.querySelector(".row[aria-selected=true]")?.innerText.includes("DNS") && document.querySelector(".row[aria-selected=true] span").innerText === ` +
		quoted(number))
	x.Until(`document.querySelector("#tree").innerText.includes("Frame ` + number + `:")`)
	x.Press("[data-tab=streams]")
	x.Until(`document.querySelectorAll(".part.client").length > 0`)
}
