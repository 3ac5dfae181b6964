package smb2

import (
	"netsniff/dissect"
	"netsniff/dissect/windows"
)

// Offsets in the bodies of what two ends agree on ([MS-SMB2] §2.2.3 to §2.2.6).
const (
	askedSecurity    = 4
	chosenSecurity   = 2
	chosenDialect    = 4
	setupSecurity    = 3
	setupPrevious    = 16
	setupCapable     = 4
	askedCapable     = 8
	chosenCapable    = 24
	clientContexts   = 28
	serverContexts   = 60
	setupAnswerFlags = 2
)

// negotiated are the fields of what two ends agree on before anything is opened.
var negotiated = []dissect.Field{
	{Name: "smb2.buffer_code", Title: "StructureSize", Type: dissect.Uint, Base: dissect.Hex4, Get: head(HeadLen, 2)},
	{Name: "smb2.buffer_code.length", Title: "Fixed Part Length", Type: dissect.Uint, Little: true,
		Get: bits(plain, HeadLen, 2, 1, 15)},
	{Name: "smb2.buffer_code.dynamic", Title: "Dynamic Part", Type: dissect.Bool, Little: true,
		Get: bits(plain, HeadLen, 2, 0, 1)},
	{Name: "smb2.dialect_count", Title: "Dialect count", Type: dissect.Uint, Get: body(Negotiate, 2, 2)},
	{Name: "smb2.ses_flags.guest", Title: "Guest", Type: dissect.Bool, Little: true, Get: sessionFlag(0)},
	{Name: "smb2.ses_flags.null", Title: "Null", Type: dissect.Bool, Little: true, Get: sessionFlag(1)},
	{Name: "smb2.ses_flags.encrypt", Title: "Encrypt", Type: dissect.Bool, Little: true, Get: sessionFlag(2)},
	{Name: "smb2.session_flags", Title: "Session Flags", Type: dissect.Uint, Base: dissect.Hex4,
		Get: bodyOfAnswer(SessionSetup, setupAnswerFlags, 2)},
	{Name: "smb2.sec_mode", Title: "Security mode", Type: dissect.Uint, Base: dissect.Hex2,
		Get: dissect.Both(dissect.Both(body(Negotiate, askedSecurity, 1), bodyOfAnswer(Negotiate, chosenSecurity, 1)),
			body(SessionSetup, setupSecurity, 1))},
	{Name: "smb2.sec_mode.sign_enabled", Title: "Signing enabled", Type: dissect.Bool, Get: signing(0)},
	{Name: "smb2.sec_mode.sign_required", Title: "Signing required", Type: dissect.Bool, Get: signing(1)},
	{Name: "smb2.capabilities", Title: "Capabilities", Type: dissect.Uint, Base: dissect.Hex8,
		Get: dissect.Both(dissect.Both(body(Negotiate, askedCapable, 4), bodyOfAnswer(Negotiate, chosenCapable, 4)),
			body(SessionSetup, setupCapable, 4))},
	capability("dfs", "DFS", 0),
	capability("leasing", "LEASING", 1),
	capability("large_mtu", "LARGE MTU", 2),
	capability("multi_channel", "MULTI CHANNEL", 3),
	capability("persistent_handles", "PERSISTENT HANDLES", 4),
	capability("directory_leasing", "DIRECTORY LEASING", 5),
	capability("encryption", "ENCRYPTION", 6),
	{Name: "smb2.client_guid", Title: "Client Guid", Type: dissect.String, Get: guid(requestOf(Negotiate), 12)},
	{Name: "smb2.server_guid", Title: "Server Guid", Type: dissect.String, Get: guid(answerOf(Negotiate), 8)},
	{Name: "smb2.max_trans_size", Title: "Max Transaction Size", Type: dissect.Uint, Get: bodyOfAnswer(Negotiate, 28, 4)},
	{Name: "smb2.max_read_size", Title: "Max Read Size", Type: dissect.Uint, Get: bodyOfAnswer(Negotiate, 32, 4)},
	{Name: "smb2.max_write_size", Title: "Max Write Size", Type: dissect.Uint, Get: bodyOfAnswer(Negotiate, 36, 4)},
	{Name: "smb2.current_time", Title: "Current Time", Type: dissect.AbsTime, Get: date(Negotiate, 40)},
	{Name: "smb2.boot_time", Title: "Boot Time", Type: dissect.AbsTime, Get: date(Negotiate, 48)},
	{Name: "smb2.negotiate_context.offset", Title: "NegotiateContextOffset", Type: dissect.Uint, Base: dissect.Hex8,
		Get: dissect.Both(body(Negotiate, clientContexts, 4), bodyOfAnswer(Negotiate, serverContexts, 4))},
	{Name: "smb2.negotiate_context.count", Title: "NegotiateContextCount", Type: dissect.Uint,
		Get: dissect.Both(body(Negotiate, clientContexts+4, 2), bodyOfAnswer(Negotiate, 6, 2))},
	{Name: "smb2.channel", Title: "Channel", Type: dissect.Uint, Base: dissect.Hex8,
		Get: dissect.Both(body(SessionSetup, 8, 4), dissect.Both(body(Read, 36, 4), body(Write, 32, 4)))},
	{Name: "smb2.previous_sesid", Title: "Previous Session Id", Type: dissect.Uint, Base: dissect.Hex16,
		Get: body(SessionSetup, setupPrevious, 8)},
	{Name: "smb2.olb.offset", Title: "Blob Offset", Type: dissect.Uint, Base: dissect.Hex8,
		Get: blobs(func(x blob) (at, n int8) { return x.place, x.placeLen })},
	{Name: "smb2.olb.length", Title: "Blob Length", Type: dissect.Uint,
		Get: blobs(func(x blob) (at, n int8) { return x.length, x.lengthLen })},
}

// bits returns the getter of width bits, shift bits from the lowest, of the little-endian number of n bytes at
// an offset of the message, if is holds of it.
func bits(is func(*Message) bool, at, n, shift, width int) dissect.Getter {
	mask := uint64(1)<<width - 1
	number := little(at, n)
	return when(is, func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		before := len(v.List)
		number(f, l, v)
		if len(v.List) > before {
			x := &v.List[before]
			x.U, x.Mask = x.U>>shift&mask, mask<<shift
		}
	})
}

func requestOf(c Command) func(*Message) bool {
	return func(m *Message) bool { return m.Command == c && !m.IsResponse() }
}

func answerOf(c Command) func(*Message) bool {
	return func(m *Message) bool { return m.Command == c && m.IsResponse() && !m.fails }
}

// signing returns the getter of a bit of the security mode.
func signing(shift int) dissect.Getter {
	return dissect.Both(dissect.Both(bits(requestOf(Negotiate), HeadLen+askedSecurity, 1, shift, 1),
		bits(answerOf(Negotiate), HeadLen+chosenSecurity, 1, shift, 1)),
		bits(requestOf(SessionSetup), HeadLen+setupSecurity, 1, shift, 1))
}

func sessionFlag(shift int) dissect.Getter {
	return bits(answerOf(SessionSetup), HeadLen+setupAnswerFlags, 2, shift, 1)
}

// capability returns the field of a bit of what an end can do.
func capability(name, title string, shift int) dissect.Field {
	return dissect.Field{Name: "smb2.capabilities." + name, Title: title, Type: dissect.Bool, Little: true,
		Get: dissect.Both(dissect.Both(bits(requestOf(Negotiate), HeadLen+askedCapable, 4, shift, 1),
			bits(answerOf(Negotiate), HeadLen+chosenCapable, 4, shift, 1)),
			bits(requestOf(SessionSetup), HeadLen+setupCapable, 4, shift, 1))}
}

// guid returns the getter of a GUID in the body of a message of which is holds.
func guid(is func(*Message) bool, at int) dissect.Getter {
	return when(is, dissect.Of(func(m *Message, v *dissect.Values) {
		if b := m.body; len(b) >= at+windows.GUIDLen {
			v.End(windows.AppendGUID(v.Begin(), b[at:at+windows.GUIDLen])).At(HeadLen+at, windows.GUIDLen)
		}
	}))
}

// blob is where the body of a message says where one of its parts begins and how long that is: numbers of two or
// four bytes.
type blob struct{ place, placeLen, length, lengthLen int8 }

// askedBlobs and answerBlobs are the parts of messages that have no size of their own.
var (
	askedBlobs = [numberCommands][]blob{
		SessionSetup: {{12, 2, 14, 2}}, TreeConnect: {{4, 2, 6, 2}}, Create: {{44, 2, 46, 2}, {48, 4, 52, 4}},
		QueryDirectory: {{24, 2, 26, 2}}, Control: {{24, 4, 28, 4}, {36, 4, 40, 4}},
		Read: {{44, 2, 46, 2}}, Write: {{40, 2, 42, 2}},
	}
	answerBlobs = [numberCommands][]blob{
		Negotiate: {{56, 2, 58, 2}}, SessionSetup: {{4, 2, 6, 2}}, Create: {{80, 4, 84, 4}},
		QueryDirectory: {{2, 2, 4, 4}}, QueryInfo: {{2, 2, 4, 4}}, ChangeNotify: {{2, 2, 4, 4}},
		Control: {{24, 4, 28, 4}, {32, 4, 36, 4}}, Read: {{2, 1, 4, 4}},
	}
)

// blobs returns the getter of one of the numbers of each part of a message.
func blobs(number func(blob) (at, n int8)) dissect.Getter {
	return when(func(m *Message) bool {
		return m.Command < numberCommands && (!m.IsResponse() || m.Status == 0 || m.Command == SessionSetup)
	},
		func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
			m := l.Message.(*Message)
			list := &askedBlobs
			if m.IsResponse() {
				list = &answerBlobs
			}
			parts := list[m.Command]
			for i := range parts {
				if m.answersFirst() {
					i = len(parts) - 1 - i
				}
				at, n := number(parts[i])
				little(HeadLen+int(at), int(n))(f, l, v)
			}
		})
}

// answersFirst reports whether a control request tells of room for an answer that stands before what it asks.
func (m *Message) answersFirst() bool {
	const input, output = 24, 36
	return m.Command == Control && !m.IsResponse() && len(m.body) >= output+4 &&
		le.Uint32(m.body[output:]) < le.Uint32(m.body[input:])
}
