// Package collect takes what frames, exchanges, contents and connections tell to
// those who make something of it: tables, exports, views.
//
// A Plan is what a run is asked for. It makes a Set for each worker, a
// pipeline.Sink with one Collector for each Ask; at the end the sets are merged
// and give tables. The result is the same for any number of workers.
//
// What can be asked for is not known here: package stats defines the tables of
// numbers, others have Asks of their own.
package collect

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/report/table"
)

// Collector counts frames for one worker. One that is a dissect.Listener hears
// exchanges and connections as well.
type Collector interface {
	// Frame counts a frame, which is borrowed until return.
	Frame(f *dissect.Frame)
	// Merge adds what a collector of the same Ask counted. It may keep parts of
	// other, which is not used afterwards.
	Merge(other Collector)
	// Tables returns what was counted so far; more frames may follow. Tables
	// that have nothing to say are left out, unless they are asked for by name
	// (Ask.Named): then a note says what there was instead.
	Tables(r *Run) []table.Table
}

// Definition is a table, or several of one kind, that can be asked for.
type Definition struct {
	Name    string
	Title   table.Phrase
	Parts   []string         // of NAME.PART, which asks for one of several tables
	Columns []table.Column   // of all of them, to sort by
	Usual   bool             // shown if no table is named
	Content dissect.Contents // what its collector wants of what exchanges carry
	Totals  bool             // and what connections add up to
	Rows    bool             // its collector reads what rows say: messages, protocols of connections
	Streams bool             // it hears what streams of bytes say, and nothing of datagrams
	Spoken  bool             // some cells are words in the language of the run, see Run.Lang
	// Searches: its collector is a Searcher.
	Searches bool
	New      func(a *Ask) Collector
}

// Ask is a definition that was asked for, and how.
type Ask struct {
	Definition
	Part      string  // one of Parts, or "" for all
	Named     bool    // by the user: it is shown even if there is nothing to show
	Filter    *Filter // beside that of the Plan; nil: none
	Interval  capture.Stamp
	Intervals int       // io, if Interval is 0: at most so many intervals; 0: what fits a screen
	Beside    []*Filter // io: what has columns of its own
	Reveal    bool      // logins: secrets are shown
	Link      float64   // cache: bits a second of the access link; 0: not said
	Hit       float64   // cache: share of the requests that it answers; 0: not said
	Room      int64     // bytes that its collector may keep; 0: nobody bounds them
	Only      []string  // findings: those of these names; nil: all
}

// Most returns how many things of about so many bytes each are kept at most: as
// many as there is room for, but not more than most and not fewer than a
// thousand. It is the same for each worker, so that what is kept does not depend
// on their number.
func (a *Ask) Most(most int, bytes int64) int {
	if a.Room == 0 {
		return most
	}
	return min(most, max(int(a.Room/bytes), minKept))
}

const minKept = 1000
