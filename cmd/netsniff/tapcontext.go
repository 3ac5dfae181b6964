package main

import (
	"fmt"

	"netsniff/dissect/all"
	"netsniff/dissect/filter"
	"netsniff/report/collect"
	"netsniff/report/tap"
)

// tapContext is what taps in tshark's layout are made with.
func (o *options) tapContext() *tap.Context {
	return &tap.Context{Registry: all.Names(), Files: o.files, Filter: func(expression string) (tap.Match, error) {
		m, err := o.tapFilter(expression)
		if m == nil || err != nil {
			return nil, err
		}
		return m.New(), nil
	}}
}

// undecoded says of a protocol that nobody decodes that it is so; "" of others.
func (o *options) undecoded(name string) string {
	s, ok := all.Names().Protocol(name)
	if !ok || !s.Protocol.Undecoded {
		return ""
	}
	return fmt.Sprintf("%s (%s) is not decoded yet", s.Protocol.Name, s.Protocol.Title)
}

// tapFilter compiles a filter behind a name of -z; nil for none.
func (o *options) tapFilter(expression string) (*collect.Filter, error) {
	if expression == "" {
		return nil, nil
	}
	chosen, err := filter.Compile(expression, all.Names())
	if err != nil {
		return nil, err
	}
	o.wanted = append(o.wanted, chosen.Needs().Bytes...)
	return matching(expression, chosen), nil
}
