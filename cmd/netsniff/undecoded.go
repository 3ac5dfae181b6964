package main

import (
	"fmt"

	"netsniff/dissect"
)

// warnUndecoded says on standard error which protocols of the filter and of
// -e are known by name only, so that no result is not taken for an answer.
func (o *options) warnUndecoded(r *dissect.Registry, filtered []*dissect.Protocol) {
	said := map[*dissect.Protocol]bool{}
	warn := func(p *dissect.Protocol) {
		if p.Undecoded && !said[p] {
			said[p] = true
			fmt.Fprintf(o.errs, "netsniff: %s (%s) is not decoded yet: it never matches and its fields stay empty\n", p.Name, p.Title)
		}
	}
	for _, p := range filtered {
		warn(p)
	}
	for _, name := range o.fields {
		for _, s := range r.Field(name) {
			warn(s.Protocol)
		}
	}
}
