package main

import (
	"bytes"
	"errors"
	"io"
	"testing"
)

// TestSpool: what waits for its turn comes out as it went in, from memory or
// from a file.
func TestSpool(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	piece := bytes.Repeat([]byte("0123456789"), 100_000)
	for _, n := range []int{0, 1, 3, 4, 5, 9, 13} {
		var s spool
		var in, out bytes.Buffer
		for i := range n {
			piece[0] = byte(i)
			in.Write(piece)
			s.write(piece)
		}
		if err := s.copy(&out); err != nil || !bytes.Equal(in.Bytes(), out.Bytes()) {
			t.Errorf("%d pieces: %d bytes of %d, %v", n, out.Len(), in.Len(), err)
		}
		if s.b.Cap() > 4*maxSpool {
			t.Errorf("%d bytes of memory", s.b.Cap())
		}
		s.close()
	}
}

// TestSpoolFails: without room for a file the error is told, and memory does
// not grow.
func TestSpoolFails(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir()+"/nowhere")
	var s spool
	for range 10 {
		s.write(make([]byte, maxSpool))
	}
	if err := s.copy(io.Discard); err == nil || s.b.Len() > 2*maxSpool {
		t.Errorf("%v, %d bytes", err, s.b.Len())
	}
	s.close()
	if err := (&spool{err: errors.ErrUnsupported}).copy(io.Discard); !errors.Is(err, errors.ErrUnsupported) {
		t.Error(err)
	}
}
