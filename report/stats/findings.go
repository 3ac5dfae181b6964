package stats

import (
	"slices"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/dissect/dns"
	"netsniff/dissect/http"
	"netsniff/dissect/http/retold"
	"netsniff/dissect/mail"
	"netsniff/dissect/sip"
	"netsniff/dissect/smtp"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// findings remarks what an expert would. What has one cause is one finding, with
// how often it was so and the worst examples.
type findings struct {
	collect.IgnoreAll
	ask  *collect.Ask
	book findingBook

	frames  frameWatch
	events  map[*dissect.Conn]*connEvents
	opened  map[*dissect.Conn]bool // connections of TLS that were decrypted
	arp     arpWatch
	forms   formWatch
	waits   waits
	cuts    truncations
	tunnels tunnels
	links   swarmLinks
	reach   swarmReach
	tls     tlsWatch
	clear   clearWatch
	ftp     ftpBook
	guesses guesses
	calls   calls
	lost    dissect.Losses
}

func newFindings(a *collect.Ask) collect.Collector {
	return &findings{ask: a, calls: calls{ask: a}, tunnels: tunnels{}, events: map[*dissect.Conn]*connEvents{},
		opened: map[*dissect.Conn]bool{}}
}

// add notes an event that is a finding.
func (c *findings) add(e event) { c.book.add(e) }

// of returns the key of a finding about a connection.
func of(kind findingKind, c *dissect.Conn) findingKey {
	return findingKey{kind: kind, client: c.Client.Addr, server: c.Server.Addr, port: c.Server.Port}
}

// Frame implements Collector.
func (c *findings) Frame(f *dissect.Frame) {
	c.frames.see(f, c)
	c.lost.Beyond[dissect.Copies] = c.frames.lost
	c.arp.see(f, c)
	c.forms.see(f, c)
	c.watch(f)
	c.links.frame(f, c)
	c.tls.see(f, c.handshake)
}

// Event implements dissect.EventListener.
func (c *findings) Event(x *dissect.Event) {
	c.links.event(x)
	c.calls.Event(x)
	if s, ok := x.About.(*retold.Strain); ok {
		c.add(event{key: of(strained, x.Conn), what: table.Grouped(s.Count) + " " + s.Kind.String(), at: x.Mark,
			weight: s.Count})
	}
}

// Piece implements dissect.Listener.
func (c *findings) Piece(p *dissect.Piece) { c.links.pieces.piece(p) }

// Exchange implements dissect.Listener.
func (c *findings) Exchange(x *dissect.Exchange) {
	if l := x.Login; l != nil {
		c.login(x, l)
		c.guesses.login(x, l, &c.lost)
		if !l.Unjudged && (x.Outcome == dissect.Refused || x.Outcome == dissect.Failed) {
			return
		}
	}
	if x.Protocol == nil {
		return
	}
	if kind, ok := remarkable(x); ok {
		c.answered(kind, x)
	}
	if x.Outcome == dissect.Unanswered {
		c.waits.exchange(x)
	}
	if l, ok := x.Detail.(*dns.Lookup); ok {
		c.lookup(x, l)
	}
	c.reach.exchange(x, c)
	c.letter(x)
	c.clear.exchange(x, c)
	c.ftp.exchange(c.ask, x, "")
	c.calls.Exchange(x)
	c.slow(x)
	c.waited(x)
}

// login remarks a password that anybody can read, and one that was refused.
func (c *findings) login(x *dissect.Exchange, l *dissect.Login) {
	what := strings.TrimSpace(l.Mechanism + " " + shortName(l.User))
	if !l.Hashed && l.Secret != "" && !x.Conn.Secured {
		c.add(event{key: of(passwordInClear, x.Conn), what: what, at: x.Request.Last})
	}
	if l.Unjudged {
		return
	}
	switch x.Outcome {
	case dissect.Refused, dissect.Failed:
		e := event{key: of(loginRefused, x.Conn), what: what, at: replied(x), words: wordsOf(x)}
		e.key.cause = patternOf(e.words)
		c.add(e)
	}
}

// answered remarks a request that was answered as nobody wished.
func (c *findings) answered(kind findingKind, x *dissect.Exchange) {
	e := event{key: of(kind, x.Conn), at: replied(x), words: wordsOf(x), what: whatOf(x)}
	if e.key.cause = patternOf(e.words); kind == httpClientError || kind == httpServerError {
		e.key.cause = x.Status // whatever the server calls it
	}
	c.add(e)
}

// whatOf says what was asked.
func whatOf(x *dissect.Exchange) string {
	if x.Method == smtp.EndOfMail {
		return endOfMail(x)
	}
	return strings.TrimSpace(x.Method + " " + subjectOf(x))
}

// endOfMail says which mail a reply to its final dot is about.
func endOfMail(x *dissect.Exchange) string {
	what := "end of mail"
	if s, ok := x.Detail.(mail.Stepper); ok {
		if e := s.MailStep().Envelope; e != nil && e.HasFrom {
			what += " from <" + shortName(e.From) + ">"
		}
	}
	return what
}

// replied returns the last segment of the reply, of the request if there was none.
func replied(x *dissect.Exchange) reassembly.Mark {
	if x.Reply.Seen() {
		return x.Reply.Last
	}
	return x.Request.Last
}

// remarkable says which finding the reply of an exchange is.
func remarkable(x *dissect.Exchange) (findingKind, bool) {
	refused := x.Outcome == dissect.Refused
	if !refused && x.Outcome != dissect.Failed {
		return 0, false
	}
	switch x.Protocol.Name {
	case "http":
		if refused {
			return httpClientError, true
		}
		return httpServerError, true
	case "dns":
		if l, ok := x.Detail.(*dns.Lookup); ok && l.Rcode == dns.RcodeNoSuchName {
			return dnsNoSuchName, true
		}
		return dnsFailed, true
	case "smtp":
		if x.Method == smtp.MethodGreeting {
			return mailDeferred, !refused
		}
		if !aboutMail(x) {
			return 0, false
		}
		if refused {
			return mailRefused, true
		}
		return mailDeferred, true
	case "ftp":
		return ftpCommandRefused, aboutFile(x)
	case "imap":
		return mailRefused, refused && x.Method == "APPEND"
	}
	return 0, false
}

// aboutMail reports whether an exchange of SMTP decides about a mail. After all
// recipients were refused DATA only says so again.
func aboutMail(x *dissect.Exchange) bool {
	if !slices.Contains([]string{"MAIL", "RCPT", "DATA", "BDAT", smtp.EndOfMail}, x.Method) {
		return false
	}
	s, ok := x.Detail.(mail.Stepper)
	if !ok || x.Method != "DATA" {
		return true
	}
	e := s.MailStep().Envelope
	return e == nil || e.Accepted() > 0 || e.Refused() == 0
}

// letter remarks lines of a mail that end as RFC 5321 forbids.
func (c *findings) letter(x *dissect.Exchange) {
	s, ok := x.Detail.(mail.Stepper)
	if !ok || x.Method != smtp.EndOfMail {
		return
	}
	e := s.MailStep().Envelope
	switch {
	case e == nil:
	case e.BareEnd:
		c.add(event{key: of(bareLineFeed, x.Conn), what: "around the final dot, " + endOfMail(x), at: x.Request.Last,
			weight: 1})
	case e.BareLF:
		c.add(event{key: of(bareLineFeed, x.Conn), what: endOfMail(x), at: x.Request.Last})
	}
}

// slowAfter is the time of its own from which a server is slow, longPath the
// round trip from which a network is.
const (
	slowAfter = capture.Stamp(1e9)
	longPath  = capture.Stamp(300e6)
)

// slow remarks a server that took its time, where the network's part is known.
func (c *findings) slow(x *dissect.Exchange) {
	ttfb, ok := x.TTFB()
	totals := x.Conn.Totals
	if isUTP(x) {
		return // nobody knows the network's part: packets are lost and sent again
	}
	if !ok || ttfb < slowAfter || totals == nil || x.Notes&dissect.NoteUnsure != 0 || waitsOnPurpose(x) {
		return
	}
	own := ttfb
	if totals.TCP != nil {
		_, server, known := totals.TCP.Split(ttfb)
		if !known {
			return
		}
		own = server
	}
	if own >= slowAfter && own > ttfb/2 {
		what := string(ttfb.AppendSeconds(nil, 3)) + " s " + whatOf(x)
		c.add(event{key: of(slowServer, x.Conn), what: what, at: x.Reply.First, weight: uint64(ttfb)})
	}
}

// waited remarks a reply among others that spent much of its time waiting for a window of HTTP/2, or
// behind segments that were lost.
func (c *findings) waited(x *dissect.Exchange) {
	t, ok := x.Detail.(*http.Transaction)
	ttlb, timed := x.TTLB()
	if !ok || !timed {
		return
	}
	remark := func(kind findingKind, waited capture.Stamp) {
		if waited >= waitedAfter && waited > ttlb/waitedShare {
			what := string(waited.AppendSeconds(nil, 3)) + " s " + whatOf(x)
			c.add(event{key: of(kind, x.Conn), what: what, at: x.Reply.First, weight: uint64(waited)})
		}
	}
	m := t.Multiplexed
	if m == nil {
		return // alone in its connection, it is only slowed by what is told of TCP
	}
	if opening := m.Waited[dissect.ToServer].Opening; opening >= waitedAfter {
		what := string(opening.AppendSeconds(nil, 3)) + " s " + whatOf(x)
		c.add(event{key: of(streamsExhausted, x.Conn), what: what, at: x.Request.First, weight: uint64(opening)})
	}
	if remark(headOfLine, t.Held.Time); m.Windows {
		stream, all := m.Blocked()
		remark(windowExhausted, stream+all)
	}
}

// A reply that waited is remarked from waitedAfter on, if that is more than one part in
// waitedShare of its time.
const (
	waitedAfter = capture.Stamp(100e6)
	waitedShare = 4
)

// waitsOnPurpose reports whether a reply comes when something happens, and not as
// fast as it can: peers give blocks as fast as they want to give.
func waitsOnPurpose(x *dissect.Exchange) bool {
	if _, call := x.Detail.(*sip.Transaction); call && x.Method == "INVITE" {
		return true // somebody has to pick up
	}
	_, block := x.Detail.(*bittorrent.Block)
	return block || x.Method == "IDLE" || x.Method == "NOTIFY"
}

// Closed implements dissect.Listener.
func (c *findings) Closed(k *dissect.Conn, last reassembly.Mark) {
	events := c.events[k]
	delete(c.events, k)
	c.waits.closed(k, last, c)
	c.links.closed(k, last)
	c.tls.closed(k, c.handshake)
	c.clear.closed(k)
	c.ftp.closed(c.ask, k)
	c.calls.Closed(k, last)
	if k.Secured {
		c.opened[k.Outermost()] = true
	}
	t := k.Totals
	if t == nil || k.Carrier != nil {
		return
	}
	if !c.cuts.closed(k) {
		c.lost.Beyond[dissect.Clients]++
	}
	if k.Protocol != nil && k.Protocol.Name == "tls" && !c.opened[k] {
		c.add(event{key: of(encrypted, k), at: t.First})
	}
	delete(c.opened, k)
	if events == nil {
		events = new(connEvents)
	}
	c.doubled(k, t, events)
	c.reach.closed(k, t)
	if t.TCP != nil {
		c.connection(k, t, last, events)
	}
}

// Merge implements Collector.
func (c *findings) Merge(other collect.Collector) {
	o := other.(*findings)
	c.tunnels.merge(o.tunnels)
	c.arp.merge(&o.arp)
	c.waits.merge(&o.waits)
	c.cuts.merge(&o.cuts)
	c.links.merge(&o.links)
	c.reach.merge(&o.reach)
	c.ftp.merge(&o.ftp)
	c.calls.Merge(&o.calls)
	c.guesses.merge(&o.guesses)
	c.book.merge(&o.book)
	c.lost.Add(o.lost)
}

// Losses implements dissect.Loser.
func (c *findings) Losses() dissect.Losses { return c.lost }
