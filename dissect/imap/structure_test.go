package imap

import (
	"strings"
	"testing"
)

func FuzzStructure(f *testing.F) {
	f.Add([]byte(`(("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" 6 1 NIL NIL NIL)("TEXT" "HTML" NIL NIL NIL "8BIT" 3 1) "MIXED" ("BOUNDARY" "B") NIL NIL)`))
	f.Add([]byte(strings.Repeat("(", 10000)))
	f.Add([]byte(strings.Repeat("(()", 10000)))
	f.Add([]byte(`("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 1 (NIL) ("TEXT" "PLAIN") 1)`))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, _ := structureOf(b)
		if p == nil {
			return
		}
		if strings.ContainsAny(strings.ReplaceAll(string(p.head), "\r\n", ""), "\r\n") {
			t.Errorf("%q makes a header of %q", b, p.head)
		}
		p.find("1.1")
		p.complete()
		p.cost()
	})
}
