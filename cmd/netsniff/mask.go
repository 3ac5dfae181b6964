package main

import (
	"fmt"
	"io"

	"github.com/spf13/pflag"

	"netsniff/dissect/all"
	"netsniff/dissect/mask"
	"netsniff/dissect/pipeline"
)

// maskUsage is the usage of --mask.
const maskUsage = "overwrite secrets with * in all output and in the file of -w: logins of all protocols that credentials knows, HTTP credentials and cookies, and what is named like a secret in URLs, forms and JSON, also of what is decrypted; surest with files, which are read twice (lengths stay)"

// declareMask declares --mask.
func (o *options) declareMask(f *pflag.FlagSet) { f.BoolVar(&o.mask, "mask", false, maskUsage) }

// masking is what --mask does: secrets are overwritten before anything is said
// about a frame or it is written.
type masking struct {
	detector *mask.Detector
	secrets  *mask.Secrets  // nil: they are looked for as they come
	frames   uint32         // that were searched for them
	maskers  []*mask.Masker // of the last run
	veils    *mask.Veils    // of what is decrypted
}

// masking finds the secrets of the files that are to be read; nil without
// --mask. What can be read only once is not read here.
func (o *options) masking() (*masking, error) {
	if !o.mask {
		return nil, nil
	}
	m := &masking{veils: o.veils()}
	m.detector = m.veils.Detector
	if !o.twice() {
		return m, nil
	}
	var collectors []*mask.Collector
	totals, err := o.search("secrets", func(run *pipeline.Options) {
		run.Depth, run.Wanted = pipeline.Headers, nil
		run.NewSink = func() pipeline.Sink {
			c := mask.NewCollector(m.detector)
			collectors = append(collectors, c)
			return c
		}
	})
	if err != nil {
		return nil, err
	}
	m.secrets, m.frames = mask.Merge(collectors), totals.Frames
	return m, nil
}

// veils returns what hides secrets in what is decrypted.
func (o *options) veils() *mask.Veils {
	if o.hides == nil {
		o.hides = &mask.Veils{Detector: mask.NewDetector(all.Recognisable())}
	}
	return o.hides
}

// apply has a run overwrite secrets.
func (m *masking) apply(run *pipeline.Options) {
	if m == nil {
		return
	}
	m.maskers = nil
	run.Prepare = func() pipeline.Preparer {
		x := mask.NewMasker(m.detector, m.secrets)
		m.maskers = append(m.maskers, x)
		return x
	}
	if m.secrets != nil {
		searched(run, m.frames)
	}
}

// report says what could not be hidden.
func (m *masking) report(errs io.Writer) {
	if m == nil {
		return
	}
	var sum mask.Losses
	for _, x := range m.maskers {
		sum.Add(x.Losses)
	}
	if sum.Late += m.veils.Late.Load(); sum.Late > 0 {
		fmt.Fprintf(errs, "netsniff: --mask: %d secrets were recognised only after frames with a part of them had passed; write a file and mask that\n",
			sum.Late)
	}
	if sum.Unmasked > 0 {
		fmt.Fprintf(errs, "netsniff: --mask: %d frames have fragments within fragments, in which secrets stay\n",
			sum.Unmasked)
	}
}
