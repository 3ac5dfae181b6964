package dns

import "netsniff/dissect"

// RFC 1035 §3.3.13.
var soaLayout = []part{
	host("dns.soa.mname", "Primary name server"), says(sayName),
	host("dns.soa.rname", "Responsible authority's mailbox"), u32("dns.soa.serial_number", "Serial Number"),
	u32("dns.soa.refresh_interval", "Refresh Interval"), u32("dns.soa.retry_interval", "Retry Interval"),
	u32("dns.soa.expire_limit", "Expire limit"), u32("dns.soa.minimum_ttl", "Minimum TTL"),
}

// RFC 4034 §3.1, and RFC 2931 for SIG.
var signatureLayout = []part{
	u16("dns.rrsig.type_covered", "Type Covered", typeAbout), u8("dns.rrsig.algorithm", "Algorithm", algorithm),
	u8("dns.rrsig.labels", "Labels"), u32("dns.rrsig.original_ttl", "Original TTL"),
	stamp(4, "dns.rrsig.signature_expiration", "Signature Expiration"),
	stamp(4, "dns.rrsig.signature_inception", "Signature Inception"), u16("dns.rrsig.key_tag", "Key Tag"),
	host("dns.rrsig.signers_name", "Signer's name"), ifAny(remaining("dns.rrsig.signature", "Signature")),
}

// RFC 2535 §3.1.
var keyLayout = []part{
	x16("dns.key.flags", "Flags"), flag(2, 0x8000, "dns.key.flags.authentication", "Key allowed for authentication"),
	flag(2, 0x4000, "dns.key.flags.confidentiality", "Key allowed for confidentiality"),
	flag(2, 0x2000, "dns.key.flags.required", "Key required"),
	flag(2, 0x0400, "dns.key.flags.associated_user", "Key is associated with a user"),
	flag(2, 0x0200, "dns.key.flags.associated_named_entity", "Key is associated with the named entity"),
	flag(2, 0x0080, "dns.key.flags.ipsec", "Key use with IPSEC"),
	flag(2, 0x0040, "dns.key.flags.mime", "Key use with MIME security multiparts"),
	bitRange(2, 0x000f, dissect.Dec, "dns.key.flags.signatory", "Signatory"),
	u8("dns.key.protocol", "Protocol"), u8("dns.key.algorithm", "Algorithm", algorithm),
	reads(readOldKeyTag), ifAny(remaining("dns.key.public_key", "Public Key")),
}

// RFC 4034 §2.1.
var dnskeyLayout = []part{
	x16("dns.dnskey.flags", "Flags"), flag(2, 0x0100, "dns.dnskey.flags.zone_key", "Zone Key"),
	flag(2, 0x0080, "dns.dnskey.flags.key_revoked", "Key Revoked"),
	flag(2, 0x0001, "dns.dnskey.flags.secure_entry_point", "Key Signing Key"),
	bitRange(2, 0xfe7e, dissect.Hex4, "dns.dnskey.flags.reserved", "Key Signing Key"),
	u8("dns.dnskey.protocol", "Protocol"), u8("dns.dnskey.algorithm", "Algorithm", algorithm),
	reads(readKeyTag), remaining("dns.dnskey.public_key", "Public Key"),
}

// RFC 4034 §5.1.
var delegationLayout = []part{
	x16("dns.ds.key_id", "Key id"), u8("dns.ds.algorithm", "Algorithm", algorithm),
	u8("dns.ds.digest_type", "Digest Type", digest), remaining("dns.ds.digest", "Digest"),
}

// RFC 5155 §3.2 and §4.2: how names are hashed.
var nsec3Hashing = []part{
	u8("dns.nsec3.algo", "Hash algorithm", nsec3Hash), u8("dns.nsec3.flags", "NSEC3 flags"),
	flag(1, 1, "dns.nsec3.flags.opt_out", "NSEC3 Opt-out flag"), u16("dns.nsec3.iterations", "NSEC3 iterations"),
	u8("dns.nsec3.salt_length", "Salt length"), sized(dissect.Octets, "dns.nsec3.salt_value", "Salt value"),
}

// RFC 8005 §5.
var hipLayout = []part{
	says(sayOwner), u8("dns.hip.hit.length", "HIT length"), u8("dns.hip.hit.pk.algo", "HIT length"),
	u16("dns.hip.pk.length", "PK length"), reads(readHostIdentity),
}

// RFC 7477 §2.1.
var csyncLayout = []part{
	u32("dns.csync.soa", "SOA"), x16("dns.csync.flags", "Flags"),
	flag(2, 1, "dns.csync.flags.immediate", "immediate"), flag(2, 2, "dns.csync.flags.soaminimum", "soaminimum"),
	reads(readSyncBitmap),
}

// RFC 8976 §2.2.
var zonemdLayout = []part{
	u32("dns.zonemd.serial", "Serial"), u8("dns.zonemd.scheme", "Scheme"),
	u8("dns.zonemd.hash_algo", "Hash Algorithm"), remaining("dns.zonemd.digest", "Digest"),
}

// RFC 2930 §2.
var tkeyLayout = []part{
	host("dns.tkey.algo_name", "Algorithm name"),
	stamp(4, "dns.tkey.signature_inception", "Signature Inception"),
	stamp(4, "dns.tkey.signature_expiration", "Signature Expiration"),
	u16("dns.tkey.mode", "Mode", keyMode), u16("dns.tkey.error", "Error", rcodeWord),
	u16("dns.tkey.key_size", "Key Size"), ifAny(sized(dissect.Octets, "dns.tkey.key_data", "Key Data")),
	u16("dns.tkey.other_size", "Other Size"), ifAny(sized(dissect.Octets, "dns.tkey.other_data", "Other Data")),
}

// RFC 8945 §4.2.
var tsigLayout = []part{
	host("dns.tsig.algorithm_name", "Algorithm Name"), stamp(6, "dns.tsig.time_signed", "Time Signed"),
	u16("dns.tsig.fudge", "Fudge"), u16("dns.tsig.mac_size", "MAC Size"),
	ifAny(sized(dissect.Octets, "dns.tsig.mac", "MAC")),
	u16("dns.tsig.original_id", "Original Id"), u16("dns.tsig.error", "Error", rcodeWord),
	u16("dns.tsig.other_len", "Other Len"), ifAny(sized(dissect.Octets, "dns.tsig.other_data", "Other Data")),
}

// RFC 8659 §4.1.
var caaLayout = []part{
	x8("dns.caa.flags", "CAA Flags"), flag(1, 0x80, "dns.caa.flags.issuer_critical", "Issuer Critical"),
	reads(readCAA),
}

// Microsoft's WINS and WINS-R ([MS-DNSP] §2.2.2.2.4).
var winsLayout = []part{
	{kind: number, width: 4}, flag(4, 1, "dns.wins.local_flag", "Local Flag"),
	u32("dns.wins.lookup_timeout", "Lookup timeout"),
	u32("dns.wins.cache_timeout", "Cache timeout"), u32("dns.wins.nb_wins_servers", "Number of WINS servers"),
	reads(readServers),
}

var winsReverseLayout = []part{
	{kind: number, width: 4}, flag(4, 1, "dns.winsr.local_flag", "Local Flag"),
	u32("dns.winsr.lookup_timeout", "Lookup timeout"),
	u32("dns.winsr.cache_timeout", "Cache timeout"), host("dns.winsr.name_result_domain", "Name Result Domain"),
	says(sayResultDomain),
}

var xpfLayout = []part{u8("dns.xpf.ip_version", "IP Version"), reads(readForwarded)}
