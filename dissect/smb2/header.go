package smb2

import (
	"encoding/binary"

	"netsniff/dissect/windows"
)

var le = binary.LittleEndian

// HeadLen is the length of the header of a message ([MS-SMB2] §2.2.1).
const HeadLen = 64

// Command is what a message asks for or answers.
type Command uint16

// Commands ([MS-SMB2] §2.2.1.2).
const (
	Negotiate Command = iota
	SessionSetup
	Logoff
	TreeConnect
	TreeDisconnect
	Create
	Close
	Flush
	Read
	Write
	Lock
	Control
	Cancel
	Echo
	QueryDirectory
	ChangeNotify
	QueryInfo
	SetInfo
	OplockBreak
	numberCommands
)

// commandNames are those of Wireshark, which has some of the draft of 2006.
var commandNames = [numberCommands]string{
	"Negotiate Protocol", "Session Setup", "Session Logoff", "Tree Connect", "Tree Disconnect", "Create", "Close", "Flush",
	"Read", "Write", "Lock", "Ioctl", "Cancel", "KeepAlive", "Find", "Notify", "GetInfo", "SetInfo", "Break",
}

// String returns the name of the command, "" of one that was not assigned.
func (c Command) String() string {
	if c < numberCommands {
		return commandNames[c]
	}
	return ""
}

// Flags of a header, a bit each.
type Flags uint32

// Flags.
const (
	Response Flags = 1 << 0
	Async    Flags = 1 << 1
	Related  Flags = 1 << 2 // what it is about is that of the message before
)

// Has reports whether all of x are set.
func (f Flags) Has(x Flags) bool { return f&x == x }

// Places in a header.
const (
	statusAt  = 8
	commandAt = 12
	creditsAt = 14
	flagsAt   = 16
	nextAt    = 20
	messageAt = 24
	treeAt    = 36
	asyncAt   = 32
	sessionAt = 40
)

// Head is the header of a message.
type Head struct {
	Command   Command
	Status    windows.Status // of a response
	Flags     Flags
	Next      int // where the next of a chain begins, 0: there is none
	MessageID uint64
	Tree      uint32 // of one that is not Async
	Session   uint64
}

// IsResponse reports whether the server sent it as one.
func (h *Head) IsResponse() bool { return h.Flags.Has(Response) }

// readHead reads the header that b begins with; it is long enough.
func readHead(b []byte) Head {
	h := Head{
		Command: Command(le.Uint16(b[commandAt:])), Flags: Flags(le.Uint32(b[flagsAt:])), Next: int(le.Uint32(b[nextAt:])),
		MessageID: le.Uint64(b[messageAt:]), Session: le.Uint64(b[sessionAt:]),
	}
	if h.IsResponse() {
		h.Status = windows.Status(le.Uint32(b[statusAt:]))
	}
	if !h.Flags.Has(Async) {
		h.Tree = le.Uint32(b[treeAt:])
	}
	return h
}
