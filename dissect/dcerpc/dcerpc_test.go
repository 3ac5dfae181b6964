package dcerpc_test

import (
	"encoding/binary"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dcerpc"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
)

var le = binary.LittleEndian

// pdu makes a PDU.
func pdu(t dcerpc.Type, flags byte, call uint32, body string) []byte {
	b := append([]byte{5, 0, byte(t), flags, 0x10, 0, 0, 0}, make([]byte, 8)...)
	le.PutUint32(b[12:], call)
	b = append(b, body...)
	le.PutUint16(b[8:], uint16(len(b)))
	return b
}

// Identifiers as they stand in PDUs.
const (
	samr    = "\x78\x57\x34\x12\x34\x12\xcd\xab\xef\x00\x01\x23\x45\x67\x89\xac"
	unknown = "\xaa\x62\x2b\x5d\x0a\xee\x95\x4a\x91\xae\xb0\x64\xfd\xb4\x71\xfc"
	ndr32   = "\x04\x5d\x88\x8a\xeb\x1c\xc9\x11\x9f\xe8\x08\x00\x2b\x10\x48\x60"
	ndr64   = "\x33\x05\x71\x71\xba\xbe\x37\x49\x83\x19\xb5\xdb\xef\x9c\xcc\x36"
)

const (
	single = 3
	first  = 1
	last   = 2
)

func bind(uuids ...string) string {
	b := "\xd0\x16\xd0\x16\x00\x00\x00\x00" + string(rune(len(uuids))) + "\x00\x00\x00"
	for i, u := range uuids {
		b += string(rune(i)) + "\x00\x01\x00" + u + "\x01\x00\x00\x00" + ndr32 + "\x02\x00\x00\x00"
	}
	return b
}

func bound(results ...byte) string {
	b := "\xd0\x16\xb8\x10\x34\x12\x00\x00\x04\x00135\x00\x00\x00" + string(rune(len(results))) + "\x00\x00\x00"
	for _, r := range results {
		b += string(rune(r)) + "\x00\x00\x00" + ndr32 + "\x02\x00\x00\x00"
	}
	return b
}

func request(context, operation byte, stub string) string {
	return "\x00\x00\x00\x00" + string(rune(context)) + "\x00" + string(rune(operation)) + "\x00" + stub
}

func response(context byte, stub string) string {
	return "\x00\x00\x00\x00" + string(rune(context)) + "\x00\x00\x00" + stub
}

func said(d dissect.Dir, row string, b []byte) dissecttest.Turn {
	return dissecttest.Turn{Dir: d, Data: b, Rows: []string{row}}
}

// domain are the parameters of SAMR's LookupDomain.
const domain = "handlehandlehandle!!" + "\x04\x00\x04\x00\x00\x00\x02\x00" +
	"\x02\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00E\x00X\x00"

func conversation() []dissecttest.Turn {
	const c, s = dissect.ToServer, dissect.ToClient
	return []dissecttest.Turn{
		said(c, "DCERPC Bind: call_id: 1, Fragment: Single, 2 context items: SAMR V1.0 (32bit NDR), 5d2b62aa-ee0a-4a95-91ae-b064fdb471fc V1.0 (32bit NDR)",
			pdu(dcerpc.Bind, single, 1, bind(samr, unknown))),
		said(s, "DCERPC Bind_ack: call_id: 1, Fragment: Single, max_xmit: 5840 max_recv: 4280, 2 results: Acceptance, Provider rejection",
			pdu(dcerpc.BindAck, single, 1, bound(0, 2))),
		said(c, "SAMR LookupDomain request, EX", pdu(dcerpc.Request, single, 2, request(0, 5, domain))),
		said(s, "SAMR LookupDomain response, STATUS_NO_SUCH_DOMAIN, Error: STATUS_NO_SUCH_DOMAIN",
			pdu(dcerpc.Response, single, 2, response(0, "\x00\x00\x00\x00\xdf\x00\x00\xc0"))),
		said(c, "SAMR Unknown operation 200 request",
			pdu(dcerpc.Request, single, 3, "\x00\x00\x00\x00\x00\x00\xc8\x00stub")),
		said(s, "DCERPC Fault: call_id: 3, Fragment: Single, Ctx: 0, status: nca_op_rng_error",
			pdu(dcerpc.Fault, single, 3, response(0, "\x02\x00\x01\x1c\x00\x00\x00\x00"))),
		said(c, "DCERPC Request: call_id: 4, Fragment: Single, opnum: 7, Ctx: 1 5d2b62aa-ee0a-4a95-91ae-b064fdb471fc V1",
			pdu(dcerpc.Request, single, 4, request(1, 7, "stub"))),
		said(c, "DCERPC Request: call_id: 5, Fragment: 1st, opnum: 64, Ctx: 0",
			pdu(dcerpc.Request, first, 5, request(0, 64, "stub"))),
		said(c, "SAMR Connect5 request", pdu(dcerpc.Request, last, 5, request(0, 64, "rest"))),
		said(s, "SAMR Connect5 response", pdu(dcerpc.Response, single, 5, response(0, "\x00\x00\x00\x00"))),
		said(s, "DCERPC Response: call_id: 99, Fragment: Single, Ctx: 0",
			pdu(dcerpc.Response, single, 99, response(0, "stub"))),
		said(s, "DCERPC Bind_nak: call_id: 6, Fragment: Single reason: Protocol version not supported",
			pdu(dcerpc.BindNak, single, 6, "\x04\x00\x01\x05\x00")),
	}
}

func protocols() []*dissect.Protocol {
	list := []*dissect.Protocol{&dcerpc.Protocol}
	for _, x := range dcerpc.Interfaces {
		list = append(list, &x.Protocol)
	}
	return list
}

func TestConversation(t *testing.T) {
	c := dissecttest.Conversation{Protocols: protocols(), Port: 135, Turns: conversation()}
	c.Check(t)
}

func TestExchanges(t *testing.T) {
	c := dissecttest.Dialogue{
		Conversation: dissecttest.Conversation{Protocols: protocols(), Port: 135, Turns: conversation()},
		Exchanges: []string{
			"Bind SAMR -> Acceptance succeeded", "LookupDomain SAMR -> STATUS_NO_SUCH_DOMAIN refused",
			"Unknown operation 200 SAMR -> nca_op_rng_error failed",
			"Connect5 SAMR -> STATUS_SUCCESS succeeded",
			"Unknown operation 7 5d2b62aa-ee0a-4a95-91ae-b064fdb471fc -> unanswered",
		},
	}
	c.Check(t)
}

// TestEndpointMapper: the tower of a request names the interface that is looked for, in either syntax.
func TestEndpointMapper(t *testing.T) {
	const (
		mapper = "\x08\x83\xaf\xe1\x1f\x5d\xc9\x11\x91\xa4\x08\x00\x2b\x14\xa0\xfa"
		floors = "\x02\x00\x13\x00\x0d" + samr + "\x01\x00\x02\x00\x00\x00\x13\x00\x0d" + ndr32 + "\x02\x00\x02\x00\x00\x00"
		length = "\x34\x00\x00\x00"
	)
	for syntax, stub := range map[string]string{
		ndr32: "\x00\x00\x00\x00\x01\x00\x00\x00" + length + length + floors,
		ndr64: "\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00" + length + "\x00\x00\x00\x00" +
			length + floors,
	} {
		offer := "\xd0\x16\xd0\x16\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x01\x00" + mapper + "\x03\x00\x00\x00" +
			syntax + "\x02\x00\x00\x00"
		turns := []dissecttest.Turn{
			{Data: pdu(dcerpc.Bind, single, 1, offer)},
			{Data: pdu(dcerpc.Request, single, 2, request(0, 3, stub))},
		}
		c := dissecttest.Conversation{Protocols: protocols(), Port: 135, Turns: turns}
		if rows := c.Run(turns, false).Rows; rows[len(rows)-1] != "EPM Map request, SAMR, 32bit NDR" {
			t.Errorf("%q", rows)
		}
	}
}

// FuzzDCERPC replays any bytes as a conversation.
func FuzzDCERPC(f *testing.F) {
	for _, x := range conversation() {
		f.Add(append([]byte{0x87}, x.Data...))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		dissecttest.AnyConnection(t, &dcerpc.Protocol, 135, b)
		dissecttest.AnyDialogue(t, &dcerpc.Protocol, 135, b)
	})
}

// TestAllocatesNothing: rows of a connection that goes on need no memory.
func TestAllocatesNothing(t *testing.T) {
	c := dissecttest.NewConnection(135, engine.ByArrival, protocols()...)
	if n := c.Allocs(conversation()[2:10]); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
