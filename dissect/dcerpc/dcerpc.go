// Package dcerpc dissects the remote procedure calls of DCE and Windows ([C706],
// https://pubs.opengroup.org/onlinepubs/9629399/, and [MS-RPCE],
// https://learn.microsoft.com/openspecs/windows_protocols/ms-rpce) over TCP and in pipes of SMB: who binds
// to which interface, which operation is called, and what came of it.
package dcerpc

import (
	_ "embed"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/windows"
)

// Protocol is DCE/RPC.
var Protocol = dissect.Protocol{
	Name: "dcerpc", Title: "Distributed Computing Environment / Remote Procedure Call (DCE/RPC)", Column: "DCERPC",
	TCP:         []uint16{135},
	Sniff:       sniff,
	NewStream:   newDissector,
	NewDialogue: newDialogue,
	Fields:      fields,
}

// protocol returns that of an interface; prefix begins the names of its fields.
func protocol(name, title, column, prefix string) dissect.Protocol {
	return dissect.Protocol{Name: name, Title: title, Column: column, Unnamed: true, Fields: []dissect.Field{
		{Name: prefix + ".opnum", Title: "Operation", Type: dissect.Uint, Get: dissect.Of(getOperation)},
	}}
}

func getOperation(m *Message, v *dissect.Values) {
	if m.Type == Request {
		v.Uint(uint64(m.Operation)).At(operationAt, 2)
	} else {
		v.Uint(uint64(m.Operation))
	}
}

// find returns the place in Interfaces, counted from 1, of an interface; 0: it is not known.
func find(uuid []byte, version uint16) int {
	for i, x := range Interfaces {
		if x.uuid == string(uuid) && x.version == version {
			return i + 1
		}
	}
	return 0
}

// operations are the names of operations, by the place of their interface and their number.
//
//go:embed operations.txt
var operations windows.Names

// appendOperation appends the name of an operation, or "Unknown operation 45".
func appendOperation(dst []byte, known int, operation uint16) []byte {
	if name := operations.Find(uint32(known)<<16 | uint32(operation)); name != "" {
		return append(dst, name...)
	}
	return strconv.AppendUint(append(dst, "Unknown operation "...), uint64(operation), 10)
}

// faults are the names of why a call failed ([C706] appendix E, [MS-RPCE] §2.2.2.11, [MS-ERREF] §2.2).
//
//go:embed fault.txt
var faults windows.Names

// sniff tells a PDU by its header.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	switch {
	case from == dissect.FromDatagram:
		return dissect.No
	case len(b) >= headLen && pduLen(b) > 0:
		return dissect.Yes
	}
	return dissect.Maybe
}
