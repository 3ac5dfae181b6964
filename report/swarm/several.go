package swarm

import (
	"fmt"
	"io"

	"netsniff/report/table"
)

// WriteText writes the reports of captures, each with its name above if there are
// several. Captures without BitTorrent are left out.
func WriteText(w io.Writer, reports []*Report, s Style) error {
	told := 0
	for _, r := range reports {
		if len(r.Torrents) == 0 {
			continue
		}
		if told++; told > 1 {
			if _, err := io.WriteString(w, "\n"); err != nil {
				return err
			}
		}
		if r.File != "" {
			if _, err := fmt.Fprintf(w, "==> %s <==\n", table.Clean(r.File)); err != nil {
				return err
			}
		}
		if err := r.WriteText(w, s); err != nil {
			return err
		}
	}
	return nil
}
