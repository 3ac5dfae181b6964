package text_test

import (
	"testing"

	"netsniff/dissect/text"
)

func TestAppendText(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\n\t\x00\x1f\x7f\"\\":    "a\\r\\n\\t\\000\\037\\177\"\\",
		"\u00a0\u0085\u200b\ufeff":   "\u00a0\\u0085\\u200B\\uFEFF",
		"\U000e0001":                 "\\U000E0001",
		"\xc4\xe3\xba\xc3 \xe4\xbd":  "\uFFFD\uFFFD\uFFFD \uFFFD",
		"\xf0\x9f\x98x\xed\xa0\x80":  "\uFFFDx\uFFFD\uFFFD\uFFFD",
		"\xef\xbf\xbd \xf5\xc0\xaf ": "\uFFFD \uFFFD\uFFFD\uFFFD ",
	} {
		if got := string(text.AppendText(nil, []byte(in))); got != want {
			t.Errorf("text.AppendText(%q) = %q, want %q", in, got, want)
		}
	}
}
