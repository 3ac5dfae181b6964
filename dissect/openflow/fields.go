package openflow

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
)

var fields = parts.Fields([]dissect.Field{
	{Name: "openflow.version", Title: "Version", Type: dissect.Uint, Base: dissect.Hex2, Names: versionNames.Name},
	{Name: "openflow_1_0.type", Title: "Type", Type: dissect.Uint},
	{Name: "openflow.xid", Title: "Transaction ID", Type: dissect.Uint},
	{Name: "openflow.length", Title: "Length", Type: dissect.Uint},
	{Name: "openflow_v4.version", Title: "Version", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "openflow_v4.type", Title: "Type", Type: dissect.Uint, Names: typeNames.Name},
	{Name: "openflow_v4.xid", Title: "Transaction ID", Type: dissect.Uint},
	{Name: "openflow_v4.length", Title: "Length", Type: dissect.Uint},
})

var typeNames = parts.Names{
	0: "OFPT_HELLO", 1: "OFPT_ERROR", 2: "OFPT_ECHO_REQUEST", 3: "OFPT_ECHO_REPLY", 4: "OFPT_EXPERIMENTER",
	5: "OFPT_FEATURES_REQUEST", 6: "OFPT_FEATURES_REPLY", 7: "OFPT_GET_CONFIG_REQUEST", 8: "OFPT_GET_CONFIG_REPLY",
	9: "OFPT_SET_CONFIG", 10: "OFPT_PACKET_IN", 11: "OFPT_FLOW_REMOVED", 12: "OFPT_PORT_STATUS",
	13: "OFPT_PACKET_OUT", 14: "OFPT_FLOW_MOD", 15: "OFPT_GROUP_MOD", 16: "OFPT_PORT_MOD", 17: "OFPT_TABLE_MOD",
	18: "OFPT_MULTIPART_REQUEST", 19: "OFPT_MULTIPART_REPLY", 20: "OFPT_BARRIER_REQUEST", 21: "OFPT_BARRIER_REPLY",
	22: "OFPT_QUEUE_GET_CONFIG_REQUEST", 23: "OFPT_QUEUE_GET_CONFIG_REPLY", 24: "OFPT_ROLE_REQUEST",
	25: "OFPT_ROLE_REPLY", 26: "OFPT_GET_ASYNC_REQUEST", 27: "OFPT_GET_ASYNC_REPLY", 28: "OFPT_SET_ASYNC",
	29: "OFPT_METER_MOD",
}

var versionNames = parts.Names{
	1: "1.0", 2: "1.1", 3: "1.2", 4: "1.3", 5: "1.4", 6: "1.5",
}

var outline = dissect.Outline{Sorted: true}
