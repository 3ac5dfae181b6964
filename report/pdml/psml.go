package pdml

import (
	"netsniff/dissect"
	"netsniff/report/timeline"
)

// Summaries prints the summary columns of frames as PSML.
type Summaries struct {
	Select func(f *dissect.Frame) bool // nil selects every frame
	Clock  timeline.Clock
	// Columns are those of AppendSummaryHead.
	Columns []timeline.Cell
	scratch []byte
}

// AppendSummaryHead appends what stands before all summaries: the titles of
// the columns.
func AppendSummaryHead(dst []byte, titles []string) []byte {
	dst = append(dst, declaration+"<psml version=\"0\" creator=\""+creator+"\">\n<structure>\n"...)
	for _, t := range titles {
		dst = section(dst, []byte(t))
	}
	return append(dst, "</structure>\n\n"...)
}

// SummaryTail stands behind all summaries.
const SummaryTail = "</psml>\n"

// Frame appends f's packet.
func (s *Summaries) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	if s.Select != nil && !s.Select(f) {
		return dst, false
	}
	dst = append(dst, "<packet>\n"...)
	for i := range s.Columns {
		s.scratch = s.Columns[i].Column(&s.Clock, s.scratch[:0], f)
		dst = section(dst, s.scratch)
	}
	return append(dst, "</packet>\n\n"...), true
}

func section(dst, text []byte) []byte {
	dst = escape(append(dst, "<section>"...), text)
	return append(dst, "</section>\n"...)
}
