package stats

import (
	"bytes"
	"time"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/http"
	"netsniff/dissect/http/status"
	"netsniff/reassembly"
)

// asked is a request of HTTP with its reply, and all that says whether a shared cache
// could have given that (RFC 9111).
type asked struct {
	stream   uint32
	ordinal  uint32
	at       reassembly.Mark // of the last byte of the request
	ended    capture.Stamp   // when the reply was over
	ttfb     capture.Stamp
	timed    bool
	method   string
	uri      string // shortened
	resource uint64 // a hash of the URI
	code     uint16
	bytes    int64 // of the reply
	head     int64 // of them before its body
	get      bool
	safe     bool
	secured  bool
	unsure   bool // the reply is not whole, or may be another's
	partial  bool
	asks     http.CacheControl // of the request
	old      bool              // it says Pragma: no-cache and nothing newer
	authored bool              // it has credentials
	fields   []fieldValue      // of the request that replies may vary by
	varies   []uint64          // names of the fields that the reply varies by
	anything bool              // it varies by more than the request: *
	tag      uint64            // of what names this content: ETag, else Last-Modified; 0: nothing does
	freshness
}

// freshness is what a reply says of how long it is good (RFC 9111 §4.2).
type freshness struct {
	says     http.CacheControl
	lifetime int64 // seconds; valid unless basis is noLifetime
	basis    lifetimeBasis
	age      int64 // seconds, that it had when it came
}

// fieldValue is a field of a request, both as hashes.
type fieldValue struct{ name, value uint64 }

// lifetimeBasis says where it is from how long a reply is fresh (RFC 9111 §4.2.1).
type lifetimeBasis uint8

const (
	noLifetime lifetimeBasis = iota
	bySharedMaxAge
	byMaxAge
	byExpires
	byHeuristic // a tenth of the time since it was changed (§4.2.2)
)

var lifetimeBases = [...]string{"none", "s-maxage", "max-age", "Expires", "heuristic"}

// String returns what tells the time.
func (b lifetimeBasis) String() string { return lifetimeBases[b] }

// negotiated are fields of requests that replies often vary by; of others those are
// kept that the reply to the same request names.
var negotiated = [...]string{"accept", "accept-encoding", "accept-language", "user-agent", "cookie", "origin"}

// keepAsked returns what is kept of an exchange, and false if it is none that a cache
// has to do with.
func keepAsked(x *dissect.Exchange, t *http.Transaction) (asked, bool) {
	r := t.Request
	if r == nil || r.Kind == http.MethodConnect || t.Response != nil && t.Response.Code == 101 {
		return asked{}, false
	}
	k := asked{
		stream: x.Conn.ID, ordinal: x.Ordinal, at: x.Request.Last, ended: x.Reply.Last.At, method: x.Method,
		uri: shortName(x.Subject), resource: hashOf([]byte(x.Subject)),
		get: x.Method == "GET", secured: x.Conn.Secured, asks: r.CacheControl(), partial: r.Value(http.HeaderRange) != nil,
		authored: r.Value(http.HeaderAuthorization) != nil, bytes: x.Reply.Bytes,
		unsure: t.Response == nil || !t.ResponseWhole || x.Notes&(dissect.NoteUnsure|dissect.NoteGap) != 0,
	}
	k.safe = k.get || x.Method == "HEAD" || x.Method == "OPTIONS" || x.Method == "TRACE"
	k.old = !k.asks.Said && bytes.Contains(bytes.ToLower(fieldOf(&r.Head, "pragma")), []byte("no-cache"))
	if ttfb, ok := x.TTFB(); ok && x.Notes&untimed == 0 {
		k.ttfb, k.timed = ttfb, true
	}
	if t.Response != nil {
		k.reply(t.Response)
	}
	k.keepFields(r, t.Response)
	return k, true
}

// reply takes what the reply says.
func (k *asked) reply(r *http.Response) {
	k.code, k.says, k.head = r.Code, r.CacheControl(), max(k.bytes-r.BodyWire, 0)
	k.partial = k.partial || r.Code == 206
	k.age = http.Seconds(r.Value(http.HeaderAge))
	for _, id := range [...]http.HeaderID{http.HeaderETag, http.HeaderLastModified} {
		if v := r.Value(id); v != nil && k.tag == 0 {
			k.tag = hashOf(bytes.TrimPrefix(v, []byte("W/"))) | 1
		}
	}
	k.lifetime, k.basis = lifetimeOf(r, &k.says, k.ended.Time())
}

// lifetimeOf returns for how many seconds a reply is fresh that came at a time.
func lifetimeOf(r *http.Response, says *http.CacheControl, came time.Time) (int64, lifetimeBasis) {
	date, ok := http.Date(r.Value(http.HeaderDate))
	if !ok {
		date = came // RFC 9110 §6.6.1
	}
	expires := r.Value(http.HeaderExpires)
	switch {
	case says.SharedMaxAge >= 0:
		return says.SharedMaxAge, bySharedMaxAge
	case says.MaxAge >= 0:
		return says.MaxAge, byMaxAge
	case expires != nil:
		if at, ok := http.Date(expires); ok && at.After(date) {
			return int64(at.Sub(date).Seconds()), byExpires
		}
		return 0, byExpires // it has expired: RFC 9111 §5.3
	}
	changed, ok := http.Date(r.Value(http.HeaderLastModified))
	if !ok || !changed.Before(date) || !status.Cacheable(r.Code) && !says.Public {
		return 0, noLifetime
	}
	const share = 10
	return int64(date.Sub(changed).Seconds()) / share, byHeuristic
}

// keepFields notes the fields of the request that this or another reply may vary by.
func (k *asked) keepFields(r *http.Request, reply *http.Response) {
	const most = 16
	keep := func(name []byte) {
		n := hashOf(bytes.ToLower(name))
		for i := range k.fields {
			if k.fields[i].name == n {
				return
			}
		}
		if v := fieldOf(&r.Head, string(name)); v != nil && len(k.fields) < 2*most {
			k.fields = append(k.fields, fieldValue{n, hashOf(v)})
		}
	}
	for _, name := range negotiated {
		keep([]byte(name))
	}
	if reply == nil {
		return
	}
	for list := fieldOf(&reply.Head, "vary"); len(list) > 0; {
		var name []byte
		name, list, _ = bytes.Cut(list, []byte(","))
		name = bytes.TrimSpace(name)
		if string(name) == "*" || len(k.varies) == most {
			k.anything = true
			return
		}
		if len(name) > 0 {
			k.varies = append(k.varies, hashOf(bytes.ToLower(name)))
			keep(name)
		}
	}
}

// fieldOf returns the value of a field, of several with commas between them; nil if
// there is none.
func fieldOf(h *http.Head, name string) (value []byte) {
	for i := range h.Headers {
		if x := &h.Headers[i]; len(x.Name) == len(name) && bytes.EqualFold(x.Name, []byte(name)) {
			if v := bytes.TrimSpace(x.Value); value == nil {
				value = v
			} else {
				value = bytes.Join([][]byte{value, v}, []byte(", "))
			}
		}
	}
	return value
}
