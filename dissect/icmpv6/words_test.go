package icmpv6

import (
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
)

// lines returns what the wordings say of a field of a message.
func lines(message, field string) string {
	b := []byte("\x60\x00\x00\x00\x00" + string([]byte{byte(len(message))}) + "\x3a\xff" +
		strings.Repeat("\xfd", 32) + message)
	p := &capture.Packet{CapLen: len(b), WireLen: len(b), Data: b, Link: capture.LinkRaw}
	p.Decode()
	f, l := &dissect.Frame{Packet: p}, &dissect.Layer{Header: p.Last()}
	var v dissect.Values
	for i := range fields {
		if fields[i].Name == field {
			fields[i].Get(f, l, &v)
		}
	}
	var got []string
	for j := range v.List {
		for i := range wordings {
			if wordings[i].Field == field {
				got = append(got, string(wordings[i].Say(nil, f, l, &v.List[j])))
			}
		}
	}
	return strings.Join(got, "|")
}

func TestWords(t *testing.T) {
	prefix := "\x03\x04\x40\xc0" + strings.Repeat("\x00", 12) + "\x20\x01\x0d\xb8" + strings.Repeat("\x00", 12)
	advertised := "\x86\x00\x00\x00\x40\x98\x07\x08" + strings.Repeat("\x00", 8) + prefix +
		"\x01\x01\x02\x00\x00\x00\x00\x01" +
		"\x05\x01\x00\x00\x00\x00\x05\xdc" + "\xaa\x01\x00\x00\x00\x00\x00\x00"
	report := "\x8f\x00\x00\x00\x00\x00\x00\x02" + "\x04\x00\x00\x00\xff\x02" + strings.Repeat("\x00", 13) + "\xfb" +
		"\x09\x00\x00\x00\xff\x02" + strings.Repeat("\x00", 13) + "\x01"
	for _, x := range []struct{ message, field, want string }{
		{advertised, "icmpv6.opt",
			" (Prefix information : 2001:db8::/64)| (Source link-layer address : 02:00:00:00:00:01)| (MTU : 1500)| (Unknown 170)"},
		{advertised, "icmpv6.opt.length", ": 4 (32 bytes)|: 1 (8 bytes)|: 1 (8 bytes)|: 1 (8 bytes)"},
		{advertised, "icmpv6.nd.ra.flag", ": 0x98, Managed address configuration, Prf (Default Router Preference): Low"},
		{advertised, "icmpv6.opt.prefix.flag", ": 0xc0, On-link flag(L), Autonomous address-configuration flag(A)"},
		{report, "icmpv6.mldr.mar", " Changed to exclude: ff02::fb| Unknown (0x09): ff02::1"},
		{"\x01\x04\x00\x00\x00\x00\x00\x00quoted", "icmpv6.code", ": Port unreachable (4)"},
	} {
		if got := lines(x.message, x.field); got != x.want {
			t.Errorf("%s: %q, want %q", x.field, got, x.want)
		}
	}
}
