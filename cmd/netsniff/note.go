package main

import (
	"fmt"

	"netsniff/report/table"
)

// note tells on standard error what a user should know beside the output, in the language of the run: the
// tables of errors have the Chinese text of the format.
func (o *options) note(format string, values ...any) {
	fmt.Fprintf(o.errs, "netsniff: %s\n", o.told(format, values...))
}

// told is what note says, without the name of the program.
func (o *options) told(format string, values ...any) string {
	line := fmt.Sprintf(format, values...)
	if o.lang == table.Chinese {
		return newTranslator().say(line)
	}
	return line
}
