package http

import (
	"bytes"
	"time"

	"netsniff/dissect/text"
)

// CacheControl is what the Cache-Control fields of a message say (RFC 9111 §5.2). Times
// are in seconds, -1 if they are not said.
type CacheControl struct {
	Said                                                          bool // there is such a field
	NoStore, NoCache, Private, Public                             bool
	MustRevalidate, ProxyRevalidate, MustUnderstand, OnlyIfCached bool
	MaxAge, SharedMaxAge, MinFresh                                int64
	MaxStale                                                      int64 // Forever if any is taken
}

// Forever is a time in seconds that stands for those that are too long to be told
// (RFC 9111 §1.2.2).
const Forever = 1 << 31

// CacheControl reads the Cache-Control fields of the head; of what is said twice the first
// counts (RFC 9111 §4.2.1).
func (h *Head) CacheControl() CacheControl {
	c := CacheControl{MaxAge: -1, SharedMaxAge: -1, MinFresh: -1, MaxStale: -1}
	for _, list := range [...][]Header{h.Headers, h.beyond} {
		for i := range list {
			if list[i].ID == HeaderCacheControl {
				c.Said = true
				c.read(list[i].Value)
			}
		}
	}
	return c
}

// read reads a list of directives.
func (c *CacheControl) read(b []byte) {
	for len(b) > 0 {
		n := directiveEnd(b)
		name, value, has := bytes.Cut(b[:n], []byte("="))
		c.directive(trim(name), bytes.Trim(trim(value), `"`), has)
		b = b[min(n+1, len(b)):]
	}
}

// directiveEnd returns where the comma behind the directive is that b begins with: not
// within quotes.
func directiveEnd(b []byte) int {
	quoted := false
	for i := 0; i < len(b); i++ {
		switch {
		case quoted && b[i] == '\\':
			i++
		case b[i] == '"':
			quoted = !quoted
		case b[i] == ',' && !quoted:
			return i
		}
	}
	return len(b)
}

// directive takes a directive. Those with a list of fields are taken as if they had
// none, as RFC 9111 §5.2.2.4 lets caches do.
func (c *CacheControl) directive(name, value []byte, has bool) {
	flag := [...]struct {
		name string
		at   *bool
	}{
		{"no-store", &c.NoStore}, {"no-cache", &c.NoCache}, {"private", &c.Private}, {"public",
			&c.Public}, {"must-revalidate", &c.MustRevalidate},
		{"proxy-revalidate", &c.ProxyRevalidate}, {"must-understand", &c.MustUnderstand}, {"only-if-cached",
			&c.OnlyIfCached},
	}
	for _, f := range flag {
		if text.EqualFold(name, f.name) {
			*f.at = true
			return
		}
	}
	times := [...]struct {
		name string
		at   *int64
	}{{"max-age", &c.MaxAge}, {"s-maxage", &c.SharedMaxAge}, {"min-fresh", &c.MinFresh}, {"max-stale", &c.MaxStale}}
	for _, x := range times {
		if !text.EqualFold(name, x.name) || *x.at >= 0 {
			continue
		}
		if *x.at = Seconds(value); !has && x.name == "max-stale" {
			*x.at = Forever
		}
	}
}

// Seconds reads delta-seconds (RFC 9111 §1.2.2), 0 for what is none.
func Seconds(b []byte) (n int64) {
	for _, c := range trim(b) {
		if c < '0' || c > '9' {
			return 0
		}
		n = min(n*10+int64(c-'0'), Forever)
	}
	return n
}

// dateLayouts are those of HTTP-date (RFC 9110 §5.6.7).
var dateLayouts = [...]string{"Mon, 02 Jan 2006 15:04:05 GMT", "Monday, 02-Jan-06 15:04:05 GMT", time.ANSIC}

// Date reads an HTTP-date, and false if b is none.
func Date(b []byte) (time.Time, bool) {
	const longest = 40
	if b = trim(b); len(b) > longest {
		return time.Time{}, false
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, string(b)); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
