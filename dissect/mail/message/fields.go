package message

import (
	"bytes"
	"net/mail"
	"strings"
	"time"

	wire "netsniff/dissect/mail"
)

// describeMessage fills the message from its header.
func (p *Parser) describeMessage() {
	m, h := p.message, &p.head
	m.Fields, m.Received = h.fields, h.received
	if !h.begun {
		m.Notes |= NoHeader
	}
	if p.lines.ends == endsCR {
		m.Notes |= BareCR
	}
	_, params := parseParams(unfold(h.value[contentType]))
	hint := params.token("charset")
	text := func(k known) string {
		s, notes := DecodeHeader(h.value[k], hint)
		m.Notes |= notes
		return s
	}
	list := func(k known) []Address {
		a, notes := addresses(h.value[k], hint)
		m.Notes |= notes
		return a
	}
	m.Subject = text(subjectField)
	m.From, m.Sender, m.ReplyTo = list(fromField), list(senderField), list(replyToField)
	m.To, m.Cc, m.Bcc = list(toField), list(ccField), list(bccField)
	m.MessageID = strings.Trim(text(messageIDField), " \t<>")
	if h.has[dateField] {
		var ok bool
		if m.Date, ok = parseDate(unfold(h.value[dateField])); !ok {
			m.Notes |= BadDate
		}
	}
	m.Client = clientOf(m, text(mailerField), text(agentField), params.boundary())
}

// addresses reads an address list (RFC 5322 §3.4, §4.4). Groups are dissolved.
func addresses(raw, hint string) (list []Address, notes Notes) {
	s, notes := readable(raw, hint)
	for a := range wire.Addresses([]byte(s)) {
		if len(list) == maxAddresses {
			return list, notes | HeaderTooLong
		}
		name, spec := a.Name, a.Spec
		if len(name) == 0 {
			spec, name = cutComment(spec)
		}
		if i := bytes.LastIndexByte(spec, ':'); i >= 0 && len(spec) > 0 && spec[0] == '@' {
			spec = spec[i+1:] // an obsolete route
		}
		text, more := decodeWords(unquote(string(name)))
		addr, _ := decodeWords(string(spec)) // of no meaning there, but seen
		notes |= more
		list = append(list, Address{Name: strings.TrimSpace(text), Addr: strings.TrimSpace(addr)})
	}
	return list, notes
}

// cutComment splits "alice@example.com (Alice)", the oldest way to give a name.
func cutComment(spec []byte) (addr, comment []byte) {
	i := bytes.IndexByte(spec, '(')
	if i < 0 {
		return spec, nil
	}
	comment = spec[i+1:]
	if j := bytes.LastIndexByte(comment, ')'); j >= 0 {
		comment = comment[:j]
	}
	return bytes.TrimSpace(spec[:i]), comment
}

// unquote undoes quoted pairs and the quotes around words of a display name.
func unquote(s string) string {
	if !strings.ContainsAny(s, `"\`) {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '\\' && i+1 < len(s) {
			i++
			c = s[i]
		} else if c == '"' {
			continue
		}
		out.WriteByte(c)
	}
	return out.String()
}

// zones are the names of RFC 5322 §4.3. Every other name means an unknown zone.
var zones = map[string]string{
	"EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500", "MST": "-0700", "MDT": "-0600", "PST": "-0800",
	"PDT": "-0700",
}

// layouts are dates that are not RFC 5322's, but are sent. Zones are numbers:
// a name would be looked up in the zone of this machine.
var layouts = []string{
	"Mon Jan 2 15:04:05 2006 -0700", "Mon Jan 2 15:04:05 -0700 2006", "2006-01-02 15:04:05 -0700",
	"2006-01-02T15:04:05 -0700",
	"2006-01-02T15:04:05-07:00", "Mon, 2 Jan 2006 15:04:05 -07:00", "Monday, 2 Jan 2006 15:04:05 -0700",
	"2-Jan-2006 15:04:05 -0700",
	"Mon, 2 Jan 2006 15:04:05.999 -0700", "Mon, 2 January 2006 15:04:05 -0700",
}

// parseDate reads a Date field (RFC 5322 §3.3, §4.3). A date without a zone is UTC.
func parseDate(s string) (time.Time, bool) {
	s, _, _ = strings.Cut(s, "(")
	words := strings.Fields(s)
	if n := len(words); n > 0 && n < 12 {
		zone := strings.TrimPrefix(strings.TrimPrefix(words[n-1], "GMT"), "UTC")
		switch {
		case zones[zone] != "":
			words[n-1] = zones[zone]
		case zone == "" || isAlpha(zone):
			words[n-1] = "+0000"
		case zone[0] == '+' || zone[0] == '-':
			words[n-1] = zone
		default:
			words = append(words, "+0000")
		}
	}
	s = strings.Join(words, " ")
	t, err := mail.ParseDate(s)
	for i := 0; err != nil && i < len(layouts); i++ {
		t, err = time.Parse(layouts[i], s)
	}
	if err != nil {
		return time.Time{}, false
	}
	_, offset := t.Zone()
	if offset == 0 {
		return t.UTC(), true
	}
	return t.In(time.FixedZone("", offset)), true
}

func isAlpha(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return len(s) > 0
}
