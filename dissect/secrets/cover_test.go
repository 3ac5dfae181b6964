package secrets_test

import (
	"strings"
	"testing"

	"golang.org/x/net/http2/hpack"

	"netsniff/dissect/secrets"
)

// TestCoded: any part of a text in Huffman's code can be overwritten, however its bytes are
// cut, and what stands around it can still be read.
func TestCoded(t *testing.T) {
	for _, text := range []string{"sid=x; theme=y", "/login?token=SECRET&page=2", "Bearer !\"#$%^~`<>{}|\\\x00\xff\xe4",
		strings.Repeat("a~", 40), "Basic YWxpY2U6c2VjcmV0"} {
		for from := range len(text) {
			for to := from + 1; to <= len(text); to++ {
				b := hpack.AppendHuffmanString(nil, text)
				before := int64(bits(text[:from]))
				c := secrets.Coded(100, before, int64(bits(text[:to])))
				for i := range b {
					c.Overwrite(b[i:i+1], 100+int64(i))
				}
				got, err := hpack.HuffmanDecodeToString(b)
				if err != nil {
					t.Fatalf("%q[%d:%d]: %v", text, from, to, err)
				}
				hidden, whole := strings.CutPrefix(got, text[:from])
				hidden, all := strings.CutSuffix(hidden, text[to:])
				if !whole || !all || strings.Trim(hidden, "*0-x") != "" || hidden == "" {
					t.Fatalf("%q[%d:%d]: %q", text, from, to, got)
				}
			}
		}
	}
}

// bits returns how many bits a text takes in Huffman's code.
func bits(s string) (n uint64) {
	for i := range len(s) {
		n += hpack.HuffmanEncodeLength(strings.Repeat(s[i:i+1], 8))
	}
	return n
}

// TestKeyed: what is combined with a key reads as asterisks.
func TestKeyed(t *testing.T) {
	key := [4]byte{1, 2, 3, 4}
	for at := range int64(4) {
		b := make([]byte, 11)
		secrets.Keyed(key, at).Overwrite(b[2:7], at+2)
		for i := range b {
			if b[i] ^= key[i&3]; (i >= 2 && i < 7) != (b[i] == '*') {
				t.Errorf("at %d, byte %d: %q", at, i, b[i])
			}
		}
	}
}
