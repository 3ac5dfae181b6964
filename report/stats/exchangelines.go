package stats

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// exchangeLines tells exchanges as rows of the table of all exchanges.
type exchangeLines struct {
	origin capture.Stamp
	row    []table.Value
}

// NewExchangeLines returns a collect.Teller that says each exchange in a line: a
// JSON object with the names and values of the table exchanges. Unlike the table
// it keeps none, so that there may be any number of them.
func NewExchangeLines() collect.Teller { return &exchangeLines{} }

// Frame implements collect.Teller.
func (l *exchangeLines) Frame(dst []byte, f *dissect.Frame) []byte {
	l.origin = f.First
	return dst
}

// Exchange implements collect.Teller.
func (l *exchangeLines) Exchange(dst []byte, x *dissect.Exchange) []byte {
	kept := keptOf(x)
	l.row = appendExchange(l.row[:0], &kept, l.origin)
	return append(table.AppendJSON(dst, exchangeColumns, l.row), '\n')
}

// Piece implements collect.Teller.
func (l *exchangeLines) Piece(dst []byte, _ *dissect.Piece, _ bool) []byte { return dst }

// Closed implements collect.Teller.
func (l *exchangeLines) Closed(dst []byte, _ *dissect.Conn, _ reassembly.Mark) []byte { return dst }
