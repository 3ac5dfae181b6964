package records

import (
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/http"
	"netsniff/dissect/mail"
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
	Outcome           string   `parquet:"outcome,dict" about:"succeeded, redirected, refused (the request is to blame), failed (the server is), unanswered"`
	Reply             string   `parquet:"reply" about:"the reply's text beside its status, at most 300 bytes"`
	RequestTime       *int64   `parquet:"request_time,optional" unit:"ns" about:"how long the request took to pass"`
	TTFB              *int64   `parquet:"ttfb,optional" unit:"ns" about:"from the last byte of the request to the first of the reply"`
	TTLB              *int64   `parquet:"ttlb,optional" unit:"ns" ecs:"event.duration" about:"from the last byte of the request to the last of the reply"`
	Transfer          *int64   `parquet:"transfer,optional" unit:"ns" about:"how long the reply took to pass"`
	RequestBytes      int64    `parquet:"request_bytes" unit:"B" ecs:"source.bytes" about:"of the request as sent, those that were not captured included"`
	ReplyBytes        int64    `parquet:"reply_bytes" unit:"B" ecs:"destination.bytes" about:"of the reply, likewise"`
	Notes             []string `parquet:"notes,list" about:"oddities: greeting, midstream, gap, unsure, interim, pipelined, resent, early, cut, upgrade"`
	Part              string   `parquet:"part,dict" about:"of mail: which line of an authentication it is, if it is not the command"`
	Phase             string   `parquet:"phase,dict" about:"of mail: what it is for: hello, auth, envelope, data"`
	Host              string   `parquet:"host,dict" about:"of HTTP: the host and port that were asked, in lower case; empty if the request does not say"`
	BodyBytes         *int64   `parquet:"body_bytes,optional" unit:"B" ecs:"http.response.body.bytes" about:"of HTTP: of the body of the reply as sent; null: there was no reply"`
	Complete          []string `parquet:"complete,list" about:"of HTTP: which messages came to their end: request, reply"`
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
	r := &Exchange{
		Ends: endsOf(x.Conn), Start: int64(x.Began().At), Protocol: protocolOf(x.Protocol), Ordinal: x.Ordinal,
		RequestFirstFrame: frameOf(x.Request.First), RequestFrame: frameOf(x.Request.Last),
		ReplyFirstFrame: frameOf(x.Reply.First), ReplyFrame: frameOf(x.Reply.Last),
		Method: x.Method, Subject: x.Subject, Status: x.Status, Outcome: x.Outcome.String(), Reply: stats.ReplyText(x),
		RequestTime: durationOf(x.Request.Last.At-x.Request.First.At, x.Request.Seen()),
		TTFB:        durationOf(ttfb, timed), TTLB: durationOf(ttlb, timed),
		Transfer:     durationOf(x.Transfer(), x.Reply.Seen()),
		RequestBytes: x.Request.Bytes, ReplyBytes: x.Reply.Bytes, Notes: words(x.Notes.String()),
	}
	r.detail(x)
	return r
}

// detail notes what some protocols know beyond what all tell.
func (r *Exchange) detail(x *dissect.Exchange) {
	switch d := x.Detail.(type) {
	case *http.Transaction:
		r.Host = strings.ToLower(string(d.Host()))
		if d.Response != nil {
			n := int64(d.Response.BodyWire)
			r.BodyBytes = &n
		}
		if d.RequestWhole {
			r.Complete = append(r.Complete, completeRequest)
		}
		if d.ResponseWhole {
			r.Complete = append(r.Complete, completeReply)
		}
	case mail.Stepper:
		r.Part, r.Phase = d.MailStep().Part, d.MailStep().Phase.String()
	}
}

// Words of Exchange.Complete.
const (
	completeRequest = "request"
	completeReply   = "reply"
)
