package tftp

import (
	"netsniff/dissect"
	"netsniff/dissect/text"
)

var fields = []dissect.Field{
	{Name: "tftp.opcode", Title: "Opcode", Type: dissect.Uint,
		Names: func(u uint64) string { return Opcode(u).String() }, Get: dissect.Number(0, 2)},
	{Name: "tftp.source_file", Title: "Source File", Type: dissect.String, Get: file(ReadRequest)},
	{Name: "tftp.destination_file", Title: "Destination File", Type: dissect.String, Get: file(WriteRequest)},
	{Name: "tftp.type", Title: "Type", Type: dissect.String, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if m.Mode != nil {
			v.Bytes(text.Readable(m.Mode)).At(3+len(m.File), len(m.Mode)+1)
		}
	})},
	{Name: "tftp.block", Title: "Block", Type: dissect.Uint, Get: only(dissect.Number(2, 2), Data, Acknowledgement)},
	{Name: "tftp.block.full", Title: "Full Block Number", Type: dissect.Uint,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.Opcode == Data || m.Opcode == Acknowledgement {
				v.Uint(uint64(m.Block))
			}
		})},
	{Name: "tftp.error.code", Title: "Error code", Type: dissect.Uint, Names: errorName,
		Get: only(dissect.Number(2, 2), Error)},
	{Name: "tftp.error.message", Title: "Error message", Type: dissect.String,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.Opcode == Error && m.File != nil {
				v.Bytes(text.Readable(m.File)).At(4, len(m.File)+1)
			}
		})},
	{Name: "tftp.option.name", Title: "Option name", Type: dissect.String,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			for _, o := range m.options {
				v.Bytes(text.Readable(m.nameOf(o))).At(o.off, o.name+1)
			}
		})},
	{Name: "tftp.option.value", Title: "Option value", Type: dissect.String,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			for _, o := range m.options {
				v.Bytes(text.Readable(m.valueOf(o))).At(o.off+o.name+1, o.value+1)
			}
		})},
}

func only(get dissect.Getter, ops ...Opcode) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		m, ok := l.Message.(*Message)
		for _, op := range ops {
			if ok && m.Opcode == op {
				get(f, l, v)
			}
		}
	}
}

// file returns the getter of the file that a request of a kind names. Packets of its
// transfer have it as a destination, as in Wireshark.
func file(op Opcode) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		switch {
		case m.Opcode == op && m.File != nil:
			v.Bytes(text.Readable(m.File)).At(2, len(m.File)+1)
		case m.Opcode > WriteRequest && m.Transfer != nil && op == WriteRequest:
			v.Text(m.Transfer.file)
		}
	})
}
