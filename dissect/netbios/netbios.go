// Package netbios dissects the services of NetBIOS over UDP
// (https://www.rfc-editor.org/rfc/rfc1002): the name service, the datagram service,
// and what hosts tell each other in it about who has the list of servers (MS-BRWS,
// https://learn.microsoft.com/openspecs/windows_protocols/ms-brws).
package netbios

import (
	"netsniff/dissect"
	"netsniff/dissect/pairing"
)

// Names is the name service.
var Names = dissect.Protocol{
	Name: "nbns", Title: "NetBIOS Name Service", Column: "NBNS",
	UDP:         []uint16{137},
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return dissect.Shared[nameDissector](c) },
	NewDialogue: pairing.New(readNames),
	Fields:      nameFields,
	Outline:     &nameOutline,
}

// Datagrams is the datagram service.
var Datagrams = dissect.Protocol{
	Name: "nbdgm", Title: "NetBIOS Datagram Service", Column: "NBDS",
	UDP:         []uint16{138},
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return dissect.Shared[datagramDissector](c) },
	NewDialogue: pairing.New(readDatagram),
	Fields:      datagramFields,
	Outline:     &datagramOutline,
}

// Mailslot is a message to a mail slot, which datagrams carry in a transaction of
// SMB (MS-MAIL).
var Mailslot = dissect.Protocol{
	Name: "mailslot", Title: "SMB MailSlot Protocol", Column: "SMB Mailslot",
	Fields: mailslotFields,
}

// Browser is what is written to the slot \MAILSLOT\BROWSE.
var Browser = dissect.Protocol{
	Name: "browser", Title: "Microsoft Windows Browser Protocol", Column: "BROWSER",
	Fields: browserFields,
}

type nameDissector struct{ message NameMessage }

// Datagram reads a message of the name service.
func (d *nameDissector) Datagram(f *dissect.Frame, b []byte) bool {
	d.message.read(b, max(len(b), f.PayloadLen))
	f.Emit(dissect.Layer{Message: &d.message, Bytes: b})
	return true
}

// Quoted reads the message that an error quotes.
func (d *nameDissector) Quoted(f *dissect.Frame, b []byte, wire int) {
	d.message.read(b, wire)
	f.Emit(dissect.Layer{Message: &d.message, Bytes: b, Quiet: true})
}

// readNames says what belongs together.
func readNames(_ dissect.Dir, b []byte) (pairing.Message, bool) {
	var m NameMessage
	m.read(b, len(b))
	p := pairing.Message{ID: pairing.Number(uint64(m.id())), Reply: m.response(), Lone: len(b) < headLen}
	if len(m.Entries) > 0 && !p.Reply {
		e := &m.Entries[0]
		p.Method, p.Subject = e.typeName(), string(m.name(e))
	}
	if op := m.opcode(); op != 0 && !p.Reply {
		p.Method = op.String()
	}
	if p.Reply {
		p.Status, p.Outcome = rcodeName(uint64(m.rcode())), dissect.Succeeded
		if m.rcode() != 0 {
			p.Outcome = dissect.Refused
		}
	}
	return p, true
}
