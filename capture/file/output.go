package file

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
)

// writeBuffer is how many bytes an output collects before it writes them.
const writeBuffer = 64 << 10

// output is where the writers of all formats write, in little-endian order. The
// first error sticks: every later call returns it.
type output struct {
	w     io.Writer
	close func() error // nil: nothing to close
	buf   []byte
	sent  int64 // bytes written to w
	err   error
}

func newOutput(w io.Writer) output { return output{w: w, buf: make([]byte, 0, 2*writeBuffer)} }

// Size returns how many bytes the capture has so far, with those that wait to be
// written.
func (x *output) Size() int64 { return x.sent + int64(len(x.buf)) }

// Flush writes out what was collected. Live captures call it when they pause,
// so that others can follow the file.
func (x *output) Flush() error {
	if x.err == nil && len(x.buf) > 0 {
		var n int
		n, x.err = x.w.Write(x.buf)
		x.sent += int64(n)
		x.buf = x.buf[:0]
	}
	return x.err
}

// Close writes the rest and closes the file that Create opened.
func (x *output) Close() error {
	err := x.Flush()
	if x.close != nil {
		err = errors.Join(err, x.close())
		x.close = nil
	}
	if x.err == nil {
		x.err = os.ErrClosed
	}
	return err
}

// full writes out what was collected if it is much.
func (x *output) full() error {
	if len(x.buf) >= writeBuffer {
		return x.Flush()
	}
	return x.err
}

func (x *output) u16(v uint16) { x.buf = binary.LittleEndian.AppendUint16(x.buf, v) }
func (x *output) u32(v uint32) { x.buf = binary.LittleEndian.AppendUint32(x.buf, v) }
func (x *output) u64(v uint64) { x.buf = binary.LittleEndian.AppendUint64(x.buf, v) }
