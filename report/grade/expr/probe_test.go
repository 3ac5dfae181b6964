package expr

import "testing"

// TestNeverFails: what holds whatever was captured is known, and nothing else is.
func TestNeverFails(t *testing.T) {
	e := env(t)
	for text, want := range map[string]bool{
		"http.size() >= 0":                                        true,
		"http.size() > 0 || true":                                 true,
		"conns.size() == conns.size() ? 1.0 : 0.5":                true,
		"http.exists(h, h.status == 200)":                         false,
		"http.all(h, h.status == 200)":                            false,
		"!conns.exists(c, c.closed == 'RST')":                     false,
		"!tls.exists(h, h.version == 'TLS 1.0')":                  false,
		"mails.all(m, m.subject.contains(student.id))":            false,
		"conns.all(c, c.up.retransmissions <= 3)":                 false,
		"!http.exists(h, h.response.exists(k, k == 'location'))":  false,
		"capture.cut == 0 && !conns.exists(c, c.missing > 0)":     false,
		"conns.size() <= 6":                                       false,
		"!lookups.exists(l, l.truncated) || transfers.size() < 9": false,
		"conns.all(c, c.fin_frames.size() <= 2)":                  false,
		"packets.filter(p, p.flags.contains('RST')).size() < 1":   false,
	} {
		x, err := e.Compile(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if got := x.NeverFails(); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
