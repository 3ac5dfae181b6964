package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/filter"
	"netsniff/dissect/pipeline"
	"netsniff/dissect/registry"
	"netsniff/report/detail"
	"netsniff/report/hexdump"
	"netsniff/report/json"
	"netsniff/report/timeline"
	"netsniff/report/view"
	"netsniff/report/view/anatomy"
	"netsniff/report/view/index"
)

// formats are the values of -T, but for those that only the browser of netsniff view reads.
var formats = []string{"text", "fields", "json", "ek", "pdml", "psml", "csv", "tabs"}

// form is how frames are printed.
type form struct {
	newSink  func() pipeline.Sink
	header   []byte                           // before all frames
	trailer  []byte                           // behind them
	taps     *taps                            // what watches them besides
	silent   bool                             // nothing is printed
	selector func() func(*dissect.Frame) bool // makes a filter for each worker; it makes nil if there is none
	// encrypted is what cannot be read of what the filter asks for; nil: nobody asks.
	encrypted *encrypted
	array     bool // what the sinks make are elements of a JSON array
}

// open returns the writer for what the sinks make, and what ends the output.
func (f *form) open(w io.Writer) (io.Writer, func() error, error) {
	if len(f.header) > 0 {
		if _, err := w.Write(f.header); err != nil {
			return nil, nil, err
		}
	}
	if !f.array {
		return w, func() error {
			_, err := w.Write(f.trailer)
			return err
		}, nil
	}
	a := json.NewArray(w)
	return a, a.Close, nil
}

// maker makes sinks.
type maker struct {
	*options
	registry *registry.Registry
	clock    timeline.Clock
	dump     hexdump.Options
	selector func() func(*dissect.Frame) bool
}

// form reads the flags that say what to print.
func (o *options) form() (*form, error) {
	format, ok := timeline.ParseTimeFormat(o.timeFormat)
	if !ok {
		return nil, fmt.Errorf("-t %s: unknown time format; one of %s", o.timeFormat,
			strings.Join(timeline.TimeFormats(), ", "))
	}
	if format == timeline.DeltaDisplayed || o.filter != "" && o.tellsShown() {
		o.workers = 1 // each row depends on the one before
	}
	if o.seconds != "s" && o.seconds != "hms" {
		return nil, fmt.Errorf("-u %s: s (seconds) or hms (hours, minutes and seconds)", o.seconds)
	}
	dump, err := o.hexdumped()
	if err != nil {
		return nil, err
	}
	m := maker{options: o, registry: all.Names(), clock: timeline.Clock{Format: format, Hours: o.seconds == "hms"},
		dump: dump}
	chosen, err := filter.Compile(o.filter, m.registry)
	if err != nil {
		return nil, err
	}
	o.wanted = append(m.bodies(), chosen.Needs().Bytes...)
	if o.trees() {
		o.wanted = append(o.wanted, m.withBodies()...)
	}
	if o.hex || o.format == anatomy.Format {
		o.wanted = m.registry.Protocols() // the bytes of whole messages are shown
	}
	o.warnUndecoded(m.registry, chosen.Needs())
	m.selector = func() func(f *dissect.Frame) bool {
		if o.filter == "" {
			return nil
		}
		scratch := new(filter.Scratch)
		return func(f *dissect.Frame) bool { return chosen.Match(f, scratch) }
	}
	f, err := m.form()
	if err != nil {
		return nil, err
	}
	if o.quiet || o.write != "" && !o.print {
		f = &form{silent: true, newSink: func() pipeline.Sink { return &timeline.Text{Quiet: true, Select: m.selector()} }}
	}
	f.selector, f.encrypted = m.selector, o.encrypted(chosen)
	return f, nil
}

// hexdumped reads --hexdump: each is -x, too.
func (o *options) hexdumped() (d hexdump.Options, err error) {
	for _, word := range o.hexdump {
		if !d.Set(word) {
			return d, fmt.Errorf("--hexdump %s: one of %s", word, strings.Join(hexdump.Words(), ", "))
		}
		o.hex = true
	}
	return d, nil
}

// tellsShown reports whether a row may print the time since the row before:
// among its fields, or because it prints all there are.
func (o *options) tellsShown() bool {
	const field = "frame.time_delta_displayed"
	return o.format == "json" || o.format == "ek" || o.format == "pdml" || o.details ||
		strings.Contains(o.filter, field) || slices.Contains(o.fields, field)
}

// listed are the fields that bounds of what is listed of a message let go of.
var listed = map[dissect.Bound][]string{
	dissect.PDUSegments: {"tcp.segment", "tcp.reassembled"},
	dissect.Chunks:      {"http.chunk"},
}

// tells reports whether what a bound let go may be missing in the output.
func (o *options) tells(b dissect.Bound) bool {
	list, ok := listed[b]
	if !ok {
		return true
	}
	named := func(s string) bool {
		return slices.ContainsFunc(list, func(field string) bool { return strings.Contains(s, field) })
	}
	return o.format == "json" || o.format == "ek" || o.format == "pdml" || o.details || named(o.filter) ||
		slices.ContainsFunc(o.fields, named)
}

var errNoFields = errors.New("-e names fields for -T fields, json, ek, pdml or csv")

func (m *maker) form() (*form, error) {
	if m.layers+m.layersDeep != "" && m.format != "json" && m.format != "ek" && m.format != "pdml" {
		return nil, errors.New("-j and -J choose the layers of -T json, ek and pdml; -O those of details")
	}
	switch m.format {
	case anatomy.Format:
		return &form{newSink: func() pipeline.Sink {
			x := anatomy.New(m.registry)
			x.Select = m.selector()
			return x
		}}, nil
	case "text", "tabs", view.Rows, index.Format:
		if len(m.fields) > 0 {
			return nil, errNoFields
		}
		return m.text()
	case "fields", "csv":
		return m.cells()
	case "json", "ek":
		return m.json()
	case "pdml":
		return m.pdml()
	case "psml":
		return m.psml()
	}
	return nil, fmt.Errorf("-T %s: unknown output format; one of %s", m.format, strings.Join(formats, ", "))
}

// text prints summary lines, detail trees and hex dumps.
func (m *maker) text() (*form, error) {
	colour, err := m.coloured()
	if err != nil {
		return nil, err
	}
	only, err := m.protocols("-O", m.only, false)
	if err != nil {
		return nil, err
	}
	trees := m.details || len(only) > 0
	return &form{newSink: func() pipeline.Sink {
		summary := &timeline.Text{Clock: m.clock, Colour: colour, Tabs: m.format != "text",
			Rules: m.format == view.Rows || m.format == index.Format}
		if isTerminal(m.out) && !m.wide && !summary.Tabs {
			summary.Width = screenWidth(m.out)
		}
		if !trees && !m.hex {
			summary.Select = m.selector()
			if m.format == index.Format {
				return index.NewRows(m.registry, summary)
			}
			return summary
		}
		p := &detail.Pages{Select: m.selector(), Hex: m.hex, Dump: m.dump, Separator: m.separator}
		if m.print {
			p.Summary = summary
		}
		if trees {
			p.Tree = detail.New(m.registry)
			p.Tree.Only = only
		}
		return p
	}}, nil
}

// protocols reads the names in the value of a flag. Where fields may stand as
// well, below says so.
func (m *maker) protocols(flag, value string, below bool) ([]string, error) {
	names := strings.FieldsFunc(value, separates)
	for i, name := range names {
		s, ok := m.registry.Protocol(name)
		if ok {
			names[i] = s.Protocol.Name
		}
		if ok || below &&
			(name == json.Headings || len(m.registry.Field(name)) > 0) {
			continue
		}
		hint := "netsniff fields --protocols lists them"
		if near := m.registry.NearestProtocol(name); near != "" {
			hint = "did you mean " + near + "?"
		}
		return nil, fmt.Errorf("%s %s: no protocol is called %s; %s", flag, value, name, hint)
	}
	return names, nil
}

// shown reads -j and -J: the layers to show in full, and whether with all that
// is below them.
func (m *maker) shown() (only []string, deep bool, err error) {
	if m.layersDeep != "" {
		if m.layers != "" {
			return nil, false, errors.New("-j and -J exclude each other")
		}
		only, err = m.protocols("-J", m.layersDeep, true)
		return only, true, err
	}
	only, err = m.protocols("-j", m.layers, true)
	return only, false, err
}

// bodies returns the protocols whose messages the fields of -e read whole.
func (m *maker) bodies() (list []*dissect.Protocol) {
	for _, name := range m.fields {
		for _, s := range m.registry.Field(name) {
			if s.Field.Body {
				list = append(list, s.Protocol)
			}
		}
	}
	return list
}

// trees reports whether all fields of frames are printed.
func (o *options) trees() bool {
	return o.details || o.format == anatomy.Format ||
		len(o.fields) == 0 && (o.format == "json" || o.format == "ek" || o.format == "pdml")
}

// withBodies returns the protocols with fields of bodies.
func (m *maker) withBodies() (list []*dissect.Protocol) {
	for _, p := range m.registry.Protocols() {
		if p.Borne || slices.ContainsFunc(p.Fields, func(f dissect.Field) bool { return f.Body }) {
			list = append(list, p)
		}
	}
	return list
}

// separates tells what stands between the names of protocols.
func separates(r rune) bool { return r == ',' || r == ' ' }

// csvColumns are the columns of -T csv without -e.
var csvColumns = []string{
	"_ws.col.No.", "_ws.col.Time", "_ws.col.Source", "_ws.col.Destination", "_ws.col.Protocol", "_ws.col.Length",
	"_ws.col.Info",
}

// cells prints chosen fields, a line per frame.
func (m *maker) cells() (*form, error) {
	layout, names, titles := timeline.DefaultLayout(), m.fields, m.fields
	switch {
	case m.format == "csv":
		layout = timeline.CSVLayout()
		layout.Formulas = m.formulas()
		if len(names) == 0 {
			names = csvColumns
			titles = make([]string, len(names))
			for i, name := range names {
				titles[i] = strings.TrimPrefix(name, "_ws.col.")
			}
		}
	case len(names) == 0:
		return nil, errors.New("-T fields needs at least one -e NAME, such as -e frame.number")
	}
	for _, setting := range m.fieldOpts {
		if err := layout.Set(setting); err != nil {
			return nil, err
		}
	}
	if _, err := timeline.NewFields(names, m.registry); err != nil {
		return nil, err
	}
	f := &form{newSink: func() pipeline.Sink {
		p, _ := timeline.NewFields(names, m.registry) // checked above
		p.Layout, p.Clock, p.Select, p.Terminal = layout, m.clock, m.selector(), isTerminal(m.out)
		return p
	}}
	if layout.BOM {
		f.header = []byte("\ufeff")
	}
	if layout.Header {
		f.header = layout.AppendHeader(f.header, titles)
	}
	return f, nil
}

// json prints documents, or lines for Elasticsearch.
func (m *maker) json() (*form, error) {
	cells, err := timeline.NewCells(m.fields, m.registry)
	if err != nil {
		return nil, err
	}
	o := json.Options{
		Indent: m.pretty || isTerminal(m.out), Raw: m.hex, Unique: m.unique, Cells: cells, Clock: m.clock,
		R: m.registry,
	}
	if o.Only, o.Deep, err = m.shown(); err != nil {
		return nil, err
	}
	if m.format == "ek" {
		return &form{newSink: func() pipeline.Sink {
			l := json.NewLines(o)
			l.Select = m.selector()
			return l
		}}, nil
	}
	return &form{array: true, newSink: func() pipeline.Sink {
		d := json.NewDocuments(o)
		d.Select = m.selector()
		return d
	}}, nil
}
