//go:build man

package main

import (
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// builtIn are commands that only builds for a purpose have.
func builtIn(root *cobra.Command) []*cobra.Command { return []*cobra.Command{newMan(root)} }

// newMan writes the manual pages: a page in section 1 for each command. Only a
// program built with the tag "man" has it, so that the writer of pages is no
// part of what users install.
func newMan(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:    "man DIR",
		Short:  "Write the manual pages into a directory",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return err
			}
			root.DisableAutoGenTag = true
			for _, c := range append(root.Commands(), root) {
				c.Long = strings.ReplaceAll(c.Long, "\n  ", "\n      ") // lists keep their lines
			}
			date := time.Unix(0, 0).UTC() // the same sources give the same bytes
			if b := readBuild(); !b.date.IsZero() {
				date = b.date
			}
			return doc.GenManTree(root,
				&doc.GenManHeader{Section: "1", Source: "netsniff", Manual: "netsniff", Date: &date}, args[0])
		},
	}
}
