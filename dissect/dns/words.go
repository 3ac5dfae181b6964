package dns

import "netsniff/dissect"

// Words for numbers, from the IANA registries of DNS parameters.

func typeAbout(n uint64) string {
	if n > 0xffff {
		return ""
	}
	return Type(n).About()
}

func rcodeWord(n uint64) string { return wordAt(rcodeNames[:], n) }

func className(n uint64) string { return classNames[n] }

var algorithmNames = map[uint64]string{
	1: "RSA/MD5", 2: "Diffie-Hellman", 3: "DSA", 4: "Elliptic curve crypto", 5: "RSA/SHA1",
	6: "DSA + NSEC3/SHA1", 7: "RSA/SHA1 + NSEC3/SHA1", 8: "RSA/SHA-256", 10: "RSA/SHA-512",
	12: "GOST R 34.10-2001", 13: "ECDSA Curve P-256 with SHA-256", 14: "ECDSA Curve P-384 with SHA-384",
	15: "Ed25519", 16: "Ed448", 157: "HMAC/MD5", 252: "Indirect key", 253: "Private, domain name", 254: "Private, OID",
}

func algorithm(n uint64) string { return algorithmNames[n] }

var digestNames = [...]string{"Reserved digest", "SHA-1", "SHA-256", "GOST R 34.11-94", "SHA-384"}

func digest(n uint64) string { return wordAt(digestNames[:], n) }

var certificateTypes = map[uint64]string{
	1: "PKIX", 2: "SPKI", 3: "PGP", 4: "IPKIX", 5: "ISPKI", 6: "IPGP", 7: "ACPKIX", 8: "IACPKIX",
	253: "Private, URI", 254: "Private, OID",
}

func certificateType(n uint64) string { return certificateTypes[n] }

var nsec3Hashes = [...]string{"Reserved", "SHA-1"}

func nsec3Hash(n uint64) string { return wordAt(nsec3Hashes[:], n) }

var addressFamilies = [...]string{1: "IPv4", 2: "IPv6"}

func addressFamily(n uint64) string { return wordAt(addressFamilies[:], n) }

var optionNames = map[uint64]string{
	0: "Reserved", 1: "LLQ - Long-lived query", 2: "UL - Update lease", 3: "NSID - Name Server Identifier",
	4: "Owner (reserved)", 5: "DAU - DNSSEC Algorithm Understood (RFC6975)", 6: "DHU - DS Hash Understood (RFC6975)",
	7: "N3U - NSEC3 Hash Understood (RFC6975)", 8: "CSUBNET - Client subnet", 9: "EDNS EXPIRE (RFC7314)",
	10: "COOKIE", 11: "EDNS TCP Keepalive", 12: "PADDING", 13: "CHAIN", 15: "Extended DNS Error",
	20730: "Experimental - CSUBNET - Client subnet",
}

func optionName(n uint64) string { return optionNames[n] }

var serviceKeys = map[uint64]string{
	0: "mandatory", 1: "alpn", 2: "no-default-alpn", 3: "port", 4: "ipv4hint", 5: "echconfig", 6: "ipv6hint",
	32769: "odohconfig", 65535: "key65535",
}

func serviceKey(n uint64) string { return serviceKeys[n] }

var fingerprintKeys = [...]string{"Reserved", "RSA", "DSA", "ECDSA", "Ed25519", "XMSS"}

func fingerprintKey(n uint64) string { return wordAt(fingerprintKeys[:], n) }

var fingerprintHashes = [...]string{"Reserved", "SHA1", "SHA256"}

func fingerprintHash(n uint64) string { return wordAt(fingerprintHashes[:], n) }

var certificateUsages = [...]string{
	"CA constraint (PKIX-TA)", "Service certificate constraint (PKIX-EE)",
	"Trust anchor assertion (DANE-TA)", "Domain-issued certificate (DANE-EE)",
}

func certificateUsage(n uint64) string { return wordAt(certificateUsages[:], n) }

var selectors = [...]string{"Full certificate (Cert)", "SubjectPublicKeyInfo (SPKI)"}

func selector(n uint64) string { return wordAt(selectors[:], n) }

var matchingTypes = [...]string{
	"No Hash Used (Full)", "256 bit hash by SHA2 (SHA2-256)", "512 bit hash by SHA2 (SHA2-512)",
}

func matchingType(n uint64) string { return wordAt(matchingTypes[:], n) }

var keyModes = [...]string{1: "Server assigned", 2: "Diffie Hellman", 3: "GSSAPI", 4: "Resolver assigned", 5: "Delete"}

func keyMode(n uint64) string { return wordAt(keyModes[:], n) }

var gatewayTypes = [...]string{"No Gateway", "IPv4 Gateway", "IPv6 Gateway", "DNS Gateway"}

func gatewayType(n uint64) string { return wordAt(gatewayTypes[:], n) }

func opcodeWord(n uint64) string { return wordAt(opcodeNames[:], n) }

// classWord returns the name of a class where one must stand.
func classWord(class uint16) string {
	if name := className(uint64(class)); name != "" {
		return name
	}
	return "Unknown"
}

// saySecurity says what the sender makes of security records (RFC 3225 §3).
func saySecurity(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	if v.U != 0 {
		return append(dst, ": Accepts DNSSEC security RRs"...)
	}
	return append(dst, ": Cannot handle DNSSEC security RRs"...)
}

// sayFlags appends what a message is, and how a response went.
func sayFlags(dst []byte, u uint64) []byte {
	f := Flags(u)
	word := f.Opcode().String()
	if word == "" {
		word = "Unknown operation"
	}
	dst = append(append(dst, ' '), word...)
	if !f.Has(FlagResponse) {
		return dst
	}
	if word = f.Rcode().String(); word == "" {
		word = "Unknown error"
	}
	return append(append(dst, " response, "...), word...)
}
