// Package view serves what a capture holds to a browser on the same machine: its rows, as
// many as there are, with a display filter, the tree and the bytes of a frame, streams, and
// the page of package page. It listens on loopback only, to who knows the random part of
// the address, and leaves nothing behind.
//
// It knows no protocols: what it shows is what command lines of netsniff print (Run). What it keeps
// of them (package index) spares reading the capture again for most filters.
package view

import (
	"bytes"
	"crypto/rand"
	"crypto/subtle"
	"embed"
	"encoding/base64"
	"html/template"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"netsniff/dissect/filter"
	"netsniff/dissect/registry"
	"netsniff/report/table"
)

// Run runs a command line of netsniff and returns its exit code.
type Run func(args []string, out, errs io.Writer) int

// Capture is what is served.
type Capture struct {
	Run    Run
	Input  []string // flags that name the files and their keys
	Files  []string // names of the files
	Title  string
	Lang   table.Lang
	Tables []Table            // that netsniff stats has
	Names  *registry.Registry // what display filters name
}

// Table is a table that can be shown.
type Table struct {
	Name  string   `json:"name"`
	EN    string   `json:"en"`
	ZH    string   `json:"zh"`
	Parts []string `json:"-"` // whose names follow its own and a dot
}

// Server serves a capture.
type Server struct {
	Capture
	token string

	mu sync.Mutex // of listings
	listings
	frames  frames
	telling sync.Mutex // held while something is told of the whole capture
}

// New returns a server of a capture.
func New(c Capture) *Server {
	b := make([]byte, 18)
	_, _ = rand.Read(b) // it never fails
	return &Server{Capture: c, token: base64.RawURLEncoding.EncodeToString(b)}
}

// Path is the path of the page: what follows the host in its address.
func (s *Server) Path() string { return "/" + s.token + "/" }

// Close gives back what the server keeps.
func (s *Server) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(func(*listing) bool { return true })
}

//go:embed view.html view.css view.js
var files embed.FS

// asset returns an embedded file.
func asset(name string) []byte {
	b, err := files.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	return b
}

var parsed = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("view.html").ParseFS(files, "view.html"))
})

// Handler answers the requests of browsers. Only those to this machine by a name of its own
// are answered, so that no page of the network can ask through a name that it controls.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for path, answer := range map[string]http.HandlerFunc{
		"{$}": s.page, "view.js": file("view.js", "text/javascript"), "view.css": file("view.css", "text/css"),
		"rows": s.rows, "frame": s.frame, "follow": s.tells([]string{"]}"}, s.follow),
		"table":  s.tells([]string{"]}}}", "}}"}, s.table),
		"tables": func(w http.ResponseWriter, _ *http.Request) { reply(w, s.Tables) }, "check": s.check,
		"fields": s.names, "report": s.report,
	} {
		mux.HandleFunc("GET /{token}/"+path, answer)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		if !local(r.Host) || subtle.ConstantTimeCompare([]byte(token), []byte(s.token)) != 1 {
			http.Error(w, "the address is not the one that netsniff view printed", http.StatusForbidden)
			return
		}
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Content-Security-Policy",
			"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "+
				"form-action 'none'; frame-ancestors 'none'")
		mux.ServeHTTP(w, r)
	})
}

// local reports whether a host names this machine as it is told to people.
func local(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	address := net.ParseIP(strings.Trim(name, "[]"))
	return name == "localhost" || address != nil && address.IsLoopback()
}

func file(name, kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind+"; charset=utf-8")
		_, _ = w.Write(asset(name))
	}
}

func (s *Server) page(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = parsed().Execute(w, struct{ Title, Language string }{s.Title, s.Lang.String()}) // the browser has gone then
}

// answer is what rows returns.
type answer struct {
	Total   int      `json:"total"` // rows so far
	Done    bool     `json:"done"`  // that is all of them
	Share   int      `json:"share"` // percent of the capture that were read, if not done
	From    int      `json:"from"`
	Rows    []string `json:"rows"` // rule and columns with tabs between them
	Failed  bool     `json:"failed,omitempty"`
	Said    string   `json:"said,omitempty"`    // by the program: why it failed, or notes
	Changed bool     `json:"changed,omitempty"` // the files are not as they were
}

// mostRows is how many rows one answer has.
const mostRows = 500

// orderOf returns the order that a request is about.
func orderOf(r *http.Request) order { return order{r.FormValue("filter"), r.FormValue("time")} }

// rows answers with rows of an order, from one on.
func (s *Server) rows(w http.ResponseWriter, r *http.Request) {
	from, n := number(r, "from"), min(number(r, "n"), mostRows)
	l, err := s.listed(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	l.wait(from + min(n, number(r, "seen")))
	a := answer{Done: l.ended(), Share: l.share(), From: from, Changed: l.files.differ(stampsOf(s.Files))}
	a.Total = l.count()
	if a.Done {
		a.Said, a.Failed = l.wrong, l.failed
	}
	list, err := l.read(from, n)
	if err != nil { // it was ended for another one
		http.Error(w, err.Error(), http.StatusGone)
		return
	}
	a.Rows = append([]string{}, list...)
	reply(w, a)
}

// listed returns the listing that a request asks for; "again" has it made anew.
func (s *Server) listed(r *http.Request) (*listing, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := orderOf(r)
	if r.FormValue("again") != "" {
		s.drop(func(l *listing) bool { return l.order == o || l.ended() })
	}
	if l := s.find(o); l != nil {
		return l, nil
	}
	l, err := s.list(o)
	if err != nil {
		return nil, err
	}
	l.window = r.FormValue("window")
	s.add(l)
	return l, nil
}

// check answers with what is wrong with a filter, and where; with nothing if nothing is.
func (s *Server) check(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if _, err := filter.Compile(r.FormValue("filter"), s.Names); err != nil {
		_, _ = io.WriteString(w, err.Error()) // the browser has gone then
	}
}

// number returns a parameter, 0 if it is none.
func number(r *http.Request, name string) int {
	n, err := strconv.Atoi(r.FormValue(name))
	if err != nil {
		return 0
	}
	return max(n, 0)
}

// names answers with what filters know: name, type, protocol and label of protocols and fields.
func (s *Server) names(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	s.Run([]string{"fields", "--tabs", "--protocols"}, w, io.Discard)
	s.Run([]string{"fields", "--tabs"}, w, io.Discard)
}

// report answers with the page of the capture.
func (s *Server) report(w http.ResponseWriter, _ *http.Request) {
	var out, errs bytes.Buffer
	args := append(s.joined(), s.Input...)
	if s.Run(append([]string{"report", "-o", "-", "--lang", s.Lang.String()}, args...), &out, &errs) == usage {
		http.Error(w, errs.String(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Del("Content-Security-Policy") // the page has its own
	_, _ = out.WriteTo(w)
}
