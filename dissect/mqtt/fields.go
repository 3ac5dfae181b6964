package mqtt

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
)

var fields = parts.Fields([]dissect.Field{
	{Name: "mqtt.len", Title: "Msg Len", Type: dissect.Uint},
	{Name: "mqtt.hdrflags", Title: "Header Flags", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "mqtt.msgtype", Title: "Message Type", Type: dissect.Uint, Names: typeNames.Name},
	{Name: "mqtt.hdr_reserved", Title: "Reserved", Type: dissect.Uint},
	{Name: "mqtt.dupflag", Title: "DUP Flag", Type: dissect.Bool},
	{Name: "mqtt.qos", Title: "QoS Level", Type: dissect.Uint, Names: qosNames.Name},
	{Name: "mqtt.retain", Title: "Retain", Type: dissect.Bool},
	{Name: "mqtt.conack.flags", Title: "Acknowledge Flags", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "mqtt.conack.flags.sp", Title: "Session Present", Type: dissect.Bool},
	{Name: "mqtt.conack.val", Title: "Return Code", Type: dissect.Uint, Names: returnNames.Name},
	{Name: "mqtt.msgid", Title: "Message Identifier", Type: dissect.Uint},
	{Name: "mqtt.sub.qos", Title: "Requested QoS", Type: dissect.Uint},
	{Name: "mqtt.suback.qos", Title: "Granted QoS", Type: dissect.Uint},
	{Name: "mqtt.topic_len", Title: "Topic Length", Type: dissect.Uint},
	{Name: "mqtt.topic", Title: "Topic", Type: dissect.String},
	{Name: "mqtt.willtopic_len", Title: "Will Topic Length", Type: dissect.Uint},
	{Name: "mqtt.willtopic", Title: "Will Topic", Type: dissect.String},
	{Name: "mqtt.willmsg", Title: "Will Message", Type: dissect.Octets},
	{Name: "mqtt.willmsg_len", Title: "Will Message Length", Type: dissect.Uint},
	{Name: "mqtt.username_len", Title: "User Name Length", Type: dissect.Uint},
	{Name: "mqtt.username", Title: "User Name", Type: dissect.String},
	{Name: "mqtt.passwd_len", Title: "Password Length", Type: dissect.Uint},
	{Name: "mqtt.passwd", Title: "Password", Type: dissect.String},
	{Name: "mqtt.msg", Title: "Message", Type: dissect.Octets},
	{Name: "mqtt.proto_len", Title: "Protocol Name Length", Type: dissect.Uint},
	{Name: "mqtt.protoname", Title: "Protocol Name", Type: dissect.String},
	{Name: "mqtt.clientid_len", Title: "Client ID Length", Type: dissect.Uint},
	{Name: "mqtt.clientid", Title: "Client ID", Type: dissect.String},
	{Name: "mqtt.ver", Title: "Version", Type: dissect.Uint},
	{Name: "mqtt.conflags", Title: "Connect Flags", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "mqtt.conflag.uname", Title: "User Name Flag", Type: dissect.Bool},
	{Name: "mqtt.conflag.passwd", Title: "Password Flag", Type: dissect.Bool},
	{Name: "mqtt.conflag.retain", Title: "Will Retain", Type: dissect.Bool},
	{Name: "mqtt.conflag.qos", Title: "QoS Level", Type: dissect.Uint},
	{Name: "mqtt.conflag.willflag", Title: "Will Flag", Type: dissect.Bool},
	{Name: "mqtt.conflag.cleansess", Title: "Clean Session Flag", Type: dissect.Bool},
	{Name: "mqtt.conflag.reserved", Title: "(Reserved)", Type: dissect.Bool},
	{Name: "mqtt.kalive", Title: "Keep Alive", Type: dissect.Uint},
	{Name: "mqtt.subscription_options", Title: "Subscription Options", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "mqtt.subscription_options_qos", Title: "QoS", Type: dissect.Uint},
	{Name: "mqtt.subscription_options_nl", Title: "No Local", Type: dissect.Bool},
	{Name: "mqtt.subscription_options_rap", Title: "Retain As Published", Type: dissect.Bool},
	{Name: "mqtt.subscription_options_retain", Title: "Retain Handling", Type: dissect.Uint},
	{Name: "mqtt.connack.reason_code", Title: "Reason Code", Type: dissect.Uint, Names: reasonNames.Name},
	{Name: "mqtt.puback.reason_code", Title: "Reason Code", Type: dissect.Uint},
	{Name: "mqtt.pubrec.reason_code", Title: "Reason Code", Type: dissect.Uint},
	{Name: "mqtt.pubrel.reason_code", Title: "Reason Code", Type: dissect.Uint},
	{Name: "mqtt.pubcomp.reason_code", Title: "Reason Code", Type: dissect.Uint},
	{Name: "mqtt.suback.reason_code", Title: "Reason Code", Type: dissect.Uint},
	{Name: "mqtt.unsuback.reason_code", Title: "Reason Code", Type: dissect.Uint},
	{Name: "mqtt.disconnect.reason_code", Title: "Reason Code", Type: dissect.Uint},
	{Name: "mqtt.auth.reason_code", Title: "Reason Code", Type: dissect.Uint},
	{Name: "mqtt.properties", Title: "Properties", Type: dissect.Label},
	{Name: "mqtt.will_properties", Title: "Will Properties", Type: dissect.Label},
	{Name: "mqtt.property_len", Title: "Total Length", Type: dissect.Uint},
	{Name: "mqtt.property_id", Title: "ID", Type: dissect.Uint, Base: dissect.Hex2, Names: propertyNames.Name},
	{Name: "mqtt.prop_number", Title: "Value", Type: dissect.Uint},
	{Name: "mqtt.property.content_type", Title: "Content Type", Type: dissect.String},
	{Name: "mqtt.property.max_qos", Title: "QoS", Type: dissect.Uint},
	{Name: "mqtt.property.topic_alias", Title: "Topic Alias", Type: dissect.Uint},
	{Name: "mqtt.prop_string_len", Title: "Length", Type: dissect.Uint},
	{Name: "mqtt.prop_string", Title: "Value", Type: dissect.String},
	{Name: "mqtt.prop_key_len", Title: "Key Length", Type: dissect.Uint},
	{Name: "mqtt.prop_key", Title: "Key", Type: dissect.String},
	{Name: "mqtt.prop_value_len", Title: "Value Length", Type: dissect.Uint},
	{Name: "mqtt.prop_value", Title: "Value", Type: dissect.String},
})

var typeNames = parts.Names{
	0: "Reserved", 1: "Connect Command", 2: "Connect Ack", 3: "Publish Message", 4: "Publish Ack",
	5: "Publish Received", 6: "Publish Release", 7: "Publish Complete", 8: "Subscribe Request", 9: "Subscribe Ack",
	10: "Unsubscribe Request", 11: "Unsubscribe Ack", 12: "Ping Request", 13: "Ping Response",
	14: "Disconnect Req", 15: "Authentication Exchange", 16: "Reserved",
}

var returnNames = parts.Names{
	0: "Connection Accepted", 1: "Connection Refused: unacceptable protocol version",
	2: "Connection Refused: identifier rejected", 3: "Connection Refused: server unavailable",
	4: "Connection Refused: bad user name or password", 5: "Connection Refused: not authorized",
}

var propertyNames = parts.Names{
	1: "Payload Format Indicator", 2: "Publication Expiry Interval", 3: "Content Type", 8: "Response Topic",
	9: "Correlation Data", 11: "Subscription Identifier", 17: "Session Expiry Interval",
	18: "Assigned Client Identifier", 19: "Server Keep Alive", 21: "Authentication Method",
	22: "Authentication Data", 23: "Request Problem Information", 24: "Will Delay Interval",
	25: "Request Response Information", 26: "Response Information", 28: "Server Reference", 31: "Reason String",
	33: "Receive Maximum", 34: "Topic Alias Maximum", 35: "Topic Alias", 36: "Maximum QoS", 37: "Retain Available",
	38: "User Property", 39: "Maximum Packet Size", 40: "Wildcard Subscription Available",
	41: "Subscription Identifier Available", 42: "Shared Subscription Available",
}

var reasonNames = parts.Names{
	0: "Success", 128: "Unspecified error", 129: "Malformed Packet", 130: "Protocol Error",
	131: "Implementation specific error", 132: "Unsupported Protocol Version", 133: "Client Identifier not valid",
	134: "Bad User Name or Password", 135: "Not authorized", 136: "Server unavailable", 137: "Server busy",
	138: "Banned", 140: "Bad authentication method", 144: "Topic Name invalid", 149: "Packet too large",
	151: "Quota exceeded", 154: "Retain not supported", 155: "QoS not supported", 156: "Use another server",
	157: "Server moved", 159: "Connection rate exceeded",
}

var qosNames = parts.Names{
	0: "At most once delivery (Fire and Forget)", 1: "At least once delivery (Acknowledged deliver)",
	2: "Exactly once delivery (Assured Delivery)", 3: "Reserved",
}

var outline = dissect.Outline{Sorted: true}
