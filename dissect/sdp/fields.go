package sdp

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/rtp"
	"netsniff/dissect/text"
)

// with returns the getter that takes the lines of a kind.
func with(kind byte, take func(l *line, v *dissect.Values)) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		for l := range all(m.Bytes) {
			if l.kind == kind {
				take(&l, v)
			}
		}
	})
}

// whole is the field of the values of a kind of lines.
func whole(name, title string, kind byte, only func(l *line) bool) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.String, Get: with(kind, func(l *line, v *dissect.Values) {
		if only == nil || only(l) {
			put(v, l.value, l.off, l.end-l.off)
		}
	})}
}

func put(v *dissect.Values, b []byte, off, n int) {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	v.Bytes(text.Readable(b)).At(off, n)
}

// worded is the field of the i-th word of a kind of lines.
func worded(name, title string, kind byte, i int) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.String, Get: with(kind, func(l *line, v *dissect.Values) {
		if w, at := word(l.value, i); w != nil {
			put(v, w, l.at+at, len(w))
		}
	})}
}

// slashed is the field of a part of the i-th word of a kind of lines, which slashes
// part.
func slashed(name, title string, kind byte, i, part int) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.String, Get: with(kind, func(l *line, v *dissect.Values) {
		w, at := word(l.value, i)
		for range part {
			_, rest, ok := bytes.Cut(w, []byte("/"))
			if !ok {
				return
			}
			at += len(w) - len(rest)
			w = rest
		}
		w, _, _ = bytes.Cut(w, []byte("/"))
		if len(w) > 0 {
			put(v, w, l.at+at, len(w))
		}
	})}
}

// parted is the field of what stands before or behind the first colon.
func parted(name, title string, kind byte, behind bool, only func(l *line) bool) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.String, Get: with(kind, func(l *line, v *dissect.Values) {
		if only != nil && !only(l) {
			return
		}
		name, rest, at := attribute(l.value)
		switch {
		case rest == nil:
		case behind:
			put(v, rest, l.at+at, len(rest))
		default:
			put(v, name, l.at, len(name))
		}
	})}
}

func inMedia(l *line) bool   { return l.media }
func inSession(l *line) bool { return !l.media }

// plain reports whether a media attribute is none of those that are taken apart.
func plain(l *line) bool {
	name, _, _ := attribute(l.value)
	switch string(name) {
	case "rtpmap", "fmtp", "candidate", "crypto":
		return false
	}
	return l.media
}

// attr returns the getter of something of the media attributes with a name.
func attr(name string, take func(rest []byte, at int, v *dissect.Values)) dissect.Getter {
	return with('a', func(l *line, v *dissect.Values) {
		if n, rest, at := attribute(l.value); l.media && rest != nil && string(n) == name {
			take(rest, l.at+at, v)
		}
	})
}

// attrWord is the field of the i-th word of an attribute.
func attrWord(name, title, attribute string, i int) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.String,
		Get: attr(attribute, func(rest []byte, off int, v *dissect.Values) {
			if w, at := word(rest, i); w != nil {
				put(v, w, off+at, len(w))
			}
		})}
}

// encoding returns the getter of a part of the encoding in rtpmap (RFC 8866 §6.6), if
// it is whole.
func encoding(clock bool) dissect.Getter {
	return attr("rtpmap", func(rest []byte, off int, v *dissect.Values) {
		w, at := word(rest, 1)
		name, rate, ok := bytes.Cut(w, []byte("/"))
		rate, _, _ = bytes.Cut(rate, []byte("/"))
		switch {
		case !ok:
		case clock:
			put(v, rate, off+at+len(name)+1, len(rate))
		default:
			put(v, name, off+at, len(name))
		}
	})
}

// formats gets the formats of media, payload types by their names.
func formats(l *line, v *dissect.Values) {
	proto, at := word(l.value, 2)
	at += len(proto)
	for range maxFormats {
		w, off := word(l.value[at:], 1)
		if w == nil {
			return
		}
		if t, ok := text.Number(w); ok && t < 128 && isRTP(proto) {
			v.Text(rtp.PayloadType(t).String()).At(l.at+at+off, len(w))
		} else {
			put(v, w, l.at+at+off, len(w))
		}
		at += off + len(w)
	}
}

// maxFormats is how many formats of one media are read.
const maxFormats = 64

// isRTP reports whether the protocol of media is RTP (RFC 8866 §5.14).
func isRTP(proto []byte) bool { return bytes.HasPrefix(proto, []byte("RTP/")) }

// parameters gets those of a format that semicolons part.
func parameters(rest []byte, off int, v *dissect.Values) {
	at := bytes.IndexByte(rest, ' ') + 1
	if at == 0 {
		return
	}
	for at < len(rest) {
		n := bytes.IndexByte(rest[at:], ';')
		if n < 0 {
			n = len(rest) - at
		}
		w := bytes.TrimLeft(rest[at:at+n], " ")
		if len(w) > 0 {
			put(v, w, off+at+n-len(w), len(w))
		}
		at += n + 1
	}
}

var fields = []dissect.Field{
	whole("sdp.version", "Session Description Protocol Version (v)", 'v', nil),
	whole("sdp.owner", "Owner/Creator, Session Id (o)", 'o', nil),
	worded("sdp.owner.username", "Owner Username", 'o', 0),
	worded("sdp.owner.sessionid", "Session ID", 'o', 1),
	worded("sdp.owner.version", "Session Version", 'o', 2),
	worded("sdp.owner.network_type", "Owner Network Type", 'o', 3),
	worded("sdp.owner.address_type", "Owner Address Type", 'o', 4),
	worded("sdp.owner.address", "Owner Address", 'o', 5),
	whole("sdp.session_name", "Session Name (s)", 's', nil),
	whole("sdp.session_info", "Session Information (i)", 'i', inSession),
	whole("sdp.media_title", "Media Title (i)", 'i', inMedia),
	whole("sdp.uri", "URI of Description (u)", 'u', nil),
	whole("sdp.email", "E-mail Address (e)", 'e', nil),
	whole("sdp.phone", "Phone Number (p)", 'p', nil),
	whole("sdp.connection_info", "Connection Information (c)", 'c', nil),
	worded("sdp.connection_info.network_type", "Connection Network Type", 'c', 0),
	worded("sdp.connection_info.address_type", "Connection Address Type", 'c', 1),
	slashed("sdp.connection_info.address", "Connection Address", 'c', 2, 0),
	slashed("sdp.connection_info.ttl", "Connection TTL", 'c', 2, 1),
	slashed("sdp.connection_info.num_addr", "Connection Number of Addresses", 'c', 2, 2),
	whole("sdp.bandwidth", "Bandwidth Information (b)", 'b', nil),
	parted("sdp.bandwidth.modifier", "Bandwidth Modifier", 'b', false, nil),
	parted("sdp.bandwidth.value", "Bandwidth Value", 'b', true, nil),
	whole("sdp.timezone", "Time Zone Adjustments (z)", 'z', nil),
	whole("sdp.encryption_key", "Encryption Key (k)", 'k', nil),
	parted("sdp.encryption_key.type", "Key Type", 'k', false, nil),
	parted("sdp.encryption_key.data", "Key Data", 'k', true, nil),
	whole("sdp.time", "Time Description, active time (t)", 't', nil),
	worded("sdp.time.start", "Session Start Time", 't', 0),
	worded("sdp.time.stop", "Session Stop Time", 't', 1),
	whole("sdp.repeat_time", "Repeat Time (r)", 'r', nil),
	worded("sdp.repeat_time.interval", "Repeat Interval", 'r', 0),
	worded("sdp.repeat_time.duration", "Repeat Duration", 'r', 1),
	whole("sdp.session_attr", "Session Attribute (a)", 'a', inSession),
	parted("sdp.session_attr.field", "Session Attribute Fieldname", 'a', false, inSession),
	parted("sdp.session_attr.value", "Session Attribute Value", 'a', true, inSession),
	whole("sdp.media", "Media Description, name and address (m)", 'm', nil),
	worded("sdp.media.media", "Media Type", 'm', 0),
	{Name: "sdp.media.port", Title: "Media Port", Type: dissect.Uint, Get: with('m', func(l *line, v *dissect.Values) {
		w, at := word(l.value, 1)
		w, _, _ = bytes.Cut(w, []byte("/"))
		if n, ok := text.Number(w); ok && n <= 0xffff {
			v.Uint(uint64(n)).At(l.at+at, len(w))
		}
	})},
	slashed("sdp.media.port_string", "Media Port", 'm', 1, 0),
	slashed("sdp.media.portcount", "Media Port Count", 'm', 1, 1),
	worded("sdp.media.proto", "Media Protocol", 'm', 2),
	{Name: "sdp.media.format", Title: "Media Format", Type: dissect.String, Get: with('m', formats)},
	whole("sdp.media_attr", "Media Attribute (a)", 'a', inMedia),
	parted("sdp.media_attribute.field", "Media Attribute Fieldname", 'a', false, inMedia),
	parted("sdp.media_attribute.value", "Media Attribute Value", 'a', true, plain),
	{Name: "sdp.mime.type", Title: "MIME Type", Type: dissect.String, Get: encoding(false)},
	{Name: "sdp.sample_rate", Title: "Sample Rate", Type: dissect.String, Get: encoding(true)},
	{Name: "sdp.fmtp.parameter", Title: "Media format specific parameters", Type: dissect.String,
		Get: attr("fmtp", parameters)},
	attrWord("sdp.crypto.tag", "tag", "crypto", 0),
	attrWord("sdp.crypto.crypto_suite", "Crypto suite", "crypto", 1),
	attrWord("sdp.ice_candidate.foundation", "Foundation", "candidate", 0),
	attrWord("sdp.ice_candidate.componentid", "Component ID", "candidate", 1),
	attrWord("sdp.ice_candidate.transport", "Transport", "candidate", 2),
	attrWord("sdp.ice_candidate.priority", "Priority", "candidate", 3),
	attrWord("sdp.ice_candidate.address", "Connection Address", "candidate", 4),
	attrWord("sdp.ice_candidate.port", "Candidate Port", "candidate", 5),
	attrWord("sdp.ice_candidate.type", "Candidate Type", "candidate", 7),
	{Name: "sdp.unknown", Title: "Unknown", Type: dissect.String, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		for l := range all(m.Bytes) {
			if l.kind != 0 && bytes.IndexByte([]byte("vosiuepcbtrzkam"), l.kind) < 0 {
				put(v, m.Bytes[l.off:l.at+len(l.value)], l.off, l.end-l.off)
			}
		}
	})},
	whole("sdp.invalid", "Invalid line", 0, nil),
	{Name: "sdp.invalid_line.no_equal", Title: "Invalid SDP line (no '=' delimiter)", Type: dissect.Label,
		Get: with(0, func(l *line, v *dissect.Values) {
			v.Mark().At(l.off, l.end-l.off)
		})},
}

var outline = dissect.Outline{
	Sorted: true,
	Hidden: []string{"sdp.media.port_string"},
	Branches: []dissect.Branch{
		{Above: "sdp.owner", Below: []string{"sdp.owner.*"}},
		{Above: "sdp.connection_info", Below: []string{"sdp.connection_info.*"}},
		{Above: "sdp.bandwidth", Below: []string{"sdp.bandwidth.*"}},
		{Above: "sdp.encryption_key", Below: []string{"sdp.encryption_key.*"}},
		{Above: "sdp.time", Below: []string{"sdp.time.*"}},
		{Above: "sdp.repeat_time", Below: []string{"sdp.repeat_time.*"}},
		{Above: "sdp.session_attr", Below: []string{"sdp.session_attr.*"}},
		{Above: "sdp.media", Below: []string{"sdp.media.*"}},
		{Above: "sdp.media_attr",
			Below: []string{"sdp.media_attribute.*", "sdp.mime.type", "sdp.sample_rate", "sdp.fmtp.*", "sdp.crypto.*",
				"sdp.ice_candidate.*"}},
		{Above: "sdp.invalid", Below: []string{"sdp.invalid_line.*"}},
	},
	Experts: []dissect.Expert{{Field: "sdp.invalid_line.*", Severity: dissect.Notable, Group: dissect.AboutMalformed}},
}
