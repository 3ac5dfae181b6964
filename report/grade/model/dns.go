package model

import (
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/dns"
)

// Lookup is a query of DNS with its response.
type Lookup struct {
	Conn      *Conn     `cel:"conn" doc:"its conversation or connection"`
	Exchange  *Exchange `cel:"exchange" doc:"the same as an exchange"`
	Frame     int64     `cel:"frame" doc:"frame of the query, as it was sent first"`
	Reply     int64     `cel:"reply_frame" doc:"frame of the response, 0 if none was seen"`
	Start     float64   `cel:"start" doc:"time of the query, as it was sent first"`
	End       float64   `cel:"end" doc:"time of the response"`
	ID        int64     `cel:"id" doc:"transaction ID"`
	Name      string    `cel:"name" doc:"that was asked for, in lower case, without the dot at the end"`
	Type      string    `cel:"type" doc:"A, AAAA, NS, MX, PTR, AXFR, …"`
	Client    string    `cel:"client" doc:"IP address that asked"`
	Server    string    `cel:"server" doc:"IP address that was asked"`
	Transport string    `cel:"transport" doc:"udp or tcp"`
	Status    string    `cel:"status" doc:"NOERROR, NXDOMAIN, …; empty if there was no response"`
	Rcode     int64     `cel:"rcode" doc:"response code, -1 if there was no response"`
	RTT       float64   `cel:"rtt" doc:"seconds from the last query to the response, -1 if not known"`
	Tries     int64     `cel:"tries" doc:"how often the query was sent"`
	Records   int64     `cel:"records" doc:"resource records in the answer section, CNAMEs counted"`
	Answers   []*Answer `cel:"answers" doc:"records of the answer section, at most 64; of a referral those of the other sections"`
	Addresses []string  `cel:"addresses" doc:"that the answers give"`
	Truncated bool      `cel:"truncated" doc:"the response has TC set"`
	Authority bool      `cel:"authoritative" doc:"the response has AA set"`
	Recursion bool      `cel:"recursion_available" doc:"the response has RA set"`
}

// Answer is a resource record.
type Answer struct {
	Name string `cel:"name" doc:"that it belongs to"`
	Type string `cel:"type" doc:"A, CNAME, …"`
	TTL  int64  `cel:"ttl" doc:"seconds"`
	Data string `cel:"data" doc:"the address or the name that it gives, empty for others"`
}

type dnsPart struct {
	idle
	b *builder
}

func newDNSPart(b *builder) part { return &dnsPart{b: b} }

func (p *dnsPart) exchange(x *dissect.Exchange, e *Exchange) {
	l, ok := x.Detail.(*dns.Lookup)
	if !ok {
		return
	}
	o := &Lookup{
		Conn: e.Conn, Exchange: e, Frame: e.Frame, Reply: e.Reply, Start: e.Start, End: e.End, ID: int64(l.ID),
		Name: dnsName(e.Subject), Type: l.Type.String(), Client: e.Conn.Client, Server: e.Conn.Server,
		Transport: e.Conn.Transport,
		Status:    e.Status, Rcode: -1, RTT: e.TTFB, Tries: int64(l.Tries), Records: int64(l.Records),
	}
	if l.First.Frame != 0 {
		o.Frame, o.Start = int64(l.First.Frame), p.b.since(l.First)
	}
	if o.Reply != 0 {
		o.Rcode = int64(l.Rcode)
		o.Truncated, o.Authority = l.Flags.Has(dns.FlagTruncated), l.Flags.Has(dns.FlagAuthoritative)
		o.Recursion = l.Flags.Has(dns.FlagRecursionAvailable)
	}
	for i := range l.Answers {
		r := &l.Answers[i]
		a := &Answer{Name: dnsName(r.Owner), Type: r.Type.String(), TTL: int64(r.TTL), Data: dnsName(r.Target)}
		if r.Addr.Kind != 0 {
			a.Data = p.b.address(r.Addr)
			o.Addresses = append(o.Addresses, a.Data)
		}
		o.Answers = append(o.Answers, a)
	}
	p.b.out.Lookups = append(p.b.out.Lookups, o)
}

func dnsName(s string) string { return strings.ToLower(strings.TrimSuffix(s, ".")) }
