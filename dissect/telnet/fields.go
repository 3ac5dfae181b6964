package telnet

import (
	"bytes"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/text"
)

var fields = []dissect.Field{
	{Name: "telnet.cmd", Title: "Command", Type: dissect.Uint,
		Names: func(u uint64) string { return Command(u).String() }, Get: of(func(x *Item, v *dissect.Values) {
			if x.Command != 0 {
				v.Uint(uint64(x.Command)).At(x.Off+1, 1)
			}
		})},
	{Name: "telnet.subcmd", Title: "Subcommand", Type: dissect.Uint, Names: optionName,
		Get: of(func(x *Item, v *dissect.Values) {
			if x.HasOption {
				v.Uint(uint64(x.Option)).At(x.Off+2, 1)
			}
			if asks[x.Option] && x.Command == SB && len(x.Data) > 0 && x.Data[0] <= 1 {
				v.Uint(uint64(x.Data[0])).At(x.Off+3, 1)
			}
		})},
	{Name: "telnet.option_data", Title: "Option data", Type: dissect.Octets, Get: of(func(x *Item, v *dissect.Values) {
		if x.Command == SB && len(x.Data) > 0 {
			v.Bytes(x.Data).At(x.Off+3, len(x.Data))
		}
	})},
	{Name: "telnet.data", Title: "Data", Type: dissect.String, Get: of(func(x *Item, v *dissect.Values) {
		if x.Command == 0 && !x.Cut {
			line, _, _ := bytes.Cut(x.Data, []byte{0})
			v.Bytes(text.Readable(line)).At(x.Off, x.Len)
		}
	})},
}

// asks are the options whose suboptions begin with what they do: 0 tells, 1 asks
// (RFC 653, RFC 1091, RFC 1096). Environments (RFC 1408, RFC 1572) do so as well, but Wireshark
// has that in their data.
var asks = map[uint8]bool{11: true, 24: true, 35: true}

// of returns the getter that has get look at the text and the commands of a segment.
func of(get func(x *Item, v *dissect.Values)) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		for x := range items(m.Bytes) {
			get(&x, v)
		}
	})
}

var outline = dissect.Outline{Headings: addCommands, Hidden: []string{"telnet.cmd", "telnet.subcmd"}, Sorted: true}

// addCommands adds a heading for each command: "Do Terminal Type".
func addCommands(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	const most = 256
	n := 0
	for x := range items(l.Bytes) {
		if x.Command == 0 {
			continue
		}
		if n++; n > most {
			return
		}
		dst := append(h.Begin(), x.Command.String()...)
		if x.HasOption {
			if name := optionName(uint64(x.Option)); name != "" {
				dst = append(append(dst, ' '), name...)
			} else {
				dst = strconv.AppendUint(append(dst, " option "...), uint64(x.Option), 10)
			}
		}
		h.Add(0, "", dst, x.Off, x.Len)
	}
}
