package records

import (
	"netsniff/dissect"
	"netsniff/dissect/dns"
	"netsniff/report/stats"
)

// Exchange is a request and what answered it.
type Exchange struct {
	Place
	Ends
	Start             int64    `parquet:"start,timestamp(nanosecond)" ecs:"@timestamp" about:"when its first byte passed"`
	Protocol          string   `parquet:"protocol,dict" ecs:"network.protocol" about:"what it is of, as filters name it; empty: turns of a protocol that nobody here knows"`
	Ordinal           uint32   `parquet:"ordinal" about:"within its connection, from 1, in the order in which exchanges ended"`
	RequestFirstFrame *uint32  `parquet:"request_first_frame,optional" about:"frame with the first byte of the request; null: none was captured"`
	RequestFrame      *uint32  `parquet:"request_frame,optional" about:"frame with its last byte"`
	ReplyFirstFrame   *uint32  `parquet:"reply_first_frame,optional" about:"frame with the first byte of the reply; null: none was captured"`
	ReplyFrame        *uint32  `parquet:"reply_frame,optional" about:"frame with its last byte"`
	Method            string   `parquet:"method,dict" ecs:"event.action" about:"what was asked: GET, RCPT, RETR, AAAA"`
	Subject           string   `parquet:"subject" ecs:"url.original" about:"of what: a URI, an argument, a name, whole; secrets are masked"`
	Status            string   `parquet:"status,dict" about:"how it was answered: 200, +OK, NXDOMAIN; empty if it was not"`
	Outcome           string   `parquet:"outcome,dict" ecs:"event.outcome" about:"succeeded, redirected, refused (the request is to blame), failed (the server is), unanswered"`
	Reply             string   `parquet:"reply" about:"the reply's text beside its status, at most 300 bytes"`
	RequestTime       *int64   `parquet:"request_time,optional" unit:"ns" about:"how long the request took to pass"`
	TTFB              *int64   `parquet:"ttfb,optional" unit:"ns" about:"from the last byte of the request to the first of the reply"`
	TTLB              *int64   `parquet:"ttlb,optional" unit:"ns" ecs:"event.duration" about:"from the last byte of the request to the last of the reply"`
	Transfer          *int64   `parquet:"transfer,optional" unit:"ns" about:"how long the reply took to pass"`
	RequestBytes      int64    `parquet:"request_bytes" unit:"B" ecs:"source.bytes" about:"of the request as sent, those that were not captured included"`
	ReplyBytes        int64    `parquet:"reply_bytes" unit:"B" ecs:"destination.bytes" about:"of the reply, likewise"`
	Notes             []string `parquet:"notes,list" about:"oddities: greeting, midstream, gap, unsure, interim, pipelined, resent, early, cut, upgrade"`
}

func (x *Exchange) kind() Kind { return Exchanges }

func (x *Exchange) began() (int64, uint32) {
	return x.Start, either(x.RequestFirstFrame, x.ReplyFirstFrame)
}

// either returns the first number that there is, 0 if there is none.
func either(list ...*uint32) uint32 {
	for _, n := range list {
		if n != nil {
			return *n
		}
	}
	return 0
}

// exchangeOf makes the record of an exchange.
func exchangeOf(x *dissect.Exchange) *Exchange {
	ttfb, timed := x.TTFB()
	ttlb, _ := x.TTLB()
	return &Exchange{
		Ends: endsOf(x.Conn), Start: int64(x.Began().At), Protocol: protocolOf(x.Protocol), Ordinal: x.Ordinal,
		RequestFirstFrame: frameOf(x.Request.First), RequestFrame: frameOf(x.Request.Last),
		ReplyFirstFrame: frameOf(x.Reply.First), ReplyFrame: frameOf(x.Reply.Last),
		Method: x.Method, Subject: x.Subject, Status: x.Status, Outcome: x.Outcome.String(), Reply: stats.ReplyText(x),
		RequestTime: durationOf(x.Request.Last.At-x.Request.First.At, x.Request.Seen()),
		TTFB:        durationOf(ttfb, timed), TTLB: durationOf(ttlb, timed),
		Transfer:     durationOf(x.Transfer(), x.Reply.Seen()),
		RequestBytes: x.Request.Bytes, ReplyBytes: x.Reply.Bytes, Notes: words(x.Notes.String()),
	}
}

// Lookup is a question to a DNS server and what it answered.
type Lookup struct {
	Place
	Ends
	Start         int64    `parquet:"start,timestamp(nanosecond)" ecs:"@timestamp" about:"when the query that was answered was sent"`
	QueryFrame    *uint32  `parquet:"query_frame,optional" about:"frame of the query; null: none was captured"`
	ResponseFrame *uint32  `parquet:"response_frame,optional" about:"frame of the response; null: none came"`
	ID            uint32   `parquet:"id" ecs:"dns.id" about:"identifier of the messages"`
	Name          string   `parquet:"name" ecs:"dns.question.name" about:"the name that was asked for"`
	Type          string   `parquet:"type,dict" ecs:"dns.question.type" about:"the type that was asked for: A, AAAA, MX"`
	Rcode         string   `parquet:"rcode,dict" ecs:"dns.response_code" about:"code of the response: NOERROR, NXDOMAIN; empty if none came"`
	Tries         uint32   `parquet:"tries" about:"how often the query was sent"`
	Time          *int64   `parquet:"time,optional" unit:"ns" ecs:"event.duration" about:"from the query to the response; null: none came"`
	FromFirstTry  *int64   `parquet:"from_first_try,optional" unit:"ns" about:"from the first query to the response"`
	Answers       []string `parquet:"answers,list" ecs:"dns.resolved_ip" about:"addresses and names that the answer section gives, at most 64"`
	TTL           *uint32  `parquet:"ttl,optional" unit:"s" about:"time to live of the first of them"`
	Records       uint32   `parquet:"records" ecs:"dns.answers_count" about:"records in the answer section"`
	Recursive     bool     `parquet:"recursive" about:"the server was asked to find the answer (RD)"`
	Authoritative bool     `parquet:"authoritative" about:"the response is of a server of the zone (AA)"`
	Referral      bool     `parquet:"referral" about:"the response names servers of a zone nearer to the name instead"`
}

func (x *Lookup) kind() Kind { return Lookups }

func (x *Lookup) began() (int64, uint32) { return x.Start, either(x.QueryFrame, x.ResponseFrame) }

// lookupOf makes the record of an exchange of DNS.
func lookupOf(x *dissect.Exchange, l *dns.Lookup) *Lookup {
	time, timed := x.TTFB()
	r := &Lookup{
		Ends: endsOf(x.Conn), Start: int64(x.Began().At), QueryFrame: frameOf(x.Request.First),
		ResponseFrame: frameOf(x.Reply.Last),
		ID:            uint32(l.ID), Name: x.Subject, Type: l.Type.String(), Rcode: x.Status, Tries: l.Tries,
		Time: durationOf(time, timed), FromFirstTry: durationOf(l.FromFirst(x.Reply.Last), timed),
		Records:   uint32(l.Records),
		Recursive: (l.Query | l.Flags).Has(dns.FlagRecursionDesired), Authoritative: l.Flags.Has(dns.FlagAuthoritative),
		Referral: l.Referral,
	}
	for i := range l.Answers {
		a := &l.Answers[i]
		if a.Section != dns.Answer {
			continue
		}
		if r.TTL == nil {
			r.TTL = &a.TTL
		}
		if text := string(a.Addr.Append(nil)); text != "" {
			r.Answers = append(r.Answers, text)
		} else if a.Target != "" {
			r.Answers = append(r.Answers, a.Target)
		}
	}
	return r
}

// Login is somebody who said who he is. What he proved it with is not kept.
type Login struct {
	Place
	Ends
	Start     int64   `parquet:"start,timestamp(nanosecond)" ecs:"@timestamp" about:"when its first byte passed"`
	Frame     *uint32 `parquet:"frame,optional" about:"frame with the last byte of the request; null: none was captured"`
	Reply     *uint32 `parquet:"reply_frame,optional" about:"frame with the last byte of the reply; null: none came"`
	Protocol  string  `parquet:"protocol,dict" ecs:"network.protocol" about:"what it is of, as filters name it"`
	Mechanism string  `parquet:"mechanism,dict" about:"PLAIN, USER/PASS, Basic: as it was sent"`
	User      string  `parquet:"user" ecs:"user.name" about:"who"`
	Hashed    bool    `parquet:"hashed" about:"a digest or a signature was sent, not what was typed"`
	Outcome   string  `parquet:"outcome,dict" ecs:"event.outcome" about:"as of exchanges; empty: the reply says nothing of whether he was let in"`
}

func (x *Login) kind() Kind { return Logins }

func (x *Login) began() (int64, uint32) { return x.Start, either(x.Frame, x.Reply) }

// loginOf makes the record of an exchange by which somebody logged in.
func loginOf(x *dissect.Exchange) *Login {
	l := x.Login
	r := &Login{
		Ends: endsOf(x.Conn), Start: int64(x.Began().At), Frame: frameOf(x.Request.Last), Reply: frameOf(x.Reply.Last),
		Protocol: protocolOf(x.Protocol), Mechanism: l.Mechanism, User: l.User, Hashed: l.Hashed,
	}
	if !l.Unjudged {
		r.Outcome = x.Outcome.String()
	}
	return r
}
