// Package view serves what a capture holds to a browser on the same machine: its rows, as
// many as there are, with a display filter, the tree and the bytes of a frame, streams, and
// the page of package page. It listens on loopback only, to who knows the random part of
// the address, and leaves nothing behind.
//
// It knows no protocols: what it shows is what command lines of netsniff print (Run).
package view

import (
	"bytes"
	"crypto/rand"
	"crypto/subtle"
	"embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"netsniff/report/table"
)

// Run runs a command line of netsniff and returns its exit code.
type Run func(args []string, out, errs io.Writer) int

// Server serves a capture.
type Server struct {
	run   Run
	input []string // flags that name the capture and its keys
	title string
	lang  table.Lang
	token string

	mu      sync.Mutex
	current *listing
}

// New returns a server of the capture that the flags in input name.
func New(run Run, input []string, title string, lang table.Lang) *Server {
	b := make([]byte, 18)
	_, _ = rand.Read(b) // it never fails
	return &Server{run: run, input: input, title: title, lang: lang, token: base64.RawURLEncoding.EncodeToString(b)}
}

// Path is the path of the page: what follows the host in its address.
func (s *Server) Path() string { return "/" + s.token + "/" }

// Close gives back what the server keeps.
func (s *Server) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil {
		s.current.end()
		s.current = nil
	}
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
		"rows": s.rows, "frame": s.printed(s.frame), "follow": s.printed(s.follow), "fields": s.printed(s.fields), "report": s.report,
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
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "+
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
	_ = parsed().Execute(w, struct{ Title, Language string }{s.title, s.lang.String()}) // the browser has gone then
}

// answer is what rows returns.
type answer struct {
	Total int      `json:"total"` // rows so far
	Done  bool     `json:"done"`  // that is all of them
	From  int      `json:"from"`
	Rows  []string `json:"rows"` // columns with tabs between them
	Wrong string   `json:"wrong,omitempty"`
}

// mostRows is how many rows one answer has.
const mostRows = 500

// rows answers with rows of a filter, from one on. Another filter ends the rows of the one
// before.
func (s *Server) rows(w http.ResponseWriter, r *http.Request) {
	from, n := number(r, "from"), min(number(r, "n"), mostRows)
	s.mu.Lock()
	defer s.mu.Unlock()
	if filter := r.FormValue("filter"); s.current == nil || s.current.filter != filter {
		if s.current != nil {
			s.current.end()
			s.current = nil
		}
		l, err := s.list(filter)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		s.current = l
	}
	l := s.current
	l.wait(from + n)
	a := answer{Done: l.ended(), From: from}
	a.Total = l.count()
	if a.Done {
		a.Wrong = l.wrong
	}
	list, err := l.read(from, n)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	a.Rows = append([]string{}, list...)
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(a) // the browser has gone then
}

// number returns a parameter, 0 if it is none.
func number(r *http.Request, name string) int {
	n, err := strconv.Atoi(r.FormValue(name))
	if err != nil {
		return 0
	}
	return max(n, 0)
}

// printed answers with what a command line prints, or with what was wrong with it.
func (s *Server) printed(command func(r *http.Request) []string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var out, errs bytes.Buffer
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		if s.run(command(r), &out, &errs) == usage {
			out = errs
		}
		_, _ = out.WriteTo(w) // the browser has gone then
	}
}

// frame is the tree and the bytes of a frame.
func (s *Server) frame(r *http.Request) []string {
	n := strconv.Itoa(number(r, "number"))
	return append([]string{"-V", "-x", "-n", "-c", n, "-f", "frame.number == " + n}, s.input...)
}

// follow is what was said on a stream.
func (s *Server) follow(r *http.Request) []string {
	return append([]string{"follow", "-p", r.FormValue("protocol"), "--stream", strconv.Itoa(number(r, "stream"))}, s.input...)
}

// fields are the names that filters know.
func (s *Server) fields(*http.Request) []string {
	return []string{"fields", "--tabs", "--columns", "name"}
}

// report answers with the page of the capture.
func (s *Server) report(w http.ResponseWriter, _ *http.Request) {
	var out, errs bytes.Buffer
	if s.run(append([]string{"report", "-o", "-", "--lang", s.lang.String()}, s.input...), &out, &errs) == usage {
		http.Error(w, errs.String(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Del("Content-Security-Policy") // the page has its own
	_, _ = out.WriteTo(w)
}
