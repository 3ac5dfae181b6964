package ftp

import (
	"bytes"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/text"
)

var fields = []dissect.Field{
	{Name: "ftp.request", Title: "Request", Type: dissect.Bool, Get: isRequest(true)},
	{Name: "ftp.response", Title: "Response", Type: dissect.Bool, Get: isRequest(false)},
	{Name: "ftp.request.command", Title: "Request command", Type: dissect.String, Get: dissect.Of(requestCommand)},
	{Name: "ftp.request.arg", Title: "Request arg", Type: dissect.String, Get: dissect.Of(requestArgument)},
	{Name: "ftp.response.code", Title: "Response code", Type: dissect.Uint, Names: codeName, Get: dissect.Of(responseCode)},
	{Name: "ftp.response.arg", Title: "Response arg", Type: dissect.String, Get: dissect.Of(responseArgument)},
	{Name: "ftp.response.pwd.invalid", Title: "Invalid PWD response", Type: dissect.Label, Get: dissect.Of(invalidPath)},
	{Name: "ftp.active.cip", Title: "Active IP address", Type: dissect.IPv4, Get: ofActive(PORT, address(capture.AddrIPv4))},
	{Name: "ftp.active.port", Title: "Active port", Type: dissect.Uint, Get: ofActive(PORT, port)},
	{Name: "ftp.active.nat", Title: "Active IP NAT", Type: dissect.Bool, Get: dissect.Of(activeTranslated)},
	{Name: "ftp.eprt.af", Title: "Extended active address family", Type: dissect.Uint, Names: familyName,
		Get: ofActive(EPRT, family)},
	{Name: "ftp.eprt.ip", Title: "Extended active IP address", Type: dissect.IPv4,
		Get: ofActive(EPRT, address(capture.AddrIPv4))},
	{Name: "ftp.eprt.ipv6", Title: "Extended active IPv6 address", Type: dissect.IPv6,
		Get: ofActive(EPRT, address(capture.AddrIPv6))},
	{Name: "ftp.eprt.port", Title: "Extended active port", Type: dissect.Uint, Get: ofActive(EPRT, port)},
	{Name: "ftp.passive.ip", Title: "Passive IP address", Type: dissect.IPv4,
		Get: ofPassive(227, address(capture.AddrIPv4))},
	{Name: "ftp.passive.port", Title: "Passive port", Type: dissect.Uint, Get: ofPassive(227, port)},
	{Name: "ftp.passive.nat", Title: "Passive IP NAT", Type: dissect.Bool, Get: dissect.Of(passiveTranslated)},
	{Name: "ftp.epsv.ip", Title: "Extended passive IPv4 address", Type: dissect.IPv4,
		Get: ofPassive(229, address(capture.AddrIPv4))},
	{Name: "ftp.epsv.ipv6", Title: "Extended passive IPv6 address", Type: dissect.IPv6,
		Get: ofPassive(229, address(capture.AddrIPv6))},
	{Name: "ftp.epsv.port", Title: "Extended passive port", Type: dissect.Uint, Get: ofPassive(229, port)},
	{Name: "ftp.current-working-directory", Title: "Current working directory", Type: dissect.String, Get: directory},
}

// isRequest says of either side whether it asks, or else whether it answers.
func isRequest(wanted bool) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		_, asks := l.Message.(*Request)
		v.Bool(asks == wanted)
	}
}

func requestCommand(r *Request, v *dissect.Values) {
	if len(r.Word) > 0 {
		v.Bytes(ended(r.Word))
	}
}

func requestArgument(r *Request, v *dissect.Values) {
	if len(r.Argument) > 0 {
		v.Bytes(ended(r.Argument))
	}
}

// ended returns b as text up to a NUL, which ends it for Wireshark.
func ended(b []byte) []byte {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	return text.Readable(b)
}

func responseCode(r *Response, v *dissect.Values) {
	if r.Code != 0 {
		v.Uint(uint64(r.Code))
	}
}

func responseArgument(r *Response, v *dissect.Values) {
	if len(r.Text) > 0 {
		v.Bytes(ended(r.Text))
	}
}

func invalidPath(r *Response, v *dissect.Values) {
	if r.NoPath {
		v.Mark()
	}
}

func activeTranslated(r *Request, v *dissect.Values) {
	if r.Natted {
		v.Bool(true)
	}
}

func passiveTranslated(r *Response, v *dissect.Values) {
	if r.Natted {
		v.Bool(true)
	}
}

type endGetter = func(e *dissect.Endpoint, v *dissect.Values)

// ofActive gets something of the end that a command tells.
func ofActive(verb Verb, get endGetter) dissect.Getter {
	return dissect.Of(func(r *Request, v *dissect.Values) {
		if r.Verb == verb && r.Active.Addr.Kind != 0 {
			get(&r.Active, v)
		}
	})
}

// ofPassive gets something of the end that a reply tells.
func ofPassive(code uint16, get endGetter) dissect.Getter {
	return dissect.Of(func(r *Response, v *dissect.Values) {
		if r.Code == code && r.Passive.Addr.Kind != 0 {
			get(&r.Passive, v)
		}
	})
}

func port(e *dissect.Endpoint, v *dissect.Values) { v.Uint(uint64(e.Port)) }

func address(kind capture.AddrKind) endGetter {
	n := 16
	if kind == capture.AddrIPv4 {
		n = 4
	}
	return func(e *dissect.Endpoint, v *dissect.Values) {
		if e.Addr.Kind == kind {
			v.Bytes(e.Addr.B[:n])
		}
	}
}

func family(e *dissect.Endpoint, v *dissect.Values) {
	if e.Addr.Kind == capture.AddrIPv6 {
		v.Uint(familyIPv6)
	} else {
		v.Uint(familyIPv4)
	}
}

func familyName(f uint64) string { return map[uint64]string{familyIPv4: "IPv4", familyIPv6: "IPv6"}[f] }

func directory(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	switch m := l.Message.(type) {
	case *Request:
		v.Text(m.Directory)
	case *Response:
		v.Text(m.Directory)
	}
}

var outline = dissect.Outline{
	Headings: addLines,
	Branches: []dissect.Branch{{Above: "ftp.line", Below: []string{
		"ftp.request.*", "ftp.response.*", "ftp.active.*", "ftp.eprt.*", "ftp.passive.*", "ftp.epsv.*",
	}}},
	Hidden:   []string{"ftp.request", "ftp.response"},
	Computed: []string{"ftp.active.nat", "ftp.passive.nat", "ftp.epsv.ip", "ftp.epsv.ipv6", "ftp.current-working-directory"},
	Beside:   []string{"ftp.current-working-directory"},
	Experts: []dissect.Expert{{Field: "ftp.response.pwd.invalid", Severity: dissect.Warning,
		Group: dissect.AboutMalformed}},
}

// addLines adds the lines of a segment; what is known of the first stands below it.
func addLines(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	const most = 256
	key := "ftp.line"
	for b, off, n := l.Bytes, 0, 0; len(b) > 0 && n < most; n++ {
		size := lines.LineEnd(b)
		h.Add(0, key, text.AppendText(h.Begin(), b[:size]), off, size)
		b, off, key = b[size:], off+size, ""
	}
}
