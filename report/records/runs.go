package records

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"

	"github.com/klauspost/compress/zstd"
)

// Records of one file are put in the order of frames by an external merge sort: as many as
// there is room for are sorted and written to a scratch file as a run, and the runs are merged
// when the file is written. Records of one frame stay in the order in which they came.
//
// Those of a connection come when it ends, its own record last: what belongs at the beginning
// of a file may come at its end, so that no bounded buffer would do.

// piled is a record that waits to be sorted: its bytes lie in the pile of its part.
type piled struct {
	frame    uint32
	from, to uint32 // in pile.b
}

// pile are records of one file that are not in a run yet.
type pile struct {
	b    []byte
	list []piled
}

func (p *pile) add(s *Said) {
	from := len(p.b)
	p.b = append(p.b, s.fields...)
	p.list = append(p.list, piled{s.Frame, uint32(from), uint32(len(p.b))})
}

// size is what it takes, in bytes.
func (p *pile) size() int { return len(p.b) + len(p.list)*piledBytes }

const piledBytes = 12

func (p *pile) sort() {
	slices.SortStableFunc(p.list, func(a, b piled) int { return cmp.Compare(a.frame-1, b.frame-1) }) // 0 comes last
}

// run is a part of a scratch file: records in order.
type run struct{ from, to int64 }

// Bounds of a merge: runs that are merged at once, and what is read ahead of each.
const (
	maxRuns   = 64
	readAhead = 32 << 10
)

// scratch is a file of runs.
type scratch struct {
	file *os.File
	end  int64
	enc  *zstd.Encoder
}

// write writes the records that next returns, until io.EOF, as a run.
func (s *scratch) write(next func() (frame uint32, b []byte, err error)) (run, error) {
	r := run{from: s.end}
	to := &counter{w: io.NewOffsetWriter(s.file, s.end)}
	if s.enc == nil {
		var err error
		if s.enc, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
			zstd.WithWindowSize(128<<10), zstd.WithEncoderCRC(true)); err != nil {
			return r, err
		}
	}
	s.enc.Reset(to)
	var head [8]byte
	for {
		frame, b, err := next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			binary.LittleEndian.PutUint32(head[:], frame)
			binary.LittleEndian.PutUint32(head[4:], uint32(len(b)))
			_, err = s.enc.Write(head[:])
		}
		if err == nil {
			_, err = s.enc.Write(b)
		}
		if err != nil {
			return r, err
		}
	}
	err := s.enc.Close()
	s.end += to.n
	r.to = s.end
	return r, err
}

// counter counts what it writes.
type counter struct {
	w io.Writer
	n int64
}

// Write implements io.Writer.
func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}

// cursor is where a merge is in a run, or in a pile.
type cursor struct {
	order int // of the run: of equal frames the earlier one comes first
	frame uint32
	b     []byte // borrowed until the next advance

	in  *bufio.Reader
	dec *zstd.Decoder
	own []byte

	pile *pile
}

// advance goes to the next record; io.EOF tells that there is none.
func (c *cursor) advance() error {
	if c.pile != nil {
		if len(c.pile.list) == 0 {
			return io.EOF
		}
		x := c.pile.list[0]
		c.frame, c.b = x.frame, c.pile.b[x.from:x.to]
		c.pile.list = c.pile.list[1:]
		return nil
	}
	var head [8]byte
	if _, err := io.ReadFull(c.in, head[:]); err != nil {
		return err
	}
	c.frame = binary.LittleEndian.Uint32(head[:])
	n := int(binary.LittleEndian.Uint32(head[4:]))
	c.own = slices.Grow(c.own[:0], n)[:n]
	c.b = c.own
	_, err := io.ReadFull(c.in, c.own)
	return err
}

func (c *cursor) close() {
	if c.dec != nil {
		c.dec.Close()
	}
}

// merger merges runs: a heap of cursors, with the first record on top.
type merger []*cursor

func (m merger) Len() int      { return len(m) }
func (m merger) Swap(i, j int) { m[i], m[j] = m[j], m[i] }
func (m merger) Less(i, j int) bool {
	a, b := m[i].frame-1, m[j].frame-1
	return a < b || a == b && m[i].order < m[j].order
}
func (m *merger) Push(any) {}

// Pop implements heap.Interface.
func (m *merger) Pop() any {
	c := (*m)[len(*m)-1]
	*m = (*m)[:len(*m)-1]
	return c
}

// merge returns a function that returns the records of runs and of a pile behind them in order.
func (s *scratch) merge(runs []run, last *pile) (next func() (uint32, []byte, error), done func(), err error) {
	m := &merger{}
	done = func() {
		for _, c := range *m {
			c.close()
		}
	}
	add := func(c *cursor) error {
		switch err := c.advance(); {
		case errors.Is(err, io.EOF):
			c.close()
		case err != nil:
			c.close()
			return err
		default:
			*m = append(*m, c)
		}
		return nil
	}
	for i, r := range runs {
		dec, err := zstd.NewReader(io.NewSectionReader(s.file, r.from, r.to-r.from), zstd.WithDecoderConcurrency(1),
			zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(1<<20))
		if err == nil {
			err = add(&cursor{order: i, dec: dec, in: bufio.NewReaderSize(dec, readAhead)})
		}
		if err != nil {
			return nil, done, err
		}
	}
	if last != nil {
		last.sort()
		if err := add(&cursor{order: len(runs), pile: last}); err != nil {
			return nil, done, err
		}
	}
	heap.Init(m)
	begun := false
	return func() (uint32, []byte, error) {
		if begun { // what was returned is not borrowed any more
			switch err := (*m)[0].advance(); {
			case errors.Is(err, io.EOF):
				(*m)[0].close()
				heap.Pop(m)
			case err != nil:
				return 0, nil, err
			default:
				heap.Fix(m, 0)
			}
		}
		if begun = true; len(*m) == 0 {
			begun = false
			return 0, nil, io.EOF
		}
		return (*m)[0].frame, (*m)[0].b, nil
	}, done, nil
}
