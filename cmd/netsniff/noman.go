//go:build !man

package main

import "github.com/spf13/cobra"

// builtIn are commands that only builds for a purpose have: this one has none.
func builtIn(*cobra.Command) []*cobra.Command { return nil }
