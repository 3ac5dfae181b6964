// Package timeline prints one row per frame: as tshark prints its summary
// lines (Text) or as chosen columns and fields (Fields).
package timeline

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/report/cells"
)

// Text prints summary lines as `tshark -n` does: number, time, source,
// destination, protocol, length, info.
type Text struct {
	Select func(f *dissect.Frame) bool // nil selects every frame
	Clock  Clock
	Quiet  bool // select, but print nothing
	Colour bool
	Tabs   bool // between the columns, instead of spaces
	Rules  bool // the name of its rule and a tab stand before each row
	Width  int  // that lines are cut to, in cells of a terminal; 0: they are whole
}

// Frame appends f's line.
func (t *Text) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	if t.Select != nil && !t.Select(f) {
		return dst, false
	}
	if t.Quiet {
		return dst, true
	}
	column := f.Column()
	if t.Colour {
		dst = append(dst, colourOf(f, column)...)
	}
	if t.Rules {
		dst = append(append(dst, RuleOf(f, column).String()...), '\t')
	}
	from := len(dst)
	space := byte(' ')
	if t.Tabs {
		space = '\t'
	}
	dst = rightUint(dst, uint64(f.Packet.Frame), 5)
	dst = append(dst, space)
	dst = t.Clock.appendRight(dst, f, 10)
	dst = append(dst, space)
	dst = rightAddr(dst, &f.Src, 12)
	dst = append(append(append(dst, space), "→"...), space)
	n := len(dst)
	dst = f.AppendDestination(dst)
	dst = pad(dst, 12-(len(dst)-n))
	dst = append(dst, space)
	dst = append(dst, column...)
	dst = append(dst, space)
	dst = capture.AppendUint(dst, uint64(f.WireLen))
	dst = append(dst, space)
	n = len(dst)
	dst = clean(f.AppendInfo(dst), n, false) // all else is made here
	if t.Width > 0 {
		dst = cells.CutLine(dst, from, t.Width)
	}
	if t.Colour {
		dst = append(dst, colourReset...)
	}
	return append(dst, '\n'), true
}

const spaces = "                "

func pad(dst []byte, n int) []byte {
	if n > 0 {
		dst = append(dst, spaces[:min(n, len(spaces))]...)
	}
	return dst
}

// rightAddr appends an address, right-aligned in width columns.
func rightAddr(dst []byte, a *capture.Addr, width int) []byte {
	if n := a.Len(); n > 0 {
		return a.Append(pad(dst, width-n))
	}
	n := len(dst)
	return shift(a.Append(dst), n, width)
}

func rightUint(dst []byte, x uint64, width int) []byte {
	return capture.AppendUint(pad(dst, width-capture.Digits(x)), x)
}

// shift moves dst[n:] to the right edge of a column.
func shift(dst []byte, n, width int) []byte {
	have := len(dst) - n
	if have >= width {
		return dst
	}
	dst = pad(dst, width-have)
	copy(dst[n+width-have:], dst[n:n+have])
	copy(dst[n:], spaces[:width-have])
	return dst
}
