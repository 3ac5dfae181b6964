package records

import (
	"slices"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/dns"
	"netsniff/dissect/ftp"
	"netsniff/dissect/http/secret"
	"netsniff/dissect/secrets"
	"netsniff/reassembly"
	"netsniff/report/collect"
)

// teller says records as bytes that a Reader reads.
type teller struct {
	wanted  [kinds]bool
	reveal  bool
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

// NewTeller returns a collect.Teller of the records of some kinds. What it says is for a
// Reader. Secrets are overwritten, unless they are revealed: exchanges have none but in what
// URIs carry.
func NewTeller(wanted []Kind, reveal bool) collect.Teller {
	t := &teller{reveal: reveal, passing: map[direction]*passing{}, sent: map[*dissect.Conn][]sent{}}
	for _, k := range wanted {
		t.wanted[k] = true
	}
	return t
}

// Frame implements collect.Teller.
func (t *teller) Frame(*dissect.Frame) {}

// Exchange implements collect.Teller.
func (t *teller) Exchange(dst []byte, x *dissect.Exchange) []byte {
	if t.wanted[Exchanges] {
		r := exchangeOf(x)
		r.Subject, r.Reply = t.masked(r.Subject), t.masked(r.Reply)
		dst = encode(dst, r)
	}
	if l, ok := x.Detail.(*dns.Lookup); ok && t.wanted[Lookups] {
		dst = encode(dst, lookupOf(x, l))
	}
	if x.Login != nil && t.wanted[Logins] {
		dst = encode(dst, loginOf(x))
	}
	if c, ok := x.Detail.(*ftp.Carriage); ok && t.wanted[Transfers] {
		dst = encode(dst, transferOf(x, c))
	}
	return t.answered(dst, x.Conn, mostSent)
}

// masked returns a text with the secrets in its URIs overwritten, as --mask does.
func (t *teller) masked(s string) string {
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
func (t *teller) Piece(dst []byte, p *dissect.Piece, counts bool) []byte {
	if !t.wanted[Mails] {
		return dst
	}
	return t.mail(dst, p, counts)
}

// Closed implements collect.Teller.
func (t *teller) Closed(dst []byte, c *dissect.Conn, _ reassembly.Mark) []byte {
	delete(t.passing, direction{c, dissect.ToServer})
	delete(t.passing, direction{c, dissect.ToClient})
	dst = t.answered(dst, c, 0)
	if t.wanted[Connections] && c.Totals != nil && c.Carrier == nil {
		dst = encode(dst, connectionOf(c))
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
