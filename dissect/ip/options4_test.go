package ip

import (
	"fmt"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
)

func TestOptions(t *testing.T) {
	cases := map[string]struct {
		options string // four or eight bytes
		types   []uint64
		lengths []uint64
	}{
		"router alert":           {"\x94\x04\x00\x00", []uint64{148}, []uint64{4}},
		"padding and end":        {"\x01\x01\x00\xff", []uint64{1, 1, 0}, nil},
		"longer than the header": {"\x44\x28\x09\x00", []uint64{68}, []uint64{40}},
		"length of nothing":      {"\x94\x00\x01\x01", []uint64{148}, nil},
	}
	for name, c := range cases {
		b := []byte("\x46\x00\x00\x20\x00\x01\x00\x00\x40\xfd\x00\x00\xc0\x00\x02\x01\xc0\x00\x02\x02" + c.options +
			"payload!")
		p := &capture.Packet{CapLen: len(b), WireLen: len(b), Data: b, Link: capture.LinkRaw}
		p.Decode()
		f, l := &dissect.Frame{Packet: p}, &dissect.Layer{Header: p.Last()}
		check(t, name, "ip.opt.type", f, l, c.types)
		check(t, name, "ip.opt.len", f, l, c.lengths)
	}
}

func check(t *testing.T, name, field string, f *dissect.Frame, l *dissect.Layer, want []uint64) {
	t.Helper()
	for i := range fields4 {
		if fields4[i].Name != field {
			continue
		}
		var v dissect.Values
		fields4[i].Get(f, l, &v)
		if len(v.List) != len(want) {
			t.Errorf("%s: %s has %d values, want %d", name, field, len(v.List), len(want))
			return
		}
		for j, w := range want {
			if v.List[j].U != w {
				t.Errorf("%s: %s = %d, want %d", name, field, v.List[j].U, w)
			}
		}
	}
}

// A route of three addresses whose pointer is at the second one.
func TestRoutes(t *testing.T) {
	route := "\x0f\x08\xc0\x00\x02\x09\xc0\x00\x02\x0a\xc0\x00\x02\x0b\x00"
	for name, c := range map[string]struct {
		kind                    string
		recorded, source, empty int
		line                    string
	}{
		"record route": {"\x07", 1, 0, 2,
			"Options: (16 bytes), Record Route|IP Option - Record Route (15 bytes)|IP Option - End of Options List (EOL)"},
		"source route": {"\x83", 1, 1, 0,
			"Options: (16 bytes), Loose Source Route|IP Option - Loose Source Route (15 bytes)|IP Option - End of Options List (EOL)"},
		"unknown": {"\x5e", 0, 0, 0,
			"Options: (16 bytes)|Unknown (0x5e) (15 bytes)|IP Option - End of Options List (EOL)"},
	} {
		f, l := packet("\x49", 36, c.kind+route)
		for field, want := range map[string]int{"ip.rec_rt": c.recorded, "ip.src_rt": c.source, "ip.empty_rt": c.empty} {
			var v dissect.Values
			for i := range fields4 {
				if fields4[i].Name == field {
					fields4[i].Get(f, l, &v)
				}
			}
			if len(v.List) != want {
				t.Errorf("%s: %s has %d values, want %d", name, field, len(v.List), want)
			}
		}
		var h dissect.Headings
		addOptions(f, l, &h)
		var lines []string
		for _, x := range h.List {
			lines = append(lines, string(x.Text))
		}
		if got := strings.Join(lines, "|"); got != c.line {
			t.Errorf("%s: %s, want %s", name, got, c.line)
		}
	}
}

// packet returns an IPv4 packet with options, whose first byte and length are given.
func packet(first string, length byte, options string) (*dissect.Frame, *dissect.Layer) {
	b := []byte(first + "\x00\x00" + string([]byte{length + 8}) +
		"\x00\x01\x00\x00\x40\xfd\x00\x00\xc0\x00\x02\x01\xc0\x00\x02\x02" + options + "payload!")
	p := &capture.Packet{CapLen: len(b), WireLen: len(b), Data: b, Link: capture.LinkRaw}
	p.Decode()
	return &dissect.Frame{Packet: p}, &dissect.Layer{Header: p.Last()}
}

// IPv6 options of a hop-by-hop header: a router alert, padding of two and of one byte.
func TestOptions6(t *testing.T) {
	b := []byte("\x60\x00\x00\x00\x00\x10\x00\x01" + strings.Repeat("\xfd", 8) + "\x02\x00\x5e\xff\xfe\x10\x00\x01" +
		strings.Repeat("\xfe", 16) +
		"\xfd\x01\x05\x02\x00\x00\x01\x03\x00\x00\x00\x00\xc2\x04\x00\x01")
	p := &capture.Packet{CapLen: len(b), WireLen: len(b), Data: b, Link: capture.LinkRaw}
	p.Decode()
	f := &dissect.Frame{Packet: p}
	for field, want := range map[string]string{
		"ipv6.opt": "Router Alert PadN Pad1 Jumbo Payload", "ipv6.opt.length": "2 3 4", "ipv6.opt.router_alert": "0",
		"ipv6.opt.padn":        "000000",
		"ipv6.opt.type.action": "0 0 0 3", "ipv6.opt.jumbo": "", "ipv6.hopopts.len_oct": "16",
		"ipv6.src_slaac_mac": "00005e100001",
	} {
		var got []string
		for _, h := range f.All() {
			l := &dissect.Layer{Header: h}
			var v dissect.Values
			for i := range fields6 {
				if fields6[i].Name == field {
					fields6[i].Get(f, l, &v)
				}
			}
			for j := range v.List {
				switch x := &v.List[j]; {
				case field == "ipv6.opt":
					got = append(got, string(sayOption6(nil, f, l, x)))
				case x.B != nil:
					got = append(got, fmt.Sprintf("%x", x.B))
				default:
					got = append(got, fmt.Sprint(x.U))
				}
			}
		}
		if text := strings.Join(got, " "); text != want {
			t.Errorf("%s: %s, want %s", field, text, want)
		}
	}
}
