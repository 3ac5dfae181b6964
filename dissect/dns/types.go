package dns

// Type is the type of a resource record.
type Type uint16

// Types that statistics and the dissector itself name.
const (
	TypeA     Type = 1
	TypeNS    Type = 2
	TypeCNAME Type = 5
	TypeSOA   Type = 6
	TypePTR   Type = 12
	TypeMX    Type = 15
	TypeTXT   Type = 16
	TypeAAAA  Type = 28
	TypeSRV   Type = 33
	TypeOPT   Type = 41
	TypeRRSIG Type = 46
	TypeTSIG  Type = 250
)

// typeWords is the mnemonic of a type and what detail trees add to it.
type typeWords struct{ name, about string }

// lowTypes holds the types below 258 (IANA registry of RR types).
var lowTypes = [...]typeWords{
	0: {"Unused", ""}, 1: {"A", "Host Address"}, 2: {"NS", "authoritative Name Server"},
	3: {"MD", "Mail Destination"}, 4: {"MF", "Mail Forwarder"}, 5: {"CNAME", "Canonical NAME for an alias"},
	6: {"SOA", "Start Of a zone of Authority"}, 7: {"MB", "MailBox domain name"}, 8: {"MG", "Mail Group member"},
	9: {"MR", "Mail Rename domain"}, 10: {"NULL", ""}, 11: {"WKS", "Well Known Service"},
	12: {"PTR", "domain name PoinTeR"}, 13: {"HINFO", "host information"},
	14: {"MINFO", "Mailbox or mail list information"}, 15: {"MX", "Mail eXchange"}, 16: {"TXT", "Text strings"},
	17: {"RP", "Responsible Person"}, 18: {"AFSDB", "AFS Data Base location"}, 19: {"X25", "XX.25 PSDN address"},
	20: {"ISDN", "ISDN address"}, 21: {"RT", "Route Through"}, 22: {"NSAP", "NSAP address"},
	23: {"NSAP-PTR", "NSAP domain name pointer"}, 24: {"SIG", "security signature"}, 25: {"KEY", "security key"},
	26: {"PX", "X.400 mail mapping information"}, 27: {"GPOS", "Geographical Position"}, 28: {"AAAA", "IPv6 Address"},
	29: {"LOC", "Location Information"}, 30: {"NXT", "Next Domain"}, 31: {"EID", "Endpoint Identifier"},
	32: {"NIMLOC", "Nimrod Locator"}, 33: {"SRV", "Server Selection"}, 34: {"ATMA", "ATM Address"},
	35: {"NAPTR", "Naming Authority Pointer"}, 36: {"KX", "Key Exchanger"}, 37: {"CERT", ""},
	38: {"A6", "OBSOLETE - use AAAA"}, 39: {"DNAME", ""}, 40: {"SINK", ""}, 41: {"OPT", ""}, 42: {"APL", ""},
	43: {"DS", "Delegation Signer"}, 44: {"SSHFP", "SSH Key Fingerprint"}, 45: {"IPSECKEY", ""},
	46: {"RRSIG", "Resource Record Signature"}, 47: {"NSEC", "Next Secure"}, 48: {"DNSKEY", "DNS Public Key"},
	49: {"DHCID", ""}, 50: {"NSEC3", ""}, 51: {"NSEC3PARAM", ""}, 52: {"TLSA", ""},
	55: {"HIP", "Host Identity Protocol"}, 57: {"RKEY", ""}, 58: {"TALINK", "Trust Anchor LINK"},
	59: {"CDS", "Child DS"}, 60: {"CDNSKEY", "DNSKEY(s) the Child wants reflected in DS"},
	61: {"OPENPGPKEY", "OpenPGP Key"}, 62: {"CSYNC", "Child-to-Parent Synchronization"}, 63: {"ZONEMD", ""},
	64: {"SVCB", "General Purpose Service Endpoints"}, 65: {"HTTPS", "HTTPS Specific Service Endpoints"},
	99: {"SPF", ""}, 100: {"UINFO", ""}, 101: {"UID", ""}, 102: {"GID", ""}, 103: {"UNSPEC", ""},
	104: {"NID", "NodeID"}, 105: {"L32", "Locator32"}, 106: {"L64", "Locator64"}, 107: {"LP", "Locator FQDN"},
	108: {"EUI48", ""}, 109: {"EUI64", ""},
	249: {"TKEY", "Transaction Key"}, 250: {"TSIG", "Transaction Signature"}, 251: {"IXFR", "incremental transfer"},
	252: {"AXFR", "transfer of an entire zone"}, 253: {"MAILA", "mail agent RRs"}, 254: {"MAILB", "mailbox-related RRs"},
	255: {"ANY", "A request for all records the server/cache has available"}, 256: {"URI", ""},
	257: {"CAA", "Certification Authority Restriction"},
}

// highTypes holds the few types above, in ascending order.
var highTypes = [...]struct {
	code Type
	typeWords
}{
	{32768, typeWords{"TA", "DNSSEC Trust Authorities"}},
	{32769, typeWords{"DLV", "DNSSEC Lookaside Validation"}},
	{65281, typeWords{"WINS", ""}},
	{65282, typeWords{"WINS-R", ""}},
	{65422, typeWords{"XPF", ""}},
}

func (t Type) words() typeWords {
	if int(t) < len(lowTypes) {
		return lowTypes[t]
	}
	for i := range highTypes {
		if highTypes[i].code == t {
			return highTypes[i].typeWords
		}
	}
	return typeWords{}
}

// String returns the mnemonic, or "" if the type has none.
func (t Type) String() string { return t.words().name }

// About returns the mnemonic and what it stands for: "A (Host Address)".
func (t Type) About() string {
	w := t.words()
	if w.about == "" {
		return w.name
	}
	return w.name + " (" + w.about + ")"
}

// appendType appends the mnemonic, or the number of an unknown type.
func appendType(dst []byte, t Type) []byte {
	if s := t.String(); s != "" {
		return append(dst, s...)
	}
	dst = append(dst, "Unknown ("...)
	return append(appendUint(dst, uint64(t)), ')')
}

var classNames = map[uint64]string{1: "IN", 2: "CS", 3: "CH", 4: "HS", 254: "NONE", 255: "ANY"}
