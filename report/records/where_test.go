package records

import (
	"strings"
	"testing"
)

// TestWhere: conditions on columns, as people write display filters.
func TestWhere(t *testing.T) {
	x := &Exchange{Ends: Ends{Client: "192.0.2.10", ClientPort: 4711, Server: "2001:db8::80"}, Status: "404", Method: "GET",
		TTFB: pointer(int64(250e6)), Start: 1e18, Notes: []string{"gap", "cut"}, Subject: "/a b?c"}
	for text, want := range map[string]bool{
		"status == 404":                                       true,
		"status == \"404\" and ttfb >= 250ms":                 true,
		"ttfb > 250000000":                                    false,
		"ttfb < 0.3s && ttlb":                                 false,
		"ttfb and not ttlb":                                   true,
		"status in {200, 404}":                                true,
		"status in {200, 304} or notes == cut":                true,
		"notes contains 'ga' and !(method ne GET)":            true,
		"subject matches '^/A B\\?'":                          true,
		"client == 192.0.2.0/24":                              true,
		"client != 192.0.2.0/24":                              false,
		"server == 2001:db8::80":                              true,
		"client_port < 4711 or client_port > 4711":            false,
		"start > 2001-01-01 and start < \"2001-09-09 02:00\"": true,
		"reply": false,
	} {
		w, err := ParseWhere(text)
		if err == nil {
			err = w.Fits(Exchanges)
		}
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := w.Match(x); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
	if w, err := ParseWhere("ttfb > 1s and not status"); err != nil || !w.Names("ttfb") || w.Names("ttlb") {
		t.Error("the columns that are needed are others", err)
	}
}

// TestWhereErrors: what is wrong is marked.
func TestWhereErrors(t *testing.T) {
	for text, caret := range map[string]string{
		"":                        "^",
		"ttfb >":                  "      ^",
		"ttfb > 1s status":        "          ^~~~~~",
		"(ttfb > 1s":              "^",
		"status in 200":           "          ^~~",
		"status in {200":          "          ^",
		"subject matches '('":     "                ^~~",
		"status == 'x":            "          ^~",
		"nothing == 1":            "^~~~~~~",
		"ttfb contains 1":         "              ^",
		"start > yesterday":       "        ^~~~~~~~~",
		"== 1":                    "^~",
		strings.Repeat("(", 2000): "^",
	} {
		w, err := ParseWhere(text)
		if err == nil {
			err = w.Fits(Exchanges)
		}
		if err == nil || !strings.HasSuffix(err.Error(), "\n    "+caret) && text[:min(len(text), 2)] != "((" {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func FuzzWhere(f *testing.F) {
	f.Add("status in {200, 404} and not (ttfb > 1s) || notes matches 'a\\'")
	f.Fuzz(func(t *testing.T, text string) {
		w, err := ParseWhere(text)
		if err == nil && w.Fits(Exchanges) == nil {
			w.Match(&Exchange{})
		}
	})
}

// TestOverlaps: a span without a bound, or with one beyond what records can have, has all days
// on that side.
func TestOverlaps(t *testing.T) {
	ns := func(text string) int64 {
		at, ok := ParseTime(text)
		if !ok {
			t.Fatal(text)
		}
		return at
	}
	for _, x := range []struct {
		within Span
		want   bool
	}{
		{Always, true},
		{Span{Since: Always.Since, Until: ns("2026-12-01")}, true},
		{Span{Since: Always.Since, Until: ns("2026-11-21")}, false},
		{Span{Since: ns("1600-01-01"), Until: Always.Until}, true},
		{Span{Since: Always.Since, Until: ns("2400-01-01")}, true},
		{Span{Since: ns("2026-11-21 23:59"), Until: Always.Until}, true},
		{Span{Since: ns("2026-11-22"), Until: Always.Until}, false},
	} {
		if got := overlaps("2026-11-21", x.within); got != x.want {
			t.Errorf("%+v: %t", x.within, got)
		}
	}
}
