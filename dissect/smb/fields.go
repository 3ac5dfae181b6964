package smb

import (
	"netsniff/dissect"
	"netsniff/dissect/windows"
)

var fields = []dissect.Field{
	{Name: "smb.cmd", Title: "SMB Command", Type: dissect.Uint, Base: dissect.Hex2,
		Names: func(u uint64) string { return Command(u).String() }, Get: whole(dissect.Number(commandAt, 1))},
	{Name: "smb.nt_status", Title: "NT Status", Type: dissect.Uint, Base: dissect.Hex8, Names: windows.StatusName,
		Get: when(func(m *Message) bool { return m.flags2&ntStatuses != 0 }, little(statusAt, 4))},
	{Name: "smb.error_class", Title: "Error Class", Type: dissect.Uint, Base: dissect.Hex2,
		Get: when(func(m *Message) bool { return m.flags2&ntStatuses == 0 }, little(statusAt, 1))},
	{Name: "smb.error_code", Title: "Error Code", Type: dissect.Uint, Base: dissect.Hex4,
		Get: when(func(m *Message) bool { return m.flags2&ntStatuses == 0 }, little(statusAt+2, 2))},
	{Name: "smb.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex2, Get: whole(dissect.Number(flagsAt, 1))},
	{Name: "smb.flags.response", Title: "Request/Response", Type: dissect.Bool, Get: whole(dissect.Bits(flagsAt, 1, 7, 1))},
	{Name: "smb.flags2", Title: "Flags2", Type: dissect.Uint, Base: dissect.Hex4, Get: whole(little(flags2At, 2))},
	{Name: "smb.tid", Title: "Tree ID", Type: dissect.Uint, Get: whole(little(treeAt, 2))},
	{Name: "smb.pid", Title: "Process ID", Type: dissect.Uint, Get: whole(little(processAt, 2))},
	{Name: "smb.uid", Title: "User ID", Type: dissect.Uint, Get: whole(little(userAt, 2))},
	{Name: "smb.mid", Title: "Multiplex ID", Type: dissect.Uint, Get: whole(little(numberAt, 2))},
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
	Branches: []dissect.Branch{{Above: "smb.flags", Below: []string{"smb.flags.*"}}},
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
