package main

import (
	"fmt"
	"strings"

	"netsniff/capture/live"
	"netsniff/report/cells"
)

// listInterfaces prints what -i can name, a line each: number, name,
// description and addresses.
func (o *options) listInterfaces() error {
	devices, err := live.List()
	if err != nil {
		return err
	}
	for _, d := range devices {
		var notes []string
		if d.Description != "" {
			notes = append(notes, d.Description)
		}
		for _, a := range d.Addresses {
			notes = append(notes, a.String())
		}
		if d.Loopback {
			notes = append(notes, "loopback")
		}
		if !d.Up {
			notes = append(notes, "down")
		}
		line := fmt.Sprintf("%d. %s", d.Index, d.Name)
		if len(notes) > 0 {
			line += " (" + strings.Join(notes, ", ") + ")"
		}
		lead := ""
		width := screenWidth(o.out)
		if width > 0 {
			width -= len("   ")
		}
		for _, part := range cells.Break(line, width) {
			if _, err := fmt.Fprintln(o.out, lead+part); err != nil {
				return err
			}
			lead = "   "
		}
	}
	return nil
}
