// Package plot makes pictures (package picture) of what netsniff stats counts: a kind of
// picture in a file, made of the rows of tables.
//
// To add a kind: write its Draw in a file of its own, and add a line to Kinds.
package plot

import (
	"errors"
	"fmt"
	"strings"

	"netsniff/dissect/registry"
	"netsniff/report/picture"
	"netsniff/report/table"
)

// Kind is a kind of picture.
type Kind struct {
	Name   string
	Title  table.Phrase
	Tables []string // of netsniff stats: what it is made of
	Takes  Takes
	Draw   func(in *Input) (*picture.Picture, error)
}

// Takes is what a kind is told beside the capture.
type Takes uint8

// What kinds take.
const (
	Nothing Takes = iota
	Streams       // numbers of TCP connections
)

// Input is what a picture is made of.
type Input struct {
	Kind   *Kind
	Tables []table.Table
	Style  Style
	From   float64 // seconds since the first frame; what is before is left out
	To     float64 // 0: to the end
}

// Style is how a time-sequence graph is drawn.
type Style uint8

// Styles.
const (
	Tcptrace Style = iota // segments as lines, with acknowledgments and window
	Stevens               // a point for each segment, as in TCP/IP Illustrated
)

var styleNames = [...]string{"tcptrace", "stevens"}

func (s Style) String() string { return styleNames[s] }

// Styles lists the names of the styles.
func Styles() []string { return styleNames[:] }

// ParseStyle returns the style called s.
func ParseStyle(s string) (Style, error) {
	for i, name := range styleNames {
		if s == name {
			return Style(i), nil
		}
	}
	return 0, fmt.Errorf("one of %s", strings.Join(styleNames[:], ", "))
}

// Kinds returns all there are, in the order in which they are listed.
func Kinds() []Kind {
	return []Kind{
		{Name: "tcp-sequence", Title: table.Say("TCP time-sequence graph of connections", "TCP 时间-序号图"), Tables: []string{"tcp-segments"},
			Takes: Streams, Draw: drawSequence},
	}
}

// Find returns the kind called name.
func Find(name string) (Kind, error) {
	best, cost := "", len(name)/2+1
	for _, k := range Kinds() {
		if k.Name == name {
			return k, nil
		}
		if c := registry.Distance(strings.ToLower(name), k.Name); c < cost {
			best, cost = k.Name, c
		}
	}
	if best != "" {
		return Kind{}, fmt.Errorf("there is no plot %q; did you mean %s?", name, best)
	}
	return Kind{}, fmt.Errorf("there is no plot %q; there are %s", name, strings.Join(Names(), ", "))
}

// Names lists the names of the kinds.
func Names() (names []string) {
	for _, k := range Kinds() {
		names = append(names, k.Name)
	}
	return names
}

// Absent says that a capture has nothing to draw, and what there is instead.
type Absent struct{ Notes []table.Phrase }

func (a *Absent) Error() string { return a.In(table.English) }

// In says it in a language.
func (a *Absent) In(l table.Lang) string {
	var said []string
	for _, n := range a.Notes {
		said = append(said, n.In(l))
	}
	return strings.Join(said, " ")
}

// Picture draws what in holds: an *Absent if there is nothing to draw.
func (in *Input) Picture() (*picture.Picture, error) {
	p, err := in.Kind.Draw(in)
	if err != nil {
		return nil, err
	}
	p.Kind, p.Tables = in.Kind.Name, in.Kind.Tables
	for i := range in.Tables {
		p.Notes = append(p.Notes, in.Tables[i].Notes...)
		if in.Tables[i].Filter != "" && i == 0 {
			f := table.Clean(in.Tables[i].Filter)
			p.About = append(p.About, table.Say("Frames that match "+f, "与 "+f+" 匹配的帧"))
		}
	}
	if p.Empty() {
		return nil, nothingBetween
	}
	p.Reduce()
	return p, nil
}

// table returns the table called name, or an error that says why it is empty.
func (in *Input) table(name string) (*table.Table, error) {
	for i := range in.Tables {
		if t := &in.Tables[i]; t.Name == name {
			if t.Len() == 0 {
				return nil, &Absent{t.Notes}
			}
			return t, nil
		}
	}
	return nil, errors.New("no table " + name)
}

// times returns the axis of time, from the earliest to the latest moment that matters unless
// others are asked for; an *Absent if nothing is between those.
func (in *Input) times(first, last float64) (picture.Axis, error) {
	a := picture.Axis{Kind: picture.Time, Unit: picture.Seconds, Label: table.Say("Time since the first frame", "自首帧起的时间"), Min: first, Max: last}
	if in.From > 0 {
		a.Min = in.From
	}
	if in.To > 0 {
		a.Max = in.To
	}
	if a.Min > last || a.Max < first {
		return a, nothingBetween
	}
	a.Settle()
	return a, nil
}

// nothingBetween is said if what there is lies outside the times that are asked for.
var nothingBetween = &Absent{[]table.Phrase{table.Say("There is nothing to draw between these times.", "这段时间内没有可画的内容。")}}
