package mailview

import (
	"fmt"
	"io"

	"netsniff/report/table"
)

// WriteAllText tells the sessions of several captures, each with its name above,
// as head does with several files. Captures without sessions are counted at the
// end, unless there is none with any.
func WriteAllText(w io.Writer, reports []*Report, s Style) error {
	told := 0
	for _, r := range reports {
		if len(r.Sessions) == 0 {
			continue
		}
		if told++; told > 1 {
			if _, err := io.WriteString(w, "\n"); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintf(w, "==> %s <==\n", table.Clean(r.File)); err != nil {
			return err
		}
		if err := r.WriteText(w, s); err != nil {
			return err
		}
	}
	without := len(reports) - told
	if without == 0 {
		return nil
	}
	p := page{lang: s.Lang}
	text := p.say(sayWithout, without, len(reports))
	if told > 0 {
		text = "\n" + text
	}
	_, err := fmt.Fprintln(w, text)
	return err
}

// WriteAllJSON writes one object: {"captures":[...]}, each as WriteJSON does.
func WriteAllJSON(w io.Writer, reports []*Report, l table.Lang) error {
	if _, err := io.WriteString(w, "{\"captures\":["); err != nil {
		return err
	}
	for i, r := range reports {
		if i > 0 {
			if _, err := io.WriteString(w, ","); err != nil {
				return err
			}
		}
		if err := r.WriteJSON(w, l); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "]}\n")
	return err
}
