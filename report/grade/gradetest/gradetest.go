// Package gradetest makes submissions for tests: recorded captures, and what goes wrong
// with captures done to them.
package gradetest

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"netsniff/capture"
	"netsniff/capture/file"
)

// Frame is a frame of a capture.
type Frame struct {
	Number uint32
	At     capture.Stamp
	Link   capture.LinkType
	Wire   int
	Data   []byte
}

// Load reads the capture called name in testdata/pcaps; root is the way to the module.
func Load(t testing.TB, root, name string) (frames []Frame) {
	t.Helper()
	s, err := file.Open(filepath.Join(root, "testdata", "pcaps", name))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	return Frames(t, s)
}

// Frames reads all frames of a source.
func Frames(t testing.TB, s capture.Source) (frames []Frame) {
	t.Helper()
	var p capture.Packet
	for {
		switch err := s.Next(&p); err {
		case nil:
			frames = append(frames, Frame{p.Frame, p.At, p.Link, p.WireLen, bytes.Clone(p.Data)})
		case io.EOF:
			return frames
		default:
			t.Fatal(err)
		}
	}
}

// Change makes another capture of one.
type Change func([]Frame) []Frame

// Cut cuts frames to n bytes, as a snapshot length does.
func Cut(n int) Change {
	return func(l []Frame) []Frame {
		l = slices.Clone(l)
		for i := range l {
			l[i].Data = l[i].Data[:min(n, len(l[i].Data))]
		}
		return l
	}
}

// Without drops frames, by their numbers.
func Without(numbers ...uint32) Change {
	return func(l []Frame) []Frame {
		return slices.DeleteFunc(slices.Clone(l), func(f Frame) bool { return slices.Contains(numbers, f.Number) })
	}
}

// Only keeps frames from one to another.
func Only(from, to uint32) Change {
	return func(l []Frame) []Frame {
		return slices.DeleteFunc(slices.Clone(l), func(f Frame) bool { return f.Number < from || f.Number > to })
	}
}

// Replace puts text of the same length in the place of another, in all frames.
func Replace(old, new string) Change {
	return func(l []Frame) []Frame {
		l = slices.Clone(l)
		for i := range l {
			l[i].Data = bytes.ReplaceAll(l[i].Data, []byte(old), []byte(new))
		}
		return l
	}
}

// Merge sorts the frames of captures by time.
func Merge(lists ...[]Frame) []Frame {
	all := slices.Concat(lists...)
	slices.SortStableFunc(all, func(a, b Frame) int { return int(a.At - b.At) })
	return all
}

// Bytes writes frames as a pcap with nanoseconds.
func Bytes(frames []Frame) []byte {
	b := []byte{0x4d, 0x3c, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0}
	link := capture.LinkEthernet
	if len(frames) > 0 {
		link = frames[0].Link
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(link))
	for _, f := range frames {
		b = binary.LittleEndian.AppendUint32(b, uint32(f.At/1e9))
		b = binary.LittleEndian.AppendUint32(b, uint32(f.At%1e9))
		b = binary.LittleEndian.AppendUint32(b, uint32(len(f.Data)))
		b = binary.LittleEndian.AppendUint32(b, uint32(f.Wire))
		b = append(b, f.Data...)
	}
	return b
}

// Submission writes files into a new folder called name, and returns where it is.
func Submission(t testing.TB, name string, files map[string][]byte) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	for f, b := range files {
		where := filepath.Join(dir, filepath.FromSlash(f))
		if err := os.MkdirAll(filepath.Dir(where), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(where, b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
