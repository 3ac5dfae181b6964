package view

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"sync"
)

// lines keeps the lines that are written to it in a file that has no name any more, so that
// a million of them need little memory and nothing is left when the program ends.
type lines struct {
	mu     sync.Mutex
	file   *os.File
	size   int64
	n      int     // whole lines
	starts []int64 // of every strideth line
}

// stride is how many lines are found by one place in the file.
const stride = 64

func newLines() (*lines, error) {
	f, err := os.CreateTemp("", "netsniff-view-*")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(f.Name()) // where a file that is open cannot be removed, close does it
	return &lines{file: f}, nil
}

// Write implements io.Writer.
func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.file.WriteAt(b, l.size); err != nil {
		return 0, err
	}
	if l.size == 0 && len(b) > 0 {
		l.starts = append(l.starts, 0)
	}
	for from := 0; ; {
		i := bytes.IndexByte(b[from:], '\n')
		if i < 0 {
			break
		}
		from += i + 1
		if l.n++; l.n%stride == 0 {
			l.starts = append(l.starts, l.size+int64(from))
		}
	}
	l.size += int64(len(b))
	return len(b), nil
}

// count returns how many lines there are.
func (l *lines) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.n
}

// read returns up to n lines from one on, without their ends.
func (l *lines) read(from, n int) (list []string, err error) {
	l.mu.Lock()
	have, size := l.n, l.size
	if from < 0 || from >= have {
		l.mu.Unlock()
		return nil, nil
	}
	at := l.starts[from/stride]
	l.mu.Unlock()
	r := bufio.NewReader(io.NewSectionReader(l.file, at, size-at))
	for i := from / stride * stride; i < min(from+n, have); i++ {
		line, err := r.ReadString('\n')
		if err != nil {
			return list, err
		}
		if i >= from {
			list = append(list, line[:len(line)-1])
		}
	}
	return list, nil
}

func (l *lines) close() error {
	err := l.file.Close()
	if wrong := os.Remove(l.file.Name()); !errors.Is(wrong, os.ErrNotExist) {
		err = errors.Join(err, wrong)
	}
	return err
}
