package records

import (
	"net"
	"slices"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/dns"
	"netsniff/dissect/http"
	"netsniff/dissect/mail"
	"netsniff/reassembly"
	"netsniff/report/stats"
)

// restorer makes of records what collectors hear. What it returns is that of the record before
// with other values.
type restorer struct {
	protocols map[string]*dissect.Protocol
	conns     map[connKey]*dissect.Conn
	closed    func(*dissect.Conn) // is told of connections that may not come again
}

// connKey is a connection of a capture.
type connKey struct {
	input, transport string
	stream           uint32
}

// mostConns bounds the connections that are remembered.
const mostConns = 1 << 14

func newRestorer(closed func(*dissect.Conn)) *restorer {
	r := &restorer{protocols: map[string]*dissect.Protocol{}, conns: map[connKey]*dissect.Conn{}, closed: closed}
	for _, p := range all.Recognisable() {
		if r.protocols[p.Name] == nil {
			r.protocols[p.Name] = p
		}
	}
	return r
}

// protocol returns the protocol of a name, nil of "". One that this program does not know has a
// name only.
func (r *restorer) protocol(name string) *dissect.Protocol {
	p := r.protocols[name]
	if p == nil && name != "" {
		p = &dissect.Protocol{Name: name}
		r.protocols[name] = p
	}
	return p
}

// conn returns the connection of a record.
func (r *restorer) conn(of *Place, e *Ends) *dissect.Conn {
	key := connKey{of.Input, e.Transport, e.Stream}
	if c := r.conns[key]; c != nil {
		return c
	}
	if len(r.conns) >= mostConns {
		for _, c := range r.conns {
			r.closed(c)
		}
		clear(r.conns)
	}
	c := &dissect.Conn{ID: e.Stream, Transport: transportOf(e.Transport),
		Client: dissect.Endpoint{Addr: addressOf(e.Client, e.ClientAddress), Port: uint16(e.ClientPort)},
		Server: dissect.Endpoint{Addr: addressOf(e.Server, e.ServerAddress), Port: uint16(e.ServerPort)}}
	r.conns[key] = c
	return c
}

func transportOf(name string) capture.Proto {
	for _, p := range [...]capture.Proto{capture.ProtoTCP, capture.ProtoUDP, capture.ProtoSCTP} {
		if p.String() == name {
			return p
		}
	}
	return capture.ProtoUDP
}

// addressOf returns the address of a text and its bytes; of a network card there is the text only.
func addressOf(text string, b []byte) (a capture.Addr) {
	switch len(b) {
	case 4:
		a.Set(capture.AddrIPv4, b)
	case 16:
		a.Set(capture.AddrIPv6, b)
	default:
		if mac, err := net.ParseMAC(text); err == nil && len(mac) == 6 {
			a.Set(capture.AddrEther, mac)
		}
	}
	return a
}

// markAt returns the segment of a frame, the zero value if there is none.
func markAt(frame *uint32, at int64) (m reassembly.Mark) {
	if frame != nil {
		m.Frame, m.At = *frame, capture.Stamp(at)
	}
	return m
}

func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// exchange returns what a record of an exchange tells.
func (r *restorer) exchange(e *Exchange) *dissect.Exchange {
	x := &dissect.Exchange{Conn: r.conn(&e.Place, &e.Ends), Protocol: r.protocol(e.Protocol), Ordinal: e.Ordinal,
		Method: e.Method, Subject: e.Subject, Status: e.Status, Outcome: outcomeOf(e.Outcome), Notes: notesOf(e.Notes)}
	asked := e.Start + value(e.RequestTime)
	x.Request = dissect.Side{First: markAt(e.RequestFirstFrame, e.Start), Last: markAt(e.RequestFrame, asked),
		Bytes: e.RequestBytes}
	first := e.Start
	if e.TTFB != nil {
		first = asked + *e.TTFB
	}
	x.Reply = dissect.Side{First: markAt(e.ReplyFirstFrame, first), Last: markAt(e.ReplyFrame, first+value(e.Transfer)),
		Bytes: e.ReplyBytes}
	switch {
	case e.Phase != "":
		x.Detail = &mailStep{mail.Step{Phase: phaseOf(e.Phase), Part: e.Part}, replied(e.Reply)}
	case len(e.Complete) > 0 || e.BodyBytes != nil || e.Host != "" || e.Protocol == http.Protocol.Name:
		x.Detail = transactionOf(e)
	default:
		x.Detail = replied(e.Reply)
	}
	return x
}

// replied is a dissect.Replier.
type replied string

// AppendReply implements dissect.Replier.
func (r replied) AppendReply(dst []byte) []byte { return append(dst, r...) }

// mailStep is the Detail of an exchange of mail.
type mailStep struct {
	mail.Step
	replied
}

// transactionOf returns the Detail of an exchange of HTTP, as far as records tell of it.
func transactionOf(e *Exchange) *http.Transaction {
	t := &http.Transaction{RequestWhole: slices.Contains(e.Complete, completeRequest),
		ResponseWhole: slices.Contains(e.Complete, completeReply)}
	if e.RequestFirstFrame != nil {
		t.Request = &http.Request{}
		if e.Host != "" { // the target of CONNECT is the host, whatever it looks like
			t.Request.Kind, t.Request.Target = http.MethodConnect, []byte(e.Host)
		}
	}
	if e.BodyBytes != nil {
		t.Response = &http.Response{Phrase: []byte(e.Reply), Code: codeOf(e.Status)}
		t.Response.BodyWire = *e.BodyBytes
	}
	return t
}

// codeOf reads the status of HTTP, 0 if it has none.
func codeOf(status string) (code uint16) {
	for _, c := range []byte(status) {
		if c < '0' || c > '9' || len(status) > 3 {
			return 0
		}
		code = 10*code + uint16(c-'0')
	}
	return code
}

func outcomeOf(word string) dissect.Outcome {
	for o := dissect.Unanswered; o <= dissect.Failed; o++ {
		if o.String() == word {
			return o
		}
	}
	return dissect.Unanswered
}

func phaseOf(word string) mail.Phase {
	for p := range mail.Phase(mail.Phases) {
		if p.String() == word {
			return p
		}
	}
	return mail.Other
}

func notesOf(words []string) (n dissect.Notes) {
	for bit := dissect.Notes(1); bit <= dissect.NoteUpgrade; bit <<= 1 {
		if slices.Contains(words, bit.String()) {
			n |= bit
		}
	}
	return n
}

// lookup returns the exchange of a lookup.
func (r *restorer) lookup(l *Lookup) *dissect.Exchange {
	c := *r.conn(&l.Place, &l.Ends)
	way, secured := strings.CutSuffix(l.Carried, " over TLS")
	c.Secured = secured
	if strings.HasPrefix(way, "HTTP") {
		c.Protocol = &http.Protocol
		c.Carrier = map[string]*dissect.Conn{"HTTP/2": {Protocol: r.protocol("http2")},
			"HTTP/3": {Protocol: r.protocol("quic")}}[way]
	}
	x := &dissect.Exchange{Conn: &c, Protocol: r.protocol(dns.DNS.Name), Method: l.Type, Subject: l.Name, Status: l.Rcode}
	x.Request.First = markAt(l.QueryFrame, l.Start)
	x.Request.Last = x.Request.First
	answered := l.Start + value(l.Time)
	x.Reply.First = markAt(l.ResponseFrame, answered)
	x.Reply.Last = x.Reply.First
	d := &dns.Lookup{ID: uint16(l.ID), Tries: l.Tries, First: x.Request.First, Rcode: dns.Rcode(value(l.Code)),
		Referral: l.Referral, Records: int(l.Records), Type: dns.Type(l.TypeNumber)}
	if l.FromFirstTry != nil {
		d.First.At = capture.Stamp(answered - *l.FromFirstTry)
	}
	for flag, set := range map[dns.Flags]bool{dns.FlagRecursionDesired: l.Recursive,
		dns.FlagRecursionAvailable: l.Available, dns.FlagAuthoritative: l.Authoritative} {
		if set {
			d.Flags |= flag
		}
	}
	x.Detail = d
	return x
}

// handshake returns a handshake of TLS.
func handshake(h *Handshake) *stats.Handshake {
	x := &stats.Handshake{Transport: transportOf(h.Transport), Stream: h.Stream,
		Client:     dissect.Endpoint{Addr: addressOf(h.Client, h.ClientAddress), Port: uint16(h.ClientPort)},
		Server:     dissect.Endpoint{Addr: addressOf(h.Server, h.ServerAddress), Port: uint16(h.ServerPort)},
		Begun:      reassembly.Mark{Frame: h.Frame, At: capture.Stamp(h.Start)},
		Ended:      markAt(h.EndFrame, h.Start+value(h.EndTime)),
		ServerName: h.ServerName, Version: h.Version, Outcome: h.Outcome, Failed: h.Outcome == "failed", Resumed: h.Resumed,
		RoundTrips: int(h.RoundTrips), Time: capture.Stamp(value(h.Time)), Timed: h.Time != nil,
		TCPTime: capture.Stamp(value(h.TCPTime)), Opened: h.TCPTime != nil, ALPN: h.ALPN, Group: h.Group, Cipher: h.Cipher,
		JA4: h.JA4, Names: slices.Clone(h.Names), Issuer: h.Issuer, NotBefore: capture.Stamp(value(h.NotBefore)),
		NotAfter: capture.Stamp(value(h.NotAfter)), Alert: h.Alert}
	return x
}

// finding returns a finding.
func finding(f *Finding) *stats.Finding {
	x := &stats.Finding{Name: f.Name, Title: f.Title, Cause: f.Cause, Words: f.Reply,
		Client: addressOf(f.Client, f.ClientAddress), Server: addressOf(f.Server, f.ServerAddress),
		Port: uint16(value(f.ServerPort)), Count: f.Count, First: markAt(f.Frame, f.Start), Untold: !f.Told}
	for i, what := range f.What {
		if i < len(f.Frames) && i < len(f.Weights) {
			x.Examples = append(x.Examples, stats.FindingExample{What: what, Frame: f.Frames[i], Weight: f.Weights[i]})
		}
	}
	return x
}
