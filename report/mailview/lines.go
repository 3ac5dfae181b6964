package mailview

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/imap"
	"netsniff/dissect/mail"
	"netsniff/dissect/smtp"
	"netsniff/reassembly"
)

// event is a line of the dialogue: what one side said in a turn.
type event struct {
	at     reassembly.Mark
	turn   *Turn
	server bool
}

// events are the lines of a dialogue in the order in which they passed.
func (s *Session) events() []event {
	list := make([]event, 0, 2*len(s.Turns))
	for i := range s.Turns {
		t := &s.Turns[i]
		if t.Request.Bytes > 0 || t.Notes&dissect.NoteGreeting == 0 && !t.Reply.Seen() {
			list = append(list, event{t.Request.First, t, false})
		}
		if t.Reply.Seen() {
			list = append(list, event{t.Reply.First, t, true})
		}
	}
	slices.SortStableFunc(list, func(a, b event) int { return cmp.Compare(a.at.Frame, b.at.Frame) })
	return list
}

func (p *page) dialogue(s *Session) {
	for list := s.events(); len(list) > 0; {
		n := 1
		if list[0].server {
			p.server(s, list[0])
		} else {
			n = p.client(s, list)
		}
		list = list[n:]
	}
	if s.MoreTurns > 0 {
		p.put(strings.Repeat(" ", leadWidth), p.say(sayMoreTurns, s.MoreTurns), amber)
	}
	if (s.Encrypted || s.Compressed) && s.Hidden.ToServer+s.Hidden.ToClient > 0 { // none is if TLS was decrypted
		how := sayHidden
		if s.Compressed {
			how = sayPacked
		}
		p.put(strings.Repeat(" ", leadWidth), p.say(how, grouped(s.Hidden.ToServer), grouped(s.Hidden.ToClient)), amber)
	}
}

// leadWidth is that of the times before a line.
const leadWidth = 22

// lead returns the time since the session's start, or that of day, and how long the
// answer took.
func (p *page) lead(s *Session, at reassembly.Mark, took string) string {
	when := fmt.Sprintf("%11s ", stampText(at.At-s.Start.At))
	if p.clock != nil {
		when = at.At.Time().In(p.clock.Zone).Format("15:04:05.000")
	}
	pad := strings.Repeat(" ", max(0, 8-len([]rune(took))))
	return when + pad + took + "  "
}

// date returns when a session began, with the zone.
func (p *page) date(at capture.Stamp) string {
	if p.clock == nil {
		return at.Time().Format("2006-01-02 15:04:05.000 UTC")
	}
	return at.Time().In(p.clock.Zone).Format("2006-01-02 15:04:05.000 -07:00")
}

// stampText returns a time in seconds, to the microsecond.
func stampText(d capture.Stamp) string { return fmt.Sprintf("%.6f", float64(d)/1e9) }

// client writes what the client said first in list, with those that follow of
// which there is nothing else to say, and returns how many that were.
func (p *page) client(s *Session, list []event) (n int) {
	t := list[0].turn
	said := joined(p.asked(t), p.notes(t, true))
	for n = 1; n < len(list); n++ {
		if next := list[n].turn; t.Reply.Seen() || next.Reply.Seen() ||
			joined(p.asked(next), p.notes(next, true)) != said {
			break
		}
	}
	if n > 1 {
		said += fmt.Sprintf(" ×%d", n)
	}
	p.put(p.lead(s, list[0].at, "")+"C: ", said, plain)
	if !t.Reply.Seen() && s.Sum.BytesToClient > 0 {
		p.put(strings.Repeat(" ", leadWidth)+"S: ", p.say(sayNoAnswer), amber)
	}
	return n
}

// asked returns what the client said.
func (p *page) asked(t *Turn) string {
	words := []string{t.Tag, t.Method, t.Subject}
	switch {
	case t.Method == smtp.EndOfMail:
		return joined(p.carried(t), ".")
	case t.Method == "":
		return p.say(sayNoCommand)
	case t.Method == unknown && t.Subject == "":
		return p.say(sayUnknown)
	case t.Method == unknown:
		words = []string{t.Tag, t.Subject}
	case t.Round > 1:
		words = nil
		if t.Says == saysNothing {
			words = []string{p.say(sayResponse)}
		}
	case t.Login != nil && t.Round == 0 && t.Method != "AUTHENTICATE":
		words = []string{t.Tag, t.Method}
	}
	if t.Login != nil {
		words = append(words, p.login(t))
	}
	if t.Phase == mail.Transfer && t.upload() {
		words = append(words, p.carried(t))
	}
	return joined(words...)
}

// upload reports whether the mails went to the server.
func (t *Turn) upload() bool { return len(t.Mails) > 0 && t.Mails[0].Dir == dissect.ToServer }

// login returns what the client said of who it is, without the secret; in
// brackets if it was encoded.
func (p *page) login(t *Turn) string {
	l := t.Login
	switch t.Method {
	case "LOGIN", "APOP":
		return l.User + " " + p.masked(l)
	case "PASS":
		return p.masked(l)
	}
	what := sayPassword
	if l.Hashed {
		what = sayDigest
	}
	user, secret := p.say(sayUser)+" "+l.User, p.say(what)+" "+p.masked(l)
	switch {
	case t.Says == saysUser || l.Secret == "":
		return "(" + user + ")"
	case t.Says == saysSecret || l.User == "":
		return "(" + secret + ")"
	}
	return "(" + user + ", " + secret + ")"
}

// carried says which mails an exchange brought.
func (p *page) carried(t *Turn) string {
	if len(t.Mails) == 0 {
		if t.Content+t.Missing == 0 {
			return ""
		}
		return p.say(sayMailBytes, p.volume(t.Content, t.Missing))
	}
	var list []string
	for i, m := range t.Mails {
		if i == maxNamed && len(t.Mails) > maxNamed+1 {
			list = append(list, p.say(sayMoreNames, len(t.Mails)-i))
			break
		}
		list = append(list, p.say(sayMailLine, m.Number, p.volume(m.Bytes, m.Missing)))
	}
	return strings.Join(list, " ")
}

// maxNamed is how many mails a line names.
const maxNamed = 4

// volume says how many bytes there are and how many are missing.
func (p *page) volume(n, missing int64) string {
	s := p.say(sayBytes, grouped(n))
	if missing > 0 {
		s += p.say(sayMissing, grouped(missing))
	}
	return s
}

// notes returns what is remarkable about an exchange, in brackets.
func (p *page) notes(t *Turn, request bool) string {
	var list []string
	for _, r := range remarkable {
		ofReply := r.note == dissect.NoteUnsure || r.note == dissect.NoteEarly
		if t.Notes&r.note != 0 && (request != ofReply || !t.Reply.Seen() || t.Request.Bytes == 0) {
			list = append(list, r.text.In(p.lang))
		}
	}
	if d := t.Request.Last.At - t.Request.First.At; request && d >= slowly && t.Phase != mail.Auth {
		list = append(list, p.say(saySent, brief(d)))
	}
	if !request && t.Reply.Last.At-t.Reply.First.At >= slowly {
		ttlb := t.Reply.Last.At - t.Reply.First.At
		if whole, ok := t.TTLB(); ok {
			ttlb = whole
		}
		list = append(list, p.say(sayWhole, brief(ttlb)))
	}
	if len(list) == 0 {
		return ""
	}
	return "[" + strings.Join(list, ", ") + "]"
}

// slowly is how long what is said takes to pass if that is worth saying.
const slowly capture.Stamp = 1e6

// server writes what the server answered.
func (p *page) server(s *Session, e event) {
	t := e.turn
	took := ""
	if ttfb, ok := t.TTFB(); ok && ttfb >= 0 {
		took = brief(ttfb)
	}
	in := plain
	if t.Outcome == dissect.Refused || t.Outcome == dissect.Failed {
		in = red
	}
	at := p.lead(s, e.at, took) + "S: "
	first, rest := t.answer()
	for _, l := range t.Continued {
		p.put(at, l, plain)
		at = strings.Repeat(" ", leadWidth) + "S: "
	}
	if t.Untagged > 0 {
		p.untagged(at, t, in)
		at = strings.Repeat(" ", leadWidth) + "S: "
	}
	if t.Challenge != "" {
		if n := len(t.Status) + 1 + maxCoded; len(first) > n {
			first = first[:n] + "…"
		}
		first += " = " + t.Challenge
	}
	if t.Content+t.Missing > 0 && !t.upload() && t.Method != smtp.EndOfMail && !strings.HasPrefix(t.Method, "BDAT") {
		first = joined(first, p.carried(t))
	}
	p.put(at, joined(first, p.notes(t, false)), in)
	p.folded(t, rest, in)
}

// untagged writes the data that came with the reply (RFC 9051 §7).
func (p *page) untagged(at string, t *Turn, in ink) {
	for i, l := range t.Data {
		if i > 0 {
			at = strings.Repeat(" ", leadWidth) + "S: "
		}
		p.put(at, l, in)
	}
	if more := t.Untagged - len(t.Data); more > 0 {
		p.put(strings.Repeat(" ", leadWidth)+"S: ", p.say(sayMoreLines, more), in)
	}
}

// answer returns the first line of a reply and the others.
func (t *Turn) answer() (first string, rest []string) {
	first = joined(t.Tag, t.Status)
	switch {
	case t.Method == imap.MethodUntagged:
		return joined("*", t.Subject), nil
	case t.Tag == "" && t.Untagged == 0 && t.imap && t.Notes&dissect.NoteGreeting != 0:
		first = joined("*", t.Status)
	}
	if len(t.Lines) == 0 {
		return first, nil
	}
	return joined(first, t.Lines[0]), t.Lines[1:]
}

// maxCoded is how much of a challenge is shown as it was sent, in base64.
const maxCoded = 32

// Lines of a reply that are shown each on its own.
const maxOwnLines = 6

// folded writes the other lines of a reply: those that are items of a list
// one behind the other.
func (p *page) folded(t *Turn, rest []string, in ink) {
	indent := strings.Repeat(" ", leadWidth+3)
	more := t.LineCount - len(t.Lines)
	switch {
	case len(rest) == 0:
	case t.Phase == mail.Hello || t.Phase == mail.Browse || t.Phase == mail.Auth || len(rest) > maxOwnLines:
		p.put(indent, strings.Join(rest, " · "), in)
	default:
		for _, l := range rest {
			p.put(indent, l, in)
		}
	}
	if more > 0 {
		p.put(indent, p.say(sayMoreLines, more), plain)
	}
}

// TTFB and TTLB are those of dissect.Exchange.
func (t *Turn) TTFB() (capture.Stamp, bool) { return t.exchange().TTFB() }

// TTLB is the time from the last byte of the request to that of the reply.
func (t *Turn) TTLB() (capture.Stamp, bool) { return t.exchange().TTLB() }

func (t *Turn) exchange() *dissect.Exchange {
	return &dissect.Exchange{Request: t.Request, Reply: t.Reply}
}

// joined returns the words that say something, blanks between them.
func joined(words ...string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" }), " ")
}

// labelWidth is the width of the column of labels.
const labelWidth = 12
