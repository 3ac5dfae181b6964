package main

import (
	"fmt"
	"io"

	"netsniff/dissect"
	"netsniff/dissect/filter"
	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// encrypted are what nobody could read in a run whose filter asks for what TLS and QUIC
// carry: where nothing matches, it may be there.
type encrypted struct {
	what    string // the protocol that is asked for
	workers []*collect.Encrypted
}

// encrypted watches a run if its filter asks for what may be encrypted; nil if it does not.
// Where several captures are searched, it is no news that one has nothing.
func (o *options) encrypted(chosen *filter.Filter) *encrypted {
	if o.filter == "" || len(o.ifaces) > 0 || o.which != "" {
		return nil
	}
	for _, p := range chosen.Needs().Protocols {
		if len(p.Secured)+len(p.ALPN) > 0 || p.StartsTLS || p.Name == "imf" || p.Name == "http3" {
			return &encrypted{what: p.Column}
		}
	}
	return nil
}

// watch returns a maker of sinks that note what is encrypted.
func (x *encrypted) watch(newSink func() pipeline.Sink) func() pipeline.Sink {
	if x == nil {
		return newSink
	}
	return func() pipeline.Sink {
		one := new(collect.Encrypted)
		x.workers = append(x.workers, one)
		return &encryptedSink{Sink: newSink(), noted: one}
	}
}

// encryptedSink shows frames to who notes what is encrypted first, until one is selected:
// then nobody asks for it any more.
type encryptedSink struct {
	pipeline.Sink
	noted *collect.Encrypted
	found bool
}

// Frame implements pipeline.Sink.
func (s *encryptedSink) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	if !s.found {
		s.noted.Frame(f)
	}
	dst, selected := s.Sink.Frame(f, dst)
	s.found = s.found || selected
	return dst, selected
}

// report says where what was asked for may be, if nothing was selected.
func (x *encrypted) report(errs io.Writer, lang table.Lang, totals pipeline.Totals) {
	if x == nil || totals.Selected > 0 {
		return
	}
	sum := new(collect.Encrypted)
	for _, one := range x.workers {
		sum.Merge(one)
	}
	for _, n := range sum.Notes(x.what) {
		fmt.Fprintln(errs, "netsniff: "+n.In(lang))
	}
}
