package smb

import (
	"bytes"
	"slices"

	"netsniff/dissect"
)

var fields = slices.Concat(header, commands)

var commands = []dissect.Field{
	{Name: "smb.wct", Title: "Word Count (WCT)", Type: dissect.Uint,
		Get: eachBlock(func(_ *Message, x *block, v *dissect.Values) {
			if x.wordsAt > 0 {
				v.Uint(uint64(x.count)).At(x.wordsAt-1, 1)
			}
		})},
	{Name: "smb.bcc", Title: "Byte Count (BCC)", Type: dissect.Uint,
		Get: eachBlock(func(_ *Message, x *block, v *dissect.Values) {
			if x.dataAt > 0 {
				v.Uint(uint64(x.size)).At(x.dataAt-2, 2)
			}
		})},
	{Name: "smb.dialect.name", Title: "Name", Type: dissect.String, Get: eachBlock(getDialects)},
	{Name: "smb.dialect.index", Title: "Selected Index", Type: dissect.Uint,
		Get: eachBlock(func(m *Message, x *block, v *dissect.Values) {
			if x.command == Negotiate && m.IsResponse() && len(x.words) >= 2 {
				v.Uint(uint64(x.u16(0))).At(x.wordsAt, 2)
			}
		})},
	{Name: "smb.fid", Title: "FID", Type: dissect.Uint, Base: dissect.Hex4,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.known && m.about.hasFile {
				v.Uint(uint64(m.about.file))
			}
		})},
	{Name: "smb.trans2.cmd", Title: "Subcommand", Type: dissect.Uint, Base: dissect.Hex4, Names: func(u uint64) string {
		if u < uint64(len(functions)) {
			return functions[u]
		}
		return ""
	}, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if m.known && m.Command == Transaction2 {
			v.Uint(uint64(m.about.function))
		}
	})},
	{Name: "smb.path", Title: "Path", Type: dissect.String, Get: named(TreeConnectAndX)},
	{Name: "smb.file", Title: "File Name", Type: dissect.String, Get: named(NTCreateAndX)},
	{Name: "smb.account", Title: "Account", Type: dissect.String, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if !m.there() {
			return
		}
		for _, x := range m.blocks() {
			if name, _, ok := m.user(x); ok {
				v.End(m.appendText(v.Begin(), name))
			}
		}
	})},
	{Name: "smb.response_to", Title: "Response to", Type: dissect.FrameNum,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.RequestIn != 0 {
				v.Uint(uint64(m.RequestIn))
			}
		})},
	{Name: "smb.time", Title: "Time from request", Type: dissect.RelTime,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.RequestIn != 0 {
				v.Int(int64(m.Time))
			}
		})},
}

var outline = dissect.Outline{
	Branches: []dissect.Branch{{Above: "smb.flags", Below: []string{"smb.flags.*"}},
		{Above: "smb.flags2", Below: []string{"smb.flags2.*"}}},
	Computed: []string{"smb.response_to", "smb.time"},
}

// there reports whether the header is all there.
func (m *Message) there() bool { return len(m.Bytes) >= headLen }

// when returns the getter of what messages have for which is holds.
func when(is func(*Message) bool, get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if m, ok := l.Message.(*Message); ok && m.there() && is(m) {
			get(f, l, v)
		}
	}
}

func whole(get dissect.Getter) dissect.Getter { return when((*Message).there, get) }

// little returns the getter of the little-endian number of n bytes at an offset.
func little(at, n int) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		u := uint64(0)
		for i := n - 1; i >= 0; i-- {
			u = u<<8 | uint64(l.Bytes[at+i])
		}
		v.Uint(u).At(at, n)
	}
}

// named returns the getter of the name that a request of a command has.
func named(c Command) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if !m.there() || m.IsResponse() {
			return
		}
		for _, x := range m.blocks() {
			if x.command == c {
				at := 0
				if c == TreeConnectAndX {
					at = int(x.u16(6))
				}
				v.End(m.appendString(v.Begin(), x, at))
			}
		}
	})
}

// eachBlock returns the getter of what the commands of a message have.
func eachBlock(get func(*Message, *block, *dissect.Values)) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if !m.there() {
			return
		}
		for _, x := range m.blocks() {
			get(m, x, v)
		}
	})
}

// getDialects gets the names of the dialects that a client knows (MS-CIFS §2.2.4.52.1).
func getDialects(m *Message, x *block, v *dissect.Values) {
	const dialect = 2 // the format of each: text that ends in NUL
	if x.command != Negotiate || m.IsResponse() {
		return
	}
	for at := 0; at < len(x.data) && x.data[at] == dialect; {
		end := bytes.IndexByte(x.data[at:], 0)
		if end < 0 {
			return
		}
		v.Bytes(x.data[at+1:at+end]).At(x.dataAt+at+1, end)
		at += end + 1
	}
}
