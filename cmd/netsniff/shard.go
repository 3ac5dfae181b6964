package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"netsniff/capture/gather"
	"netsniff/reassembly/share"
)

// shard is what one of several commands that divide their work does. It is a flag: I/N, the
// first is 0, as Kubernetes and Slurm count.
type shard struct {
	index, of int // of is 0 if work is not divided
	by        string
}

// What work may be divided by.
const (
	byFiles = "files" // whole captures
	byPairs = "pairs" // of each capture what two hosts say, see package share
)

// mostShards bounds how many commands divide their work.
const mostShards = 65536

// Set implements pflag.Value.
func (s *shard) Set(text string) error {
	index, of, _ := strings.Cut(text, "/")
	i, err := strconv.Atoi(index)
	n, wrong := strconv.Atoi(of)
	if err != nil || wrong != nil || i < 0 || n < 1 || i >= n || n > mostShards {
		return fmt.Errorf("%q is no share such as 0/16", text)
	}
	s.index, s.of = i, n
	return nil
}

func (s *shard) String() string {
	if s.of == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.index, s.of)
}

// Type implements pflag.Value.
func (s *shard) Type() string { return "I/N" }

// declareShard declares which share of the work is done.
func (o *options) declareShard(c *cobra.Command) {
	f := c.Flags()
	f.Var(&o.shard, "shard", "do the share `I/N` of the work, the first is 0/N: captures in turn, in order of time")
	f.StringVar(&o.shard.by, "shard-by", byFiles,
		"what --shard divides: files, or pairs (of each capture what two hosts say to each other)")
	complete(c, "shard-by", fixed([]string{byFiles, byPairs}))
}

// check says what is wrong with the flags.
func (s *shard) check() error {
	if s.by != "" && s.by != byFiles && s.by != byPairs {
		return fmt.Errorf("--shard-by %s: files or pairs", s.by)
	}
	return nil
}

// pairs reports whether captures are read in shares.
func (s *shard) pairs() bool { return s.of > 1 && s.by == byPairs }

// captures returns those of the shard.
func (s *shard) captures(all []gather.Capture) []gather.Capture {
	if s.of <= 1 || s.by == byPairs {
		return all
	}
	var own []gather.Capture
	for i, c := range all {
		if i%s.of == s.index {
			own = append(own, c)
		}
	}
	return own
}

// suffix names the share of a capture that is read.
func (s *shard) suffix() string {
	if !s.pairs() {
		return ""
	}
	return fmt.Sprintf(".%d-of-%d", s.index, s.of)
}

// only lets the frames of the shard pass.
func (s *shard) only(in *input) {
	if s.pairs() {
		in.source = &share.Only{Source: share.New(in.source, s.of), Share: s.index}
	}
}
