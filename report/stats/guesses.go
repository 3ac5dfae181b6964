package stats

import (
	"hash/maphash"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// From so many different logins on that a client was refused within so long a time,
// passwords are guessed. maxGuessers are those that are watched, maxTried the logins
// that are told apart of each.
const (
	manyGuesses = 10
	guessesLast = capture.Stamp(10 * 60 * 1e9)
	maxGuessers = 4096
	maxTried    = 1024
)

// guesses watches who tries users and passwords. All that two hosts say to each other
// is in one worker.
type guesses struct {
	by   map[findingKey]*guesser
	seed maphash.Seed
}

// guesser is a client that was refused.
type guesser struct {
	tried   map[uint64]struct{} // users with what they sent
	users   map[uint64]struct{}
	recent  [manyGuesses]capture.Stamp // of the last ones that were different, in turn
	n       uint64                     // different ones
	first   reassembly.Mark
	guesses bool
	let     string // whom the server let in at last
}

// login takes a login.
func (g *guesses) login(x *dissect.Exchange, l *dissect.Login, lost *dissect.Losses) {
	if l.Unjudged || l.User == "" && l.Secret == "" {
		return
	}
	key := of(bruteForce, x.Conn)
	w := g.by[key]
	switch x.Outcome {
	case dissect.Refused, dissect.Failed:
	case dissect.Succeeded:
		if w != nil && w.guesses && w.let == "" {
			w.let = shortName(l.User)
		}
		return
	default:
		return
	}
	if w == nil {
		if len(g.by) >= maxGuessers {
			lost.Beyond[dissect.Clients]++
			return
		}
		if g.by == nil {
			g.by, g.seed = map[findingKey]*guesser{}, maphash.MakeSeed()
		}
		w = &guesser{tried: map[uint64]struct{}{}, users: map[uint64]struct{}{}, first: x.Began()}
		g.by[key] = w
	}
	user := maphash.String(g.seed, l.User)
	w.add(user, user^maphash.String(g.seed, "\x00"+l.Secret), x.Began())
}

// add takes a login that was refused.
func (w *guesser) add(user, login uint64, at reassembly.Mark) {
	if _, known := w.tried[login]; known {
		return
	}
	if len(w.tried) < maxTried {
		w.tried[login], w.users[user] = struct{}{}, struct{}{}
	}
	w.recent[w.n%manyGuesses] = at.At
	w.n++
	w.guesses = w.guesses || w.n >= manyGuesses && at.At-w.recent[w.n%manyGuesses] <= guessesLast
}

func (g *guesses) merge(o *guesses) {
	if g.by == nil {
		*g = *o
		return
	}
	for key, w := range o.by {
		if g.by[key] == nil {
			g.by[key] = w
		}
	}
}

// tell remarks those that guess.
func (g *guesses) tell(c *findings) {
	for key, w := range g.by {
		if !w.guesses {
			continue
		}
		what := strconv.FormatUint(w.n, 10) + " logins, " + strconv.Itoa(len(w.users)) + " users"
		if w.let != "" {
			what += "; let in at last: " + w.let
		}
		c.add(event{key: key, what: what, at: w.first, n: w.n, weight: w.n})
	}
}
