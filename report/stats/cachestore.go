package stats

import (
	"netsniff/capture"
	"netsniff/dissect/http/status"
)

// fate says whether a shared cache near the clients could have given a reply, or why
// not.
type fate uint8

const (
	fateHit        fate = iota // it had a fresh copy
	fateValidated              // it had a stale one that is as good: only a head comes from the server
	fateFirst                  // nobody had asked for it before
	fateChanged                // its copy was stale, and something else came
	fateVariant                // it had another variant (Vary)
	fateReload                 // the client did not want a copy
	fateMethod                 // not asked for by GET
	fateNoStore                // no-store
	fatePrivate                // private
	fateAuthorized             // it is for who has logged in
	fateStatus                 // not said to be good for any time, and its status is not one to guess
	fateNoLifetime             // nothing tells how long it is good, and nothing to ask again by
	fatePartial                // a part
	fateSecured                // in TLS: only its ends can read it
	fateUnsure                 // the reply is not whole, or was not seen
	fates
)

var fateNames = [...]string{"hit", "validated", "first time", "changed", "other variant", "reload", "method",
	"no-store", "private", "authorization",
	"status", "no lifetime", "partial", "in TLS", "not seen whole"}

// String returns the fate as a word.
func (f fate) String() string { return fateNames[f] }

// sharedCache is a cache without bounds that all clients ask, empty at first. The
// servers' clocks are taken to go as the capture's does.
type sharedCache struct {
	copies map[uint64][]cached // by resource
}

// cached is a copy of a reply. Of a resource that many are kept, see maxVariants.
type cached struct {
	*asked
	good  freshness
	since capture.Stamp // when it was stored or found to be good still
}

// maxVariants is how many copies of one resource are kept that vary.
const maxVariants = 16

// ask has the cache asked for what k asks for, after all that was asked before.
func (c *sharedCache) ask(k *asked) fate {
	if c.copies == nil {
		c.copies = map[uint64][]cached{}
	}
	copies := c.copies[k.resource]
	if !k.safe {
		if k.code >= 200 && k.code < 400 {
			delete(c.copies, k.resource) // RFC 9111 §4.4
		}
		return fateMethod
	}
	switch {
	case k.secured:
		return fateSecured
	case !k.get:
		return fateMethod
	}
	x, variants := match(copies, k)
	switch {
	case x != nil && x.serves(k):
		return fateHit
	case x != nil && x.same(k):
		x.since, x.good = k.ended, k.freshness // RFC 9111 §4.3.4
		return fateValidated
	}
	why := k.refuses()
	if why == fateFirst {
		c.copies[k.resource] = store(copies, k)
		switch {
		case k.reloads():
			why = fateReload
		case x != nil:
			why = fateChanged
		case variants:
			why = fateVariant
		}
	}
	return why
}

// refuses says why a reply may not be stored, fateFirst if it may (RFC 9111 §3).
func (k *asked) refuses() fate {
	s := &k.says
	explicit := s.Public || k.basis == byExpires || s.MaxAge >= 0 || s.SharedMaxAge >= 0
	switch {
	case k.unsure || k.code == 0:
		return fateUnsure
	case s.NoStore && !s.MustUnderstand || k.asks.NoStore:
		return fateNoStore
	case s.Private:
		return fatePrivate
	case k.authored && !s.MustRevalidate && !s.Public && s.SharedMaxAge < 0:
		return fateAuthorized
	case k.partial:
		return fatePartial
	case k.anything:
		return fateVariant
	case !explicit && !status.Cacheable(k.code), k.code == 304:
		return fateStatus
	case k.basis == noLifetime && k.tag == 0:
		return fateNoLifetime
	}
	return fateFirst
}

// reloads reports whether the client wants the server to be asked (RFC 9111 §5.2.1,
// §5.4).
func (k *asked) reloads() bool { return k.asks.NoCache || k.old || k.asks.MaxAge == 0 }

// match returns the newest copy that was asked for in the way of k; else others says
// that there are some that were asked for in another way.
func match(copies []cached, k *asked) (x *cached, others bool) {
	for i := len(copies) - 1; i >= 0; i-- {
		if copies[i].since > k.at.At {
			continue // it had not come yet
		}
		if copies[i].selects(k) {
			return &copies[i], false
		}
		others = true
	}
	return nil, others
}

// selects reports whether all fields that the copy varies by are the same in a request
// (RFC 9111 §4.1).
func (x *cached) selects(k *asked) bool {
	for _, name := range x.varies {
		if x.field(name) != k.field(name) {
			return false
		}
	}
	return true
}

// field returns the value of a field of the request, 0 if it has none.
func (k *asked) field(name uint64) uint64 {
	for _, f := range k.fields {
		if f.name == name {
			return f.value
		}
	}
	return 0
}

// serves reports whether the copy may be given without asking the server (RFC 9111 §4).
func (x *cached) serves(k *asked) bool {
	age := x.good.age + int64((k.at.At-x.since)/1e9)
	fresh := x.good.lifetime - age
	if k.reloads() || x.good.says.NoCache || k.asks.MaxAge >= 0 && age > k.asks.MaxAge || x.good.basis == noLifetime {
		return false
	}
	if fresh > 0 {
		return fresh >= k.asks.MinFresh
	}
	strict := x.good.says.MustRevalidate || x.good.says.ProxyRevalidate || x.good.says.SharedMaxAge >= 0
	return !strict && k.asks.MaxStale >= 0 && -fresh <= k.asks.MaxStale
}

// same reports whether the server would have said that the copy is good still, as the
// reply shows: it is 304, or has what names the same content.
func (x *cached) same(k *asked) bool {
	return x.tag != 0 && !k.unsure && (k.tag == x.tag && (k.code == 200 || k.code == 304) || k.code == 304 && k.tag == 0)
}

// store puts a copy in the place of the one that was asked for in the same way.
func store(copies []cached, k *asked) []cached {
	x := cached{asked: k, good: k.freshness, since: k.ended}
	for i := range copies {
		if copies[i].selects(k) && x.selects(copies[i].asked) {
			copies[i] = x
			return copies
		}
	}
	if len(copies) >= maxVariants {
		copies = append(copies[:0], copies[1:]...)
	}
	return append(copies, x)
}

// crosses returns how many bytes still come from the server.
func (f fate) crosses(k *asked) int64 {
	switch f {
	case fateHit:
		return 0
	case fateValidated:
		return k.head
	}
	return k.bytes
}
