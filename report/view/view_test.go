package view

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"netsniff/dissect/all"
	"netsniff/report/view/index"
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
	case strings.HasPrefix(line, "fields --tabs --protocols"):
		fmt.Fprint(out, "http\tprotocol\thttp\tHypertext Transfer Protocol\n")
	case strings.HasPrefix(line, "fields"):
		fmt.Fprint(out, "http.host\tstring\thttp\tHost\nhttp.request.method\tstring\thttp\tRequest <b>Method</b>\nhttp.request.uri\tstring\thttp\tURI\n")
	case strings.HasPrefix(line, "follow"):
		fmt.Fprint(out, `{"protocol":"tcp","filter":"tcp.stream eq 3","peers":[{"host":"192.0.2.10","port":1,"role":"client"},{"host":"192.0.2.80","port":80,"role":"server"}],"parts":[
{"peer":0,"frame":7,"text":"GET /<b>index</b> HTTP/1.1\n"},
{"peer":1,"frame":8,"base64":"SFQA/w=="}
]}`)
	case strings.Contains(line, "-T anatomy"):
		for _, n := range regexp.MustCompile(`\d+`).FindAllString(filter, -1) {
			fmt.Fprintf(out, `{"number":%[1]s,"sources":[{"name":"Frame","size":4,"bytes":"R0VUIA=="}],"tree":[{"text":"Frame %[1]s","name":"frame"},`+
				`{"text":"TCP","name":"tcp","below":[{"text":"[Stream index: 3]","name":"tcp.stream","filter":"tcp.stream == 3"}]},`+
				`{"text":"Hypertext Transfer Protocol","name":"http","filter":"http","size":4,"below":[{"text":"Method: GET","name":"http.request.method","filter":"http.request.method == \"GET\"","size":3},`+
				`{"text":"Host: <img src=x>","name":"http.host"},{"text":"Response in frame: 12","name":"http.response_in","frame":12}]}]}`+
				"\n", n)
		}
	default:
		if filter == "none" {
			fmt.Fprint(errs, "netsniff: made.pcap ends in the middle of a frame\n")
			return 1
		}
		rows(out, filter, strings.Contains(line, "-T "+index.Format))
	}
	return 0
}

// rows prints the rows of made, with digests if they are for an index.
func rows(out io.Writer, filter string, digests bool) {
	var b strings.Builder
	for n := 1; n <= million; n++ {
		if filter == "http" && n%10 != 0 {
			continue
		}
		if digests && n%10 == 0 {
			b.WriteString("0306,http\t;;;;;;;;;;\t")
		} else if digests {
			b.WriteString("0306\t;;;;;;;;;;\t")
		}
		fmt.Fprintf(&b, "web\t%7d\t%d.000000\t192.0.2.10\t→\t192.0.2.80\tHTTP\t60\tGET /<b>%d</b>\n", n, n, n)
		if b.Len() > 1<<16 || n == million {
			if _, err := io.WriteString(out, b.String()); err != nil {
				return
			}
			b.Reset()
		}
	}
}

// captured is the capture that made prints.
func captured(files ...string) Capture {
	return Capture{Run: made, Input: []string{"-r", "made.pcap"}, Files: files, Title: "<i>made</i>.pcap", Names: all.Names()}
}

// serve serves what made prints.
func serve(t *testing.T, files ...string) (s *Server, address string) {
	t.Helper()
	s = New(captured(files...))
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
		{s.Path(), "127.0.0.1:8080", http.StatusOK}, {s.Path(), "localhost", http.StatusOK},
		{s.Path(), "[::1]:80", http.StatusOK},
		{s.Path(), "attacker.example", http.StatusForbidden}, {s.Path(), "192.0.2.1", http.StatusForbidden},
		{"/", "127.0.0.1", http.StatusForbidden}, {"/guess/rows", "127.0.0.1", http.StatusForbidden},
		{s.Path() + "nothing", "127.0.0.1", http.StatusNotFound},
	} {
		r := httptest.NewRequest(http.MethodGet, x.path, nil)
		r.Host = x.host
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		if w.Code != x.status {
			t.Errorf("%s of %s gives %d, want %d", x.path, x.host, w.Code, x.status)
		}
	}
	if other := New(Capture{}); other.Path() == s.Path() || len(address) < 40 {
		t.Errorf("the address %s can be guessed", address)
	}
}

// ready waits for all rows.
const ready = `document.querySelector("#count").value === "1,000,000"`

// TestBrowse: rows are scrolled, filtered, chosen and followed; what is in them is text.
func TestBrowse(t *testing.T) {
	_, address := serve(t)
	x := browser.Open(t, address, chromedp.EmulateViewport(1200, 800))
	x.Until(ready)
	x.Do(chromedp.KeyEvent(kb.End))
	x.Until(`document.querySelector("#tree").innerText.includes("Frame 1000000")`)
	x.Until(`document.querySelector(".row[aria-selected=true]")?.innerText.includes("GET /<b>1000000</b>")`)
	browser.Value[any](x, `(list => list.scrollTop = list.scrollHeight * 0.9)(document.querySelector("#list"))`)
	x.Until(`(n => n > 890000 && n < 910000)(Number(document.querySelector(".row span").innerText))`)
	x.Press("[data-tab=streams]")
	x.Until(`document.querySelector(".part.client")?.innerText === "GET /<b>index</b> HTTP/1.1\n" && document.querySelector(".part.server").innerText === "HT··"`)
	x.Do(chromedp.Focus("#filter"), chromedp.KeyEvent("http.req"))
	x.Until(`document.querySelector("#offers").innerText.includes("Request <b>Method</b> (string)") && document.querySelectorAll("#offers li").length === 2`)
	x.Do(chromedp.KeyEvent(kb.Escape))
	browser.Value[any](x, `document.querySelector("#filter").value = "http"`)
	x.Do(chromedp.Focus("#filter"), chromedp.KeyEvent(kb.Enter))
	x.Until(`document.querySelector("#count").value === "100,000"`)
	x.Until(`document.querySelector(".row[aria-selected=true] span")?.innerText === "1000000"`) // the frame that was chosen still is
	if n := browser.Value[int](x, `document.images.length + document.querySelectorAll("b, i").length`); n != 0 {
		t.Errorf("%d elements that texts must not make", n)
	}
}

// TestWrongFilter: what is wrong with a filter is said with its place, and the next one works.
func TestWrongFilter(t *testing.T) {
	_, address := serve(t)
	x := browser.Open(t, address)
	x.Until(ready)
	x.Do(chromedp.Focus("#filter"), chromedp.KeyEvent("http =="), chromedp.KeyEvent(kb.Enter))
	x.Until(`document.querySelector("#wrong").innerText.includes("          ^")`)
	browser.Value[any](x, `location.hash = "http"`)
	x.Until(`document.querySelector("#wrong").hidden && document.querySelector("#count").value === "100,000"`)
	browser.Value[any](x, `location.hash = "none"`)
	x.Until(`!document.querySelector("#none").hidden && document.querySelector("#notes pre").textContent === "made.pcap ends in the middle of a frame"`)
}

// TestChosenBytes: a line marks its bytes, and a byte chooses its line.
func TestChosenBytes(t *testing.T) {
	_, address := serve(t)
	x := browser.Open(t, address, chromedp.EmulateViewport(1200, 800))
	x.Until(ready)
	x.Do(chromedp.KeyEvent(kb.ArrowDown))
	x.Until(`document.querySelectorAll(".line").length === 6`)
	x.Do(chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(kb.End), chromedp.KeyEvent(kb.ArrowUp),
		chromedp.KeyEvent(kb.ArrowUp))
	x.Until(`document.querySelector("#dump mark")?.innerText === "47 45 54" && document.querySelector("#line-filter code").innerText === 'http.request.method == "GET"'`)
	place := browser.Value[[]float64](x,
		`(r => { r.setStart(document.querySelector(".bytes").lastChild, 0); const b = r.getBoundingClientRect(); return [b.left + 3, b.top + 5] })(document.createRange())`)
	x.Do(chromedp.MouseClickXY(place[0], place[1]))
	x.Until(`document.querySelector(".line[aria-selected=true]").innerText.includes("Hypertext") && document.querySelector("#dump mark").innerText === "47 45 54 20"`)
	x.Press("[data-how=only]")
	x.Until(`document.querySelector("#count").value === "100,000"`)
	x.Do(chromedp.Focus("#tree"), chromedp.KeyEvent(kb.End), chromedp.KeyEvent(kb.Enter)) // a frame that a line names
	x.Until(`document.querySelector("#filter").value === "" && document.querySelector(".row[aria-selected=true] span")?.innerText === "12"`)
}

// TestKeyboard: what can be done is done without a mouse.
func TestKeyboard(t *testing.T) {
	_, address := serve(t)
	x := browser.Open(t, address, chromedp.EmulateViewport(1200, 800))
	x.Until(ready)
	selected := func(n string) {
		t.Helper()
		x.Until(`document.querySelector(".row[aria-selected=true] span")?.innerText === "` + n + `"`)
	}
	x.Do(chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown))
	selected("2")
	x.Do(chromedp.KeyEvent(kb.PageDown))
	x.Until(`Number(document.querySelector(".row[aria-selected=true] span").innerText) > 10`)
	x.Do(chromedp.KeyEvent(kb.Home))
	selected("1")
	x.Until(`document.querySelector("#tree").innerText.includes("Frame 1")`)
	x.Do(chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown),
		chromedp.KeyEvent(kb.ArrowRight))
	x.Until(`document.querySelector("#tree").innerText.includes("Stream index")`)
	x.Do(chromedp.KeyEvent(kb.ArrowLeft))
	x.Until(`!document.querySelector("#tree").innerText.includes("Stream index")`)
	x.Do(chromedp.KeyEvent(kb.Escape))
	x.Until(`document.activeElement.id === "list"`)
	x.Do(chromedp.KeyEvent("/"))
	x.Until(`document.activeElement.id === "filter"`)
	browser.Value[any](x, `document.querySelector("#filter").value = ""`) // what types for a test types the / as well
	x.Do(chromedp.KeyEvent("900000"), chromedp.KeyEvent(kb.Enter))
	selected("900000")
	x.Until(`document.activeElement.id === "list"`)
}

// TestChanged: who looks at a file that grows is told so, and reads it again.
func TestChanged(t *testing.T) {
	name := filepath.Join(t.TempDir(), "made.pcap")
	if err := os.WriteFile(name, []byte("one"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, address := serve(t, name)
	x := browser.Open(t, address)
	x.Until(ready)
	if err := os.WriteFile(name, []byte("longer"), 0o600); err != nil {
		t.Fatal(err)
	}
	x.Do(chromedp.KeyEvent(kb.End)) // rows that are not here yet are asked for
	x.Until(`!document.querySelector("#changed").hidden`)
	x.Press("#again")
	x.Until(`document.querySelector("#changed").hidden && ` + ready)
	for range 100 {
		if !s.outdated() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("rows of what the file was are kept")
}

// outdated reports whether there are rows of what the files are not any more, or none at all.
func (s *Server) outdated() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.kept) == 0 ||
		slices.ContainsFunc(s.kept, func(l *listing) bool { return l.files.differ(stampsOf(s.Files)) })
}

// TestListings: several are kept, and one that nobody waits for ends.
func TestListings(t *testing.T) {
	var x listings
	open := make(chan struct{})
	for i := range mostListings + 3 {
		kept, err := newLines()
		if err != nil {
			t.Fatal(err)
		}
		l := &listing{sequence: kept, out: kept, order: order{filter: strconv.Itoa(i)}, window: "one", done: make(chan struct{})}
		if i%2 == 0 {
			close(l.done)
		} else {
			go func() {
				for !l.stopped.Load() {
					time.Sleep(time.Millisecond)
				}
				close(l.done)
				open <- struct{}{}
			}()
		}
		x.add(l)
		if i > 0 && i%2 == 0 {
			<-open // it ended when the next one of its window began
			if x.find(order{filter: strconv.Itoa(i - 1)}) != nil {
				t.Errorf("listing %d is still there", i-1)
			}
		}
	}
	if x.find(order{filter: "8"}) == nil || x.find(order{filter: "9"}) != nil || len(x.kept) > mostListings {
		t.Errorf("%d listings", len(x.kept))
	}
	x.drop(func(*listing) bool { return true })
}

// TestMended: JSON that was cut ends where its lines are whole.
func TestMended(t *testing.T) {
	for _, c := range []struct{ cut, want string }{
		{"{\"parts\":[\n{\"a\":1},\n{\"a\":2},\n{\"a\"", "{\"parts\":[\n{\"a\":1},\n{\"a\":2}]}"},
		{"{\"parts\":[\n{\"a\"", "{\"parts\":[]}"},
		{"nothing\nof", ""},
	} {
		if got := string(mended([]byte(c.cut), []string{"}}", "]}"})); got != c.want {
			t.Errorf("%q gives %q", c.cut, got)
		}
	}
}
