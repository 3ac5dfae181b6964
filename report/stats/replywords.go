package stats

import (
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/report/table"
)

// maxWords bounds the words of a reply that a table shows, in bytes.
const maxWords = 300

// wordsOf returns the reply of an exchange in the server's own words, the status
// first, on one line. What it repeats of the client's secrets is masked.
func wordsOf(x *dissect.Exchange) string {
	words := shorten(strings.Join(strings.Fields(x.Words()), " "), maxWords)
	if s, ok := x.Detail.(mail.Stepper); ok {
		words = mail.Hide(words, s.MailStep().Said, table.Masked)
	}
	return words
}

// ReplyText returns the words of a reply without its status, shortened, without secrets.
func ReplyText(x *dissect.Exchange) string {
	return strings.TrimSpace(strings.TrimPrefix(wordsOf(x), x.Status))
}

// subjectOf returns what an exchange is about. Lines of an authentication are told
// apart by what they are.
func subjectOf(x *dissect.Exchange) string {
	if s, ok := x.Detail.(mail.Stepper); ok && s.MailStep().Part != "" {
		return strings.TrimPrefix(shortName(x.Subject)+": "+s.MailStep().Part, ": ")
	}
	return shortName(x.Subject)
}

// patternOf returns what replies of one cause have in common: of an address, a
// number or an identifier it has "…".
func patternOf(words string) string {
	list := strings.Fields(words)
	out := list[:0]
	for i, w := range list {
		if i > 0 {
			w = general(w)
		}
		if len(out) > 0 && w == "…" && out[len(out)-1] == w {
			continue
		}
		out = append(out, w)
	}
	return shorten(strings.Join(out, " "), maxPattern)
}

// maxPattern bounds a pattern, in bytes; idLength is from how many bytes on a word
// with digits in it is an identifier.
const (
	maxPattern = 160
	idLength   = 6
)

// general returns a word of a reply without what is particular in it.
func general(w string) string {
	body := strings.TrimRight(w, ".,:;!?)]")
	end := w[len(body):]
	open := body[:len(body)-len(strings.TrimLeft(body, "(["))]
	body = body[len(open):]
	switch {
	case body == "" || isEnhanced(body):
		return w
	case strings.Contains(body, "://"):
		body, _, _ = strings.Cut(body, "?")
		return open + body + end
	case strings.ContainsAny(body, "@<>"), isAddress(body):
		return open + "…" + end
	case strings.ContainsAny(body, "0123456789") && (len(body) >= idLength || onlyDigits(body)):
		return open + "…" + end
	case strings.Contains(body, "="): // id=…, size=…
		name, _, _ := strings.Cut(body, "=")
		return open + name + "=…" + end
	}
	return w
}

// isEnhanced reports whether a word is an enhanced status code (RFC 3463).
func isEnhanced(w string) bool {
	return len(w) >= 5 && len(w) <= 9 && strings.IndexByte("245", w[0]) >= 0 && w[1] == '.' &&
		strings.Count(w, ".") == 2 && onlyDigits(strings.ReplaceAll(w, ".", ""))
}

// isAddress reports whether a word is a name of a host or an IP address.
func isAddress(w string) bool {
	dots := strings.Count(w, ".")
	if dots == 3 && onlyDigits(strings.ReplaceAll(w, ".", "")) || strings.Count(w, ":") > 1 {
		return true
	}
	return dots > 0 && w[0] != '.' && !strings.HasSuffix(w, ".")
}

func onlyDigits(w string) bool { return w != "" && strings.Trim(w, "0123456789") == "" }
