package main

import (
	"netsniff/dissect"
	"netsniff/dissect/filter"
	"netsniff/dissect/registry"
)

// warnUndecoded says on standard error which names of the filter and of -e
// netsniff knows but cannot fill, so that no result is not taken for an
// answer: fields of protocols that it does not dissect, and protocols that it
// does not even recognise.
func (o *options) warnUndecoded(r *registry.Registry, needs filter.Needs) {
	said := map[*dissect.Protocol]bool{}
	warn := func(p *dissect.Protocol, fields bool) {
		if !p.Undecoded || said[p] || !fields && p.Recognisable() {
			return
		}
		said[p] = true
		what := "it never matches and its fields stay empty"
		if p.Recognisable() {
			what = "its frames are recognised, but its fields stay empty"
		}
		o.note("%s (%s) is not decoded yet: %s", p.Name, p.Title, what)
	}
	for _, f := range needs.Fields {
		for _, s := range r.Field(f.Name) {
			warn(s.Protocol, true)
		}
	}
	for _, p := range needs.Protocols {
		warn(p, false)
	}
	for _, name := range o.fields {
		for _, s := range r.Field(name) {
			warn(s.Protocol, true)
		}
	}
}
