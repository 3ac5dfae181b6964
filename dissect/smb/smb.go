// Package smb dissects the first version of the Server Message Block protocol ([MS-CIFS], [MS-SMB],
// https://learn.microsoft.com/openspecs/windows_protocols/ms-cifs). Its messages come in those of a session (package
// netbios).
package smb

import (
	_ "embed"
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/dissect/allowance"
	"netsniff/dissect/ntlmssp"
	"netsniff/dissect/smb2"
	"netsniff/dissect/windows"
)

// Protocol is SMB 1.
var Protocol = dissect.Protocol{
	Name: "smb", Title: "SMB (Server Message Block Protocol)", Column: "SMB",
	Secrets: newGrammar,
	Fields:  fields,
	Outline: &outline,
}

// Pipe is a transaction with a pipe whose contents nobody reads.
var Pipe = dissect.Protocol{Name: "smb_pipe", Title: "SMB Pipe Protocol", Column: "SMB Pipe", Unnamed: true}

var le = binary.LittleEndian

// Is reports whether b begins with a message.
func Is(b []byte) bool { return len(b) >= 4 && string(b[:4]) == "\xffSMB" }

// Command is what a message asks for or answers.
type Command uint8

// Commands that are looked into ([MS-CIFS] §2.2.2.1).
const (
	CreateDirectory   Command = 0x00
	DeleteDirectory   Command = 0x01
	Open              Command = 0x02
	Close             Command = 0x04
	Flush             Command = 0x05
	Delete            Command = 0x06
	Rename            Command = 0x07
	QueryInformation  Command = 0x08
	Read              Command = 0x0a
	Write             Command = 0x0b
	CheckDirectory    Command = 0x10
	QueryInformation2 Command = 0x23
	LockingAndX       Command = 0x24
	Transaction       Command = 0x25
	OpenAndX          Command = 0x2d
	ReadAndX          Command = 0x2e
	WriteAndX         Command = 0x2f
	Transaction2      Command = 0x32
	Negotiate         Command = 0x72
	SessionSetupAndX  Command = 0x73
	LogoffAndX        Command = 0x74
	TreeConnectAndX   Command = 0x75
	NTTransaction     Command = 0xa0
	NTCreateAndX      Command = 0xa2
	NTCancel          Command = 0xa4
)

//go:embed command.txt
var commandNames windows.Names

// String returns the name of the command, "" of one that was not assigned.
func (c Command) String() string { return commandNames.Find(uint32(c)) }

// chains reports whether another command may follow in the same message ([MS-CIFS] §2.2.3.4).
func (c Command) chains() bool {
	switch c {
	case LockingAndX, OpenAndX, ReadAndX, WriteAndX, SessionSetupAndX, LogoffAndX, TreeConnectAndX, NTCreateAndX:
		return true
	}
	return false
}

// doserrors are the names of errors by class and code ([MS-CIFS] §2.2.2.4).
//
//go:embed doserror.txt
var doserrors windows.Names

// maxRemembered bounds what is remembered of all connections of a worker, in bytes.
const maxRemembered = 8 << 20

// store is what all connections of a worker share.
type store struct {
	messages  dissect.Recycled[Message]
	allowance allowance.Allowance
	lost      dissect.Losses
}

// Losses implements dissect.Loser.
func (s *store) Losses() dissect.Losses { return s.lost }

// Dissector reads the messages of one connection for rows.
type Dissector struct {
	*store
	conversation
	account allowance.Account
	pipes   smb2.Pipes[uint16]
}

// NewDissector returns the dissector of a connection.
func NewDissector(c *dissect.Conn) *Dissector {
	d := &Dissector{store: dissect.Shared[store](c), conversation: newConversation(), pipes: smb2.NewPipes[uint16](c)}
	d.allowance.Limit = maxRemembered
	return d
}

// GiveUp implements allowance.Owner.
func (d *Dissector) GiveUp() { d.forget() }

// Read reads the message b, wire bytes long before the capture cut it. It says in the row of f what it says,
// and none of its earlier messages does.
func (d *Dissector) Read(f *dissect.Frame, dir dissect.Dir, b []byte, wire int) {
	for i := range f.Messages() {
		f.Messages()[i].Quiet = true
	}
	m := d.messages.Next(f)
	m.read(b, wire)
	if len(b) >= headLen {
		let := d.let
		m.security = ntlmssp.Find(m.security.Bytes)
		d.take(m, f.Frame, f.At)
		d.lost.Requests += d.let - let
		d.allowance.Set(&d.account, d, d.kept())
	}
	at := len(f.Messages())
	l := dissect.Layer{Protocol: &Protocol, Message: m, Bytes: b}
	if m.Command == Transaction && m.about.transacts() {
		l.Protocol = &Pipe
		f.Emit(dissect.Layer{Protocol: &Protocol, Message: m, Bytes: b, Quiet: true})
		at++
	}
	f.Emit(l)
	data := m.carried()
	switch {
	case m.IsResponse() && m.Command == Close && m.known && m.error() == 0:
		d.pipes.Close(f, m.about.file)
	case len(data) > 0 && m.known && (m.about.transacts() || smb2.IsCall(data)):
		d.pipes.Feed(f, m.about.file, dir, data)
		if len(f.Messages()) > at+1 {
			f.Messages()[at].Quiet = !f.SilentFrom(at + 1)
		}
	}
}
