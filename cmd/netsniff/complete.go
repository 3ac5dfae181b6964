package main

import (
	"strings"

	"github.com/spf13/cobra"

	"netsniff/capture/file"
	"netsniff/capture/live"
	"netsniff/dissect/all"
	"netsniff/report/follow"
	"netsniff/report/hexdump"
	"netsniff/report/tap"
	"netsniff/report/timeline"
)

// completer offers values for a flag: those that go on from what is begun.
type completer = func(begun string) ([]string, cobra.ShellCompDirective)

// complete has the shells offer values for a flag of c.
func complete(c *cobra.Command, flag string, offer completer) {
	// The only error is a flag that does not exist; a test covers it.
	_ = c.RegisterFlagCompletionFunc(flag,
		func(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
			return offer(begun)
		})
}

// completeArgument has the shells offer values for the first argument of c, and files where none goes on
// from what is begun.
func completeArgument(c *cobra.Command, offer completer) {
	c.ValidArgsFunction = func(_ *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveDefault
		}
		found, how := offer(begun)
		return found, how &^ cobra.ShellCompDirectiveNoFileComp
	}
}

// completeFlags has the shells offer values for the flags of the root command.
func completeFlags(c *cobra.Command) {
	complete(c, "output", fixed(formats))
	complete(c, "time", fixed(timeline.TimeFormats()))
	complete(c, "seconds", fixed([]string{"s", "hms"}))
	complete(c, "color", fixed([]string{"auto", "always", "never"}))
	complete(c, "interface", offerInterfaces)
	complete(c, "field", offerFields)
	complete(c, "field-option", steps(timeline.Settings()...))
	complete(c, "filter", offerFilter)
	complete(c, "display-filter", offerFilter)
	complete(c, "detail-of", offerProtocols)
	complete(c, "layers", offerProtocols)
	complete(c, "layers-deep", offerProtocols)
	complete(c, "statistics", steps(statistics()...))
	complete(c, "read-filter", offerFilter)
	complete(c, "file-format", fixed(file.Formats()))
	complete(c, "ring-buffer", steps("filesize:", "packets:", "duration:", "interval:", "files:"))
	complete(c, "hexdump", fixed(hexdump.Words()))
	complete(c, "preference", fixed(offeredPreferences()))
	complete(c, "decode-as", offerRule)
	complete(c, "glossary", fixed([]string{"fields", "protocols", "fieldcount"}))
	complete(c, "disable-protocol", offerProtocols)
	complete(c, "autostop", steps("duration:", "packets:", "filesize:", "files:"))
}

// offeredPreferences are the values of -o that can be set.
func offeredPreferences() (list []string) {
	for _, name := range preferenceNames() {
		list = append(list, name+":TRUE", name+":FALSE")
	}
	return list
}

// fixed offers always the same values.
func fixed(values []string) completer {
	return func(string) ([]string, cobra.ShellCompDirective) { return values, cobra.ShellCompDirectiveNoFileComp }
}

// steps offers values that are written in steps: those that end in a sign want
// something behind it.
func steps(values ...string) completer {
	return func(begun string) ([]string, cobra.ShellCompDirective) {
		var found []string
		directive := cobra.ShellCompDirectiveNoFileComp
		for _, v := range values {
			if !strings.HasPrefix(v, begun) {
				continue
			}
			found = append(found, v)
			if strings.ContainsRune("=,:", rune(v[len(v)-1])) {
				directive |= cobra.ShellCompDirectiveNoSpace
			}
		}
		return found, directive
	}
}

// statistics are the beginnings of values of -z.
func statistics() []string {
	var list []string
	for _, p := range follow.Protocols() {
		for _, m := range follow.Modes() {
			list = append(list, "follow,"+p+","+m+",")
		}
	}
	return append(list, tap.Names()...)
}

func offerInterfaces(string) ([]string, cobra.ShellCompDirective) {
	var found []string
	devices, err := live.List()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	for _, d := range devices {
		found = append(found, described(d.Name, d.Description))
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

// described is a value with the text that shells show beside it.
func described(value, text string) string {
	if text == "" {
		return value
	}
	return value + "\t" + text
}

// offerFields offers the fields whose names begin so.
func offerFields(begun string) ([]string, cobra.ShellCompDirective) {
	return named(new(listing), begun, ""), cobra.ShellCompDirectiveNoFileComp
}

// offerProtocols offers protocols for the last name in a list.
func offerProtocols(begun string) ([]string, cobra.ShellCompDirective) {
	at := strings.LastIndexFunc(begun, separates) + 1
	return named(&listing{protocols: true}, begun[at:], begun[:at]),
		cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// offerRule offers what a rule of -d begins with, and protocols behind its comma.
func offerRule(begun string) ([]string, cobra.ShellCompDirective) {
	if at := strings.LastIndexByte(begun, ',') + 1; at > 0 {
		return named(&listing{protocols: true}, begun[at:], begun[:at]), cobra.ShellCompDirectiveNoFileComp
	}
	return steps("tcp.port==", "udp.port==")(begun)
}

// offerFilter offers protocols, then also fields, for the last word of a
// filter.
func offerFilter(begun string) ([]string, cobra.ShellCompDirective) {
	at := strings.LastIndexAny(begun, " (!") + 1
	found := named(&listing{protocols: true}, begun[at:], begun[:at])
	if begun[at:] != "" {
		found = append(found, named(new(listing), begun[at:], begun[:at])...)
	}
	return found, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// named returns the entries of a list whose names begin so, each behind before.
func named(l *listing, begun, before string) []string {
	var found []string
	for _, e := range l.entries(all.Names()) {
		if strings.HasPrefix(e.Name, begun) {
			found = append(found, described(before+e.Name, e.Label))
		}
	}
	return found
}
