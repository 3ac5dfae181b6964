package main

import (
	"runtime"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"netsniff/dissect"
	"netsniff/report/table"
)

// Flags that several commands have, each with what it says of them in words of
// its own.

// declareRead declares the files that a command reads.
func (o *options) declareRead(f *pflag.FlagSet) {
	f.StringArrayVarP(&o.files, "read", "r", nil, "read packets from `FILE` (- is standard input); repeatable")
	o.declareKeys(f)
}

// declareLive declares where a live capture comes from and when it ends; what is
// done meanwhile is said behind its end.
func (o *options) declareLive(c *cobra.Command, meanwhile string) {
	f := c.Flags()
	f.StringArrayVarP(&o.ifaces, "interface", "i", nil, "capture live from `NAME` until Ctrl-C"+meanwhile)
	f.StringVar(&o.bpf, "bpf", "", "capture only frames that match the capture filter `EXPR` (pcap-filter syntax)")
	f.Uint32VarP(&o.count, "count", "c", 0, "stop after `N` frames")
	f.StringArrayVarP(&o.autostop, "autostop", "a", nil, "stop when `CONDITION` holds: duration:SECONDS or packets:N")
	f.IntVarP(&o.snaplen, "snapshot-length", "s", 262144, "capture at most `BYTES` of each frame")
	short := "p"
	if f.ShorthandLookup(short) != nil {
		short = "" // it means something else there
	}
	f.BoolVarP(&o.noPromisc, "no-promiscuous-mode", short, false, "do not put the interface into promiscuous mode")
	complete(c, "interface", offerInterfaces)
	complete(c, "autostop", steps("duration:", "packets:"))
}

// declareColour declares what colour is for.
func (o *options) declareColour(c *cobra.Command, highlight string) {
	c.Flags().StringVar(&o.colour, "color", "auto", "highlight "+highlight+" `WHEN`: auto (on a terminal), always or never")
	complete(c, "color", fixed([]string{"auto", "always", "never"}))
}

// What there is to say of --workers and --connections.
const (
	sameOutput = "the output is the same for any number"
	leastUsed  = "; the least used are forgotten first"
)

// How many connections are remembered if nobody says: dialogues of those that are
// heard take more than rows do.
const (
	connsOfRows = 100_000
	connsHeard  = 50_000
)

// declareEffort declares how many workers do what the command does, and how many
// connections it remembers if nobody says.
func (o *options) declareEffort(f *pflag.FlagSet, do, same string, conns int, forgotten string) {
	f.IntVar(&o.workers, "workers", max(1, runtime.NumCPU()-1), do+" with `N` workers; "+same)
	f.IntVar(&o.conns, "connections", conns, "remember at most `N` connections at a time"+forgotten)
}

// masksFewer has --mask, which hears connections before it prints rows, remember
// as many as other commands that hear them, unless somebody says how many.
func (o *options) masksFewer(f *pflag.FlagSet) {
	if o.mask && !f.Changed("connections") {
		o.conns = min(o.conns, connsHeard)
	}
}

// declareMemory declares how much waits for its rest.
func (o *options) declareMemory(f *pflag.FlagSet) {
	f.IntVar(&o.memory, "memory", dissect.DefaultMemory>>20,
		"keep at most `MIB` mebibytes of what is not complete; the oldest is given up first")
}

// memoryBytes is what that says.
func (o *options) memoryBytes() int64 { return int64(o.memory) << 20 }

// heardBytes is what of that the dialogues of one worker may keep, if
// connections are heard: one half is theirs, the other that of the messages of
// rows.
func (o *options) heardBytes() int64 { return o.memoryBytes() / 2 / int64(o.effort()) }

// declareRawCSV declares that cells of CSV stay as they are.
func (o *options) declareRawCSV(f *pflag.FlagSet) {
	f.BoolVar(&o.rawCSV, "raw-csv", false,
		"in CSV, put no apostrophe before cells that a spreadsheet would take for formulas")
}

// formulas is what that says.
func (o *options) formulas() table.Formulas {
	if o.rawCSV {
		return table.KeepFormulas
	}
	return table.QuoteFormulas
}
