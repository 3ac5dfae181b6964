package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"netsniff/report/collect"
	"netsniff/report/records"
)

// recordsFrom are the flags that have tables made of records instead of captures.
type recordsFrom struct {
	lake  string
	since string
	until string
	where string
}

func (r *recordsFrom) given() bool { return r.lake != "" }

func (s *statsCmd) declareFrom(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&s.from.lake, "from", "", "make tables of the records in `LAKE`, where netsniff records -o has written them")
	f.StringVar(&s.from.since, "since", "", "--from: of records that begin at `TIME` or later: 2026-11-21, \"2026-11-21 08:00\" (UTC), or 24h ago")
	f.StringVar(&s.from.until, "until", "", "--from: of records that begin before `TIME`")
	f.StringVar(&s.from.where, "where", "",
		"--from: of records that fulfil `CONDITION` on their columns, such as 'status == 404 and ttfb > 250ms'")
}

// asked returns the tables that are asked for: of records those that they answer.
func (s *statsCmd) asked(args []string) ([]collect.Ask, error) {
	if !s.from.given() {
		if s.from != (recordsFrom{}) {
			return nil, errors.New("--since, --until and --where are for records: netsniff stats --from LAKE")
		}
		return asked(s.tables(args))
	}
	if len(s.files) > 0 || len(s.ifaces) > 0 {
		return nil, errors.New("--from reads records, -r and -i read frames: give one of them")
	}
	if s.filter != "" || s.jsonl || s.options.separate {
		return nil, errors.New("-f, --jsonl and --separate need frames (-r); of records --where chooses")
	}
	named := len(args) > 0
	if !named {
		args = []string{"http-hosts", "mail-commands", "dns.servers", "findings"}
	}
	var names []string
	for _, a := range args {
		for name := range strings.SplitSeq(a, ",") {
			if parts, ok := records.AnsweredParts(name); ok {
				names = append(names, parts...)
				continue
			}
			names = append(names, name)
		}
	}
	asks, err := asked(names)
	if err != nil {
		return nil, err
	}
	for i := range asks {
		if err := records.Answered(&asks[i]); err != nil {
			return nil, err
		}
		asks[i].Named = named
	}
	return asks, nil
}

// ask makes the tables of records and prints them.
func (s *statsCmd) ask(asks []collect.Ask, p *tablePrinter) error {
	q := &records.Query{Asks: asks, Joined: s.join, Lang: p.style.Lang, Clock: p.clock}
	var err error
	if q.Within, err = s.from.span(time.Now()); err != nil {
		return err
	}
	if s.from.where != "" {
		if q.Where, err = records.ParseWhere(s.from.where); err != nil {
			return err
		}
	}
	if q.Store, err = s.storeAt(s.from.lake); err != nil {
		return err
	}
	defer q.Store.Close()
	for i := range asks {
		asks[i].Room = s.memoryBytes() / int64(len(asks))
	}
	tables, read, err := q.Answer()
	if err != nil {
		return err
	}
	return quietPipe(p.print(s.out, s.errs, tables, &collect.Run{Files: []string{s.from.lake}, Records: &read}))
}

// span reads --since and --until.
func (r *recordsFrom) span(now time.Time) (records.Span, error) {
	within := records.Always
	for _, x := range []struct {
		flag, text string
		to         *int64
	}{{"--since", r.since, &within.Since}, {"--until", r.until, &within.Until}} {
		if x.text == "" {
			continue
		}
		if at, ok := records.ParseTime(x.text); ok {
			*x.to = at
			continue
		}
		ago, err := time.ParseDuration(x.text)
		if err != nil || ago < 0 {
			return within, fmt.Errorf("%s %s: a time is needed, such as 2026-11-21, \"2026-11-21 08:00\" (UTC), or 24h for that long ago",
				x.flag, x.text)
		}
		*x.to = now.Add(-ago).UnixNano()
	}
	if within.Since >= within.Until {
		return within, errors.New("--since is not before --until: there is no time between them")
	}
	return within, nil
}
