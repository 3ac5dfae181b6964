package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"netsniff/dissect/registry"
	"netsniff/report/collect"
	"netsniff/report/stats"
	"netsniff/report/table"
)

const findingsHelp = `findings remarks what an expert would: what was refused and in which words of the
server, what was not answered, what is slow, lost, doubled or readable by anybody.
What has one cause is one finding, with how often it was so and the worst
examples. --only chooses findings by name, and then tells servers apart:

%s`

const findingsExamples = `  netsniff findings -r mail.pcapng
  netsniff findings -r mail.pcapng --only mail-refused   why were mails refused?
  netsniff findings -r web.pcapng --only slow-server     which server is slow?
  netsniff findings -r web.pcapng --json | jq '.tables.findings.rows[].finding'`

// findingsTable is the table of netsniff stats that the command prints.
const findingsTable = "findings"

func newFindings(in io.Reader, out, errs io.Writer) *cobra.Command {
	s := &statsCmd{options: &options{in: in, out: out, errs: errs, quiet: true}}
	c := &cobra.Command{
		Use:     "findings [flags] {-r FILE... | -i NAME}",
		Short:   "Remark what an expert would",
		Long:    fmt.Sprintf(findingsHelp, findingList(table.English)),
		Example: findingsExamples,
		Args:    cobra.ArbitraryArgs,
		RunE: s.speaking(func(_ *cobra.Command, args []string) error {
			if rest := s.tables(args); len(rest) > 0 {
				return fmt.Errorf("what is %q? findings takes files and flags", rest[0])
			}
			return s.run([]string{findingsTable})
		}),
	}
	s.declareStats(c)
	// The only error is a flag that does not exist; a test covers it.
	_ = errors.Join(c.Flags().MarkHidden("interval"), c.Flags().MarkHidden("jsonl"), c.Flags().MarkHidden("link"),
		c.Flags().MarkHidden("hit"))
	return c
}

// findingList is the list of findings in the help.
func findingList(l table.Lang) string {
	var b strings.Builder
	names, titles := stats.FindingNames()
	for i, name := range names {
		fmt.Fprintf(&b, "  %-25s  %s\n", name, titles[i].In(l))
	}
	return strings.TrimRight(b.String(), "\n")
}

// chosenFindings returns the names that --only has.
func (s *statsCmd) chosenFindings(asks []collect.Ask) (only []string, err error) {
	if len(s.only) > 0 && !slices.ContainsFunc(asks, func(a collect.Ask) bool { return a.Name == findingsTable }) {
		return nil, errors.New("--only chooses findings: netsniff findings --only NAMES")
	}
	names, _ := stats.FindingNames()
	for _, list := range s.only {
		for name := range strings.SplitSeq(list, ",") {
			if name = strings.TrimSpace(name); name == "" {
				continue
			}
			best, cost := "", len(name)
			for _, n := range names {
				if d := registry.Distance(strings.ToLower(name), n); d < cost {
					best, cost = n, d
				}
			}
			switch {
			case best != "" && cost == 0:
				only = append(only, best)
			case best != "" && cost <= len(name)/2:
				return nil, fmt.Errorf("--only %s: there is no such finding; did you mean %s?", name, best)
			default:
				return nil, fmt.Errorf("--only %s: there is no such finding; netsniff findings --help lists them", name)
			}
		}
	}
	return only, nil
}
