package http

import "testing"

// TestCacheControl reads what servers and clients say of caches.
func TestCacheControl(t *testing.T) {
	none := CacheControl{Said: true, MaxAge: -1, SharedMaxAge: -1, MinFresh: -1, MaxStale: -1}
	for field, want := range map[string]func(c *CacheControl){
		"":                                 func(*CacheControl) {},
		"no-store":                         func(c *CacheControl) { c.NoStore = true },
		"Public, Max-Age=60":               func(c *CacheControl) { c.Public, c.MaxAge = true, 60 },
		"max-age=60, max-age=5":            func(c *CacheControl) { c.MaxAge = 60 },
		`private="x, no-store", max-age=1`: func(c *CacheControl) { c.Private, c.MaxAge = true, 1 },
		`no-cache="a\", public"`:           func(c *CacheControl) { c.NoCache = true },
		"max-age=-1":                       func(c *CacheControl) { c.MaxAge = 0 },
		`max-age="60"`:                     func(c *CacheControl) { c.MaxAge = 60 },
		"s-maxage=99999999999999999999":    func(c *CacheControl) { c.SharedMaxAge = Forever },
		"max-stale,min-fresh=3":            func(c *CacheControl) { c.MaxStale, c.MinFresh = Forever, 3 },
		"max-stale=7,,x=y":                 func(c *CacheControl) { c.MaxStale = 7 },
		`max-age="`:                        func(c *CacheControl) { c.MaxAge = 0 },
	} {
		x := none
		want(&x)
		h := Head{Headers: []Header{{ID: HeaderCacheControl, Value: []byte(field)}}}
		if got := h.CacheControl(); got != x {
			t.Errorf("%q: %+v, want %+v", field, got, x)
		}
	}
	h := Head{Headers: []Header{{ID: HeaderCacheControl, Value: []byte("public")}},
		beyond: []Header{{ID: HeaderCacheControl, Value: []byte("max-age=1")}}}
	if c := h.CacheControl(); !c.Public || c.MaxAge != 1 {
		t.Errorf("%+v", c)
	}
}

// TestDate reads the three forms of HTTP-date.
func TestDate(t *testing.T) {
	for _, s := range []string{"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
		"Sun Nov  6 08:49:37 1994 "} {
		if at, ok := Date([]byte(s)); !ok || at.Unix() != 784111777 {
			t.Errorf("%q: %v, %v", s, at, ok)
		}
	}
	if _, ok := Date([]byte("0")); ok {
		t.Error("0 is a date")
	}
}

// FuzzCacheControl reads any field.
func FuzzCacheControl(f *testing.F) {
	f.Add([]byte(`private="x, no-store", max-age=1, s-maxage="5`))
	f.Fuzz(func(t *testing.T, b []byte) {
		h := Head{Headers: []Header{{ID: HeaderCacheControl, Value: b}}}
		c := h.CacheControl()
		if c != h.CacheControl() || c.MaxAge > Forever || c.MaxAge < -1 {
			t.Errorf("%+v", c)
		}
		Date(b)
	})
}
