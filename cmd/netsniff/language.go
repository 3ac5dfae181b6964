package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"netsniff/report/table"
)

// declareLang declares the language of all commands.
func declareLang(c *cobra.Command) {
	c.PersistentFlags().String("lang", "",
		"`LANGUAGE` of help, titles and labels: en or zh (default from LC_ALL, LC_MESSAGES or LANG)")
	complete(c, "lang", fixed(table.Langs()))
}

// languageOf returns the language of what a command says to people: that of
// --lang, else that of the environment.
func languageOf(c *cobra.Command) (table.Lang, error) {
	if f := c.Flag("lang"); f != nil && f.Changed {
		l, ok := table.ParseLang(f.Value.String())
		if !ok {
			return l, fmt.Errorf("--lang %s: one of %s", f.Value, strings.Join(table.Langs(), ", "))
		}
		return l, nil
	}
	return environmentLanguage(), nil
}

// environmentLanguage is the language of who calls.
func environmentLanguage() table.Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := os.Getenv(name); value != "" {
			if strings.HasPrefix(value, "zh") {
				return table.Chinese
			}
			break
		}
	}
	return table.English
}

// askedLanguage is the language of a command line, whether that can be read to its end or not.
func askedLanguage(args []string) table.Lang {
	for i, x := range args {
		value, ok := strings.CutPrefix(x, "--lang=")
		if x == "--lang" && i+1 < len(args) {
			value, ok = args[i+1], true
		}
		if x == "--" {
			break
		}
		if l, known := table.ParseLang(value); ok && known {
			return l
		}
	}
	return environmentLanguage()
}

// speaking reads the language before a command runs.
func (o *options) speaking(run func(c *cobra.Command, args []string) error) func(c *cobra.Command, args []string) error {
	return func(c *cobra.Command, args []string) (err error) {
		if o.lang, err = languageOf(c); err != nil {
			return err
		}
		o.masksFewer(c.Flags())
		return run(c, args)
	}
}
