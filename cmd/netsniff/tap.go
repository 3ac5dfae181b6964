package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/pipeline"
	"netsniff/report/follow"
	"netsniff/report/tap"
)

// taps watch all frames of a run beside what is printed of them, and say at
// the end what they found: -z of tshark.
type taps struct {
	follow   []follow.Options
	detector *detect.Detector
	workers  [][]*followed // of each worker, by stream

	drawn []tap.Tap // in tshark's layout; one worker makes them
}

// followed follows one stream for one worker.
type followed struct {
	follow.Sink
	found spool
}

// taps reads the values of -z.
func (o *options) taps() (*taps, error) {
	t := &taps{detector: o.detector()}
	for _, z := range o.statistics {
		drawn, ok, err := tap.New(o.tapContext(), z)
		if err != nil {
			return nil, fmt.Errorf("-z %s: %w", z, err)
		}
		if ok {
			t.drawn = append(t.drawn, drawn)
			o.workers = 1 // a tap sees all frames, one after the other
			continue
		}
		if head, _, _ := strings.Cut(z, ","); o.undecoded(head) != "" {
			return nil, fmt.Errorf("-z %s: %s", z, o.undecoded(head))
		}
		x, err := parseTap(z)
		if err != nil {
			return nil, fmt.Errorf("-z %s: %w", z, err)
		}
		x.Terminal = isTerminal(o.out)
		t.follow = append(t.follow, x)
	}
	return t, nil
}

// tables are the tables that tell what statistics do which are not drawn here, by the
// first word of those.
var tables = map[string]string{"rtp": "rtp", "smb2": "exchanges"}

// parseTap reads follow,PROTOCOL,MODE,STREAM[,RANGE] as tshark has it: STREAM
// is a number or ADDRESS:PORT,ADDRESS:PORT; RANGE numbers the parts to show.
func parseTap(z string) (o follow.Options, err error) {
	words := strings.Split(z, ",")
	if instead := tables[words[0]]; instead != "" {
		return o, fmt.Errorf("not in tshark's layout; instead: netsniff stats %s", instead)
	}
	if words[0] != "follow" {
		return o, newUnknownTap(z)
	}
	if len(words) < 4 {
		return o, errors.New("it takes follow,PROTOCOL,FORMAT,STREAM, such as follow,tcp,ascii,0")
	}
	var ok bool
	if o.Protocol, ok = follow.ParseProtocol(words[1]); !ok {
		return o, fmt.Errorf("no protocol to follow is called %s; one of %s", words[1],
			strings.Join(follow.Protocols(), ", "))
	}
	if o.Mode, ok = follow.ParseMode(words[2]); !ok {
		return o, fmt.Errorf("no format of a stream is called %s; one of %s", words[2],
			strings.Join(follow.Modes(), ", "))
	}
	stream, rest := words[3], words[4:]
	if strings.Contains(stream, ":") && len(rest) > 0 {
		stream, rest = stream+"-"+rest[0], rest[1:]
	}
	if len(rest) > 0 && o.Protocol.Within() && !strings.Contains(rest[0], "-") {
		stream, rest = stream+"."+rest[0], rest[1:]
	}
	if o.Target, ok = follow.ParseTarget(stream, o.Protocol); !ok {
		return o, errors.New("a stream is a number or ADDRESS:PORT,ADDRESS:PORT")
	}
	switch {
	case len(rest) == 1:
		o.First, o.Last, ok = parseRange(rest[0])
	default:
		ok = len(rest) == 0
	}
	if !ok {
		return o, errors.New("after the stream there may be a range of its parts, such as 3 or 2-5")
	}
	return o, nil
}

func parseRange(s string) (first, last uint32, ok bool) {
	from, to, two := strings.Cut(s, "-")
	if !two {
		to = from
	}
	a, errA := strconv.ParseUint(from, 10, 32)
	b, errB := strconv.ParseUint(to, 10, 32)
	return uint32(a), uint32(b), errA == nil && errB == nil && a >= 1 && a <= b
}

// any reports whether there are taps.
func (t *taps) any() bool { return len(t.follow)+len(t.drawn) > 0 }

// watch returns a maker of sinks that show frames to the taps first.
func (t *taps) watch(newSink func() pipeline.Sink) func() pipeline.Sink {
	if !t.any() {
		return newSink
	}
	return func() pipeline.Sink {
		s := &tapped{Sink: newSink(), drawn: t.drawn}
		for _, o := range t.follow {
			o.Detector = t.detector
			s.taps = append(s.taps, &followed{Sink: follow.New(o)})
		}
		t.workers = append(t.workers, s.taps)
		return s
	}
}

// tapped is the sink of a worker that has taps.
type tapped struct {
	pipeline.Sink
	taps    []*followed
	drawn   []tap.Tap
	scratch []byte
}

func (s *tapped) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	for _, x := range s.taps {
		s.scratch, _ = x.Frame(f, s.scratch[:0])
		x.found.write(s.scratch)
	}
	for _, x := range s.drawn {
		x.Frame(f)
	}
	return s.Sink.Frame(f, dst)
}

// write prints what the taps have found, in the order of their flags. A stream
// is seen by one worker only.
func (t *taps) write(w io.Writer) error {
	var wrong error
	for i := range t.follow {
		seen := t.workers[0][i]
		for _, worker := range t.workers {
			if worker[i].Seen() {
				seen = worker[i]
			}
		}
		seen.found.write(seen.End(nil))
		wrong = errors.Join(wrong, seen.found.copy(w))
	}
	for _, worker := range t.workers {
		for _, x := range worker {
			x.found.close()
		}
	}
	for _, x := range t.drawn {
		_, err := w.Write(x.Append(nil))
		wrong = errors.Join(wrong, err)
	}
	return wrong
}

// report says what the taps did not count.
func (t *taps) report(errs io.Writer) {
	for i, x := range t.drawn {
		if n := x.Lost(); n > 0 {
			fmt.Fprintf(errs, "netsniff: -z: statistic %d left out %d entries: there are too many; name a filter behind it\n",
				i+1, n)
		}
	}
}

// heard adds what the taps had to give up. It is known after write.
func (t *taps) heard(totals dissect.Losses) dissect.Losses {
	for _, worker := range t.workers {
		for _, x := range worker {
			totals = alsoHeard(totals, x.Losses())
		}
	}
	return totals
}

// spool keeps bytes for later: in memory up to a bound, then in a file.
type spool struct {
	b    bytes.Buffer
	file *os.File
	err  error
}

// maxSpool is how much of a stream waits in memory.
const maxSpool = 4 << 20

func (s *spool) write(b []byte) {
	if s.err != nil {
		return
	}
	if s.b.Write(b); s.b.Len() < maxSpool {
		return
	}
	if s.file == nil {
		if s.file, s.err = os.CreateTemp("", "netsniff-follow-"); s.err != nil {
			return
		}
		// Nobody else needs its name; where it cannot be removed yet, close does.
		_ = os.Remove(s.file.Name())
	}
	_, s.err = s.b.WriteTo(s.file)
}

// copy writes to w what was kept.
func (s *spool) copy(w io.Writer) error {
	if s.err == nil && s.file != nil {
		if _, s.err = s.file.Seek(0, io.SeekStart); s.err == nil {
			_, s.err = io.Copy(w, s.file)
		}
	}
	if s.err != nil {
		return s.err
	}
	_, err := s.b.WriteTo(w)
	return err
}

func (s *spool) close() {
	if s.file != nil {
		s.file.Close()
		_ = os.Remove(s.file.Name())
	}
}
