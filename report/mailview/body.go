package mailview

import (
	"strings"

	"golang.org/x/net/html"

	"netsniff/dissect/mail/message"
)

// read keeps the first n lines of the mail's text: of its first plain text, or
// if it has none of its first text of another kind.
func (m *Mail) read(of *message.Message, n int) {
	var first *message.Part
	for p := range of.Parts() {
		if p.Kind != message.Text || p.Text == "" || p.Disposition == message.Attachment {
			continue
		}
		if p.MediaType == "text/plain" {
			first = p
			break
		}
		if first == nil {
			first = p
		}
	}
	if first == nil {
		return
	}
	all := first.Text
	if first.MediaType == "text/html" {
		all = visible(all)
	}
	m.Body, m.BodyCut = beginning(all, n)
	m.BodyCut = m.BodyCut || first.Notes&message.TextCut != 0
}

// beginning returns the first n lines of a text that are not empty, of several
// empty ones in between one, and whether there is more.
func beginning(all string, n int) (kept []string, more bool) {
	size := 0
	for l := range strings.Lines(all) {
		l = strings.TrimRight(strings.ReplaceAll(l, "\t", "    "), " \r\n\u00a0\u3000")
		empty := l == ""
		if empty && (len(kept) == 0 || kept[len(kept)-1] == "") {
			continue
		}
		if !empty && (len(kept) >= n || size > maxText) {
			more = true
			break
		}
		kept = append(kept, clipped(l))
		size += len(l)
	}
	for len(kept) > 0 && (kept[len(kept)-1] == "" || len(kept) > n) {
		kept = kept[:len(kept)-1]
	}
	return kept, more
}

// blocks are elements that begin a line of their own (HTML, "flow content").
var blocks = map[string]bool{
	"address": true, "article": true, "blockquote": true, "br": true, "dd": true, "div": true, "dl": true, "dt": true,
	"h1": true, "h2": true, "h3": true, "h4": true,
	"h5": true, "h6": true, "hr": true, "li": true, "ol": true, "p": true, "pre": true, "section": true,
	"table": true, "tr": true, "ul": true,
}

// hidden are elements whose text nobody sees.
var hidden = map[string]bool{"head": true, "script": true, "style": true, "title": true, "template": true}

// visible returns the text that a person sees of HTML, without its layout.
func visible(source string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(source))
	within := 0 // hidden elements
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			if within == 0 {
				words := strings.Join(strings.Fields(string(z.Text())), " ")
				if words != "" && b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
					b.WriteByte(' ')
				}
				b.WriteString(words)
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			switch {
			case hidden[string(name)] && kind == html.StartTagToken:
				within++
			case hidden[string(name)] && kind == html.EndTagToken:
				within = max(0, within-1)
			case blocks[string(name)]:
				b.WriteByte('\n')
			}
		}
	}
}
