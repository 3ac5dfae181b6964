package smb

import (
	_ "embed"

	"netsniff/dissect/text"
	"netsniff/dissect/windows"
)

// Places in the words of transactions ([MS-CIFS] §2.2.4.33, §2.2.4.46, §2.2.4.62).
const (
	paramCountAt = 18 // of a request; offset, count and offset of data follow
	setupAt      = 28
	ntFunctionAt = 36
	replyCountAt = 6 // of a response
	replyDataAt  = 12
)

// Functions of TRANSACTION2 ([MS-CIFS] §2.2.2.2).
const (
	findFirst       = 1
	findNext        = 2
	queryFSInfo     = 3
	queryPathInfo   = 5
	setPathInfo     = 6
	queryFileInfo   = 7
	setFileInfo     = 8
	createDirectory = 0x0d
	getReferral     = 0x10
)

var functions = [...]string{
	"OPEN2", "FIND_FIRST2", "FIND_NEXT2", "QUERY_FS_INFO", "SET_FS_INFO", "QUERY_PATH_INFO", "SET_PATH_INFO",
	"QUERY_FILE_INFO", "SET_FILE_INFO",
	"FSCTL", "IOCTL2", "FIND_NOTIFY_FIRST", "FIND_NOTIFY_NEXT", "CREATE_DIRECTORY", "SESSION_SETUP", "Unknown (0x0f)",
	"GET_DFS_REFERRAL",
	"REPORT_DFS_INCONSISTENCY",
}

// ntFunctions are those of NT_TRANSACT ([MS-CIFS] §2.2.2.2, [MS-SMB] §2.2.2.2).
var ntFunctions = [...]string{
	1: "NT CREATE", "NT IOCTL", "NT SET SECURITY DESC", "NT NOTIFY", "NT RENAME", "NT QUERY SECURITY DESC",
	"NT GET USER QUOTA", "NT SET USER QUOTA",
}

// levels are the names of what is asked of files, with 1 as the higher half of the code, and of filesystems, with 2
// ([MS-CIFS] §2.2.2.3).
//
//go:embed level.txt
var levels windows.Names

const (
	fileLevel       = 1 << 16
	filesystemLevel = 2 << 16
)

func u16(b []byte, at int) uint16 {
	if len(b) < at+2 {
		return 0
	}
	return le.Uint16(b[at:])
}

// span returns the bytes of the message that two numbers of the words count and locate.
func (m *Message) span(x *block, countAt int) []byte {
	n, at := int(x.u16(countAt)), int(x.u16(countAt+2))
	if at < headLen || at > len(m.Bytes) {
		return nil
	}
	return m.Bytes[at:min(at+n, len(m.Bytes))]
}

// parameters returns the parameters of a transaction's request.
func (m *Message) parameters(x *block) []byte { return m.span(x, paramCountAt) }

// carried returns what a message writes to a file or reads from one.
func (m *Message) carried() []byte {
	if len(m.Bytes) < headLen {
		return nil
	}
	x := m.blockAt(m.Command, headLen)
	switch {
	case m.Command == Transaction && m.IsResponse():
		return m.span(&x, replyDataAt)
	case m.Command == Transaction:
		return m.span(&x, paramCountAt+4)
	case m.Command == ReadAndX && m.IsResponse():
		return m.span(&x, 10)
	case m.Command == WriteAndX && !m.IsResponse():
		return m.span(&x, 20)
	}
	return nil
}

// appendTransaction2 appends what a request of TRANSACTION2 asks.
func (m *Message) appendTransaction2(dst []byte, x *block) []byte {
	r := &m.about
	if int(r.function) >= len(functions) {
		return append(text.AppendHex(append(dst, ", Unknown (0x"...), uint64(r.function), 2), ')')
	}
	dst = append(append(dst, ", "...), functions[r.function]...)
	p := m.parameters(x)
	switch r.function {
	case findFirst:
		return m.appendName(append(dst, ", Pattern: "...), p, 12)
	case findNext:
		return m.appendName(append(dst, ", Continue: "...), p, 12)
	case queryFSInfo:
		return appendLevel(append(dst, ", "...), filesystemLevel, r.level)
	case queryPathInfo:
		return m.appendName(append(appendLevel(append(dst, ", "...), fileLevel, r.level), ", Path: "...), p, 6)
	case setPathInfo:
		return m.appendName(append(dst, ", Path: "...), p, 6)
	case queryFileInfo:
		return appendLevel(append(appendFile(dst, r.file), ", "...), fileLevel, r.level)
	case setFileInfo:
		return appendFile(dst, r.file)
	case createDirectory:
		return m.appendName(append(dst, ", Dir: "...), p, 4)
	case getReferral:
		return m.appendName(append(dst, ", File: "...), p, 2)
	}
	return dst
}

// appendName appends the name that parameters have from an offset on.
func (m *Message) appendName(dst, p []byte, at int) []byte {
	p = p[min(at, len(p)):]
	if m.flags2&unicode != 0 {
		for n := 0; n+1 < len(p); n += 2 {
			if u16(p, n) == 0 {
				p = p[:n]
			}
		}
		return text.AppendUTF16(dst, p)
	}
	for n, c := range p {
		if c == 0 {
			p = p[:n]
			break
		}
	}
	return text.AppendText(dst, p)
}

func appendLevel(dst []byte, of uint32, level uint16) []byte {
	if name := levels.Find(of | uint32(level)); name != "" {
		return append(dst, name...)
	}
	if of == filesystemLevel {
		return append(text.AppendHex(append(dst, "Unknown (0x"...), uint64(level), 2), ')')
	}
	return append(appendNumber(append(dst, "Unknown ("...), uint64(level)), ')')
}

// appendFound appends the names that a search found.
func (m *Message) appendFound(dst []byte, x *block) []byte {
	const maxFound = 64
	at, ok := foundAt[m.about.level]
	b := m.span(x, replyDataAt)
	if !ok || len(b) == 0 {
		return dst
	}
	dst = append(dst, ", Files:"...)
	for range maxFound {
		if len(b) < at.name {
			break
		}
		n := int(le.Uint32(b[at.length:]))
		dst = m.appendName(append(dst, ' '), b[at.name:min(len(b), at.name+max(n, 0))], 0)
		next := int(le.Uint32(b))
		if next <= 0 || next >= len(b) {
			break
		}
		b = b[next:]
	}
	return dst
}

// foundAt is where entries of a directory have the length of a name and the name, by their level ([MS-CIFS] §2.2.8.1).
var foundAt = map[uint16]struct{ length, name int }{
	0x101: {60, 64}, 0x102: {60, 68}, 0x103: {8, 12}, 0x104: {60, 94}, 0x105: {60, 80}, 0x106: {60, 104},
}
