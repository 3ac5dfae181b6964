package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"netsniff/capture"
	"netsniff/capture/file"
	"netsniff/capture/live"
)

// limits are what a file of -w may hold, or all of them; 0: no limit.
type limits struct {
	bytes    int64
	packets  uint64
	duration capture.Stamp // ns since the file was begun
	interval capture.Stamp // ns; it ends where the time is a multiple
	files    int
}

// limitNames are the conditions of -a and -b.
var limitNames = []struct {
	name, unit string
	stops      bool // it is one of -a as well
	set        func(l *limits, n float64)
}{
	{"duration", "SECONDS", true, func(l *limits, n float64) { l.duration = seconds(n) }},
	{"filesize", "KB", true, func(l *limits, n float64) { l.bytes = int64(min(n*1000, math.MaxInt64/2)) }},
	{"files", "N", true, func(l *limits, n float64) { l.files = int(min(n, math.MaxInt32)) }},
	{"packets", "N", true, func(l *limits, n float64) { l.packets = uint64(min(n, math.MaxInt64/2)) }},
	{"interval", "SECONDS", false, func(l *limits, n float64) { l.interval = seconds(n) }},
}

func seconds(n float64) capture.Stamp { return capture.Stamp(min(n*1e9, math.MaxInt64/2)) }

// conditions lists what -a or, if not stops, -b takes.
func conditions(stops bool) string {
	var list []string
	for _, x := range limitNames {
		if x.stops || !stops {
			list = append(list, x.name+":"+x.unit)
		}
	}
	return strings.Join(list[:len(list)-1], ", ") + " or " + list[len(list)-1]
}

// set reads a condition such as filesize:1000.
func (l *limits) set(condition string, stops bool) error {
	name, value, _ := strings.Cut(condition, ":")
	for _, x := range limitNames {
		if x.name != name || stops && !x.stops {
			continue
		}
		n, err := strconv.ParseFloat(value, 64)
		if err != nil || !(n > 0) || x.unit != "SECONDS" && n != math.Trunc(n) {
			return fmt.Errorf("%s:%s is needed", name, x.unit)
		}
		x.set(l, n)
		return nil
	}
	return fmt.Errorf("unknown condition; %s", conditions(stops))
}

// turns reports whether there is something that ends a file before all is
// written.
func (l *limits) turns() bool {
	return l.bytes > 0 || l.packets > 0 || l.duration > 0 || l.interval > 0
}

// fileSet is the file of -w or, with -b, several of them, each with its number and
// time in its name, of which the last ones may be kept only.
type fileSet struct {
	target file.Target
	each   limits   // of -b: what ends a file; files is how many are kept
	most   limits   // of -a: what ends all
	inputs []string // are not to be written over

	w       file.PacketWriter // nil: none is open
	names   []string          // that are kept, oldest first
	number  int               // of the last file
	opened  capture.Stamp
	packets uint64 // of the last file
	lost    file.Losses
	full    atomic.Bool
	kept    *keptSecrets // that belong into the files
	secrets int          // how many of them the open file has
}

// begin opens the first file. If several are read into several, their names are
// those of their first frames: they are opened later, and now is nil.
func (s *fileSet) begin(now *capture.Stamp, interfaces []capture.Interface) error {
	switch {
	case now != nil:
		return s.open(*now, interfaces)
	case !s.each.turns():
		return s.open(0, interfaces)
	}
	return nil
}

func (s *fileSet) open(at capture.Stamp, interfaces []capture.Interface) error {
	s.number++
	t := s.target
	if s.each.turns() {
		ext := filepath.Ext(t.Path)
		t.Path = fmt.Sprintf("%s_%05d_%s%s", strings.TrimSuffix(t.Path, ext), s.number%100_000,
			at.Time().In(time.Local).Format("20060102150405"), ext)
	}
	if target, err := os.Stat(t.Path); err == nil {
		for _, name := range s.inputs {
			if source, err := os.Stat(name); err == nil && os.SameFile(source, target) {
				return errors.New("-w " + t.Path + ": the file is being read; write to another one")
			}
		}
	}
	w, err := t.Create(interfaces...)
	if err != nil {
		return err
	}
	s.w, s.opened, s.packets, s.secrets = w, at, 0, 0
	s.names = append(s.names, t.Path)
	if s.each.files > 0 && len(s.names) > s.each.files {
		err = os.Remove(s.names[0])
		s.names = s.names[1:]
	}
	if errors.Is(err, os.ErrNotExist) {
		err = nil // somebody else has taken it away
	}
	return err
}

// shut ends the file that is open.
func (s *fileSet) shut() error {
	if s.w == nil {
		return nil
	}
	err := s.w.Close()
	x := s.w.Lost()
	s.lost.Times, s.lost.Comments = s.lost.Times+x.Times, s.lost.Comments+x.Comments
	s.w = nil
	return err
}

// write writes a frame, to the next file if the last has what it may hold.
func (s *fileSet) write(p *capture.Packet, interfaces []capture.Interface) error {
	if s.full.Load() {
		return nil // frames that were read ahead
	}
	if s.w != nil && s.late(p.At) {
		if err := s.shut(); err != nil || s.full.Load() {
			return err
		}
	}
	if s.w == nil {
		if err := s.open(p.At, interfaces); err != nil {
			return err
		}
	}
	if err := s.w.Describe(interfaces); err != nil {
		return err
	}
	if x, ok := s.w.(*file.Writer); ok {
		for _, b := range s.kept.before(s.secrets, p.Frame) {
			if err := x.Secrets(b); err != nil {
				return err
			}
			s.secrets++
		}
	}
	if err := s.w.Write(p); err != nil {
		return err
	}
	s.packets++
	if s.most.bytes > 0 && s.w.Size() >= s.most.bytes {
		s.full.Store(true)
	}
	if s.each.bytes > 0 && s.w.Size() >= s.each.bytes || s.each.packets > 0 && s.packets >= s.each.packets {
		s.full.Store(s.full.Load() || s.most.files > 0 && s.number >= s.most.files)
		return s.shut()
	}
	return nil
}

// late reports whether a frame is beyond the time of the open file.
func (s *fileSet) late(at capture.Stamp) bool {
	over := s.each.duration > 0 && at-s.opened >= s.each.duration ||
		s.each.interval > 0 && at/s.each.interval != s.opened/s.each.interval
	if over && s.most.files > 0 && s.number >= s.most.files {
		s.full.Store(true)
	}
	return over
}

func (s *fileSet) flush() error {
	if s.w == nil {
		return nil
	}
	return s.w.Flush()
}

// end writes what is known at the end of a capture. counted is nil unless that
// was live.
func (s *fileSet) end(interfaces []capture.Interface, counted *live.Stats) error {
	if s.w == nil {
		return nil
	}
	err := s.w.Describe(interfaces)
	if counted != nil {
		err = errors.Join(err, s.w.Statistics(0, counted.Received, counted.KernelDropped))
	}
	return errors.Join(err, s.shut())
}

// report says what the format of the files could not hold.
func (s *fileSet) report(errs io.Writer) {
	if s.lost.Times > 0 {
		better := "pcapng keeps them (-F pcapng)"
		if s.target.Format == file.Pcap {
			better = "-F nsecpcap or pcapng keep nanoseconds"
		}
		fmt.Fprintf(errs, "netsniff: %d time stamps were cut to what %v holds; %s\n", s.lost.Times, s.target.Format, better)
	}
	if s.lost.Comments > 0 {
		fmt.Fprintf(errs, "netsniff: comments of %d packets were left out: %v holds none; -F pcapng keeps them\n",
			s.lost.Comments, s.target.Format)
	}
}
