package handshake

import (
	"cmp"
	"slices"
	"strconv"
)

// CipherSuiteName returns the name of a cipher suite, "" if it has none.
func CipherSuiteName(code uint16) string {
	if i, ok := slices.BinarySearchFunc(cipherSuites[:], code, func(x struct {
		code uint16
		name string
	}, code uint16) int {
		return cmp.Compare(x.code, code)
	}); ok {
		return cipherSuites[i].name
	}
	return greaseName(code)
}

func greaseName(code uint16) string {
	if Reserved(code) {
		return "Reserved (GREASE)"
	}
	return ""
}

// extensionNames are those in IANA's "TLS ExtensionType Values".
var extensionNames = map[ExtensionType]string{
	ServerName: "server_name", MaxFragmentLength: "max_fragment_length", 2: "client_certificate_url", 3: "trusted_ca_keys",
	4: "truncated_hmac", StatusRequest: "status_request", 6: "user_mapping", 7: "client_authz", 8: "server_authz",
	9: "cert_type", SupportedGroups: "supported_groups", ECPointFormats: "ec_point_formats", 12: "srp",
	SignatureAlgorithms: "signature_algorithms", 14: "use_srtp", Heartbeat: "heartbeat",
	ALPN: "application_layer_protocol_negotiation", StatusRequestV2: "status_request_v2",
	SCT: "signed_certificate_timestamp", 19: "client_certificate_type", 20: "server_certificate_type", Padding: "padding",
	22: "encrypt_then_mac", 23: "extended_master_secret", 24: "token_binding", 25: "cached_info",
	CompressCertificate: "compress_certificate", RecordSizeLimit: "record_size_limit", 34: "delegated_credentials",
	SessionTicket: "session_ticket", PreSharedKey: "pre_shared_key", EarlyData: "early_data",
	SupportedVersions: "supported_versions", Cookie: "cookie", PSKModes: "psk_key_exchange_modes",
	47: "certificate_authorities", 48: "oid_filters", 49: "post_handshake_auth",
	SignatureAlgsCert: "signature_algorithms_cert",
	KeyShare:          "key_share", 53: "connection_id (deprecated)", ConnectionIDs: "connection_id",
	QUICParameters: "quic_transport_parameters", QUICParametersDraft: "quic_transport_parameters (drafts version)",
	NextProtocolNeg: "next_protocol_negotiation", ALPS: "application_settings", 30032: "channel_id",
	65037: "encrypted_client_hello", RenegotiationInfo: "renegotiation_info",
}

// String returns the name of the extension, its number if it has none.
func (t ExtensionType) String() string {
	if s := extensionNames[t]; s != "" {
		return s
	}
	if s := greaseName(uint16(t)); s != "" {
		return s
	}
	return strconv.Itoa(int(t))
}

// groupNames are those in IANA's "TLS Supported Groups".
var groupNames = map[uint16]string{
	1: "sect163k1", 3: "sect163r2", 6: "sect233k1", 7: "sect233r1", 9: "sect283k1", 10: "sect283r1", 11: "sect409k1",
	12: "sect409r1", 13: "sect571k1", 14: "sect571r1", 15: "secp160k1", 16: "secp160r1", 18: "secp192k1", 19: "secp192r1",
	20: "secp224k1", 21: "secp224r1", 22: "secp256k1", 23: "secp256r1", 24: "secp384r1", 25: "secp521r1",
	26: "brainpoolP256r1", 27: "brainpoolP384r1", 28: "brainpoolP512r1", 29: "x25519", 30: "x448",
	256: "ffdhe2048", 257: "ffdhe3072", 258: "ffdhe4096", 259: "ffdhe6144", 260: "ffdhe8192",
	4587: "SecP256r1MLKEM768", 4588: "X25519MLKEM768", 4589: "SecP384r1MLKEM1024", 25497: "X25519Kyber768Draft00",
}

// GroupName returns the name of a group, "" if it has none.
func GroupName(code uint16) string {
	if s := groupNames[code]; s != "" {
		return s
	}
	return greaseName(code)
}

// signatureNames are those in IANA's "TLS SignatureScheme".
var signatureNames = map[uint16]string{
	0x0201: "rsa_pkcs1_sha1", 0x0203: "ecdsa_sha1", 0x0401: "rsa_pkcs1_sha256", 0x0403: "ecdsa_secp256r1_sha256",
	0x0501: "rsa_pkcs1_sha384", 0x0503: "ecdsa_secp384r1_sha384", 0x0601: "rsa_pkcs1_sha512",
	0x0603: "ecdsa_secp521r1_sha512", 0x0804: "rsa_pss_rsae_sha256", 0x0805: "rsa_pss_rsae_sha384",
	0x0806: "rsa_pss_rsae_sha512", 0x0807: "ed25519", 0x0808: "ed448", 0x0809: "rsa_pss_pss_sha256",
	0x080a: "rsa_pss_pss_sha384", 0x080b: "rsa_pss_pss_sha512",
}

// SignatureName returns the name of a signature algorithm, "" if it has none.
func SignatureName(code uint16) string { return signatureNames[code] }

// names returns what names codes by their place in a list, "" what has no name in it.
func names(list ...string) func(uint64) string {
	return func(u uint64) string {
		if u < uint64(len(list)) {
			return list[u]
		}
		return ""
	}
}

// Codes of which there are few.
var (
	serverNameTypes  = names("host_name")
	compressions     = names("null", "DEFLATE")
	pointFormats     = names("uncompressed", "ansiX962_compressed_prime", "ansiX962_compressed_char2")
	hashes           = names("None", "MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512")
	signers          = names("Anonymous", "RSA", "DSA", "ECDSA")
	pskModes         = names("PSK-only key establishment (psk_ke)", "PSK with (EC)DHE key establishment (psk_dhe_ke)")
	curveTypes       = names("", "explicit_prime", "explicit_char2", "named_curve")
	statusTypes      = names("", "OCSP", "OCSP Multi")
	compressionNames = names("", "zlib", "brotli", "zstd") // of certificates (RFC 8879)
	updateRequests   = names("update_not_requested", "update_requested")
	certificateTypes = names("", "RSA Sign", "DSS Sign", "RSA Fixed DH", "DSS Fixed DH")
)
