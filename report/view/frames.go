package view

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"netsniff/report/view/anatomy"
)

// frames keeps frames that were read, as their lines of package anatomy: the one that was
// asked for and its neighbours.
type frames struct {
	mu    sync.Mutex // held while frames are read: they are read by one at a time
	known map[int][]byte
	size  int
	files stamps
}

// mostKept is how many bytes of frames are kept before all are forgotten.
const mostKept = 64 << 20

// farthest is how many frames behind the one that was asked for are read for a neighbour.
const farthest = 2000

// frame answers with a frame.
func (s *Server) frame(w http.ResponseWriter, r *http.Request) {
	n := number(r, "number")
	s.frames.mu.Lock()
	defer s.frames.mu.Unlock()
	if r.Context().Err() != nil {
		return // who asked looks at another one by now
	}
	if now := stampsOf(s.Files); s.frames.known == nil || s.frames.files.differ(now) || s.frames.size > mostKept {
		s.frames.known, s.frames.size, s.frames.files = map[int][]byte{}, 0, now
	}
	wrong := ""
	if s.frames.known[n] == nil {
		wrong = s.read(n, s.near(orderOf(r), number(r, "at")))
	}
	line := s.frames.known[n]
	if line == nil {
		http.Error(w, strings.TrimSpace(fmt.Sprintf("there is no frame %d\n%s", n, wrong)), http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(line) // the browser has gone then
}

// near returns the rows around a place of the list, none if there is no such list any more.
func (s *Server) near(o order, at int) []row {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l := s.find(o); l != nil {
		return l.around(at)
	}
	return nil
}

// read reads a frame and the neighbours of its conversation that are not known, and returns
// what the program said. It dissects what the two hosts say, to each other and to others: what
// a frame means never hangs on more.
func (s *Server) read(n int, neighbours []row) string {
	wanted, last := []string{strconv.Itoa(n)}, n
	args := []string{"-T", anatomy.Format, "-n"}
	if i := slices.IndexFunc(neighbours, func(r row) bool { return r.number == n }); i >= 0 && neighbours[i].routed() {
		own := neighbours[i]
		for _, r := range neighbours {
			if r.between(own) && r.number != n && r.number < n+farthest && s.frames.known[r.number] == nil {
				wanted, last = append(wanted, strconv.Itoa(r.number)), max(last, r.number)
			}
		}
		args = append(args, "--hosts", own.from+","+own.to)
	}
	var out, errs bytes.Buffer
	args = append(args, "-c", strconv.Itoa(last), "-f", "frame.number in {"+strings.Join(wanted, ", ")+"}")
	s.Run(append(args, s.Input...), &out, &errs)
	for line := range bytes.Lines(out.Bytes()) {
		var x int
		if _, err := fmt.Sscanf(string(line[:min(len(line), 40)]), `{"number":%d`, &x); err == nil {
			s.frames.known[x] = bytes.Clone(line)
			s.frames.size += len(line)
		}
	}
	return said(errs.String())
}
