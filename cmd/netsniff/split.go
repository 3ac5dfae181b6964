package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	"netsniff/capture"
	"netsniff/capture/file"
	"netsniff/capture/gather"
	"netsniff/reassembly/share"
	"netsniff/report/table"
)

const splitHelp = `split parts one large capture into several, so that several machines can read it.
What two hosts say to each other is in one part, with all fragments of their
datagrams: the same hash of their addresses chooses it that shares the work of one
machine among its workers. What two hosts say is never parted, however much it is.

Parts are pcapng and keep the numbers of the frames, as identifiers of packets:
rows and records of a part have the frame numbers of the whole. A part that is
read together with others is numbered anew. Numbers of streams are those of the
part. Media and data connections that others announce (FTP, SIP, RTSP) are only
known for what they are if both have the same two hosts.

Without copies, each of N machines reads the whole capture and tells of its share:
netsniff records --shard I/N --shard-by pairs.`

const splitExamples = `  netsniff split -n 16 -r big.pcap -o parts     parts/big.00-of-16.pcapng …
  netsniff records --separate -r parts -o lake  their records
  zcat big.pcap.gz | netsniff split -n 4 -r - -o parts`

// splitCmd are the flags of netsniff split.
type splitCmd struct {
	*options
	n   int
	dir string
}

func newSplit(in io.Reader, out, errs io.Writer) *cobra.Command {
	x := &splitCmd{options: &options{in: in, out: out, errs: errs, quiet: true}}
	c := &cobra.Command{
		Use:     "split [flags] -n N -r FILE -o DIR",
		Short:   "Part a large capture by who speaks with whom",
		Long:    splitHelp,
		Example: splitExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    x.speaking(func(_ *cobra.Command, args []string) error { return x.run(args) }),
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringArrayVarP(&x.files, "read", "r", nil, "read packets from `FILE` (- is standard input); repeatable")
	f.IntVarP(&x.n, "parts", "n", 0, "write `N` parts, at most 512")
	f.StringVarP(&x.dir, "output-directory", "o", "", "write the parts into `DIR`, which is made if need be")
	x.declareGrouping(f)
	return c
}

// mostParts bounds how many files are written at a time.
const mostParts = 512

// run parts the capture. Parts have their names when all are complete.
func (x *splitCmd) run(args []string) error {
	x.files = append(x.files, args...)
	switch {
	case len(x.files) == 0:
		return errors.New("nothing to read: name a capture with -r FILE; see netsniff split --help")
	case x.n < 1 || x.n > mostParts:
		return fmt.Errorf("-n %d: say how many parts, 1 to %d", x.n, mostParts)
	case x.dir == "":
		return errors.New("say where the parts go with -o DIR")
	}
	captures, err := x.captures()
	if err != nil {
		return err
	}
	if err := errors.Join(x.unread...); err != nil {
		return err
	}
	if len(captures) > 1 {
		return fmt.Errorf("%s and %s are two captures: part one at a time, or all as one with --join",
			captures[0].Name, captures[1].Name)
	}
	x.files, x.write = captures[0].Files, x.dir
	if err := x.loadKeys(); err != nil { // none but those that the capture brings
		return err
	}
	in, err := x.open()
	if err != nil {
		return err
	}
	defer in.close()
	set, err := x.begin(captures[0], in)
	if err != nil {
		return err
	}
	defer set.discard()
	source := share.New(in.source, x.n)
	damaged, err := x.pass(in, source, set)
	if err == nil {
		err = set.commit(in.source.Interfaces())
	}
	if err != nil {
		return fmt.Errorf("%w; no part was written", err)
	}
	x.told(set)
	if source.Parted > 0 {
		x.note("%d fragments are in another part than their datagram: it was not complete after 30 s, or too much waited",
			source.Parted)
	}
	return damaged
}

// pass writes each frame to its part. damaged is what is wrong with the capture.
func (x *splitCmd) pass(in *input, source *share.Source, set *partSet) (damaged, err error) {
	bar := x.progress(in)
	defer bar.close()
	var interrupted atomic.Bool
	release := onInterrupt(func() { interrupted.Store(true) })
	defer release()
	var p capture.Packet
	for {
		if interrupted.Load() {
			return nil, errors.New("interrupted")
		}
		share, err := source.Next(&p)
		switch {
		case err == io.EOF:
			return nil, nil
		case err == capture.ErrIdle:
			continue
		case err != nil:
			return err, nil
		}
		part := &set.parts[share]
		part.frames++
		if err := part.write(&p, in.source.Interfaces()); err != nil {
			return nil, err
		}
	}
}

// partSet are the files of the parts.
type partSet struct {
	parts []part
}

// part is one of them.
type part struct {
	fileSet
	name   string // when it is complete
	frames uint64
}

// begin opens a file for each part, under a name of its own.
func (x *splitCmd) begin(c gather.Capture, in *input) (*partSet, error) {
	if err := os.MkdirAll(x.dir, 0o777); err != nil {
		return nil, err
	}
	set := &partSet{parts: make([]part, x.n)}
	base := stem(c.Files[0])
	digits := len(strconv.Itoa(x.n - 1))
	for i := range set.parts {
		p := &set.parts[i]
		p.name = filepath.Join(x.dir, fmt.Sprintf("%s.%0*d-of-%d.pcapng", base, digits, i, x.n))
		temporary, err := os.CreateTemp(x.dir, "_"+filepath.Base(p.name)+"-*.tmp")
		if err != nil {
			set.discard()
			return nil, err
		}
		_ = temporary.Close() // it is opened again by its name
		p.fileSet = fileSet{inputs: x.files, kept: x.keys.kept, target: file.Target{Path: temporary.Name(), Part: true,
			Comment: fmt.Sprintf("part %d of %d of %s", i, x.n, filepath.Base(c.Name))}}
		if err := p.fileSet.begin(nil, in.source.Interfaces()); err != nil {
			set.discard()
			return nil, err
		}
	}
	return set, nil
}

// stem returns the name of a capture without directory and extension.
func stem(name string) string {
	base := filepath.Base(name)
	if name == "-" {
		return "stdin"
	}
	for _, c := range [...]string{".gz", ".zst", ".zstd"} {
		base = strings.TrimSuffix(base, c)
	}
	if short := strings.TrimSuffix(base, filepath.Ext(base)); short != "" {
		return short
	}
	return base
}

// commit completes the parts and gives them their names.
func (s *partSet) commit(interfaces []capture.Interface) error {
	for i := range s.parts {
		if err := s.parts[i].end(interfaces, nil); err != nil {
			return err
		}
	}
	for i := range s.parts {
		if err := os.Rename(s.parts[i].target.Path, s.parts[i].name); err != nil {
			return err
		}
	}
	return nil
}

// discard removes what has not got its name.
func (s *partSet) discard() {
	for i := range s.parts {
		if p := &s.parts[i]; p.target.Path != "" {
			_ = p.shut()
			_ = os.Remove(p.target.Path)
		}
	}
}

// told says how even the parts are.
func (x *splitCmd) told(set *partSet) {
	var all, most uint64
	for i := range set.parts {
		n := set.parts[i].frames
		all, most = all+n, max(most, n)
	}
	fmt.Fprintf(x.errs, "%s: %s frames in %d parts, %s in the largest\n", table.Clean(x.dir), table.Grouped(all), x.n,
		table.Grouped(most))
}
