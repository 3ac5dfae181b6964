package main

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestHelpIsFilled: paragraphs are filled, whatever lines they have in the source; lists keep theirs, and go on
// below their texts.
func TestHelpIsFilled(t *testing.T) {
	const text = "one two three four\nfive\nsix\n\n  first       what it is for\n  and-second  this is longer than fits\n\nlast"
	const want = "one two three four five\nsix\n\n  first       what it is\n              for\n" +
		"  and-second  this is\n              longer than\n              fits\n\nlast\n"
	var b strings.Builder
	h := &help{Command: &cobra.Command{}, out: &b, width: 25}
	h.text(text)
	if b.String() != want {
		t.Errorf("%s\nwant\n%s", &b, want)
	}
}
