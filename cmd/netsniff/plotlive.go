package main

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"netsniff/dissect/pipeline"
	"netsniff/report/braille"
	"netsniff/report/collect"
	"netsniff/report/plot"
	"netsniff/report/table"
)

// live draws what passes an interface until the capture ends; a terminal shows the picture of the
// moment. Which connection has the most is known from what was counted: it cannot be read again.
func (x *plotCmd) live(in *plot.Input, about subject) error {
	plan, err := x.plan(in.Kind.Tables, about.filters)
	if err != nil {
		return err
	}
	plan.Filter = within(about.streams, plan.Filter)
	pick := in.Kind.Takes == plot.Streams && len(about.streams) == 0
	h, err := x.hear(plan, x.watching(in, pick))
	if h == nil {
		return err
	}
	defer x.footers([]*heard{h})
	in.Tables = h.set.Tables(h.about)
	if pick {
		if stream, of := onlyBusiest(in.Tables); of > 1 {
			x.tellMost(stream, table.Say("segments and bytes", "报文段与字节"), of)
		}
	}
	return errors.Join(err, x.finish(in, func(absent *plot.Absent) error {
		x.say(table.Say("%s", "%s"), absent.In(x.lang))
		return errNoMatch
	}))
}

// watching shows pictures of the moment on a terminal.
func (x *plotCmd) watching(in *plot.Input, pick bool) (m meanwhile) {
	if !isTerminal(x.out) || x.to.path != "" || x.to.format != "text" {
		return m
	}
	m.drawn = true
	m.sink = func(set *collect.Set) pipeline.Sink {
		return &refreshed{Set: set, screen: func(dst []byte) []byte {
			moment := *in
			moment.Tables = set.Tables(&collect.Run{Interface: strings.Join(x.ifaces, "")})
			if pick {
				onlyBusiest(moment.Tables)
			}
			return appendScreen(dst, x.moment(&moment), screenHeight(x.out)-1)
		}}
	}
	return m
}

// moment draws for the terminal, as high as that is; if there is nothing yet it says so.
func (x *plotCmd) moment(in *plot.Input) []byte {
	p, err := in.Picture()
	var absent *plot.Absent
	switch {
	case errors.As(err, &absent):
		return []byte(absent.In(x.lang))
	case err != nil:
		return []byte(err.Error())
	}
	const around = 6 // lines of a panel beside its plane
	const least = 4
	colour, _ := x.coloured()
	var text bytes.Buffer
	height := max(screenHeight(x.out)/max(len(p.Panels), 1)-around, least)
	_ = braille.Write(&text, p,
		braille.Options{Width: screenWidth(x.out), Height: height, Colour: colour, Lang: x.lang}) // a Buffer takes all
	return text.Bytes()
}

// onlyBusiest leaves the rows of one TCP connection, the one with the most bytes sent, or with the most
// rows of tables without bytes. It returns which that is, and how many there are.
func onlyBusiest(tables []table.Table) (stream int64, of int) {
	weights := map[int64]int64{}
	for i := range tables {
		c := tables[i].Cursor()
		number, bytes := c.Column("stream"), c.Column("payload_bytes")
		for c.Next() {
			weights[c.Int(number)] += 1 + c.Int(bytes)
		}
	}
	most := int64(-1)
	for n, w := range weights {
		if w > most || w == most && n < stream {
			stream, most = n, w
		}
	}
	for i := range tables {
		if slices.ContainsFunc(tables[i].Columns, func(c table.Column) bool { return c.Name == "stream" }) {
			tables[i].Only("stream", stream)
		}
	}
	return stream, len(weights)
}
