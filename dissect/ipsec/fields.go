package ipsec

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
)

var keyFields = parts.Fields([]dissect.Field{
	{Name: "isakmp.ispi", Title: "Initiator SPI", Type: dissect.Octets},
	{Name: "isakmp.rspi", Title: "Responder SPI", Type: dissect.Octets},
	{Name: "isakmp.typepayload", Title: "Payload", Type: dissect.Uint, Names: payloadNames.Name},
	{Name: "isakmp.nextpayload", Title: "Next payload", Type: dissect.Uint},
	{Name: "isakmp.version", Title: "Version", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "isakmp.exchangetype", Title: "Exchange type", Type: dissect.Uint, Names: exchangeNames.Name},
	{Name: "isakmp.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "isakmp.flag_e", Title: "Encryption", Type: dissect.Bool},
	{Name: "isakmp.flag_c", Title: "Commit", Type: dissect.Bool},
	{Name: "isakmp.flag_a", Title: "Authentication", Type: dissect.Bool},
	{Name: "isakmp.flag_i", Title: "Initiator", Type: dissect.Bool},
	{Name: "isakmp.flag_v", Title: "Version", Type: dissect.Bool},
	{Name: "isakmp.flag_r", Title: "Response", Type: dissect.Bool},
	{Name: "isakmp.messageid", Title: "Message ID", Type: dissect.Uint, Base: dissect.Hex8},
	{Name: "isakmp.length", Title: "Length", Type: dissect.Uint},
	{Name: "isakmp.payloadlength", Title: "Payload length", Type: dissect.Uint},
})

var payloadFields = parts.Fields([]dissect.Field{
	{Name: "esp.spi", Title: "ESP SPI", Type: dissect.Uint, Base: dissect.Hex8},
	{Name: "esp.sequence", Title: "ESP Sequence", Type: dissect.Uint},
})

var exchangeNames = parts.Names{
	0: "NONE", 1: "Base", 2: "Identity Protection (Main Mode)", 3: "Authentication Only", 4: "Aggressive",
	5: "Informational", 6: "Transaction (Config Mode)", 32: "Quick Mode", 33: "New Group Mode", 34: "IKE_SA_INIT",
	35: "IKE_AUTH", 36: "CREATE_CHILD_SA", 37: "INFORMATIONAL", 38: "IKE_SESSION_RESUME",
}

var payloadNames = parts.Names{}

var outline = dissect.Outline{Sorted: true}
