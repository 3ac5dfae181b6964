// Package announce dissects datagrams by which hosts tell all others on their network that they are there: Dropbox's LAN sync
// discovery, and MikroTik's neighbours (https://help.mikrotik.com/docs/display/ROS/Neighbor+discovery).
package announce

import (
	"bytes"

	"netsniff/dissect"
)

// Dropbox is Dropbox's LAN sync discovery: an object of JSON.
var Dropbox = dissect.Protocol{
	Name: "db-lsp-disc", Title: "Dropbox LAN sync Discovery Protocol", Column: "DB-LSP-DISC", UDP: []uint16{17500},
	Bears:       true,
	Sniff:       sniffObject,
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return dissect.Shared[dropbox](c) },
}

func sniffObject(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromDatagram && bytes.HasPrefix(b, []byte("{")) {
		return dissect.Maybe
	}
	return dissect.No
}

type dropbox struct{ messages dissect.Recycled[Object] }

// Datagram implements dissect.DatagramDissector.
func (d *dropbox) Datagram(f *dissect.Frame, b []byte) bool {
	if sniffObject(dissect.FromDatagram, b) == dissect.No {
		return false
	}
	m := d.messages.Next(f)
	*m = Object{}
	f.Emit(dissect.Layer{Message: m, Bytes: b, Column: "DB-LSP-DISC/JSON"})
	return true
}

// Object is a datagram that is an object of JSON.
type Object struct{}

// AppendInfo appends what it is.
func (*Object) AppendInfo(dst []byte) []byte {
	return append(dst, "Dropbox LAN sync Discovery Protocol, JavaScript Object Notation"...)
}

// Bears implements dissect.Bearer.
func (*Object) Bears() string { return "json" }

// MediaType implements dissect.Bearer: nobody says it.
func (*Object) MediaType() []byte { return nil }

// Borne implements dissect.Bearer.
func (*Object) Borne(whole []byte) ([]byte, bool) { return whole, whole != nil }
