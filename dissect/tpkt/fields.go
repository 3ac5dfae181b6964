package tpkt

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/parts"
)

var outline = dissect.Outline{Sorted: true}

var fields = parts.Fields([]dissect.Field{
	{Name: "tpkt.version", Title: "Version", Type: dissect.Uint},
	{Name: "tpkt.reserved", Title: "Reserved", Type: dissect.Uint},
	{Name: "tpkt.length", Title: "Length", Type: dissect.Uint},
})

var transportFields = parts.Fields([]dissect.Field{
	{Name: "cotp.li", Title: "Length", Type: dissect.Uint},
	{Name: "cotp.type", Title: "PDU Type", Type: dissect.Uint, Base: dissect.Hex2, Names: tpduNames.Name},
	{Name: "cotp.destref", Title: "Destination reference", Type: dissect.Uint, Base: dissect.Hex4},
	{Name: "cotp.srcref", Title: "Source reference", Type: dissect.Uint, Base: dissect.Hex4},
	{Name: "cotp.class", Title: "Class", Type: dissect.Uint},
	{Name: "cotp.cause", Title: "Cause", Type: dissect.Uint},
	{Name: "cotp.tpdu-number", Title: "TPDU number", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "cotp.eot", Title: "Last data unit", Type: dissect.Bool},
})

var channelFields = parts.Fields([]dissect.Field{
	{Name: "t125.DomainMCSPDU", Title: "DomainMCSPDU", Type: dissect.Uint, Names: choiceNames.Name},
	{Name: "t125.channelId", Title: "channelId", Type: dissect.Uint},
})

var desktopFields = parts.Fields([]dissect.Field{
	{Name: "rdp.rt_cookie", Title: "Routing Token/Cookie", Type: dissect.String},
	{Name: "rdp.neg_type", Title: "Type", Type: dissect.Uint, Base: dissect.Hex2, Names: negotiationNames.Name},
	{Name: "rdp.negReq.requestedProtocols", Title: "requestedProtocols", Type: dissect.Uint, Base: dissect.Hex8},
	{Name: "rdp.negReq.selectedProtocol", Title: "selectedProtocol", Type: dissect.Uint, Base: dissect.Hex8,
		Names: protocolNames.Name},
	{Name: "rdp.negFailure.failureCode", Title: "failureCode", Type: dissect.Uint, Base: dissect.Hex8, Names: failures.Name},
	{Name: "rdp.encryptionMethod", Title: "encryptionMethod", Type: dissect.Uint, Base: dissect.Hex8, Names: methods.Name},
	{Name: "rdp.encryptionLevel", Title: "encryptionLevel", Type: dissect.Uint, Base: dissect.Hex8, Names: levels.Name},
})

var negotiationNames = parts.Names{negotiateRequest: "RDP Negotiation Request",
	negotiateResponse: "RDP Negotiation Response", negotiateFailure: "RDP Negotiation Failure"}

var protocolNames = parts.Names{
	0: "Standard RDP Security", 1: "TLS 1.0, 1.1 or 1.2", 2: "CredSSP", 4: "RDSTLS protocol",
	8: "CredSSP with Early User Authorization Result PDU",
}

// ReadAll implements parts.Message.
func (m *DesktopPDU) ReadAll(r *parts.Reader) {
	r.Little = true
	switch m.Kind {
	case Negotiation:
		if bytes.HasPrefix(r.Bytes, cookie) {
			line, _, _ := bytes.Cut(r.Bytes, []byte("\r\n"))
			r.Octets("rdp.rt_cookie", len(line))
			r.Skip(2)
		}
		if r.Left() < negotiationLen {
			return
		}
		kind := r.Uint("rdp.neg_type", 1)
		r.Skip(3)
		switch kind {
		case negotiateRequest:
			r.Uint("rdp.negReq.requestedProtocols", 4)
		case negotiateResponse:
			r.Uint("rdp.negReq.selectedProtocol", 4)
		case negotiateFailure:
			r.Uint("rdp.negFailure.failureCode", 4)
		}
	case ServerData:
		if s := block(r.Bytes, serverSecurity); len(s) >= 8 {
			r.Skip(cap(r.Bytes) - cap(s))
			r.Uint("rdp.encryptionMethod", 4)
			r.Uint("rdp.encryptionLevel", 4)
		}
	}
}

var s7Fields = parts.Fields([]dissect.Field{
	{Name: "s7comm.header.protid", Title: "Protocol Id", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "s7comm.header.rosctr", Title: "ROSCTR", Type: dissect.Uint, Names: rosctrNames.Name},
	{Name: "s7comm.header.redid", Title: "Redundancy Identification (Reserved)", Type: dissect.Uint, Base: dissect.Hex4},
	{Name: "s7comm.header.pduref", Title: "Protocol Data Unit Reference", Type: dissect.Uint},
	{Name: "s7comm.header.parlg", Title: "Parameter length", Type: dissect.Uint},
	{Name: "s7comm.header.datlg", Title: "Data length", Type: dissect.Uint},
	{Name: "s7comm.header.errcls", Title: "Error class", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "s7comm.header.errcod", Title: "Error code", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "s7comm.param.func", Title: "Function", Type: dissect.Uint, Base: dissect.Hex2, Names: functionNames.Name},
})
