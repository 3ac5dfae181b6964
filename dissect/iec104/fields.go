package iec104

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
)

var outline = dissect.Outline{Sorted: true}

var fields = parts.Fields([]dissect.Field{
	{Name: "iec60870_104.apdulen", Title: "ApduLen", Type: dissect.Uint},
	{Name: "iec60870_104.type", Title: "Type", Type: dissect.Uint, Base: dissect.Hex8,
		Names: parts.Names{0: "I", 1: "S", 3: "U"}.Name, Little: true},
	{Name: "iec60870_104.utype", Title: "UType", Type: dissect.Uint, Base: dissect.Hex8,
		Names: func(u uint64) string { return unnumberedNames[u<<2] }, Little: true},
	{Name: "iec60870_104.tx", Title: "Tx", Type: dissect.Uint, Little: true},
	{Name: "iec60870_104.rx", Title: "Rx", Type: dissect.Uint, Little: true},
	{Name: "iec60870_104.data", Title: "Data", Type: dissect.Octets},
})

var unitFields = parts.Fields([]dissect.Field{
	{Name: "iec60870_asdu.typeid", Title: "TypeId", Type: dissect.Uint, Names: typeNames.Name},
	{Name: "iec60870_asdu.sq", Title: "SQ", Type: dissect.Bool},
	{Name: "iec60870_asdu.numix", Title: "NumIx", Type: dissect.Uint},
	{Name: "iec60870_asdu.causetx", Title: "CauseTx", Type: dissect.Uint, Names: causeNames.Name},
	{Name: "iec60870_asdu.nega", Title: "Negative", Type: dissect.Bool},
	{Name: "iec60870_asdu.test", Title: "Test", Type: dissect.Bool},
	{Name: "iec60870_asdu.oa", Title: "OA", Type: dissect.Uint},
	{Name: "iec60870_asdu.addr", Title: "Addr", Type: dissect.Uint, Little: true},
	{Name: "iec60870_asdu.ioa", Title: "IOA", Type: dissect.Uint, Little: true},
})
