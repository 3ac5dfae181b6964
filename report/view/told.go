package view

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// mostTold is how much of a stream or a table is shown: what is longer is for the command line.
const mostTold = 4 << 20

// brief keeps the beginning of what is written to it, then has gone away.
type brief struct {
	bytes.Buffer
	full bool
}

// Write implements io.Writer.
func (b *brief) Write(p []byte) (int, error) {
	if b.full = b.full || b.Len()+len(p) > mostTold && b.Len() > 0; b.full {
		return 0, syscall.EPIPE
	}
	return b.Buffer.Write(p)
}

// told is what a command line says.
type told struct {
	Said  json.RawMessage `json:"said,omitempty"` // JSON
	Cut   bool            `json:"cut,omitempty"`  // there is more
	Notes string          `json:"notes,omitempty"`
}

// tells answers with the JSON that a command line prints, or with what was wrong with it.
// Where it was cut behind a line, one of tails makes it whole again.
func (s *Server) tells(tails []string, command func(r *http.Request) []string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.telling.Lock() // one after the other: each reads the capture
		defer s.telling.Unlock()
		if r.Context().Err() != nil {
			return // nobody waits any more
		}
		if name := r.FormValue("name"); name != "" && !s.has(name) {
			http.Error(w, fmt.Sprintf("there is no table %q", name), http.StatusNotFound)
			return
		}
		var out brief
		var errs bytes.Buffer
		code := s.Run(append(command(r), s.Input...), &out, &errs)
		answer := told{Said: out.Bytes(), Cut: out.full, Notes: said(errs.String())}
		if out.full {
			answer.Said = mended(answer.Said, tails)
		}
		if code == usage && !json.Valid(answer.Said) {
			http.Error(w, answer.Notes, http.StatusUnprocessableEntity)
			return
		}
		reply(w, answer)
	}
}

// has reports whether there is a table, or part of one, with that name: no other word is taken
// for one.
func (s *Server) has(name string) bool {
	whole, part, parted := strings.Cut(name, ".")
	return slices.ContainsFunc(s.Tables, func(t Table) bool {
		return t.Name == whole && (!parted || slices.Contains(t.Parts, part))
	})
}

// mended returns JSON that was cut as far as its lines are whole, with the first of tails that
// ends it.
func mended(cut []byte, tails []string) []byte {
	cut = bytes.TrimSuffix(cut[:max(0, bytes.LastIndexByte(cut, '\n'))], []byte(","))
	for _, tail := range tails {
		if whole := append(slices.Clip(cut), tail...); json.Valid(whole) {
			return whole
		}
	}
	return nil
}

// reply answers with JSON.
func reply(w http.ResponseWriter, answer any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer) // the browser has gone then
}

// follow is what was said on a stream.
func (s *Server) follow(r *http.Request) []string {
	args := []string{"follow", "-T", "json", "-p", r.FormValue("protocol"), "--stream", r.FormValue("stream")}
	if side := r.FormValue("side"); side != "" {
		args = append(args, "--side", side)
	}
	return args
}

// mostRecords is how many rows of a table are shown.
const mostRecords = 10_000

// table is a table of what a filter chooses.
func (s *Server) table(r *http.Request) []string {
	args := []string{"stats", r.FormValue("name"), "--json", "--limit", strconv.Itoa(mostRecords), "--lang", s.Lang.String()}
	if l := r.FormValue("lang"); l != "" {
		args[len(args)-1] = l
	}
	if f := r.FormValue("filter"); f != "" {
		args = append(args, "-f", f)
	}
	return append(args, s.joined()...)
}

// joined has several files read as one capture: frames have the same numbers in tables and
// in rows.
func (s *Server) joined() []string {
	if len(s.Files) > 1 {
		return []string{"--join"}
	}
	return nil
}
