package grade

import (
	"slices"
	"sync"
	"sync/atomic"

	"netsniff/report/grade/submission"
)

// Batch marks the submissions at the paths, several at a time. The results are in the
// order of the paths and the same for any number of workers. done, if not nil, is
// told how many there are so far; it is called by several goroutines.
func (p *Program) Batch(paths []string, workers int, done func(n int)) []*Result {
	results := make([]*Result, len(paths))
	var next, finished atomic.Int64
	var group sync.WaitGroup
	for range max(1, min(workers, len(paths))) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(paths); i = int(next.Add(1)) - 1 {
				results[i] = p.Grade(paths[i])
				results[i].release()
				if done != nil {
					done(int(finished.Add(1)))
				}
			}
		})
	}
	group.Wait()
	return results
}

// InOrder puts results in the order of the roster, those of nobody in it last, and
// returns the students who have none.
func (p *Program) InOrder(results []*Result) (absent []submission.Student) {
	if p.Roster == nil {
		return nil
	}
	type who struct{ id, name string }
	at := map[who]int{}
	for i, s := range p.Roster.Students {
		at[who{s["id"], s["name"]}] = i
	}
	place := func(r *Result) int {
		if r.Student == nil {
			return len(p.Roster.Students)
		}
		return at[who{r.Student["id"], r.Student["name"]}]
	}
	came := make([]bool, len(p.Roster.Students)+1)
	for _, r := range results {
		came[place(r)] = true
	}
	for i, s := range p.Roster.Students {
		if !came[i] {
			absent = append(absent, s)
		}
	}
	slices.SortStableFunc(results, func(a, b *Result) int { return place(a) - place(b) })
	return absent
}

// release lets go of the models of captures, of which a class has too many, but for
// what is known of the captures themselves.
func (r *Result) release() {
	for i := range r.Inputs {
		if c := r.Inputs[i].Capture; c != nil {
			short := *c
			short.Packets, short.Conns, short.Exchanges, short.HTTP, short.Lookups = nil, nil, nil, nil, nil
			short.Mails, short.Transfers, short.Calls, short.Media = nil, nil, nil, nil
			short.Swarm, short.Handshakes = nil, nil
			r.Inputs[i].Capture = &short
		}
	}
}
