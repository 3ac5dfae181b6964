// Package igmp dissects the Internet Group Management Protocol in its versions
// 1 (https://www.rfc-editor.org/rfc/rfc1112), 2
// (https://www.rfc-editor.org/rfc/rfc2236) and 3
// (https://www.rfc-editor.org/rfc/rfc3376).
package igmp

import (
	"netsniff/capture"
	"netsniff/dissect"
)

// Protocol is IGMP.
var Protocol = dissect.Protocol{
	Name:      "igmp",
	Title:     "Internet Group Management Protocol",
	Column:    "IGMP",
	Headers:   []capture.Proto{capture.ProtoIGMP},
	NewHeader: func() dissect.HeaderDissector { return new(dissector) },
	Fields:    fields,
	Outline:   &outline,
}

// Type is an IGMP message type
// (https://www.iana.org/assignments/igmp-type-numbers).
type Type uint8

// Message types.
const (
	CreateGroupRequest Type = 0x01 // version 0 (RFC 988)
	CreateGroupReply   Type = 0x02
	JoinGroupRequest   Type = 0x03
	JoinGroupReply     Type = 0x04
	LeaveGroupRequest  Type = 0x05
	LeaveGroupReply    Type = 0x06
	ConfirmRequest     Type = 0x07
	ConfirmReply       Type = 0x08
	Query              Type = 0x11
	Report1            Type = 0x12
	Report2            Type = 0x16
	Leave2             Type = 0x17
	Report3            Type = 0x22
)

// String returns the name of the type.
func (t Type) String() string {
	switch t {
	case CreateGroupRequest:
		return "Create Group Request"
	case CreateGroupReply:
		return "Create Group Reply"
	case JoinGroupRequest:
		return "Join Group Request"
	case JoinGroupReply:
		return "Join Group Reply"
	case LeaveGroupRequest:
		return "Leave Group Request"
	case LeaveGroupReply:
		return "Leave Group Reply"
	case ConfirmRequest:
		return "Confirm Group Request"
	case ConfirmReply:
		return "Confirm Group Reply"
	case Query:
		return "Membership Query"
	case Report1, Report2, Report3:
		return "Membership Report"
	case Leave2:
		return "Leave Group"
	}
	return "Unknown"
}

// columns are the Protocol columns of the versions.
var columns = [...]string{"IGMPv0", "IGMPv1", "IGMPv2", "IGMPv3"}

// unversioned marks messages of types that no version has.
const unversioned = -1

// version tells which version of the protocol a message of n bytes on the
// wire belongs to. All queries have the same type (RFC 3376 §7.1).
func version(b []byte, n int) int {
	switch t := Type(b[0]); {
	case t < 0x10:
		return 0
	case t == Query && n >= 12:
		return 3
	case t == Query && len(b) >= 2 && b[1] != 0:
		return 2
	case t == Query, t == Report1:
		return 1
	case t == Report2, t == Leave2:
		return 2
	case t == Report3:
		return 3
	}
	return unversioned
}

type dissector struct{ row row }

// Header emits the row of an IGMP message.
func (d *dissector) Header(f *dissect.Frame, h capture.Header) {
	r := &d.row
	*r = row{b: f.Headers.Bytes(h), wire: int(h.Wire)}
	column := ""
	switch {
	case len(r.b) == 0 || Type(r.b[0]) == Query && len(r.b) < 2:
		column = "IPv4" // too little to call it anything
		r.b, r.wire = nil, r.wire-len(r.b)
	default:
		if r.version = version(r.b, r.wire); r.version != unversioned {
			column = columns[r.version]
		}
	}
	f.Emit(dissect.Layer{Message: r, Column: column})
}
