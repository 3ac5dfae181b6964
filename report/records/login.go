package records

import "netsniff/dissect"

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
	Outcome   string  `parquet:"outcome,dict" about:"as of exchanges; empty: the reply says nothing of whether he was let in"`
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
