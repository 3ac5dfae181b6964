package smb2

import (
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/text"
	"netsniff/dissect/windows"
)

var fields = slices.Concat(header, negotiated, operations)

// header are the fields of the header ([MS-SMB2] §2.2.1).
var header = []dissect.Field{
	{Name: "smb2.protocol_id", Title: "ProtocolId", Type: dissect.Uint, Base: dissect.Hex8,
		Get: when(plain, dissect.Number(0, 4))},
	{Name: "smb2.header_len", Title: "Header Length", Type: dissect.Uint, Get: head(4, 2)},
	{Name: "smb2.credit.charge", Title: "Credit Charge", Type: dissect.Uint, Get: head(6, 2)},
	{Name: "smb2.nt_status", Title: "NT Status", Type: dissect.Uint, Base: dissect.Hex8, Names: windows.StatusName,
		Get: answer(head(statusAt, 4))},
	{Name: "smb2.channel_sequence", Title: "Channel Sequence", Type: dissect.Uint, Get: asked(head(statusAt, 2))},
	{Name: "smb2.cmd", Title: "Command", Type: dissect.Uint,
		Names: func(u uint64) string { return Command(u).String() }, Get: head(commandAt, 2)},
	{Name: "smb2.credits.requested", Title: "Credits requested", Type: dissect.Uint, Get: asked(head(creditsAt, 2))},
	{Name: "smb2.credits.granted", Title: "Credits granted", Type: dissect.Uint, Get: answer(head(creditsAt, 2))},
	{Name: "smb2.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex8, Get: head(flagsAt, 4)},
	{Name: "smb2.flags.response", Title: "Response", Type: dissect.Bool, Little: true, Get: flag(Response)},
	{Name: "smb2.flags.async", Title: "Async command", Type: dissect.Bool, Little: true, Get: flag(Async)},
	{Name: "smb2.flags.chained", Title: "Chained", Type: dissect.Bool, Little: true, Get: flag(Related)},
	{Name: "smb2.flags.signature", Title: "Signing", Type: dissect.Bool, Little: true, Get: flag(1 << 3)},
	{Name: "smb2.flags.priority_mask", Title: "Priority", Type: dissect.Bool, Little: true,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			const priority = 7 << 4
			if plain(m) {
				v.Bool(m.Flags&priority != 0).Masked(priority).At(flagsAt, 4)
			}
		})},
	{Name: "smb2.flags.dfs", Title: "DFS operation", Type: dissect.Bool, Little: true, Get: flag(1 << 28)},
	{Name: "smb2.flags.replay", Title: "Replay operation", Type: dissect.Bool, Little: true, Get: flag(1 << 29)},
	{Name: "smb2.chain_offset", Title: "Chain Offset", Type: dissect.Uint, Base: dissect.Hex8, Get: head(nextAt, 4)},
	{Name: "smb2.msg_id", Title: "Message ID", Type: dissect.Uint, Get: head(messageAt, 8)},
	{Name: "smb2.pid", Title: "Process Id", Type: dissect.Uint, Base: dissect.Hex8,
		Get: when(func(m *Message) bool { return !m.Flags.Has(Async) }, head(asyncAt, 4))},
	{Name: "smb2.aid", Title: "Async Id", Type: dissect.Uint, Base: dissect.Hex16,
		Get: when(func(m *Message) bool { return m.Flags.Has(Async) }, head(asyncAt, 8))},
	{Name: "smb2.tid", Title: "Tree Id", Type: dissect.Uint, Base: dissect.Hex8,
		Get: when(func(m *Message) bool { return !m.Flags.Has(Async) }, head(treeAt, 4))},
	{Name: "smb2.sesid", Title: "Session Id", Type: dissect.Uint, Base: dissect.Hex16, Get: head(sessionAt, 8)},
	{Name: "smb2.signature", Title: "Signature", Type: dissect.Octets, Get: when(plain, dissect.Part(48, 16))},
	{Name: "smb2.response_to", Title: "Response to", Type: dissect.FrameNum,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.RequestIn != 0 {
				v.Uint(uint64(m.RequestIn))
			}
		})},
	{Name: "smb2.time", Title: "Time from request", Type: dissect.RelTime,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.RequestIn != 0 {
				v.Int(int64(m.Time))
			}
		})},
}

// operations are the fields of what is done.
var operations = []dissect.Field{
	{Name: "smb2.tree", Title: "Tree", Type: dissect.String, Get: dissect.Of(getTree)},
	{Name: "smb2.filename", Title: "Filename", Type: dissect.String, Get: dissect.Of(getFile)},
	{Name: "smb2.fid", Title: "File Id", Type: dissect.String, Get: dissect.Of(getID)},
	{Name: "smb2.security_blob", Title: "Security Blob", Type: dissect.Octets,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if b := m.blob(); len(b) > 0 {
				v.Bytes(b).At(cap(m.Bytes)-cap(b), len(b))
			}
		})},
	{Name: "smb2.find.pattern", Title: "Search Pattern", Type: dissect.String, Get: dissect.Of(getPattern)},
	{Name: "smb2.find.infolevel", Title: "Info Level", Type: dissect.Uint,
		Names: func(u uint64) string { return findLevels[uint8(u)] }, Get: body(QueryDirectory, 2, 1)},
	{Name: "smb2.class", Title: "Class", Type: dissect.Uint, Base: dissect.Hex2,
		Names: func(u uint64) string { return Class(u).String() }, Get: info(2, 0)},
	{Name: "smb2.file_info.infolevel", Title: "InfoLevel", Type: dissect.Uint, Base: dissect.Hex2,
		Names: levelNames(FileInfo), Get: info(3, FileInfo)},
	{Name: "smb2.fs_info.infolevel", Title: "InfoLevel", Type: dissect.Uint, Base: dissect.Hex2,
		Names: levelNames(FilesystemInfo), Get: info(3, FilesystemInfo)},
	{Name: "smb2.sec_info.infolevel", Title: "InfoLevel", Type: dissect.Uint, Base: dissect.Hex2,
		Names: levelNames(SecurityInfo), Get: info(3, SecurityInfo)},
	{Name: "smb2.ioctl.function", Title: "Function", Type: dissect.Uint, Base: dissect.Hex8,
		Names: func(u uint64) string { return controls.Find(uint32(u)) },
		Get:   when(func(m *Message) bool { return m.Command == Control && !m.fails }, little(HeadLen+4, 4))},
	{Name: "smb2.read_length", Title: "Read Length", Type: dissect.Uint,
		Get: dissect.Both(body(Read, 4, 4), bodyOfAnswer(Read, 4, 4))},
	{Name: "smb2.write_length", Title: "Write Length", Type: dissect.Uint, Get: body(Write, 4, 4)},
	{Name: "smb2.write.count", Title: "Write Count", Type: dissect.Uint, Get: bodyOfAnswer(Write, 4, 4)},
	{Name: "smb2.file_offset", Title: "File Offset", Type: dissect.Uint,
		Get: dissect.Both(body(Read, 8, 8), body(Write, 8, 8))},
	{Name: "smb2.create.disposition", Title: "Disposition", Type: dissect.Uint, Names: dispositionName,
		Get: body(Create, 36, 4)},
	{Name: "smb2.create.action", Title: "Create Action", Type: dissect.Uint, Names: actionName,
		Get: bodyOfAnswer(Create, 4, 4)},
	{Name: "smb2.create.time", Title: "Create", Type: dissect.AbsTime, Get: ofFile(date, 8)},
	{Name: "smb2.last_access.time", Title: "Last Access", Type: dissect.AbsTime, Get: ofFile(date, 16)},
	{Name: "smb2.last_write.time", Title: "Last Write", Type: dissect.AbsTime, Get: ofFile(date, 24)},
	{Name: "smb2.last_change.time", Title: "Last Change", Type: dissect.AbsTime, Get: ofFile(date, 32)},
	{Name: "smb2.allocation_size", Title: "Allocation Size", Type: dissect.Int, Get: ofFile(size, 40)},
	{Name: "smb2.eof", Title: "End Of File", Type: dissect.Uint, Get: ofFile(size, 48)},
	{Name: "smb2.dialect", Title: "Dialect", Type: dissect.Uint, Base: dissect.Hex4, Names: dialectName,
		Get: dissect.Of(getDialects)},
	{Name: "smb2.share_type", Title: "Share Type", Type: dissect.Uint, Base: dissect.Hex2, Names: shareName,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.share != 0 {
				v.Uint(uint64(m.share))
			}
		})},
}

var outline = dissect.Outline{
	Branches: []dissect.Branch{
		{Above: "smb2.flags", Below: []string{"smb2.flags.*"}},
		{Above: "smb2.buffer_code", Below: []string{"smb2.buffer_code.*"}},
		{Above: "smb2.sec_mode", Below: []string{"smb2.sec_mode.*"}},
		{Above: "smb2.session_flags", Below: []string{"smb2.ses_flags.*"}},
		{Above: "smb2.capabilities", Below: []string{"smb2.capabilities.*"}},
	},
	Computed: []string{"smb2.response_to", "smb2.time", "smb2.tree"},
}

func plain(m *Message) bool { return m.Kind == Plain && len(m.Bytes) >= HeadLen }

// when returns the getter of what messages have for which is holds.
func when(is func(*Message) bool, get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if m, ok := l.Message.(*Message); ok && plain(m) && is(m) {
			get(f, l, v)
		}
	}
}

// little returns the getter of the little-endian number of n bytes at an offset.
func little(at, n int) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if len(l.Bytes) < at+n {
			return
		}
		u := uint64(0)
		for i := n - 1; i >= 0; i-- {
			u = u<<8 | uint64(l.Bytes[at+i])
		}
		v.Uint(u).At(at, n)
	}
}

func head(at, n int) dissect.Getter { return when(plain, little(at, n)) }
func answer(get dissect.Getter) dissect.Getter {
	return when((*Message).isAnswer, get)
}
func asked(get dissect.Getter) dissect.Getter {
	return when(func(m *Message) bool { return !m.IsResponse() }, get)
}

func (m *Message) isAnswer() bool { return m.IsResponse() }

func flag(x Flags) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if plain(m) {
			v.Bool(m.Flags.Has(x)).Masked(uint64(x)).At(flagsAt, 4)
		}
	})
}

// body returns the getter of a number in the body of a request.
func body(c Command, at, n int) dissect.Getter {
	return when(func(m *Message) bool { return m.Command == c && !m.IsResponse() }, little(HeadLen+at, n))
}

// bodyOfAnswer returns the same of a response that brings what was asked for.
func bodyOfAnswer(c Command, at, n int) dissect.Getter {
	return when(func(m *Message) bool { return m.Command == c && m.IsResponse() && !m.fails }, little(HeadLen+at, n))
}

// info returns the getter of a byte of a query or a change of information, of those of a class
// unless that is 0.
func info(at int, c Class) dissect.Getter {
	return when(func(m *Message) bool {
		return (m.Command == QueryInfo || m.Command == SetInfo) && !m.IsResponse() && !m.short() &&
			(c == 0 || Class(m.body[2]) == c)
	}, little(HeadLen+at, 1))
}

func levelNames(c Class) func(uint64) string {
	return func(u uint64) string { return levelName(c, uint8(u)) }
}

// date returns the getter of a time in a response.
func date(c Command, at int) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if m.Command == c && m.IsResponse() && !m.fails && len(m.body) >= at+8 {
			v.Uint(windows.Time(le.Uint64(m.body[at:]))).At(HeadLen+at, 8)
		}
	})
}

func size(c Command, at int) dissect.Getter { return bodyOfAnswer(c, at, 8) }

// ofFile returns the getter of what is told of a file when it is opened and when it is closed.
func ofFile(get func(c Command, at int) dissect.Getter, at int) dissect.Getter {
	return dissect.Both(get(Create, at), get(Close, at))
}

func getTree(m *Message, v *dissect.Values) {
	if len(m.tree) > 0 {
		v.Bytes(text.Readable(m.tree))
	}
}

func getFile(m *Message, v *dissect.Values) {
	if m.named {
		v.Bytes(text.Readable(m.file))
	}
}

func getPattern(m *Message, v *dissect.Values) {
	if len(m.pattern) > 0 {
		v.Bytes(text.Readable(m.pattern))
	}
}

func getID(m *Message, v *dissect.Values) {
	if id, ok := m.fileID(); ok {
		at := HeadLen + int(m.layout.file)
		v.End(windows.AppendGUID(v.Begin(), id[:])).At(at, len(id))
	}
}

// getDialects gets the dialects that the client speaks, or that which the server chose.
func getDialects(m *Message, v *dissect.Values) {
	const list, chosen = 36, 4
	switch {
	case m.Command != Negotiate || m.short() || m.fails:
	case m.IsResponse():
		v.Uint(uint64(le.Uint16(m.body[chosen:]))).At(HeadLen+chosen, 2)
	default:
		for i := range min(int(le.Uint16(m.body[2:])), (len(m.body)-list)/2) {
			v.Uint(uint64(le.Uint16(m.body[list+2*i:]))).At(HeadLen+list+2*i, 2)
		}
	}
}

var dialects = map[uint64]string{
	0x202: "SMB 2.0.2", 0x210: "SMB 2.1", 0x2ff: "SMB2 wildcard", 0x300: "SMB 3.0", 0x302: "SMB 3.0.2", 0x311: "SMB 3.1.1",
}

func dialectName(u uint64) string { return dialects[u] }

// share is the type of what a client is connected to ([MS-SMB2] §2.2.10).
type share uint8

const pipes share = 2

var shares = [...]string{1: "Physical disk", "Named pipe", "Printer"}

func shareName(u uint64) string { return nameIn(shares[:], u) }

// dispositions say what to do with a file that is there, or is not ([MS-SMB2] §2.2.13).
var dispositions = [...]string{
	"Supersede (supersede existing file (if it exists))", "Open (if file exists open it, else fail)",
	"Create (if file exists fail, else create it)", "Open If (if file exists open it, else create it)",
	"Overwrite (if file exists overwrite, else fail)", "Overwrite If (if file exists overwrite, else create it)",
}

func dispositionName(u uint64) string { return nameIn(dispositions[:], u) }

var actions = [...]string{
	"The file existed and was superseded", "The file existed and was opened", "The file did not exist but was created",
	"The file existed and was overwritten",
}

func actionName(u uint64) string { return nameIn(actions[:], u) }

func nameIn(names []string, u uint64) string {
	if u < uint64(len(names)) {
		return names[u]
	}
	return ""
}
