package records

import (
	"netsniff/dissect"
	"netsniff/dissect/dns"
	"netsniff/report/stats"
)

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
	Answers       []string `parquet:"answers,list" about:"addresses and names that the answer section gives, at most 64"`
	TTL           *uint32  `parquet:"ttl,optional" unit:"s" about:"time to live of the first of them"`
	Records       uint32   `parquet:"records" about:"records in the answer section"`
	Recursive     bool     `parquet:"recursive" about:"the server was asked to find the answer (RD)"`
	Authoritative bool     `parquet:"authoritative" about:"the response is of a server of the zone (AA)"`
	Referral      bool     `parquet:"referral" about:"the response names servers of a zone nearer to the name instead"`
	Available     bool     `parquet:"recursion_available" about:"the server says that it finds answers (RA)"`
	Code          *uint32  `parquet:"rcode_number,optional" about:"code of the response as a number; null if none came"`
	TypeNumber    uint32   `parquet:"type_number" about:"the type that was asked for as a number"`
	Carried       string   `parquet:"carried,dict" about:"what brought the messages: UDP, TCP over TLS, HTTP/2 over TLS"`
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
		Referral: l.Referral, Available: l.Flags.Has(dns.FlagRecursionAvailable), TypeNumber: uint32(l.Type), Carried: stats.DNSTransport(x.Conn),
	}
	if x.Reply.Seen() {
		code := uint32(l.Rcode)
		r.Code = &code
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
