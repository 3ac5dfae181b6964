package dhcp

import (
	"netsniff/dissect"
	"netsniff/dissect/tlv"
)

// Options that the code asks for by number.
const (
	optionHostName    = 12
	optionRequested   = 50
	optionMessageType = 53
	optionLease       = 51
	optionServer      = 54
	optionRequestList = 55
	optionMessage     = 56
	optionClientID    = 61
	optionFQDN        = 81
	optionRelayAgent  = 82
)

// option describes an option with one kind of value (RFC 2132 and the registry at
// https://www.iana.org/assignments/bootp-dhcp-parameters).
type option struct {
	code  uint64
	name  string // of its field, below dhcp.option
	title string
	kind  kind
}

// kind is what an option's value is.
type kind uint8

const (
	octets kind = iota
	phrase
	address   // one IPv4 address
	addresses // one or more
	number8
	number16
	number32
	numbers8
	numbers16
	signed32
	truth
)

var kinds = [...]struct {
	typ dissect.Type
	get tlv.Get
}{
	octets: {dissect.Octets, tlv.Value}, phrase: {dissect.String, getPhrase},
	address: {dissect.IPv4, tlv.Part(0, 4)}, addresses: {dissect.IPv4, tlv.List(4)},
	number8: {dissect.Uint, tlv.Number(0, 1)}, number16: {dissect.Uint, tlv.Number(0, 2)},
	number32: {dissect.Uint, tlv.Number(0, 4)},
	numbers8: {dissect.Uint, tlv.Numbers(1)}, numbers16: {dissect.Uint, tlv.Numbers(2)},
	signed32: {dissect.Int, getSigned}, truth: {dissect.Bool, tlv.Number(0, 1)},
}

// options by number; those without a field of their own have only dhcp.option.value.
var options = []option{
	{1, "subnet_mask", "Subnet Mask", address},
	{2, "time_offset", "Time Offset", signed32},
	{3, "router", "Router", addresses},
	{4, "time_server", "Time Server", addresses},
	{5, "name_server", "Name Server", addresses},
	{6, "domain_name_server", "Domain Name Server", addresses},
	{7, "log_server", "Log Server", addresses},
	{8, "quotes_server", "Quotes Server", addresses},
	{9, "lpr_server", "LPR Server", addresses},
	{10, "impress_server", "Impress Server", addresses},
	{11, "resource_location_server", "Resource Location Server", addresses},
	{optionHostName, "hostname", "Host Name", phrase},
	{13, "boot_file_size", "Boot File Size", number16},
	{14, "merit_dump_file", "Merit Dump File", phrase},
	{15, "domain_name", "Domain Name", phrase},
	{16, "swap_server", "Swap Server", address},
	{17, "root_path", "Root Path", phrase},
	{18, "extension_path", "Extensions Path", phrase},
	{19, "ip_forwarding", "IP Forwarding", truth},
	{20, "non_local_source_routing", "Non-Local Source Routing", truth},
	{22, "max_datagram_reassembly_size", "Maximum Datagram Reassembly Size", number16},
	{23, "default_ip_ttl", "Default IP Time-to-Live", number8},
	{24, "path_mtu_aging_timeout", "Path MTU Aging Timeout", number32},
	{25, "path_mtu_plateau_table_item", "Path MTU Plateau Table", numbers16},
	{26, "interface_mtu", "Interface MTU", number16},
	{27, "all_subnets_are_local", "All Subnets are Local", truth},
	{28, "broadcast_address", "Broadcast Address", address},
	{29, "perform_mask_discovery", "Perform Mask Discovery", truth},
	{30, "mask_supplier", "Mask Supplier", truth},
	{31, "perform_router_discover", "Perform Router Discover", truth},
	{32, "router_solicitation_address", "Router Solicitation Address", address},
	{34, "trailer_encapsulation", "Trailer Encapsulation", truth},
	{35, "arp_cache_timeout", "ARP Cache Timeout", number32},
	{36, "ethernet_encapsulation", "Ethernet Encapsulation", truth},
	{37, "tcp_default_ttl", "TCP Default TTL", number8},
	{38, "tcp_keepalive_interval", "TCP Keepalive Interval", number32},
	{39, "tcp_keepalive_garbage", "TCP Keepalive Garbage", truth},
	{40, "nis_domain", "Network Information Service Domain", phrase},
	{41, "nis_server", "Network Information Service Servers", addresses},
	{42, "ntp_server", "Network Time Protocol Servers", addresses},
	{44, "netbios_over_tcpip_name_server", "NetBIOS over TCP/IP Name Server", addresses},
	{45, "netbios_over_tcpip_dd_name_server", "NetBIOS over TCP/IP Datagram Distribution Name Server", addresses},
	{46, "netbios_over_tcpip_node_type", "NetBIOS over TCP/IP Node Type", number8},
	{47, "netbios_over_tcpip_scope", "NetBIOS over TCP/IP Scope", phrase},
	{48, "xwindows_system_font_server", "X Window System Font Server", addresses},
	{49, "xwindows_system_display_manager", "X Window System Display Manager", addresses},
	{optionRequested, "requested_ip_address", "Requested IP Address", address},
	{51, "ip_address_lease_time", "IP Address Lease Time", number32},
	{52, "option_overload", "Option Overload", number8},
	{optionMessageType, "dhcp", "DHCP Message Type", number8},
	{optionServer, "dhcp_server_id", "DHCP Server Identifier", address},
	{optionRequestList, "request_list_item", "Parameter Request List", numbers8},
	{56, "message", "Message", phrase},
	{57, "dhcp_max_message_size", "Maximum DHCP Message Size", number16},
	{58, "renewal_time_value", "Renewal Time Value", number32},
	{59, "rebinding_time_value", "Rebinding Time Value", number32},
	{60, "vendor_class_id", "Vendor class identifier", phrase},
	{optionClientID, "", "Client identifier", octets},
	{64, "nis_plus_domain", "Network Information Service+ Domain", phrase},
	{65, "nis_plus_server", "Network Information Service+ Servers", addresses},
	{66, "tftp_server_name", "TFTP Server Name", phrase},
	{67, "bootfile_name", "Bootfile name", phrase},
	{68, "mobile_ip_home_agent", "Mobile IP Home Agent", addresses},
	{69, "smtp_server", "SMTP Server", addresses},
	{70, "pop3_server", "POP3 Server", addresses},
	{71, "nntp_server", "NNTP Server", addresses},
	{72, "default_www_server", "Default WWW Server", addresses},
	{73, "default_finger_server", "Default Finger Server", addresses},
	{74, "default_irc_server", "Default IRC Server", addresses},
	{75, "streettalk_server", "StreetTalk Server", addresses},
	{76, "streettalk_da_server", "StreetTalk Directory Assistance Server", addresses},
	{77, "", "User Class Information", octets},
	{80, "", "Rapid commit", octets},
	{optionFQDN, "", "Client Fully Qualified Domain Name", octets},
	{optionRelayAgent, "", "Agent Information Option", octets},
	{91, "client_last_transaction_time", "Client last transaction time", number32},
	{92, "associated_ip_option", "Associated IP option", addresses},
	{93, "client_system_architecture", "Client System Architecture", numbers16},
	{94, "", "Client Network Device Interface", octets},
	{97, "", "UUID/GUID-based Client Identifier", octets},
	{100, "", "PCode", octets},
	{101, "", "TCode", octets},
	{108, "", "IPv6-Only Preferred", octets},
	{114, "", "URL", octets},
	{116, "dhcp_auto_configuration", "DHCP Auto-Configuration", number8},
	{118, "subnet_selection_option", "Subnet Selection Option", address},
	{119, "", "Domain Search", octets},
	{121, "", "Classless Static Route", octets},
	{124, "", "V-I Vendor Class", octets},
	{125, "", "V-I Vendor-specific Information", octets},
	{138, "capwap_access_controller", "CAPWAP Access Controllers", addresses},
	{150, "tftp_server_address", "TFTP Server Address", addresses},
	{249, "", "Private/Classless Static Route (Microsoft)", octets},
	{252, "private_proxy_autodiscovery", "Private/Proxy autodiscovery", phrase},
}

// unusual tells the options that few messages have.
func unusual(code uint64) bool {
	switch code {
	case 0, 1, 3, 6, optionHostName, 15, 28, optionRequested, 51, optionMessageType, optionServer, optionRequestList,
		57, 58, 59, 60,
		optionClientID, optionFQDN, optionRelayAgent, 255:
		return false
	}
	return true
}

// optionNames are the titles by number.
var optionNames = func() (names [256]string) {
	names[0], names[33], names[43], names[255] = "Padding", "Static Route", "Vendor-Specific Information", "End"
	for _, o := range options {
		names[o.code] = o.title
	}
	return names
}()

// optionName names an option, "" one that is not known.
func optionName(t uint64) string {
	if t < uint64(len(optionNames)) {
		return optionNames[t]
	}
	return ""
}

// getPhrase gets text up to the NUL that ends it.
func getPhrase(e tlv.Element, v *dissect.Values) {
	if len(e.Value) > 0 {
		off, n := e.Bytes()
		v.Bytes(ended(e.Value)).At(off, n)
	}
}

func getSigned(e tlv.Element, v *dissect.Values) {
	tlv.Number(0, 4)(e, v)
	if len(e.Value) >= 4 {
		x := &v.List[len(v.List)-1]
		x.U = uint64(int64(int32(uint32(x.U))))
	}
}
