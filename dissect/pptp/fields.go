package pptp

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
)

var fields = parts.Fields([]dissect.Field{
	{Name: "pptp.length", Title: "Length", Type: dissect.Uint},
	{Name: "pptp.type", Title: "Message type", Type: dissect.Uint},
	{Name: "pptp.magic_cookie", Title: "Magic Cookie", Type: dissect.Uint, Base: dissect.Hex8},
	{Name: "pptp.control_message_type", Title: "Control Message Type", Type: dissect.Uint, Names: typeNames.Name},
	{Name: "pptp.protocol_version", Title: "Protocol version", Type: dissect.Uint},
	{Name: "pptp.control_result", Title: "Result Code", Type: dissect.Uint},
	{Name: "pptp.error", Title: "Error Code", Type: dissect.Uint},
	{Name: "pptp.framing_capabilities", Title: "Framing Capabilities", Type: dissect.Uint},
	{Name: "pptp.bearer_capabilities", Title: "Bearer Capabilities", Type: dissect.Uint},
	{Name: "pptp.maximum_channels", Title: "Maximum Channels", Type: dissect.Uint},
	{Name: "pptp.firmware_revision", Title: "Firmware Revision", Type: dissect.Uint},
	{Name: "pptp.host_name", Title: "Host Name", Type: dissect.String},
	{Name: "pptp.vendor_name", Title: "Vendor Name", Type: dissect.String},
	{Name: "pptp.identifier", Title: "Identifier", Type: dissect.Uint},
	{Name: "pptp.call_id", Title: "Call ID", Type: dissect.Uint},
	{Name: "pptp.peer_call_id", Title: "Peer Call ID", Type: dissect.Uint},
	{Name: "pptp.call_serial_number", Title: "Call Serial Number", Type: dissect.Uint},
	{Name: "pptp.minimum_bps", Title: "Minimum BPS", Type: dissect.Uint},
	{Name: "pptp.maximum_bps", Title: "Maximum BPS", Type: dissect.Uint},
	{Name: "pptp.out_result", Title: "Result Code", Type: dissect.Uint},
	{Name: "pptp.send_accm", Title: "Send ACCM", Type: dissect.Uint, Base: dissect.Hex8},
	{Name: "pptp.receive_accm", Title: "Receive ACCM", Type: dissect.Uint, Base: dissect.Hex8},
})

var outline = dissect.Outline{Sorted: true}

// nameLen is the length of the names of hosts and makers.
const nameLen = 64

// ReadAll implements parts.Message.
func (m *Message) ReadAll(r *parts.Reader) {
	r.Uint("pptp.length", 2)
	r.Uint("pptp.type", 2)
	r.Uint("pptp.magic_cookie", 4)
	t := Type(r.Uint("pptp.control_message_type", 2))
	r.Skip(2)
	switch t {
	case 1, 2:
		r.Uint("pptp.protocol_version", 2)
		if t == 1 {
			r.Skip(2)
		} else {
			r.Uint("pptp.control_result", 1)
			r.Uint("pptp.error", 1)
		}
		r.Uint("pptp.framing_capabilities", 4)
		r.Uint("pptp.bearer_capabilities", 4)
		r.Uint("pptp.maximum_channels", 2)
		r.Uint("pptp.firmware_revision", 2)
		readName(r, "pptp.host_name")
		readName(r, "pptp.vendor_name")
	case 5, 6:
		r.Uint("pptp.identifier", 4)
	case 7:
		r.Uint("pptp.call_id", 2)
		r.Uint("pptp.call_serial_number", 2)
		r.Uint("pptp.minimum_bps", 4)
		r.Uint("pptp.maximum_bps", 4)
	case 8:
		r.Uint("pptp.call_id", 2)
		r.Uint("pptp.peer_call_id", 2)
		r.Uint("pptp.out_result", 1)
		r.Uint("pptp.error", 1)
	case 12, 13:
		r.Uint("pptp.call_id", 2)
	case 15:
		r.Uint("pptp.peer_call_id", 2)
		r.Skip(2)
		r.Uint("pptp.send_accm", 4)
		r.Uint("pptp.receive_accm", 4)
	}
}

// readName reads text that zeros fill.
func readName(r *parts.Reader, field string) {
	rest := r.Rest()
	n := 0
	for n < len(rest) && n < nameLen && rest[n] != 0 {
		n++
	}
	r.Note(field, r.Off, n, 0)
	r.Skip(nameLen)
}
