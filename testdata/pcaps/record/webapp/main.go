// webapp is the web server and client for what nginx and curl do not do by themselves: known think times, trailers and interim responses.
//
//	webapp serve ADDRESS            /think?ms=N  /trailers  /hints  /events  /echo  /cut
//	webapp post-trailers URL        a chunked POST with a trailer
package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

func main() {
	switch os.Args[1] {
	case "serve":
		s := &http.Server{Addr: os.Args[2], Handler: routes(), Protocols: new(http.Protocols)}
		s.Protocols.SetHTTP1(true)
		s.Protocols.SetUnencryptedHTTP2(true)
		log.Fatal(s.ListenAndServe())
	case "post-trailers":
		postTrailers(os.Args[2])
	}
}

func routes() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("/think", func(w http.ResponseWriter, r *http.Request) {
		ms, _ := strconv.Atoi(r.FormValue("ms"))
		time.Sleep(time.Duration(ms) * time.Millisecond)
		fmt.Fprintf(w, "thought for %d ms\n", ms)
	})
	m.HandleFunc("/trailers", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Trailer", "X-Checksum, X-Rows")
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		sum := sha256.New()
		for row := range 4 {
			fmt.Fprintf(io.MultiWriter(w, sum), "row %d of the report\n", row+1)
			w.(http.Flusher).Flush()
			time.Sleep(20 * time.Millisecond)
		}
		w.Header().Set("X-Checksum", fmt.Sprintf("sha-256=%x", sum.Sum(nil)[:8]))
		w.Header().Set("X-Rows", "4")
	})
	m.HandleFunc("/hints", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", "</style.css>; rel=preload; as=style")
		w.WriteHeader(http.StatusEarlyHints)
		time.Sleep(40 * time.Millisecond)
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, "<!doctype html><link rel=stylesheet href=/style.css><p>hinted</p>\n")
	})
	m.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for n := range 5 {
			fmt.Fprintf(w, "id: %d\nevent: tick\ndata: {\"n\":%d}\n\n", n, n)
			w.(http.Flusher).Flush()
			time.Sleep(100 * time.Millisecond)
		}
	})
	m.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", r.Header.Get("Content-Type"))
		for k := range r.Trailer {
			w.Header().Set("X-Saw-"+k, r.Trailer.Get(k))
		}
		w.Write(b)
	})
	m.HandleFunc("/refuse", func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
	})
	m.HandleFunc("/cut", func(w http.ResponseWriter, r *http.Request) {
		c, rw, _ := w.(http.Hijacker).Hijack()
		rw.WriteString("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5000\r\n\r\n" +
			strings.Repeat("cut short ", 120))
		rw.Flush()
		c.Close()
	})
	return m
}

func postTrailers(url string) {
	body, send := io.Pipe()
	r, err := http.NewRequest("POST", url, body)
	if err != nil {
		log.Fatal(err)
	}
	r.Header.Set("Content-Type", "text/plain")
	r.Trailer = http.Header{"X-Lines": nil}
	go func() {
		for n := range 3 {
			fmt.Fprintf(send, "line %d\n", n)
			time.Sleep(15 * time.Millisecond)
		}
		r.Trailer.Set("X-Lines", "3")
		send.Close()
	}()
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		log.Fatal(err)
	}
	io.Copy(os.Stdout, res.Body)
}
