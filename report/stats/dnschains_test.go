package stats

import (
	"testing"

	"netsniff/capture"
	"netsniff/dissect/dns"
	"netsniff/reassembly"
)

// TestResolutions: another name that is resolved meanwhile does not get into a
// chain, nor what was asked for it.
func TestResolutions(t *testing.T) {
	asked := func(frame uint32, name, zone string) *lookup {
		e := &lookup{name: name, begin: mark(frame), end: mark(frame + 1)}
		if e.Tries = 1; zone != "" {
			e.Referral = true
			e.Answers = []dns.Resource{{Section: dns.Authority, Type: dns.TypeNS, Owner: zone}}
		}
		return e
	}
	list := []*lookup{
		asked(1, "www.Example.com", "com"),
		asked(3, "www.example.com", "example.COM"),
		asked(5, "other.com", "com"),
		asked(7, "other.com", "other.com"),
		asked(9, "www.example.com", ""),
		asked(11, "mail.example.com", ""),
		asked(13, "other.com", ""),
		asked(15, "www.example.com", ""), // again, with what is remembered
		asked(17, "again.org", "org"),
		asked(19, "again.org", ""),
		asked(21, "again.org", "org"), // and again from the beginning
		asked(23, "again.org", ""),
	}
	var got string
	for _, r := range resolutions(list) {
		got += r.last.name + ":"
		for _, e := range r.steps {
			got += " " + string('a'+rune(e.begin.Frame/2))
		}
		got += "; "
	}
	if want := "www.example.com: a b e; other.com: c d g; again.org: i j; again.org: k l; "; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func mark(frame uint32) reassembly.Mark {
	return reassembly.Mark{Frame: frame, At: capture.Stamp(frame) * 1e6}
}
