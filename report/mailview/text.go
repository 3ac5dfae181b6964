package mailview

import (
	"bufio"
	"io"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/report/cells"
	"netsniff/report/table"
)

// Style is how text looks.
type Style struct {
	Lang   table.Lang
	Colour bool
	Width  int          // that lines are broken to, in columns; 0: 100
	Clock  *table.Clock // tells when lines were said; nil: since the session began
}

func newPage(w io.Writer, v *View, s Style) *page {
	p := &page{Writer: bufio.NewWriter(w), lang: s.Lang, colour: s.Colour, reveal: v.Reveal, width: usualWidth,
		clock: s.Clock}
	if s.Width > 0 {
		p.width = max(s.Width, leastWidth)
	}
	return p
}

// WriteText writes the dialogues with the mails that passed in each.
func (r *Report) WriteText(w io.Writer, s Style) error {
	p := newPage(w, r.view, s)
	for i, x := range r.Sessions {
		if r.told+i > 0 {
			p.blank()
		}
		p.session(x)
	}
	for i, n := range r.Notes(s.Lang) {
		if i == 0 && r.told+len(r.Sessions) > 0 {
			p.blank()
		}
		p.put("", n, plain)
	}
	return p.Flush()
}

// Notes says what was left out, and if there is no session, what there was
// instead.
func (r *Report) Notes(l table.Lang) (notes []string) {
	p := page{lang: l}
	if r.Left > 0 {
		notes = append(notes, p.say(sayMoreSessions, r.Left))
	}
	if r.told+len(r.Sessions) == 0 {
		return append(notes, r.absent(l)...)
	}
	return append(notes, r.Absence.encrypted(l)...)
}

func (p *page) session(s *Session) {
	p.put("", p.say(saySession, s.Number, titles[s.Protocol], s.Client, s.Server, s.Stream, s.Start.Frame,
		s.Last.Frame), bold)
	how := sayClear
	switch {
	case s.Encrypted && s.Decrypted:
		how = sayDecryptedLater
	case s.Decrypted:
		how = sayDecrypted
	case s.Encrypted:
		how = sayEncrypted
	case s.Compressed:
		how = sayCompressed
	}
	when := p.say(sayWhen, p.date(s.Start.At), brief(s.Duration())) + p.say(how)
	if s.Proxied != nil {
		when += p.say(sayProxied, s.Proxied.Client)
	}
	if s.Midstream {
		when += p.say(sayMidstream)
	}
	if s.Sum.BytesToClient == 0 {
		when += p.say(sayNoServer)
	}
	p.put("", when, plain)
	p.blank()
	p.dialogue(s)
	p.blank()
	p.summary(s)
	for _, m := range s.Mails {
		p.blank()
		p.mail(m)
	}
	if s.MoreMails > 0 {
		p.put("", p.say(sayMoreMails, s.MoreMails), amber)
	}
}

// summary says what came of the session.
func (p *page) summary(s *Session) {
	sum := &s.Sum
	var parts []string
	add := func(n int, of table.Phrase) {
		if n > 0 {
			parts = append(parts, singular(p.say(of, n), n))
		}
	}
	switch {
	case sum.Logins > 0 && sum.User == "":
		parts = append(parts, p.say(sayLoggedInBy, sum.Mechanism))
	case sum.Logins > 0:
		parts = append(parts, p.say(sayLoggedIn, sum.User, sum.Mechanism))
	}
	add(sum.Failed, sayFailed)
	mails, partial := s.count()
	add(mails, sayMails)
	add(partial, sayPartial)
	add(sum.Accepted, sayAccepted)
	add(sum.Refused, sayRefused)
	add(sum.Deleted, sayDeleted)
	parts = append(parts, p.say(sayVolume, grouped(sum.BytesToServer), grouped(sum.BytesToClient)))
	p.put("  "+cells.Pad(p.say(saySum), labelWidth), strings.Join(parts, "; "), plain)
	var times []string
	for i := range phases {
		phase := mail.Phase((i + 1) % mail.Phases) // other ones last
		if d := sum.Phases[phase]; d > 0 {
			times = append(times, phases[phase].In(p.lang)+" "+brief(d))
		}
	}
	if len(times) > 0 {
		p.put("  "+cells.Pad(p.say(sayTimes), labelWidth), strings.Join(times, ", "), plain)
	}
}

// singular takes the s from a noun of which there is one.
func singular(s string, n int) string {
	if n == 1 {
		for _, noun := range [...]string{"mails", "logins", "recipients", "servers", "days", "hours"} {
			s = strings.Replace(s, noun, strings.TrimSuffix(noun, "s"), 1)
		}
	}
	return s
}

// masked returns a secret as it is shown.
func (p *page) masked(l *dissect.Login) string {
	if p.reveal {
		return l.Secret
	}
	return table.Masked
}
