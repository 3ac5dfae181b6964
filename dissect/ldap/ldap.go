// Package ldap dissects the Lightweight Directory Access Protocol (https://www.rfc-editor.org/rfc/rfc4511), also without
// connections ([MS-ADTS] §6.3.3, https://learn.microsoft.com/openspecs/windows_protocols/ms-adts), and within the layers of SASL
// that leave its messages readable.
package ldap

import (
	_ "embed"

	"netsniff/dissect"
	"netsniff/dissect/ber"
	"netsniff/dissect/windows"
)

// Protocol is LDAP over TCP.
var Protocol = dissect.Protocol{
	Name: "ldap", Title: "Lightweight Directory Access Protocol", Column: "LDAP",
	TCP: []uint16{389, 3268}, Secured: []uint16{636, 3269}, StartsTLS: true,
	Sniff:       sniff,
	NewStream:   newDissector,
	NewDialogue: newDialogue,
	Secrets:     newGrammar,
	Fields:      fields,
}

// Datagrams is LDAP over UDP.
var Datagrams = dissect.Protocol{
	Name: "cldap", Title: "Connectionless Lightweight Directory Access Protocol", Column: "CLDAP",
	UDP:           []uint16{389},
	Sniff:         sniff,
	NewDatagram:   func(c *dissect.Conn) dissect.DatagramDissector { return newDatagrams(c) },
	PacketSecrets: tellDatagram,
	NewDialogue:   newDatagramDialogue,
}

// Operation is what a message is (RFC 4511 §4.2 to §4.13).
type Operation uint8

// Operations, by the number of their tag.
const (
	BindRequest Operation = iota
	BindResponse
	UnbindRequest
	SearchRequest
	SearchResultEntry
	SearchResultDone
	ModifyRequest
	ModifyResponse
	AddRequest
	AddResponse
	DelRequest
	DelResponse
	ModifyDNRequest
	ModifyDNResponse
	CompareRequest
	CompareResponse
	AbandonRequest
	SearchResultReference Operation = 19
	ExtendedRequest       Operation = 23
	ExtendedResponse      Operation = 24
	IntermediateResponse  Operation = 25
)

var operationNames = map[Operation]string{
	BindRequest: "bindRequest", BindResponse: "bindResponse", UnbindRequest: "unbindRequest", SearchRequest: "searchRequest",
	SearchResultEntry: "searchResEntry", SearchResultDone: "searchResDone", ModifyRequest: "modifyRequest",
	ModifyResponse: "modifyResponse",
	AddRequest:     "addRequest", AddResponse: "addResponse", DelRequest: "delRequest", DelResponse: "delResponse",
	ModifyDNRequest: "modDNRequest", ModifyDNResponse: "modDNResponse", CompareRequest: "compareRequest",
	CompareResponse: "compareResponse",
	AbandonRequest:  "abandonRequest", SearchResultReference: "searchResRef", ExtendedRequest: "extendedReq",
	ExtendedResponse:     "extendedResp",
	IntermediateResponse: "intermediateResponse",
}

// String returns the name of the operation, "" of one that was not assigned.
func (o Operation) String() string { return operationNames[o] }

// results reports whether the operation begins with a result (RFC 4511 §4.1.9).
func (o Operation) results() bool {
	switch o {
	case BindResponse, SearchResultDone, ModifyResponse, AddResponse, DelResponse, ModifyDNResponse, CompareResponse,
		ExtendedResponse:
		return true
	}
	return false
}

// asks reports whether it is a request that is answered.
func (o Operation) asks() bool {
	switch o {
	case BindRequest, SearchRequest, ModifyRequest, AddRequest, DelRequest, ModifyDNRequest, CompareRequest, ExtendedRequest:
		return true
	}
	return false
}

// resultNames are the names of result codes (RFC 4511 §4.1.9, appendix A, RFC 3909).
//
//go:embed result.txt
var resultNames windows.Names

// maxMessage is the longest message that is waited for.
const maxMessage = 4 << 20

// messageLen returns how long the message is that b begins with: 0 if more is needed to tell, less if none begins so.
func messageLen(b []byte) int {
	const messageID = ber.Integer
	if len(b) > 0 && b[0] != ber.Sequence {
		return -1
	}
	n := ber.Length(b)
	if e, ok := ber.Read(b); ok && len(e.Body) > 0 && e.Body[0] != messageID || n > maxMessage {
		return -1
	}
	return n
}

func sniff(_ dissect.Origin, b []byte) dissect.Match {
	if messageLen(b) >= 0 || sealedLen(b) >= 0 {
		return dissect.Maybe // other protocols have such elements, too
	}
	return dissect.No
}
