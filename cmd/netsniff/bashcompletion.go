package main

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
)

// bashAlone has the completion of bash work without the package bash-completion, whose functions
// the script that cobra writes calls: bash itself splits words at = and : too.
//
//go:embed bashcompletion.bash
var bashAlone string

// completeAlone adds bashAlone to what "completion bash" prints.
func completeAlone(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	list := root.Commands()
	i := slices.IndexFunc(list, func(c *cobra.Command) bool { return c.Name() == "completion" })
	if i < 0 {
		return
	}
	for _, c := range list[i].Commands() {
		if c.Name() != "bash" {
			continue
		}
		c.Long = "Generate the autocompletion script for bash. The output is for bash to read: in this session with\n\n" +
			"  source <(netsniff completion bash)\n\n" +
			"and in every new one when it stands in a file in /etc/bash_completion.d (with the package bash-completion), " +
			"or when the line above stands in ~/.bashrc."
		write := c.RunE
		c.RunE = func(c *cobra.Command, args []string) error {
			if err := write(c, args); err != nil {
				return err
			}
			_, err := fmt.Fprint(c.OutOrStdout(), bashAlone)
			return err
		}
	}
}
