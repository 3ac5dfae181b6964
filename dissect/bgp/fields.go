package bgp

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
)

var fields = parts.Fields([]dissect.Field{
	{Name: "bgp.marker", Title: "Marker", Type: dissect.Octets},
	{Name: "bgp.length", Title: "Length", Type: dissect.Uint},
	{Name: "bgp.prefix_length", Title: "Prefix Length", Type: dissect.Uint},
	{Name: "bgp.type", Title: "Type", Type: dissect.Uint, Names: typeNames.Name},
	{Name: "bgp.open.version", Title: "Version", Type: dissect.Uint},
	{Name: "bgp.open.myas", Title: "My AS", Type: dissect.Uint},
	{Name: "bgp.open.holdtime", Title: "Hold Time", Type: dissect.Uint},
	{Name: "bgp.open.identifier", Title: "BGP Identifier", Type: dissect.IPv4},
	{Name: "bgp.open.opt.len", Title: "Optional Parameters Length", Type: dissect.Uint},
	{Name: "bgp.open.opt.param.type", Title: "Parameter Type", Type: dissect.Uint},
	{Name: "bgp.open.opt.param.len", Title: "Parameter Length", Type: dissect.Uint},
	{Name: "bgp.notify.major_error", Title: "Major error Code", Type: dissect.Uint, Names: errorNames.Name},
	{Name: "bgp.notify.minor_error", Title: "Minor error Code (Message Header)", Type: dissect.Uint},
	{Name: "bgp.notify.minor_error_open", Title: "Minor error Code (Open Message)", Type: dissect.Uint},
	{Name: "bgp.notify.minor_error_update", Title: "Minor error Code (Update Message)", Type: dissect.Uint},
	{Name: "bgp.notify.minor_error_expired", Title: "Minor error Code (Hold Timer Expired)", Type: dissect.Uint},
	{Name: "bgp.notify.minor_error_state", Title: "Minor error Code (State Machine)", Type: dissect.Uint},
	{Name: "bgp.notify.minor_error_cease", Title: "Minor error Code (Cease)", Type: dissect.Uint},
	{Name: "bgp.notify.minor_error_capability", Title: "Minor error Code (Capability Message)", Type: dissect.Uint},
	{Name: "bgp.notify.minor_error_unknown", Title: "Minor error Code (Unknown)", Type: dissect.Uint},
	{Name: "bgp.notify.minor_data", Title: "Data", Type: dissect.Octets},
	{Name: "bgp.route_refresh.afi", Title: "Address family identifier (AFI)", Type: dissect.Uint},
	{Name: "bgp.route_refresh.subtype", Title: "Subtype", Type: dissect.Uint},
	{Name: "bgp.route_refresh.safi", Title: "Subsequent address family identifier (SAFI)", Type: dissect.Uint},
	{Name: "bgp.cap.type", Title: "Type", Type: dissect.Uint},
	{Name: "bgp.cap.length", Title: "Length", Type: dissect.Uint},
	{Name: "bgp.cap.4as", Title: "AS Number", Type: dissect.Uint},
	{Name: "bgp.update.withdrawn_routes.length", Title: "Withdrawn Routes Length", Type: dissect.Uint},
	{Name: "bgp.update.path_attribute.aggregator_as", Title: "Aggregator AS", Type: dissect.Uint},
	{Name: "bgp.update.path_attributes.length", Title: "Total Path Attribute Length", Type: dissect.Uint},
	{Name: "bgp.update.path_attribute.aggregator_origin", Title: "Aggregator origin", Type: dissect.IPv4},
	{Name: "bgp.update.path_attribute.as_path_segment.type", Title: "Segment type", Type: dissect.Uint},
	{Name: "bgp.update.path_attribute.as_path_segment.length", Title: "Segment length (number of ASN)", Type: dissect.Uint},
	{Name: "bgp.update.path_attribute.as_path_segment.as2", Title: "AS2", Type: dissect.Uint},
	{Name: "bgp.update.path_attribute.as_path_segment.as4", Title: "AS4", Type: dissect.Uint},
	{Name: "bgp.update.path_attribute.community_as", Title: "Community AS", Type: dissect.Uint},
	{Name: "bgp.update.path_attribute.community_value", Title: "Community value", Type: dissect.Uint},
	{Name: "bgp.update.path_attribute.local_pref", Title: "Local preference", Type: dissect.Uint},
	{Name: "bgp.update.path_attribute.multi_exit_disc", Title: "Multiple exit discriminator", Type: dissect.Uint},
	{Name: "bgp.update.path_attribute.next_hop", Title: "Next hop", Type: dissect.IPv4},
	{Name: "bgp.update.path_attribute.origin", Title: "Origin", Type: dissect.Uint, Names: originNames.Name},
	{Name: "bgp.update.path_attribute.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "bgp.update.path_attribute.flags.optional", Title: "Optional", Type: dissect.Bool},
	{Name: "bgp.update.path_attribute.flags.transitive", Title: "Transitive", Type: dissect.Bool},
	{Name: "bgp.update.path_attribute.flags.partial", Title: "Partial", Type: dissect.Bool},
	{Name: "bgp.update.path_attribute.flags.extended_length", Title: "Extended-Length", Type: dissect.Bool},
	{Name: "bgp.update.path_attribute.type_code", Title: "Type Code", Type: dissect.Uint, Names: attributeNames.Name},
	{Name: "bgp.update.path_attribute.length", Title: "Length", Type: dissect.Uint},
	{Name: "bgp.update.path_attribute.originator_id", Title: "Originator identifier", Type: dissect.IPv4},
	{Name: "bgp.withdrawn_prefix", Title: "Withdrawn prefix", Type: dissect.IPv4},
	{Name: "bgp.nlri_prefix", Title: "NLRI prefix", Type: dissect.IPv4},
})

var typeNames = parts.Names{
	1: "OPEN Message", 2: "UPDATE Message", 3: "NOTIFICATION Message", 4: "KEEPALIVE Message",
	5: "ROUTE-REFRESH Message", 6: "CAPABILITY Message", 128: "Cisco ROUTE-REFRESH Message",
}

var errorNames = parts.Names{
	1: "Message Header Error", 2: "OPEN Message Error", 3: "UPDATE Message Error", 4: "Hold Timer Expired",
	5: "Finite State Machine Error", 6: "Cease", 7: "CAPABILITY Message Error",
}

var attributeNames = parts.Names{
	1: "ORIGIN", 2: "AS_PATH", 3: "NEXT_HOP", 4: "MULTI_EXIT_DISC", 5: "LOCAL_PREF", 6: "ATOMIC_AGGREGATE",
	7: "AGGREGATOR", 8: "COMMUNITIES", 9: "ORIGINATOR_ID", 10: "CLUSTER_LIST", 11: "DPA", 12: "ADVERTISER",
	13: "RCID_PATH / CLUSTER_ID", 14: "MP_REACH_NLRI", 15: "MP_UNREACH_NLRI", 16: "EXTENDED_COMMUNITIES",
	17: "AS4_PATH", 18: "AS4_AGGREGATOR", 19: "SAFI_SPECIFIC_ATTRIBUTE", 20: "Connector Attribute",
	21: "AS_PATHLIMIT ", 23: "TUNNEL_ENCAPSULATION_ATTRIBUTE", 22: "PMSI_TUNNEL_ATTRIBUTE",
	24: "Traffic Engineering", 25: "IPv6 Address Specific Extended Community", 26: "AIGP",
	27: "PE Distinguisher Labels", 28: "BGP Entropy Label Capability Attribute", 29: "BGP-LS Attribute",
	30: "Deprecated", 31: "Deprecated", 32: "LARGE_COMMUNITY", 33: "BGPsec_PATH", 36: "D_PATH",
	40: "BGP Prefix-SID", 99: "LINK_STATE (unofficial code point)", 128: "ATTR_SET", 129: "Deprecated",
	241: "Deprecated", 242: "Deprecated", 243: "Deprecated",
}

var originNames = parts.Names{
	0: "IGP", 1: "EGP", 2: "INCOMPLETE",
}

var outline = dissect.Outline{Sorted: true}
