package view

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"netsniff/report/table"
	"netsniff/report/web/browser"
)

const million = 1_000_000

// made prints what netsniff would of a capture with a million frames; every tenth is HTTP.
func made(args []string, out, errs io.Writer) int {
	line := strings.Join(args, " ")
	filter := ""
	for i, a := range args {
		if a == "-f" {
			filter = args[i+1]
		}
	}
	switch {
	case strings.HasPrefix(line, "fields"):
		fmt.Fprint(out, "http.host\nhttp.request.method\nhttp.request.uri\ntcp.port\n")
	case strings.HasPrefix(line, "follow"):
		fmt.Fprint(out, "GET /<b>index</b> HTTP/1.1\n")
	case strings.Contains(line, "-V -x"):
		fmt.Fprintf(out, "Frame: %s\n    Length: 60\nTransmission Control Protocol\n    [Stream index: 3]\nHypertext Transfer Protocol\n    Host: <img src=x>\n\n"+
			"0000  47 45 54 20                                       GET \n", filter)
	case filter == "bad ==":
		fmt.Fprint(errs, "netsniff: the filter ends where a field or value should follow\n    bad ==\n          ^\n")
		return usage
	default:
		var b strings.Builder
		for n := 1; n <= million; n++ {
			if filter == "http" && n%10 != 0 {
				continue
			}
			fmt.Fprintf(&b, "%7d\t%d.000000\t192.0.2.10\t→\t192.0.2.80\tHTTP\t60\tGET /<b>%d</b>\n", n, n, n)
			if b.Len() > 1<<16 || n == million {
				if _, err := io.WriteString(out, b.String()); err != nil {
					return 0
				}
				b.Reset()
			}
		}
	}
	return 0
}

// serve serves what made prints.
func serve(t *testing.T) (s *Server, address string) {
	t.Helper()
	s = New(made, []string{"-r", "made.pcap"}, "made.pcap", table.English)
	h := httptest.NewServer(s.Handler())
	t.Cleanup(func() { h.Close(); s.Close() })
	return s, h.URL + s.Path()
}

// TestAddress: only who knows the random part gets an answer, and only by a name of this
// machine.
func TestAddress(t *testing.T) {
	s, address := serve(t)
	for _, x := range []struct {
		path, host string
		status     int
	}{
		{s.Path(), "127.0.0.1:8080", http.StatusOK}, {s.Path(), "localhost", http.StatusOK}, {s.Path(), "[::1]:80", http.StatusOK},
		{s.Path(), "attacker.example", http.StatusForbidden}, {s.Path(), "192.0.2.1", http.StatusForbidden},
		{"/", "127.0.0.1", http.StatusForbidden}, {"/guess/rows", "127.0.0.1", http.StatusForbidden}, {s.Path() + "nothing", "127.0.0.1", http.StatusNotFound},
	} {
		r := httptest.NewRequest(http.MethodGet, x.path, nil)
		r.Host = x.host
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		if w.Code != x.status {
			t.Errorf("%s of %s gives %d, want %d", x.path, x.host, w.Code, x.status)
		}
	}
	if other := New(made, nil, "", table.English); other.Path() == s.Path() || len(address) < 40 {
		t.Errorf("the address %s can be guessed", address)
	}
}

// TestBrowse: rows are scrolled, filtered, chosen and followed; what is in them is text.
func TestBrowse(t *testing.T) {
	_, address := serve(t)
	x := browser.Open(t, address, chromedp.EmulateViewport(1200, 800))
	x.Until(`document.querySelector("#count").value === "1,000,000"`)
	x.Do(chromedp.KeyEvent(kb.End))
	x.Until(`document.querySelector("#shown").innerText.includes("frame.number == 1000000")`)
	x.Until(`document.querySelector(".row[aria-selected=true]")?.innerText.includes("GET /<b>1000000</b>")`)
	browser.Value[any](x, `(list => list.scrollTop = list.scrollHeight * 0.9)(document.querySelector("#list"))`)
	x.Until(`(n => n > 890000 && n < 910000)(Number(document.querySelector(".row span").innerText))`)
	x.Press("[data-tab=bytes]")
	x.Until(`document.querySelector("#shown").innerText.startsWith("0000  47 45 54 20")`)
	x.Press("[data-tab=follow]")
	x.Until(`document.querySelector("#shown").innerText === "GET /<b>index</b> HTTP/1.1\n"`)
	x.Do(chromedp.KeyEvent("/"), chromedp.KeyEvent("http.req"))
	x.Until(`document.querySelector("#offers").innerText === "http.request.method\nhttp.request.uri"`)
	x.Do(chromedp.KeyEvent(kb.Escape))
	browser.Value[any](x, `document.querySelector("#filter").value = "http"`)
	x.Do(chromedp.Focus("#filter"), chromedp.KeyEvent(kb.Enter))
	x.Until(`document.querySelector("#count").value === "100,000" && document.querySelector(".row span").innerText === "10"`)
	if n := browser.Value[int](x, `document.images.length + document.querySelectorAll("b").length`); n != 0 {
		t.Errorf("%d elements that texts must not make", n)
	}
}

// TestWrongFilter: what is wrong with a filter is said with its place, and the next one works.
func TestWrongFilter(t *testing.T) {
	_, address := serve(t)
	x := browser.Open(t, address+"#"+"bad%20%3D%3D")
	x.Until(`document.querySelector("#wrong").innerText.includes("          ^")`)
	browser.Value[any](x, `location.hash = "http"`)
	x.Until(`document.querySelector("#wrong").hidden && document.querySelector("#count").value === "100,000"`)
}
