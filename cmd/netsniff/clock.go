package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"netsniff/report/table"
	"netsniff/report/timeline"
)

// layouts are those of -t where tables and mails tell when something was: with the
// zone, as nobody knows it otherwise.
var layouts = map[timeline.TimeFormat]string{
	timeline.Absolute: "15:04:05.000000 -07:00", timeline.UTC: "15:04:05.000000 -07:00",
	timeline.AbsoluteDate: "2006-01-02 15:04:05.000000 -07:00", timeline.UTCDate: "2006-01-02 15:04:05.000000 -07:00",
	timeline.Epoch: "",
}

func (s *statsCmd) declareTime(f *pflag.FlagSet) {
	f.StringVarP(&s.timeFormat, "time", "t", "r",
		"tell moments as `FORMAT`: r since the first frame, a time of day, ad with date, e epoch, u and ud the same in UTC")
}

// clock returns how moments are told, nil: as times since the first frame.
func (s *statsCmd) clock() (*table.Clock, error) {
	format, ok := timeline.ParseTimeFormat(s.timeFormat)
	if s.timeFormat == "" || ok && format == timeline.Relative {
		return nil, nil
	}
	layout, known := layouts[format]
	if !ok || !known {
		return nil, fmt.Errorf("-t %s: here moments are told as one of %s", s.timeFormat,
			strings.Join([]string{"r", "a", "ad", "e", "u", "ud"}, ", "))
	}
	c := &table.Clock{Zone: time.Local, Layout: layout}
	if format == timeline.UTC || format == timeline.UTCDate {
		c.Zone = time.UTC
	}
	return c, nil
}
