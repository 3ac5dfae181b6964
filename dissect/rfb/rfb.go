// Package rfb dissects the Remote Framebuffer Protocol of VNC
// (https://www.rfc-editor.org/rfc/rfc6143).
package rfb

import (
	"bytes"
	"encoding/binary"

	"netsniff/dissect"
)

// Protocol is RFB, by the name that people know.
var Protocol = dissect.Protocol{
	Name: "vnc", Title: "Virtual Network Computing", Column: "VNC", TCP: []uint16{5900, 5901},
	Sniff: sniff,
	NewStream: func(c *dissect.Conn) dissect.StreamDissector {
		return &dissector{messages: dissect.Shared[dissect.Recycled[Message]](c)}
	},
	Fields:  fields,
	Outline: &outline,
}

var be = binary.BigEndian

func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromDatagram {
		return dissect.No
	}
	if isVersion(b) {
		return dissect.Yes
	}
	return dissect.Maybe
}

// isVersion reports whether b begins with what both sides begin with (RFC 6143 §7.1.1).
func isVersion(b []byte) bool {
	return bytes.HasPrefix(b, []byte("RFB 00"))
}

// Step is what a message is in the conversation.
type Step uint8

// Steps. Opaque is what nobody here reads: what follows a security type that was not foreseen, or a
// beginning that was not seen.
const (
	Opaque Step = iota
	ServerVersion
	ClientVersion
	Security // types that the server has, or in version 3.3 the one it takes
	Selected
	Challenge
	Response
	Result
	Reason
	Share
	Desktop
	Said // by client or server, once they have a framebuffer
)

// dissector follows one connection: what each side says next depends on what was said.
type dissector struct {
	messages *dissect.Recycled[Message]
	begun    bool    // the server has said its version
	next     [2]Step // by direction; Opaque once it is lost
	old      bool    // version 3.3, where the server chooses
	proven   bool    // version 3.8, where every result is told
	pixel    int     // bytes of a pixel
	opened   uint32  // frame in which something was said before
	begins   begins
}

// Dissect reads one message.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	if !d.begun {
		d.begun = true
		if isVersion(in.Bytes) {
			d.next = [2]Step{dissect.ToServer: ClientVersion, dissect.ToClient: ServerVersion}
		}
	}
	step := d.next[in.Dir]
	n := d.length(step, in.Dir, in.Bytes)
	switch {
	case n < 0:
		n = len(in.Bytes)
	case n == 0 && in.Last:
		return dissect.Reject()
	case n == 0 || n > len(in.Bytes):
		return d.partial(step, in, n)
	}
	m := d.messages.Next(f)
	*m = Message{reader: m.reader, Dir: in.Dir, Step: step, Old: d.old, follows: step == Said && d.opened == f.Frame}
	m.reader.Begin(in.Bytes[:n])
	if step == Said {
		d.opened = f.Frame
	}
	d.take(m, in.Bytes[:n])
	f.Emit(dissect.Layer{Message: m, Bytes: in.Bytes[:n], Quiet: m.follows && in.Dir == dissect.ToServer})
	return dissect.Done(n)
}

// partial asks for the rest of a message of n bytes, or of unknown length. Rows say what servers begin to say.
func (d *dissector) partial(step Step, in *dissect.Input, n int) dissect.Verdict {
	v := dissect.MoreSegment()
	if n > 0 {
		v = dissect.More(n - len(in.Bytes))
	}
	if step == Said && in.Dir == dissect.ToClient {
		d.begins = begins(in.Bytes[0])
		v = v.Saying(&d.begins)
	}
	return v
}

// Gap implements dissect.StreamDissector: where a message begins nobody knows then.
func (d *dissector) Gap(dir dissect.Dir, _ int64) { d.next[dir] = Opaque }

// versionLen is the length of "RFB 003.008\n".
const versionLen = 12

// length returns how long the message is that b begins with: 0 if more is needed to tell, less if it is all there is.
func (d *dissector) length(step Step, dir dissect.Dir, b []byte) int {
	switch step {
	case ServerVersion, ClientVersion:
		return versionLen
	case Security:
		switch {
		case d.old:
			return 4
		case b[0] == 0: // refused, and why
			return counted(b, 1)
		}
		return 1 + int(b[0])
	case Selected, Share:
		return 1
	case Challenge, Response:
		return 16
	case Result:
		return 4
	case Reason:
		return counted(b, 0)
	case Desktop:
		return counted(b, desktopHead)
	case Said:
		if dir == dissect.ToServer {
			return clientLen(b)
		}
		return serverLen(b, d.pixel)
	}
	return -1
}

// counted returns the length of a message that has a text at its end, whose length stands in four octets at off.
func counted(b []byte, off int) int {
	if len(b) < off+4 {
		return 0
	}
	return int(min(int64(be.Uint32(b[off:])), 1<<30)) + off + 4
}

// Security types (RFC 6143 §7.1.2).
const (
	secureNone = 1
	secureVNC  = 2
)

// take follows the conversation behind a message.
func (d *dissector) take(m *Message, b []byte) {
	server, client := &d.next[dissect.ToClient], &d.next[dissect.ToServer]
	switch m.Step {
	case ServerVersion:
		*server = Security
	case ClientVersion:
		version := string(b[4:11])
		d.old, d.proven = version < "003.007", version >= "003.008"
		if *client = Selected; d.old {
			*client = Opaque
		}
	case Security:
		if *server = Opaque; d.old {
			d.secure(int(be.Uint32(b)))
		}
	case Selected:
		d.secure(int(b[0]))
	case Challenge:
		*server = Result
	case Response:
		*client = Share
	case Result:
		if *server = Desktop; be.Uint32(b) != 0 {
			*server, *client = Opaque, Opaque
			if d.proven {
				*server = Reason
			}
		}
	case Share:
		*client = Said
	case Desktop:
		*server, d.pixel = Said, int(b[4])/8
	case Said:
		if m.Dir == dissect.ToServer && b[0] == setPixelFormat {
			d.pixel = int(b[4]) / 8
		}
	case Reason:
		*server = Opaque
	}
}

// secure begins what a security type asks for (RFC 6143 §7.2).
func (d *dissector) secure(kind int) {
	server, client := &d.next[dissect.ToClient], &d.next[dissect.ToServer]
	switch kind {
	case secureNone:
		*client, *server = Share, Desktop
		if d.proven {
			*server = Result
		}
	case secureVNC:
		*server, *client = Challenge, Response
	default:
		*server, *client = Opaque, Opaque
	}
}
