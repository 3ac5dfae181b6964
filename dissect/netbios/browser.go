package netbios

import (
	"bytes"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Command is what a message of the browser protocol is (MS-BRWS §2.2).
type Command uint8

// Commands.
const (
	HostAnnouncement    Command = 0x01
	RequestAnnouncement Command = 0x02
	RequestElection     Command = 0x08
	GetBackupList       Command = 0x09
	BackupList          Command = 0x0a
	DomainAnnouncement  Command = 0x0c
	MasterAnnouncement  Command = 0x0d
	LocalMaster         Command = 0x0f
)

var commandNames = map[Command]string{
	HostAnnouncement: "Host Announcement", RequestAnnouncement: "Request Announcement",
	RequestElection: "Browser Election Request",
	GetBackupList:   "Get Backup List Request", BackupList: "Get Backup List Response", 0x0b: "Become Backup Browser",
	DomainAnnouncement: "Domain/Workgroup Announcement", MasterAnnouncement: "Master Announcement",
	0x0e: "Reset Browser State Announcement", LocalMaster: "Local Master Announcement",
}

// String returns the name of the command, "" of one that was not assigned.
func (c Command) String() string { return commandNames[c] }

// announces reports whether it tells of a server or a domain.
func (c Command) announces() bool {
	return c == HostAnnouncement || c == DomainAnnouncement || c == LocalMaster
}

// serverTypes are the bits of what a server is, lowest first (MS-BRWS §2.2.1).
var serverTypes = [32]string{
	"Workstation", "Server", "SQL Server", "Domain Controller", "Backup Controller", "Time Source", "Apple Server",
	"Novell Server", "Domain Member Server", "Print Queue Server", "Dialin Server", "Xenix Server", "NT Workstation",
	"Windows for Workgroups", "", "NT Server", "Potential Browser", "Backup Browser", "Master Browser",
	"Domain Master Browser", "OSF", "VMS", "Windows 95 or above", "DFS server", 30: "Local List Only", 31: "Domain Enum",
}

// Places of an announcement's fields.
const (
	nameAt    = 6
	typeAt    = 24
	commentAt = 32
)

// BrowserMessage is a message of the browser protocol. Borrowed until the frame has
// been reported.
type BrowserMessage struct {
	Bytes []byte
	Size  int  // as its carrier says
	Cut   bool // the frame was cut by the snap length
}

// Command returns what the message is.
func (m *BrowserMessage) Command() Command {
	if len(m.Bytes) == 0 {
		return 0
	}
	return Command(m.Bytes[0])
}

// AppendInfo appends "Host Announcement PC, Workstation, Server".
func (m *BrowserMessage) AppendInfo(dst []byte) []byte {
	c := m.Command()
	switch {
	case len(m.Bytes) == 0:
	case c.String() == "":
		dst = text.AppendHex(append(dst, "Unknown command:0x"...), uint64(c), 2)
	default:
		dst = append(dst, c.String()...)
	}
	switch {
	case c.announces() && len(m.Bytes) >= nameAt+encodedLen:
		dst = text.AppendText(append(dst, ' '), untilNUL(m.Bytes[nameAt:nameAt+encodedLen]))
		if len(m.Bytes) >= typeAt+4 {
			dst = appendServerTypes(dst, le.Uint32(m.Bytes[typeAt:]))
		}
	case c == RequestAnnouncement && len(m.Bytes) > 2:
		dst = text.AppendText(append(dst, ' '), untilNUL(m.Bytes[2:]))
	}
	switch {
	case len(m.Bytes) >= m.Size:
	case m.Cut:
		dst = text.AppendShort(dst, 0, 1)
	default:
		dst = append(dst, "[Malformed Packet: length of contained item exceeds length of containing item]"...)
	}
	return dst
}

func appendServerTypes(dst []byte, types uint32) []byte {
	for bit, name := range serverTypes {
		if types&(1<<bit) == 0 {
			continue
		}
		dst = append(append(dst, ", "...), name...)
		if name == "" {
			dst = strconv.AppendUint(append(dst, "Unknown server type:"...), uint64(bit), 10)
		}
	}
	return dst
}

func untilNUL(b []byte) []byte {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		return b[:i]
	}
	return b
}

var browserFields = []dissect.Field{
	{Name: "browser.command", Title: "Command", Type: dissect.Uint, Base: dissect.Hex2,
		Names: func(u uint64) string { return Command(u).String() }, Get: dissect.Number(0, 1)},
	{Name: "browser.update_count", Title: "Update Count", Type: dissect.Uint, Get: announced(dissect.Number(1, 1))},
	{Name: "browser.period", Title: "Update Periodicity", Type: dissect.Uint, Get: announced(little(2))},
	{Name: "browser.server", Title: "Server Name", Type: dissect.String, Get: dissect.Of(getServer)},
	{Name: "browser.os_major", Title: "OS Major Version", Type: dissect.Uint, Get: announced(dissect.Number(22, 1))},
	{Name: "browser.os_minor", Title: "OS Minor Version", Type: dissect.Uint, Get: announced(dissect.Number(23, 1))},
	{Name: "browser.server_type", Title: "Server Type", Type: dissect.Uint, Base: dissect.Hex8,
		Get: announced(little(typeAt))},
	{Name: "browser.comment", Title: "Host Comment", Type: dissect.String, Get: comment(HostAnnouncement, LocalMaster)},
	{Name: "browser.mb_server", Title: "Master Browser Server Name", Type: dissect.String,
		Get: comment(DomainAnnouncement, DomainAnnouncement)},
	{Name: "browser.election.version", Title: "Election Version", Type: dissect.Uint,
		Get: only(RequestElection, dissect.Number(1, 1))},
	{Name: "browser.election.criteria", Title: "Election Criteria", Type: dissect.Uint, Base: dissect.Hex8,
		Get: only(RequestElection, little(2))},
	{Name: "browser.uptime", Title: "Uptime", Type: dissect.Uint, Get: only(RequestElection, little(6))},
	{Name: "browser.backup.count", Title: "Backup List Requested Count", Type: dissect.Uint,
		Get: only(GetBackupList, dissect.Number(1, 1))},
	{Name: "browser.backup.token", Title: "Backup Request Token", Type: dissect.Uint, Get: only(GetBackupList, little(2))},
}

// announced returns the getter of what announcements have.
func announced(get dissect.Getter) dissect.Getter { return when(Command.announces, get) }

// only returns the getter of what one command has.
func only(c Command, get dissect.Getter) dissect.Getter {
	return when(func(x Command) bool { return x == c }, get)
}

func when(is func(Command) bool, get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if len(l.Bytes) > 0 && is(Command(l.Bytes[0])) {
			get(f, l, v)
		}
	}
}

// little returns the getter of a number of 4 octets, the lowest first.
func little(off int) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if len(l.Bytes) >= off+4 {
			v.Uint(uint64(le.Uint32(l.Bytes[off:]))).At(off, 4)
		}
	}
}

func getServer(m *BrowserMessage, v *dissect.Values) {
	at, n := nameAt, encodedLen
	switch c := m.Command(); {
	case c == RequestElection:
		at, n = 14, len(m.Bytes)-14
	case c == MasterAnnouncement:
		at, n = 1, len(m.Bytes)-1
	case !c.announces():
		return
	}
	if n > 0 && len(m.Bytes) >= at+n {
		v.Bytes(text.Readable(untilNUL(m.Bytes[at:at+n]))).At(at, n)
	}
}

func comment(a, b Command) dissect.Getter {
	return dissect.Of(func(m *BrowserMessage, v *dissect.Values) {
		if c := m.Command(); (c == a || c == b) && len(m.Bytes) > commentAt {
			v.Bytes(text.Readable(untilNUL(m.Bytes[commentAt:]))).At(commentAt, len(m.Bytes)-commentAt)
		}
	})
}
