package main

import (
	"strings"

	"netsniff/dissect/pipeline"
	"netsniff/report/pdml"
	"netsniff/report/timeline"
)

// pdml prints details as XML.
func (m *maker) pdml() (*form, error) {
	cells, err := timeline.NewCells(m.fields, m.registry)
	if err != nil {
		return nil, err
	}
	o := pdml.Options{Cells: cells, Clock: m.clock, R: m.registry}
	if o.Only, o.Deep, err = m.shown(); err != nil {
		return nil, err
	}
	file := ""
	if len(m.files) > 0 {
		file = m.files[0]
	}
	return &form{
		header: pdml.AppendHead(nil, file), trailer: []byte(pdml.Tail),
		newSink: func() pipeline.Sink {
			p := pdml.New(o)
			p.Select = m.selector()
			return p
		},
	}, nil
}

// psml prints summary columns as XML.
func (m *maker) psml() (*form, error) {
	if len(m.fields) > 0 {
		return nil, errNoFields
	}
	columns, err := timeline.NewCells(csvColumns, m.registry)
	if err != nil {
		return nil, err
	}
	titles := make([]string, len(csvColumns))
	for i, name := range csvColumns {
		titles[i] = strings.TrimPrefix(name, "_ws.col.")
	}
	return &form{
		header: pdml.AppendSummaryHead(nil, titles), trailer: []byte(pdml.SummaryTail),
		newSink: func() pipeline.Sink {
			return &pdml.Summaries{Select: m.selector(), Clock: m.clock, Columns: columns}
		},
	}, nil
}
