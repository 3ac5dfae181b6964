package openvpn

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
)

var fields = parts.Fields([]dissect.Field{
	{Name: "openvpn.plen", Title: "Packet Length", Type: dissect.Uint},
	{Name: "openvpn.type", Title: "Type", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "openvpn.opcode", Title: "Opcode", Type: dissect.Uint, Base: dissect.Hex2, Names: opcodeNames.Name},
	{Name: "openvpn.keyid", Title: "Key ID", Type: dissect.Uint},
	{Name: "openvpn.peerid", Title: "Peer ID", Type: dissect.Uint},
	{Name: "openvpn.sessionid", Title: "Session ID", Type: dissect.Uint},
	{Name: "openvpn.data", Title: "Data", Type: dissect.Octets},
})

var opcodeNames = parts.Names{
	1: "P_CONTROL_HARD_RESET_CLIENT_V1", 2: "P_CONTROL_HARD_RESET_SERVER_V1", 3: "P_CONTROL_SOFT_RESET_V1",
	4: "P_CONTROL_V1", 5: "P_ACK_V1", 6: "P_DATA_V1", 7: "P_CONTROL_HARD_RESET_CLIENT_V2",
	8: "P_CONTROL_HARD_RESET_SERVER_V2", 9: "P_DATA_V2", 10: "P_CONTROL_HARD_RESET_CLIENT_V3",
	11: "P_CONTROL_WKC_V1",
}

var outline = dissect.Outline{Sorted: true}
