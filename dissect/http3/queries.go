package http3

import (
	"bytes"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/http/dnsquery"
)

// queries reads DNS messages (RFC 8484) that requests and responses carry.
type queries struct {
	conn   *dissect.Conn
	bodies map[stream]*query
	whole  [][]byte // that the packet at hand completes
}

// stream is a direction of a stream.
type stream struct {
	id   uint64
	from uint8
}

// query is a body with a message.
type query struct {
	b    []byte
	left int64 // bytes that are to come, -1 if nobody said
}

// Bounds of bodies: as many as streams are read at a time, as long as a message.
const (
	maxQueries = 1024
	maxQuery   = 1 << 16
)

// wanted reports whether somebody reads DNS messages.
func (q *queries) wanted() bool { return q.conn.ReadsContent([]byte(dnsquery.Type), nil) }

// head takes header fields: the URI may be the query, or the body a message.
func (q *queries) head(at stream, fields []Field) {
	if b := dnsquery.Of([]byte(find(fields, ":path"))); b != nil && at.from == 0 {
		q.whole = append(q.whole, b)
	}
	kind, _, _ := bytes.Cut([]byte(find(fields, "content-type")), []byte(";"))
	if string(bytes.TrimSpace(kind)) != dnsquery.Type || len(q.bodies) >= maxQueries ||
		find(fields, "content-encoding") != "" {
		return
	}
	left := int64(-1)
	if n, err := strconv.ParseInt(find(fields, "content-length"), 10, 63); err == nil {
		left = n
	}
	if q.bodies == nil {
		q.bodies = map[stream]*query{}
	}
	q.bodies[at] = &query{left: left}
}

// data takes a part of a DATA frame, of which it is the last. Without a length, a message ends
// with its frame.
func (q *queries) data(at stream, b []byte, last bool) {
	x := q.bodies[at]
	if x == nil {
		return
	}
	if len(x.b)+len(b) > maxQuery {
		delete(q.bodies, at)
		return
	}
	if x.b = append(x.b, b...); int64(len(x.b)) == x.left || x.left < 0 && last {
		q.whole = append(q.whole, x.b)
		delete(q.bodies, at)
	}
}

// end forgets a stream on which no more comes.
func (q *queries) end(at stream) { delete(q.bodies, at) }

// hand gives the messages that f completes to who reads them.
func (q *queries) hand(f *dissect.Frame, from uint8) {
	for _, b := range q.whole {
		q.conn.Hand(f, &dissect.Content{Type: dnsquery.Type, Bytes: b, Whole: true, Dir: directions[from]})
	}
	q.whole = nil
}

// find returns the value of the first field with a name.
func find(fields []Field, name string) string {
	for i := range fields {
		if fields[i].Name == name {
			return fields[i].Value
		}
	}
	return ""
}
