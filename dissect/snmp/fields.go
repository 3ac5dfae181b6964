package snmp

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
)

var fields = parts.Fields([]dissect.Field{
	{Name: "snmp.version", Title: "version", Type: dissect.Int, Names: versionNames.Name},
	{Name: "snmp.community", Title: "community", Type: dissect.String},
	{Name: "snmp.msgVersion", Title: "msgVersion", Type: dissect.Int, Names: versionNames.Name},
	{Name: "snmp.msgID", Title: "msgID", Type: dissect.Uint},
	{Name: "snmp.msgMaxSize", Title: "msgMaxSize", Type: dissect.Uint},
	{Name: "snmp.msgFlags", Title: "msgFlags", Type: dissect.Octets},
	{Name: "snmp.v3.flags.report", Title: "Reportable", Type: dissect.Bool},
	{Name: "snmp.v3.flags.crypt", Title: "Encrypted", Type: dissect.Bool},
	{Name: "snmp.v3.flags.auth", Title: "Authenticated", Type: dissect.Bool},
	{Name: "snmp.msgSecurityModel", Title: "msgSecurityModel", Type: dissect.Uint, Names: modelNames.Name},
	{Name: "snmp.msgAuthoritativeEngineID", Title: "msgAuthoritativeEngineID", Type: dissect.Octets},
	{Name: "snmp.msgAuthoritativeEngineBoots", Title: "msgAuthoritativeEngineBoots", Type: dissect.Uint},
	{Name: "snmp.msgAuthoritativeEngineTime", Title: "msgAuthoritativeEngineTime", Type: dissect.Uint},
	{Name: "snmp.msgUserName", Title: "msgUserName", Type: dissect.String},
	{Name: "snmp.msgAuthenticationParameters", Title: "msgAuthenticationParameters", Type: dissect.Octets},
	{Name: "snmp.msgPrivacyParameters", Title: "msgPrivacyParameters", Type: dissect.Octets},
	{Name: "snmp.encryptedPDU", Title: "encryptedPDU", Type: dissect.Octets},
	{Name: "snmp.contextEngineID", Title: "contextEngineID", Type: dissect.Octets},
	{Name: "snmp.contextName", Title: "contextName", Type: dissect.String},
	{Name: "snmp.data", Title: "data", Type: dissect.Uint, Names: func(u uint64) string { return PDU(u).String() }},
	{Name: "snmp.request_id", Title: "request-id", Type: dissect.Int},
	{Name: "snmp.error_status", Title: "error-status", Type: dissect.Int, Names: errors.Name},
	{Name: "snmp.error_index", Title: "error-index", Type: dissect.Int},
	{Name: "snmp.non_repeaters", Title: "non-repeaters", Type: dissect.Uint},
	{Name: "snmp.max_repetitions", Title: "max-repetitions", Type: dissect.Uint},
	{Name: "snmp.enterprise", Title: "enterprise", Type: dissect.String},
	{Name: "snmp.agent_addr", Title: "agent-addr", Type: dissect.IPv4},
	{Name: "snmp.generic_trap", Title: "generic-trap", Type: dissect.Int, Names: trapNames.Name},
	{Name: "snmp.specific_trap", Title: "specific-trap", Type: dissect.Int},
	{Name: "snmp.time_stamp", Title: "time-stamp", Type: dissect.Uint},
	{Name: "snmp.variable_bindings", Title: "variable-bindings", Type: dissect.Uint},
	{Name: "snmp.name", Title: "Object Name", Type: dissect.String},
	{Name: "snmp.value.int", Title: "Value (Integer32)", Type: dissect.Int},
	{Name: "snmp.value.octets", Title: "Value (OctetString)", Type: dissect.Octets},
	{Name: "snmp.value.null", Title: "Value (Null)", Type: dissect.Label},
	{Name: "snmp.value.oid", Title: "Value (OID)", Type: dissect.String},
	{Name: "snmp.value.ipv4", Title: "Value (IpAddress)", Type: dissect.IPv4},
	{Name: "snmp.value.counter", Title: "Value (Counter32)", Type: dissect.Uint},
	{Name: "snmp.value.g32", Title: "Value (Gauge32)", Type: dissect.Int},
	{Name: "snmp.value.timeticks", Title: "Value (Timeticks)", Type: dissect.Uint},
	{Name: "snmp.value.opaque", Title: "Value (Opaque)", Type: dissect.Octets},
	{Name: "snmp.noSuchObject", Title: "noSuchObject", Type: dissect.Label},
	{Name: "snmp.noSuchInstance", Title: "noSuchInstance", Type: dissect.Label},
	{Name: "snmp.endOfMibView", Title: "endOfMibView", Type: dissect.Label},
})

var versionNames = parts.Names{0: "version-1", 1: "v2c", 2: "v2u", 3: "snmpv3"}

var modelNames = parts.Names{0: "Any", 1: "V1", 2: "V2C", 3: "USM"}

// trapNames are the values of generic-trap (RFC 1157 §4.1.6).
var trapNames = parts.Names{
	0: "coldStart", 1: "warmStart", 2: "linkDown", 3: "linkUp", 4: "authenticationFailure", 5: "egpNeighborLoss",
	6: "enterpriseSpecific",
}

var outline = dissect.Outline{Sorted: true, Branches: []dissect.Branch{
	{Above: "snmp.msgFlags", Below: []string{"snmp.v3.flags.*"}},
}}
