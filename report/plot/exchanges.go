package plot

import (
	"netsniff/report/table"
)

// exchanges reads the rows of the table of exchanges.
type exchanges struct {
	*table.Cursor
	protocol, stream, client, clientPort, server, serverPort     table.Place
	requestFirst, request, replyFirst, reply, start, requestTime table.Place
	method, subject, status, outcome, ttfb, ttlb, words          table.Place
}

func newExchanges(t *table.Table) *exchanges {
	c := t.Cursor()
	return &exchanges{
		Cursor: c, protocol: c.Column("protocol"), stream: c.Column("stream"), client: c.Column("client"),
		clientPort: c.Column("client_port"),
		server:     c.Column("server"), serverPort: c.Column("server_port"), requestFirst: c.Column("request_first_frame"),
		request: c.Column("request_frame"), replyFirst: c.Column("reply_first_frame"), reply: c.Column("reply_frame"),
		start:       c.Column("start"),
		requestTime: c.Column("request_time"), method: c.Column("method"), subject: c.Column("subject"),
		status:  c.Column("status"),
		outcome: c.Column("outcome"), ttfb: c.Column("ttfb"), ttlb: c.Column("ttlb"), words: c.Column("reply"),
	}
}

// bad reports whether the server refused, or could not do, what was asked.
func (x *exchanges) bad() bool {
	outcome := x.Text(x.outcome)
	return outcome == "refused" || outcome == "failed"
}
