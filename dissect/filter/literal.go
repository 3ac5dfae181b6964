package filter

import (
	"net/netip"
	"strconv"
	"strings"

	"netsniff/dissect"
)

// parse reads a literal as a value of e's class, which is that of like. It may
// change the class to one that suits the literal better.
func (e *expr) parse(x *literal, like *expr) (dissect.Value, *Error) {
	switch e.class {
	case nothing:
		return dissect.Value{}, fail(like.place, "%s has no value to compare; alone it tests whether it is there", like.name)
	case text:
		return dissect.Value{B: []byte(x.value)}, nil
	case octets:
		return parseOctets(x)
	case boolean:
		return parseBool(x, like)
	case unsigned, integer, signed, double:
		return e.parseNumber(x, like)
	case absTime:
		if t, ok := parseTime(x.value); ok {
			return dissect.Value{U: uint64(t)}, nil
		}
		return dissect.Value{}, fail(x.place,
			"%s is not a point in time such as \"2006-01-02 15:04:05.123\" or \"2006-01-02T15:04:05Z\"", quoteToken(x.text))
	}
	if x.kind == tokenString || x.kind == tokenRaw {
		return dissect.Value{}, fail(x.place, "%s is %v and cannot be compared with a string; write %s without quotes",
			like.called(), e.class, x.value)
	}
	switch e.class {
	case relTime:
		if t, ok := parseSeconds(x.value); ok {
			return dissect.Value{U: uint64(t)}, nil
		}
		return dissect.Value{}, notA(x, "a number of seconds such as 0.25")
	case ether:
		if b, ok := parseHex(x.value); ok && len(b) == 6 {
			return dissect.Value{B: b}, nil
		}
		return dissect.Value{}, notA(x, "a hardware address such as 00:00:5e:00:53:01")
	}
	return e.parseAddress(x)
}

func notA(x *literal, what string) *Error {
	return fail(x.place, "%s is not %s", quoteToken(x.text), what)
}

// parseAddress reads an address or, with a prefix length, a network.
func (e *expr) parseAddress(x *literal) (dissect.Value, *Error) {
	host, bits, network := strings.Cut(x.value, "/")
	a, err := netip.ParseAddr(host)
	switch {
	case e.class == ipv4 && (err != nil || !a.Is4()):
		return dissect.Value{}, notA(x, "an IPv4 address such as 192.0.2.1 or a network such as 192.0.2.0/24")
	case e.class == ipv6 && (err != nil || a.Is4() || a.Zone() != ""):
		return dissect.Value{}, notA(x, "an IPv6 address such as 2001:db8::1 or a network such as 2001:db8::/32")
	}
	if network {
		n, err := strconv.Atoi(bits)
		if err != nil || n > a.BitLen() {
			return dissect.Value{}, fail(x.place, "the prefix length is at most %d", a.BitLen())
		}
		e.prefix = n + 1
	}
	return dissect.Value{B: a.AsSlice()}, nil
}

// parseOctets reads bytes: a string, a character, hexadecimal digits with or
// without separators, or a single byte such as 0x0d.
func parseOctets(x *literal) (dissect.Value, *Error) {
	if x.kind != tokenWord {
		return dissect.Value{B: []byte(x.value)}, nil
	}
	if hex, ok := strings.CutPrefix(x.value, "0x"); ok {
		if n, err := strconv.ParseUint(hex, 16, 8); err == nil {
			return dissect.Value{B: []byte{byte(n)}}, nil
		}
	} else if b, ok := parseHex(x.value); ok {
		return dissect.Value{B: b}, nil
	}
	if n, err := strconv.ParseUint(x.value, 10, 8); err == nil {
		return dissect.Value{}, fail(x.place, "bytes are hexadecimal: write 0x%02x for the number %d", n, n)
	}
	return dissect.Value{}, fail(x.place, "%s is not bytes such as 47:45:54; text stands in double quotes",
		quoteToken(x.text))
}

// parseHex reads groups of hexadecimal digits with colons, dots or hyphens
// between them: groups of one or two digits, or of pairs.
func parseHex(s string) ([]byte, bool) {
	separator := strings.IndexAny(s, ":.-")
	groups := []string{s}
	if separator >= 0 {
		groups = strings.Split(s, s[separator:separator+1])
	}
	var b []byte
	for _, g := range groups {
		if len(g) == 1 {
			g = "0" + g
		}
		if len(g) == 0 || len(g)%2 != 0 {
			return nil, false
		}
		for i := 0; i < len(g); i += 2 {
			hi, lo := hexDigit(g[i]), hexDigit(g[i+1])
			if hi < 0 || lo < 0 {
				return nil, false
			}
			b = append(b, byte(hi<<4|lo))
		}
	}
	return b, true
}

// maxNamed is the largest number whose name is looked for, but for those whose
// lower half is 0: Wireshark numbers the severities of findings so.
const maxNamed = 1<<16 - 1

// named returns the value of f that has a name. Without one, near is a name
// that begins so, or "".
func named(f *dissect.Field, name string) (value uint64, near string, ok bool) {
	if f == nil || f.Names == nil || name == "" {
		return 0, "", false
	}
	for n := range uint64(2 * (maxNamed + 1)) {
		if n > maxNamed {
			n = (n - maxNamed - 1) << 16
		}
		word := f.Names(n)
		switch {
		case len(word) < len(name) || !strings.EqualFold(word[:len(name)], name):
		case len(word) == len(name):
			return n, "", true
		case near == "":
			near = word
		}
	}
	return 0, near, false
}

// truths are the words for truth values that all fields know.
var truths = map[string]uint64{"true": 1, "false": 0, "set": 1, "not set": 0}

func parseBool(x *literal, like *expr) (dissect.Value, *Error) {
	n, ok := truths[strings.ToLower(x.value)]
	if !ok {
		n, _, ok = named(like.field, x.value)
	}
	if !ok && x.kind != tokenString && x.kind != tokenRaw {
		n, ok = parseUint(x)
	}
	if !ok {
		return dissect.Value{}, notA(x, "true, false or a number")
	}
	return dissect.Value{U: min(n, 1)}, nil
}

func (e *expr) parseNumber(x *literal, like *expr) (dissect.Value, *Error) {
	quoted := x.kind == tokenString || x.kind == tokenRaw
	if !quoted {
		n, ok := parseUint(x)
		if e.class == double {
			d, err := strconv.ParseFloat(x.value, 64)
			if err == nil {
				return dissect.Value{F: d}, nil
			}
			return dissect.Value{F: float64(n)}, numberError(x, ok)
		}
		if ok {
			if e.class == integer {
				e.class = unsigned
			}
			return dissect.Value{U: n}, nil
		}
	}
	n, near, ok := named(like.field, x.value)
	if ok {
		return dissect.Value{U: n}, nil
	}
	if quoted {
		if _, err := strconv.ParseInt(x.value, 0, 64); err == nil {
			return dissect.Value{}, fail(x.place,
				"%s is a number and cannot be compared with a string; write %s without quotes", like.called(), x.value)
		}
	}
	if quoted && (like.field == nil || like.field.Names == nil) {
		return dissect.Value{}, fail(x.place, "%s is a number and cannot be compared with a string", like.called())
	}
	if like.field != nil && like.field.Names != nil {
		hint := ""
		if near != "" {
			hint = "; did you mean \"" + near + "\"?"
		}
		return dissect.Value{}, fail(x.place, "%s is neither a number nor the name of a value of %s%s",
			quoteToken(x.text), like.called(), hint)
	}
	return dissect.Value{}, numberError(x, false)
}

func numberError(x *literal, ok bool) *Error {
	if ok {
		return nil
	}
	return notA(x, "a number")
}

// parseUint reads a number in decimal, hexadecimal (0x), binary (0b) or octal
// (0), or as a character.
func parseUint(x *literal) (uint64, bool) {
	if x.kind == tokenChar {
		return uint64(x.value[0]), true
	}
	if strings.ContainsRune(x.value, '_') || strings.HasPrefix(strings.ToLower(x.value), "0o") {
		return 0, false
	}
	n, err := strconv.ParseUint(x.value, 0, 64)
	return n, err == nil
}
