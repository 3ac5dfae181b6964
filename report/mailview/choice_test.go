package mailview

import (
	"fmt"
	"slices"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/filter"
	"netsniff/report/collect"
)

// A filter on a mail's fields chooses that mail: not another one of the same
// frame, nor one that went the other way.
func TestChosenMails(t *testing.T) {
	var w wire
	mail := func(subject string) (text string, size int) {
		return `Subject: ` + subject + `\r\nFrom: a@example.com\r\n\r\nbody\r\n`,
			len("Subject: \r\nFrom: a@example.com\r\n\r\nbody\r\n") + len(subject)
	}
	fetched := ""
	for i, subject := range []string{"one", "two", "three"} {
		text, n := mail(subject)
		fetched += fmt.Sprintf(`* %d FETCH (BODY[] {%d}\r\n%s)\r\n`, i+1, n, text)
	}
	text, n := mail("four")
	w.say(t, 143, `
		< * OK ready
		> a SELECT INBOX
		< a OK in
		> b FETCH 1:3 (BODY[])
		<- `+fetched+`b OK\r\n
		>- c APPEND INBOX {`+fmt.Sprint(n)+`+}\r\n`+text+`\r\n
		< c OK`)
	for expression, want := range map[string][]string{
		`imf.subject == "one"`: {"one"}, `imf.subject == "two"`: {"two"}, `imf.subject == "four"`: {"four"},
		`imf.from contains "a@"`:         {"one", "two", "three", "four"},
		`imap.request contains "APPEND"`: {"four"}, `frame.number > 7`: {"one", "two", "three", "four"},
	} {
		compiled, err := filter.Compile(expression, all.Names())
		if err != nil {
			t.Fatal(err)
		}
		f := &collect.Filter{Text: expression, New: func() collect.Match {
			scratch := new(filter.Scratch)
			return func(f *dissect.Frame) bool { return compiled.Match(f, scratch) }
		}}
		var got []string
		for _, s := range w.hear(t, &View{Filter: f}).Sessions {
			for _, m := range s.Mails {
				if m.matches {
					got = append(got, m.Subject)
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", expression, got, want)
		}
	}
}
