package records

import (
	"slices"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dns"
	"netsniff/dissect/ftp"
	"netsniff/dissect/http/secret"
	"netsniff/dissect/secrets"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/stats"
)

// Teller is a collect.Teller that says records as bytes, which a Reader reads.
type Teller struct {
	wanted  [kinds]bool
	reveal  bool
	begun   capture.Stamp // when the capture began
	tls     stats.HandshakeWatch
	crowded uint64 // mails that were told before their answer came: too many of a connection waited
	passing map[direction]*passing
	sent    map[*dissect.Conn][]sent
	room    []byte
	spans   []secrets.Span
}

// Contents are what a feed has to tell for the records of some kinds.
func Contents(wanted []Kind) (c dissect.Contents) {
	if slices.Contains(wanted, Mails) {
		c = dissect.Mails
	}
	return c
}

// NewTeller returns a Teller of the records of some kinds but findings, see SayFindings. Secrets are overwritten, unless they are revealed: exchanges have none but in what
// URIs carry.
func NewTeller(wanted []Kind, reveal bool) *Teller {
	t := &Teller{reveal: reveal, passing: map[direction]*passing{}, sent: map[*dissect.Conn][]sent{}}
	for _, k := range wanted {
		t.wanted[k] = true
	}
	return t
}

var _ collect.Teller = (*Teller)(nil)

// Crowded returns how many mails were told before their answer came, as more than 64 of their
// connection waited; and Unfollowed how many handshakes were not told, as too many were under way.
func (t *Teller) Crowded() uint64 { return t.crowded }

// Unfollowed is told of at Crowded.
func (t *Teller) Unfollowed() uint64 { return t.tls.Lost() }

// Begun returns when the capture began; 0 if no frame came.
func (t *Teller) Begun() capture.Stamp { return t.begun }

// Beside returns what a feed has to ask for beside what tellers say, for the records of some
// kinds; room bounds what that keeps, in bytes.
func Beside(wanted []Kind, room int64) (asks []collect.Ask) {
	for _, d := range stats.Definitions() {
		if d.Name == Findings.String() && slices.Contains(wanted, Findings) {
			asks = append(asks, collect.Ask{Definition: d, Room: room})
		}
	}
	return asks
}

// SayFindings has a Reader take the records of what collectors that stood Beside have found, with
// secrets masked as in exchanges. begun is when the capture began, last the time of its last frame.
func (t *Teller) SayFindings(in *Reader, heard []collect.Collector, begun, last capture.Stamp) error {
	for _, c := range heard {
		for _, f := range stats.ToldFindings(c, last) {
			r := findingOf(&f, begun)
			r.Reply, r.Cause = t.masked(r.Reply), t.masked(r.Cause)
			for i := range r.What {
				r.What[i] = t.masked(r.What[i])
			}
			if err := in.Say(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// Rows reports whether what rows say has to be read for the records of some kinds, which costs
// as much again.
func Rows(wanted []Kind) bool { return slices.Contains(wanted, Handshakes) }

// say appends a record.
func (t *Teller) say(dst []byte, r Record) []byte {
	r.place().Begun = int64(t.begun)
	return encode(dst, r)
}

// Frame implements collect.Teller.
func (t *Teller) Frame(dst []byte, f *dissect.Frame) []byte {
	t.begun = f.First
	if t.wanted[Handshakes] {
		t.tls.Frame(f, func(h *stats.Handshake) { dst = t.say(dst, handshakeOf(h)) })
	}
	return dst
}

// Exchange implements collect.Teller.
func (t *Teller) Exchange(dst []byte, x *dissect.Exchange) []byte {
	if t.wanted[Exchanges] {
		r := exchangeOf(x)
		r.Subject, r.Reply = t.masked(r.Subject), t.masked(r.Reply)
		dst = t.say(dst, r)
	}
	if l, ok := x.Detail.(*dns.Lookup); ok && t.wanted[Lookups] {
		dst = t.say(dst, lookupOf(x, l))
	}
	if x.Login != nil && t.wanted[Logins] {
		dst = t.say(dst, loginOf(x))
	}
	if c, ok := x.Detail.(*ftp.Carriage); ok && t.wanted[Transfers] {
		dst = t.say(dst, transferOf(x, c))
	}
	return t.answered(dst, x.Conn, mostSent)
}

// masked returns a text with the secrets in its URIs overwritten, as --mask does.
func (t *Teller) masked(s string) string {
	if t.reveal || !strings.ContainsAny(s, "=@") {
		return s
	}
	t.spans = t.spans[:0]
	t.room = secret.TellField(":path", s, t.room, &t.spans)
	for _, x := range t.spans {
		secrets.Hide(t.room[x.From:x.To])
	}
	return string(t.room)
}

// Piece implements collect.Teller.
func (t *Teller) Piece(dst []byte, p *dissect.Piece, counts bool) []byte {
	if !t.wanted[Mails] {
		return dst
	}
	return t.mail(dst, p, counts)
}

// Closed implements collect.Teller.
func (t *Teller) Closed(dst []byte, c *dissect.Conn, _ reassembly.Mark) []byte {
	delete(t.passing, direction{c, dissect.ToServer})
	delete(t.passing, direction{c, dissect.ToClient})
	dst = t.answered(dst, c, 0)
	if t.wanted[Handshakes] {
		t.tls.Closed(c, func(h *stats.Handshake) { dst = t.say(dst, handshakeOf(h)) })
	}
	if t.wanted[Connections] && c.Totals != nil && c.Carrier == nil {
		dst = t.say(dst, connectionOf(c))
	}
	return dst
}

// words returns the words of a text with ", " between them.
func words(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ", ")
}
