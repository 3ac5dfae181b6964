package timeline

import (
	"strconv"
	"strings"

	"netsniff/dissect"
)

// columnPrefix begins the names of summary columns among the fields.
const columnPrefix = "_ws.col."

// Column appends the text of a summary column.
type Column func(c *Clock, dst []byte, f *dissect.Frame) []byte

// columns are the summary columns by the name after the prefix, in lower
// case: Wireshark's fields are _ws.col.No., _ws.col.Info and so on.
var columns = map[string]Column{
	"no.": func(_ *Clock, dst []byte, f *dissect.Frame) []byte {
		return strconv.AppendUint(dst, uint64(f.Packet.Frame), 10)
	},
	"time":   (*Clock).Append,
	"source": func(_ *Clock, dst []byte, f *dissect.Frame) []byte { return f.AppendSource(dst) },
	"destination": func(_ *Clock, dst []byte, f *dissect.Frame) []byte {
		return f.AppendDestination(dst)
	},
	"protocol": func(_ *Clock, dst []byte, f *dissect.Frame) []byte { return append(dst, f.Column()...) },
	"length": func(_ *Clock, dst []byte, f *dissect.Frame) []byte {
		return strconv.AppendUint(dst, uint64(f.WireLen), 10)
	},
	"info": func(_ *Clock, dst []byte, f *dissect.Frame) []byte { return f.AppendInfo(dst) },
}

// column returns the column that a field name asks for, nil if it asks for
// none.
func column(name string) Column {
	if rest, ok := strings.CutPrefix(name, columnPrefix); ok {
		return columns[strings.ToLower(rest)]
	}
	return nil
}
