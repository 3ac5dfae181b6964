package message

import "strings"

// Client is the program that wrote a message.
type Client struct {
	Name string // "Foxmail 7.2.25.254[cn]"; without a version if it is inferred
	By   Source
}

// Source says how a client program is known.
type Source uint8

// Sources.
const (
	Unknown     Source = iota
	ByMailer           // X-Mailer field
	ByAgent            // User-Agent field
	ByStructure        // marks that the program leaves in its messages
)

var sourceNames = [...]string{"", "X-Mailer", "User-Agent", "structure of the message"}

func (s Source) String() string { return name(sourceNames[:], int(s)) }

// marks are what programs are known by if they do not say their name.
var marks = []struct {
	program string
	is      func(m *Message, boundary string) bool
}{
	{"Foxmail", isFoxmail},
	{"QQ Mail", func(m *Message, _ string) bool {
		return strings.HasPrefix(m.MessageID, "tencent_") && strings.HasSuffix(m.MessageID, "@qq.com")
	}},
	{"Gmail", func(m *Message, _ string) bool { return strings.HasSuffix(m.MessageID, "@mail.gmail.com") }},
	{"Apple Mail", func(_ *Message, b string) bool { return strings.HasPrefix(b, "Apple-Mail") }},
}

func clientOf(m *Message, mailer, agent, boundary string) Client {
	switch {
	case mailer != "":
		return Client{foxmailVersion(mailer), ByMailer}
	case agent != "":
		return Client{agent, ByAgent}
	}
	for _, mark := range marks {
		if mark.is(m, boundary) {
			return Client{mark.program, ByStructure}
		}
	}
	return Client{}
}

// foxmailVersion writes "Foxmail 7, 2, 25, 254[cn]" as newer ones do.
func foxmailVersion(s string) string {
	if strings.HasPrefix(s, "Foxmail ") {
		return strings.ReplaceAll(s, ", ", ".")
	}
	return s
}

// isFoxmail tells if two of Foxmail's marks are there: the boundary
// "----=_001_NextPart123456789012_=----", the X-GUID and X-Has-Attach fields,
// and a Message-ID of the time in digits.
func isFoxmail(m *Message, boundary string) bool {
	n := 0
	if rest, ok := strings.CutPrefix(boundary, "----=_"); ok && strings.HasSuffix(rest, "_=----") &&
		strings.Contains(rest, "_NextPart") {
		n++
	}
	for _, f := range m.Fields {
		if strings.EqualFold(f.Name, "X-GUID") || strings.EqualFold(f.Name, "X-Has-Attach") {
			n++
		}
	}
	if local, _, ok := strings.Cut(m.MessageID, "@"); ok && len(local) >= 14 && isDigits(local[:14]) &&
		strings.HasPrefix(local, "20") {
		n++
	}
	return n >= 2
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) > 0
}
