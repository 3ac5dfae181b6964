package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"netsniff/report/records"
	"netsniff/report/store"
	"netsniff/report/table"
)

const lakeHelp = `lake keeps in order what netsniff records -o has written.

compact merges the small files of each kind and sensor of days that are over,
which engines of SQL read faster; check reads everything and tells what is wrong:
damaged files, those of a newer version, records out of order or there twice.`

const lakeExamples = `  netsniff lake compact lake/   merge the small files of past days
  netsniff lake check lake/     verify all files; exit code 1 for problems`

// lakeCmd are the flags of netsniff lake.
type lakeCmd struct {
	*options
	before string
}

func newLake(out, errs io.Writer) *cobra.Command {
	c := &cobra.Command{
		Use:     "lake COMMAND",
		Short:   "Merge and verify files of records",
		Long:    lakeHelp,
		Example: lakeExamples,
		Args:    cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if _, err := languageOf(c); err != nil {
				return err
			}
			if len(args) > 0 {
				return fmt.Errorf("there is no command lake %s: compact or check", args[0])
			}
			return c.Help()
		},
	}
	c.AddCommand(newLakeCompact(out, errs), newLakeCheck(out, errs))
	return c
}

func newLakeCompact(out, errs io.Writer) *cobra.Command {
	x := &lakeCmd{options: &options{out: out, errs: errs}}
	c := &cobra.Command{
		Use:   "compact [flags] LAKE",
		Short: "Merge the small files of past days",
		Long: `compact merges the files below 128 MB of each kind, day and sensor, of the days
(UTC) before today. netsniff reads each record once at any moment: a merged file
names those that it replaces. Other engines may see records twice for the moment
in which the old files are removed. An interrupted command can simply be run
again.`,
		Example: `  netsniff lake compact lake/                       days before today
  netsniff lake compact lake/ --before 2026-11-01`,
		Args: cobra.ArbitraryArgs,
		RunE: x.speaking(func(_ *cobra.Command, args []string) error { return x.compact(args) }),
	}
	c.Flags().SortFlags = false
	c.Flags().StringVar(&x.before, "before", "", "merge those of days before `DAY`, such as 2026-11-21 (default: today)")
	return c
}

func newLakeCheck(out, errs io.Writer) *cobra.Command {
	x := &lakeCmd{options: &options{out: out, errs: errs}}
	return &cobra.Command{
		Use:   "check [flags] LAKE",
		Short: "Verify files of records",
		Long: `check reads all records and prints a line for each thing that is wrong: files that
are damaged, of a newer version or have other rows than they say, records that
are out of order, of another day or there twice. The exit code is 1 if there is
any.`,
		Example: "  netsniff lake check lake/   all of it",
		Args:    cobra.ArbitraryArgs,
		RunE:    x.speaking(func(_ *cobra.Command, args []string) error { return x.check(args) }),
	}
}

// open returns the store that the arguments name.
func (x *lakeCmd) open(args []string) (store.Store, error) {
	if len(args) != 1 {
		return nil, errors.New("name one lake, where netsniff records -o has written; see netsniff lake --help")
	}
	s, err := x.storeAt(args[0])
	if err != nil {
		return nil, err
	}
	for _, err := range s.List("") {
		return s, err // there is something
	}
	return nil, errors.Join(fmt.Errorf("%s: there are no records in it", args[0]), s.Close())
}

func (x *lakeCmd) compact(args []string) error {
	today := time.Now().UTC().Format(time.DateOnly)
	if x.before == "" {
		x.before = today
	}
	if _, err := time.Parse(time.DateOnly, x.before); err != nil || x.before > today {
		return fmt.Errorf("--before %s: a day is needed that is not to come, such as %s", x.before, today)
	}
	s, err := x.open(args)
	if err != nil {
		return err
	}
	defer s.Close()
	if f, ok := s.(*store.Folder); ok {
		lock, err := store.Lock(filepath.Join(f.String(), "_compact.lock"))
		if err != nil {
			return fmt.Errorf("%s is being compacted: %w", f, err)
		}
		defer lock.Close()
	}
	n, err := s.Sweep()
	if n > 0 {
		x.note("%d unfinished files of runs that were killed were removed from %s", n, s)
	}
	if err != nil {
		return err
	}
	return records.Compact(s, x.before, func(c records.Compacted) {
		if c.Into != "" {
			fmt.Fprintf(x.out, "%s: %s files, %s records\n", c.Into, table.Grouped(uint64(c.Files)), table.Grouped(uint64(c.Rows)))
		}
		if c.Removed > 0 {
			x.note("%d files were removed from %s: their records are in a merged one", c.Removed, c.Dir)
		}
	})
}

func (x *lakeCmd) check(args []string) error {
	s, err := x.open(args)
	if err != nil {
		return err
	}
	defer s.Close()
	done, err := records.Check(s, func(name, problem string) {
		fmt.Fprintf(x.out, "%s: %s\n", table.Clean(name), table.Clean(problem))
	})
	if err != nil {
		return err
	}
	x.note("%s files, %s records: %d problems", table.Grouped(uint64(done.Files)), table.Grouped(uint64(done.Rows)), done.Problems)
	if done.Problems > 0 {
		return errNoMatch
	}
	return nil
}
