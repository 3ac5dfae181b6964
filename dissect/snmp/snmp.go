// Package snmp dissects the Simple Network Management Protocol in its versions 1
// (https://www.rfc-editor.org/rfc/rfc1157), 2c (https://www.rfc-editor.org/rfc/rfc3416) and 3
// (https://www.rfc-editor.org/rfc/rfc3412, https://www.rfc-editor.org/rfc/rfc3414).
package snmp

import (
	"netsniff/dissect"
	"netsniff/dissect/ber"
	"netsniff/dissect/pairing"
	"netsniff/dissect/parts"
)

// Protocol is SNMP.
var Protocol = dissect.Protocol{
	Name: "snmp", Title: "Simple Network Management Protocol", Column: "SNMP", UDP: []uint16{161, 162},
	Sniff:       sniff,
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return dissect.Shared[dissector](c) },
	NewDialogue: pairing.New(pair), PacketSecrets: tellSecrets,
	Fields:  fields,
	Outline: &outline,
}

func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromDatagram && isMessage(b) {
		return dissect.Maybe
	}
	return dissect.No
}

// isMessage reports whether b begins with a sequence that is all there and begins with a number.
func isMessage(b []byte) bool {
	e, ok := ber.Read(b)
	if !ok || e.Tag != ber.Sequence || e.Cut() {
		return false
	}
	version, ok := ber.Read(e.Body)
	return ok && version.Tag == ber.Integer
}

type dissector struct{ messages dissect.Recycled[Message] }

// Datagram implements dissect.DatagramDissector.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool {
	if !isMessage(b) {
		return false
	}
	m := d.messages.Next(f)
	*m = Message{reader: m.reader}
	m.reader.Begin(b)
	f.Emit(dissect.Layer{Message: m, Bytes: b})
	return true
}

// PDU is the type of a protocol data unit, the number of its tag (RFC 3416 §3).
type PDU uint8

// Types. Trap is that of version 1 (RFC 1157 §4.1.6).
const (
	GetRequest PDU = iota
	GetNextRequest
	Response
	SetRequest
	Trap
	GetBulkRequest
	InformRequest
	TrapV2
	Report
)

var pduNames = [...]string{
	"get-request", "get-next-request", "get-response", "set-request", "trap", "getBulkRequest", "informRequest",
	"snmpV2-trap", "report",
}

// String returns the name of the type, "" of one that was not assigned.
func (p PDU) String() string {
	if int(p) < len(pduNames) {
		return pduNames[p]
	}
	return ""
}

// asks reports whether such PDUs are answered.
func (p PDU) asks() bool {
	switch p {
	case GetRequest, GetNextRequest, SetRequest, GetBulkRequest, InformRequest:
		return true
	}
	return false
}

// errors are the names of error-status (RFC 3416 §3).
var errors = parts.Names{
	0: "noError", 1: "tooBig", 2: "noSuchName", 3: "badValue", 4: "readOnly", 5: "genErr", 6: "noAccess",
	7: "wrongType", 8: "wrongLength",
	9: "wrongEncoding", 10: "wrongValue", 11: "noCreation", 12: "inconsistentValue", 13: "resourceUnavailable",
	14: "commitFailed",
	15: "undoFailed", 16: "authorizationError", 17: "notWritable", 18: "inconsistentName",
}

// pair is what exchanges have to know of a message (pairing.Reader).
func pair(_ dissect.Dir, b []byte) (msg pairing.Message, ok bool) {
	if !isMessage(b) {
		return msg, false
	}
	m := Message{}
	m.reader.Begin(b)
	h := m.read(&m.reader)
	msg.ID = pairing.Number(uint64(h.id))
	switch {
	case h.encrypted: // whoever asked has set the flag that a report may be sent
		msg.Method, msg.Reply = "encryptedPDU", !h.reportable
		if msg.Reply {
			msg.Status, msg.Outcome = "encryptedPDU", dissect.Succeeded
		}
	case h.pdu == Response:
		msg.Reply, msg.Status, msg.Outcome = true, errors[uint64(h.status)], dissect.Succeeded
		if h.status != 0 {
			msg.Outcome = dissect.Refused
		}
	case h.pdu == Report:
		msg.Reply, msg.Status, msg.Outcome = true, h.pdu.String(), dissect.Refused
	case h.pdu.asks():
		msg.Method, msg.Subject = h.pdu.String(), string(m.appendNames(nil, h, 1))
	default:
		msg.Lone = true
	}
	return msg, true
}
