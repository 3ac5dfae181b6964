package dissect

import (
	"netsniff/capture"
	"netsniff/dissect/text"
)

// HeaderRow is the row of a frame that ends with a header whose text needs
// nothing of other frames.
type HeaderRow struct {
	Frame  *Frame
	Header capture.Header
	Bytes  []byte // of the header, as far as captured
	Types  TypeColumn

	info HeaderInfo
}

// HeaderInfo appends the Info text of a row.
type HeaderInfo = func(dst []byte, r *HeaderRow) []byte

// AppendInfo appends the text of the header.
func (r *HeaderRow) AppendInfo(dst []byte) []byte { return r.info(dst, r) }

// HeaderRows returns what makes dissectors of such rows. column may be nil, and
// may return "" for the protocol's own.
func HeaderRows(column func(*HeaderRow) string, info HeaderInfo) func() HeaderDissector {
	return func() HeaderDissector { return &headerRows{column: column, row: HeaderRow{info: info}} }
}

// HeaderProtocol returns the protocol of a header without fields.
func HeaderProtocol(name, title, column string, header capture.Proto, info HeaderInfo) Protocol {
	return Protocol{
		Name:      name,
		Title:     title,
		Column:    column,
		Headers:   []capture.Proto{header},
		NewHeader: HeaderRows(nil, info),
	}
}

type headerRows struct {
	column func(*HeaderRow) string
	row    HeaderRow
}

// Header emits the row.
func (d *headerRows) Header(f *Frame, h capture.Header) {
	r := &d.row
	r.Frame, r.Header, r.Bytes = f, h, f.Headers.Bytes(h)
	column := ""
	if d.column != nil {
		column = d.column(r)
	}
	f.Emit(Layer{Message: r, Column: column})
}

// TypeColumn makes the Protocol column of a type that nobody decodes, "0x88b5".
// The last text is kept: most frames of a capture have the same, and a row must
// not allocate.
type TypeColumn struct {
	t    uint16
	text string
}

// Of returns the column of type t.
func (c *TypeColumn) Of(t uint16) string {
	if c.text == "" || c.t != t {
		c.t, c.text = t, string(text.AppendHex([]byte("0x"), uint64(t), 4))
	}
	return c.text
}
