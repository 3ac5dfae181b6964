package dns

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Over HTTP (RFC 8484) a message is the content of a request or response, or stands in the
// URI of a request. Identifiers are 0 most often: HTTP says what belongs together.

// httpsColumn is what Wireshark calls messages in HTTP.
const httpsColumn = "DoH"

// contents emits the messages that HTTP carries.
type contents struct{ *store }

func newContent(c *dissect.Conn) dissect.ContentDissector { return contents{dissect.Shared[store](c)} }

// Content implements dissect.ContentDissector.
func (d contents) Content(f *dissect.Frame, x *dissect.Content) {
	p := Packet{Bytes: x.Bytes, WireLen: len(x.Bytes)}
	if !credible(p, &d.guess) {
		return
	}
	m := d.message(f)
	m.Packet, m.Exchange, m.alone = p, Exchange{}, true
	f.Emit(dissect.Layer{Message: m, Column: httpsColumn, Final: true})
}

// overHTTP tells the lookups whose messages HTTP carries.
type overHTTP struct {
	talk dissect.Session
	open []asked
}

// asked is a query without a response.
type asked struct {
	about  any // the exchange of HTTP
	lookup *Lookup
	name   string
	method string
}

// maxAsked bounds the queries of a connection that wait: HTTP keeps no more requests.
const maxAsked = 64

func newContentDialogue(k dissect.Session) dissect.ContentDialogue { return &overHTTP{talk: k} }

// Content implements dissect.ContentDialogue.
func (d *overHTTP) Content(x *dissect.Content, _ reassembly.Mark) {
	p := Packet{Bytes: x.Bytes, WireLen: len(x.Bytes)}
	h, ok := p.Header()
	if ok = ok && credible(p, new(walk)); x.Within == nil {
		if ok && !h.Flags.Has(FlagResponse) {
			d.query(x.About, p, h)
		}
		return
	}
	q, found := d.take(x.About)
	switch {
	case ok && !found:
		name, t, _ := p.question()
		q = asked{lookup: &Lookup{ID: h.ID, Type: t}, name: name, method: methodOf(h, t)}
	case !found:
		return
	}
	e := dissect.Exchange{Method: q.method, Subject: q.name, Request: x.Within.Request,
		Notes: x.Within.Notes &^ dissect.NoteUpgrade, Detail: q.lookup}
	q.lookup.Tries, q.lookup.First = 1, e.Request.First
	if ok && h.Flags.Has(FlagResponse) {
		if q.lookup.read(p, h) {
			dissect.Lost(d.talk.Conn()).Beyond[dissect.Resources]++
		}
		e.Reply, e.Status, e.Outcome = x.Within.Reply, q.lookup.Rcode.Mnemonic(), outcomeOf(q.lookup.Rcode)
	}
	d.talk.Tell(&e)
}

// query takes a query, for which HTTP has a request.
func (d *overHTTP) query(about any, p Packet, h Header) {
	if len(d.open) >= maxAsked {
		dissect.Lost(d.talk.Conn()).Queries++
		d.open = append(d.open[:0], d.open[1:]...)
	}
	name, t, _ := p.question()
	d.open = append(d.open, asked{about, &Lookup{ID: h.ID, Type: t, Query: h.Flags}, name, methodOf(h, t)})
}

// take returns the query that an exchange of HTTP asks with, and forgets it.
func (d *overHTTP) take(about any) (q asked, ok bool) {
	for i := range d.open {
		if d.open[i].about == about {
			q = d.open[i]
			d.open = append(d.open[:i], d.open[i+1:]...)
			return q, true
		}
	}
	return asked{}, false
}
