package smb

import (
	"netsniff/dissect"
	"netsniff/dissect/windows"
)

// header are the fields of the header (MS-CIFS §2.2.3.1).
var header = []dissect.Field{
	{Name: "smb.server_component", Title: "Server Component", Type: dissect.Uint, Base: dissect.Hex8,
		Get: whole(little(0, 4))},
	{Name: "smb.cmd", Title: "SMB Command", Type: dissect.Uint, Base: dissect.Hex2,
		Names: func(u uint64) string { return Command(u).String() },
		Get:   dissect.Both(whole(dissect.Number(commandAt, 1)), eachBlock(getFollowing))},
	{Name: "smb.nt_status", Title: "NT Status", Type: dissect.Uint, Base: dissect.Hex8, Names: windows.StatusName,
		Get: when(func(m *Message) bool { return m.flags2&ntStatuses != 0 }, little(statusAt, 4))},
	{Name: "smb.error_class", Title: "Error Class", Type: dissect.Uint, Base: dissect.Hex2,
		Get: when(func(m *Message) bool { return m.flags2&ntStatuses == 0 }, little(statusAt, 1))},
	{Name: "smb.error_code", Title: "Error Code", Type: dissect.Uint, Base: dissect.Hex4,
		Get: when(func(m *Message) bool { return m.flags2&ntStatuses == 0 }, little(statusAt+2, 2))},
	{Name: "smb.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex2, Get: whole(dissect.Number(flagsAt, 1))},
	{Name: "smb.flags.response", Title: "Request/Response", Type: dissect.Bool, Get: flag(7)},
	{Name: "smb.flags.notify", Title: "Notify", Type: dissect.Bool, Get: flag(6)},
	{Name: "smb.flags.oplock", Title: "Oplocks", Type: dissect.Bool, Get: flag(5)},
	{Name: "smb.flags.canon", Title: "Canonicalized Pathnames", Type: dissect.Bool, Get: flag(4)},
	{Name: "smb.flags.caseless", Title: "Case Sensitivity", Type: dissect.Bool, Get: flag(3)},
	{Name: "smb.flags.receive_buffer", Title: "Receive Buffer Posted", Type: dissect.Bool, Get: flag(1)},
	{Name: "smb.flags.lock", Title: "Lock and Read", Type: dissect.Bool, Get: flag(0)},
	{Name: "smb.flags2", Title: "Flags2", Type: dissect.Uint, Base: dissect.Hex4, Get: whole(little(flags2At, 2))},
	flag2("string", "Unicode Strings", 1<<15),
	flag2("nt_error", "Error Code Type", 1<<14),
	flag2("roe", "Execute-only Reads", 1<<13),
	flag2("dfs", "Dfs", 1<<12),
	flag2("esn", "Extended Security Negotiation", 1<<11),
	flag2("reparse_path", "Reparse Path", 1<<10),
	flag2("long_names_used", "Long Names Used", 1<<6),
	flag2("sec_sig_required", "Security Signatures Required", 1<<4),
	flag2("compressed", "Compressed", 1<<3),
	flag2("sec_sig", "Security Signatures", 1<<2),
	flag2("ea", "Extended Attributes", 1<<1),
	flag2("long_names_allowed", "Long Names Allowed", 1<<0),
	{Name: "smb.pid.high", Title: "Process ID High", Type: dissect.Uint, Get: whole(little(flags2At+2, 2))},
	{Name: "smb.signature", Title: "Signature", Type: dissect.Octets, Get: whole(dissect.Part(flags2At+4, 8))},
	{Name: "smb.tid", Title: "Tree ID", Type: dissect.Uint, Get: whole(little(treeAt, 2))},
	{Name: "smb.pid", Title: "Process ID", Type: dissect.Uint, Get: whole(little(processAt, 2))},
	{Name: "smb.uid", Title: "User ID", Type: dissect.Uint, Get: whole(little(userAt, 2))},
	{Name: "smb.mid", Title: "Multiplex ID", Type: dissect.Uint, Get: whole(little(numberAt, 2))},
}

// flag returns the getter of a bit of the first flags.
func flag(shift int) dissect.Getter { return whole(dissect.Bits(flagsAt, 1, shift, 1)) }

// flag2 returns the field of a bit of the second flags.
func flag2(name, title string, bit uint16) dissect.Field {
	return dissect.Field{Name: "smb.flags2." + name, Title: title, Type: dissect.Bool, Little: true,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.there() {
				v.Bool(m.flags2&bit != 0).Masked(uint64(bit)).At(flags2At, 2)
			}
		})}
}

// getFollowing gets the command that follows one in a message, 0xff if none does (MS-CIFS §2.2.3.4).
func getFollowing(_ *Message, x *block, v *dissect.Values) {
	if x.command.chains() && len(x.words) >= 4 {
		v.Uint(uint64(x.words[0])).At(x.wordsAt, 1)
	}
}
