package dhcpv6

// Options that the code asks for by number (RFC 8415 §24 and the registry at
// https://www.iana.org/assignments/dhcpv6-parameters).
const (
	optionClientID     = 1
	optionServerID     = 2
	optionIANA         = 3
	optionIATA         = 4
	optionIAAddr       = 5
	optionRequest      = 6
	optionPreference   = 7
	optionElapsed      = 8
	optionRelay        = 9
	optionUnicast      = 12
	optionStatus       = 13
	optionVendorClass  = 16
	optionVendorOpts   = 17
	optionInterfaceID  = 18
	optionReconfMsg    = 19
	optionDNSServers   = 23
	optionDomainList   = 24
	optionIAPD         = 25
	optionIAPrefix     = 26
	optionSNTP         = 31
	optionRemoteID     = 37
	optionSubscriberID = 38
	optionClientFQDN   = 39
)

// containers are the options that have options behind so many octets.
var containers = map[uint64]int{optionIANA: 12, optionIATA: 4, optionIAAddr: 24, optionRelay: 0, optionIAPD: 12,
	optionIAPrefix: 25}

var optionNames = [...]string{
	1: "Client Identifier", 2: "Server Identifier", 3: "Identity Association for Non-temporary Address",
	4: "Identity Association for Temporary Address", 5: "IA Address", 6: "Option Request", 7: "Preference",
	8: "Elapsed time", 9: "Relay Message", 11: "Authentication", 12: "Server unicast", 13: "Status code",
	14: "Rapid Commit", 15: "User Class", 16: "Vendor Class", 17: "Vendor-specific Information", 18: "Interface-Id",
	19: "Reconfigure Message", 20: "Reconfigure Accept", 21: "SIP Server Domain Name List",
	22: "SIP Servers IPv6 Address List", 23: "DNS recursive name server", 24: "Domain Search List",
	25: "Identity Association for Prefix Delegation", 26: "IA Prefix", 27: "Network Information Server",
	28: "Network Information Server V2", 29: "Network Information Server Domain Name",
	30: "Network Information Server V2 Domain Name", 31: "Simple Network Time Protocol Server", 32: "Lifetime",
	33: "BCMCS Server Domain", 34: "BCMCS Servers IPv6 Address List", 36: "Geoconf Civic Address",
	37: "Remote Identifier", 38: "Subscriber Identifier", 39: "Client Fully Qualified Domain Name",
	40: "PANA Agents IPv6 Address List", 41: "Time Zone", 42: "Time Zone Database", 43: "Echo Request Option",
	44: "Leasequery Query", 45: "Leasequery Client Data", 46: "Client Last Transaction Time", 47: "Leasequery Relay Data",
	48: "Leasequery Client Link Address List", 49: "Home Network Identifier FQDN", 50: "Visited Home Network Information",
	51: "LoST Server", 52: "CAPWAP Access Controllers", 53: "Relay-ID", 54: "MoS IPv6 Address",
	55: "MoS Domain Name List", 56: "NTP Server", 57: "Access Network Domain Name",
	58: "SIP User Agent Configuration Service Domains", 59: "Boot File URL", 60: "Boot File Parameters",
	61: "Client System Architecture Type", 62: "Client Network Interface Identifier", 63: "Geolocation",
	64: "Dual-Stack Lite AFTR Name", 65: "ERP Local Domain Name", 66: "Relay-Supplied Options", 67: "Prefix Exclude",
	68: "Virtual Subnet Selection", 69: "Identified Home Network Information",
	70: "Unrestricted Home Network Information", 71: "Home Network Prefix", 72: "Home Agent Address",
	73: "Home Agent FQDN", 74: "RDNSS Selection", 75: "Kerberos Principal Name", 76: "Kerberos Realm Name",
	77: "Kerberos Default Realm Name", 78: "Kerberos KDC", 79: "Client Link-Layer Address", 80: "Link Address",
	81: "RADIUS", 82: "SOL_MAX_RT", 83: "INF_MAX_RT", 84: "Address Selection", 85: "Address Selection table",
	86: "PCP Server", 87: "DHCPv4 Message", 88: "DHCP 4o6 Servers Address", 89: "S46 Rule", 90: "S46 BR", 91: "S46 DMR",
	92: "S46 IPv4/IPv6 Address Binding", 93: "S46 Port Parameters", 94: "S46 MAP-E Container", 95: "S46 MAP-T Container",
	96: "S46 Lightweight 4over6 Container", 97: "4rd Options", 98: "4rd Mapping Rule", 99: "4rd Non-Mapping Rule",
	100: "LQ Server Base Time", 101: "LQ Server Query Start Time", 102: "LQ Server Query End Time", 103: "Captive Portal",
	104: "MPL Parameter Configuration", 105: "Access Technology Type", 106: "Access Network Name",
	107: "Access Point Name", 108: "Access Point BSSID", 109: "Access Network Operator ID",
	110: "Access Network Operator Realm", 111: "S46 Priority", 112: "Manufacturer Usage Description",
}

// optionName names an option, "" one that is not known.
func optionName(t uint64) string {
	if t < uint64(len(optionNames)) {
		return optionNames[t]
	}
	return ""
}

var duidNames = [...]string{
	"", "link-layer address plus time", "assigned by vendor based on Enterprise number", "link-layer address",
	"Universally Unique IDentifier (UUID)",
}

// duidName names a type of identifier (RFC 8415 §11).
func duidName(t uint64) string {
	if t < uint64(len(duidNames)) {
		return duidNames[t]
	}
	return ""
}

var statusNames = [...]string{
	"Success", "UnspecFail", "NoAddrsAvail", "NoBinding", "NotOnLink", "UseMulticast", "NoPrefixAvail",
	"UnknownQueryType", "MalformedQuery", "NotConfigured", "NotAllowed", "QueryTerminated",
}

// statusName names a status code (RFC 8415 §21.13).
func statusName(s uint64) string {
	if s < uint64(len(statusNames)) {
		return statusNames[s]
	}
	return ""
}

func hardwareName(t uint64) string {
	if t == 1 {
		return "Ethernet"
	}
	return ""
}
