package handshake

import "netsniff/dissect"

// Field says how a part of messages is called where fields are shown, the same in TLS and
// in DTLS.
type Field struct {
	Name  string // behind that of the protocol
	Title string
	Type  dissect.Type
	Base  dissect.Base
	Names func(uint64) string // of numbers
	Part  Part
	// From and To are the bytes of the part that it is of. To 0: it is all of them.
	From, To int
	// Datagram: TLS over TCP has none.
	Datagram bool
}

// In returns the fields of a protocol. get makes the getter of one.
func In(protocol string, datagrams bool, get func(x *Field) dissect.Getter) (list []dissect.Field) {
	for i := range fields {
		if x := &fields[i]; datagrams || !x.Datagram {
			list = append(list, dissect.Field{
				Name: protocol + "." + x.Name, Title: x.Title, Type: x.Type, Base: x.Base, Names: x.Names, Get: get(x),
			})
		}
	}
	return list
}

// Take adds the value that an item of body has, and returns it with where it stands in
// body; nil if there is none.
func (x *Field) Take(item Item, body []byte, v *dissect.Values) (value *dissect.Value, off, n int) {
	off, n = item.Off, item.N
	if x.To > 0 {
		if off, n = off+x.From, x.To-x.From; x.To > item.N {
			return nil, 0, 0
		}
	}
	switch x.Type {
	case dissect.Label:
		return v.Mark(), off, n
	case dissect.AbsTime:
		const second = 1e9
		return v.Uint(item.Number * second), off, n
	case dissect.Uint:
		u := item.Number
		if x.To > 0 {
			u = uint64(body[off])
		}
		return v.Uint(u), off, n
	}
	return v.Bytes(body[off : off+n]), off, n
}

func versionName(u uint64) string   { return Version(u).Title() }
func extensionName(u uint64) string { return ExtensionType(u).String() }

// of16 returns names of codes of two bytes as fields want them.
func of16(name func(uint16) string) func(uint64) string {
	return func(u uint64) string { return name(uint16(u)) }
}

// fields are in the order of the wire.
var fields = []Field{
	{Name: "handshake.version", Title: "Version", Type: dissect.Uint, Base: dissect.Hex4, Names: versionName,
		Part: LegacyVersion},
	{Name: "handshake.random", Title: "Random", Type: dissect.Octets, Part: Random},
	{Name: "handshake.random_time", Title: "GMT Unix Time", Type: dissect.AbsTime, Part: RandomTime},
	{Name: "handshake.random_bytes", Title: "Random Bytes", Type: dissect.Octets, Part: RandomBytes},
	{Name: "handshake.session_id_length", Title: "Session ID Length", Type: dissect.Uint, Part: SessionIDLength},
	{Name: "handshake.session_id", Title: "Session ID", Type: dissect.Octets, Part: SessionID},
	{Name: "handshake.cookie_length", Title: "Cookie Length", Type: dissect.Uint, Part: CookieLength, Datagram: true},
	{Name: "handshake.cookie", Title: "Cookie", Type: dissect.Octets, Part: CookieBytes, Datagram: true},
	{Name: "handshake.cipher_suites_length", Title: "Cipher Suites Length", Type: dissect.Uint, Part: CipherSuitesLength},
	{Name: "handshake.ciphersuites", Title: "Cipher Suites", Type: dissect.Label, Part: CipherSuites},
	{Name: "handshake.ciphersuite", Title: "Cipher Suite", Type: dissect.Uint, Base: dissect.Hex4,
		Names: of16(CipherSuiteName), Part: CipherSuite},
	{Name: "handshake.comp_methods_length", Title: "Compression Methods Length", Type: dissect.Uint,
		Part: CompressionMethodsLength},
	{Name: "handshake.comp_methods", Title: "Compression Methods", Type: dissect.Label, Part: CompressionMethods},
	{Name: "handshake.comp_method", Title: "Compression Method", Type: dissect.Uint, Names: compressions,
		Part: CompressionMethod},
	{Name: "handshake.extensions_length", Title: "Extensions Length", Type: dissect.Uint, Part: ExtensionsLength},
	{Name: "handshake.extension.type", Title: "Type", Type: dissect.Uint, Names: extensionName, Part: ExtensionCode},
	{Name: "handshake.extension.len", Title: "Length", Type: dissect.Uint, Part: ExtensionLength},
	{Name: "handshake.extension.data", Title: "Data", Type: dissect.Octets, Part: ExtensionData},
	{Name: "handshake.extensions_server_name_list_len", Title: "Server Name list length", Type: dissect.Uint,
		Part: ServerNameListLength},
	{Name: "handshake.extensions_server_name_type", Title: "Server Name Type", Type: dissect.Uint,
		Names: serverNameTypes, Part: ServerNameType},
	{Name: "handshake.extensions_server_name_len", Title: "Server Name length", Type: dissect.Uint, Part: ServerNameLength},
	{Name: "handshake.extensions_server_name", Title: "Server Name", Type: dissect.String, Part: ServerNameText},
	{Name: "handshake.extensions_alpn_len", Title: "ALPN Extension Length", Type: dissect.Uint, Part: ALPNLength},
	{Name: "handshake.extensions_alpn_list", Title: "ALPN Protocol", Type: dissect.Label, Part: ALPNList},
	{Name: "handshake.extensions_alpn_str_len", Title: "ALPN string length", Type: dissect.Uint, Part: ALPNTextLength},
	{Name: "handshake.extensions_alpn_str", Title: "ALPN Next Protocol", Type: dissect.String, Part: ALPNText},
	{Name: "handshake.extensions_alps_len", Title: "ALPS Extension Length", Type: dissect.Uint, Part: ALPSLength},
	{Name: "handshake.extensions_alps_alpn_list", Title: "Supported ALPN List", Type: dissect.Label, Part: ALPSList},
	{Name: "handshake.extensions_alps_alpn_str_len", Title: "Supported ALPN Length", Type: dissect.Uint,
		Part: ALPSTextLength},
	{Name: "handshake.extensions_alps_alpn_str", Title: "Supported ALPN", Type: dissect.String, Part: ALPSText},
	{Name: "handshake.extensions.supported_versions_len", Title: "Supported Versions length", Type: dissect.Uint,
		Part: VersionsLength},
	{Name: "handshake.extensions.supported_version", Title: "Supported Version", Type: dissect.Uint, Base: dissect.Hex4,
		Names: versionName, Part: SupportedVersion},
	{Name: "handshake.extensions_supported_groups_length", Title: "Supported Groups List Length", Type: dissect.Uint,
		Part: GroupsLength},
	{Name: "handshake.extensions_supported_groups", Title: "Supported Groups List", Type: dissect.Label, Part: Groups},
	{Name: "handshake.extensions_supported_group", Title: "Supported Group", Type: dissect.Uint, Base: dissect.Hex4,
		Names: of16(GroupName), Part: SupportedGroup},
	{Name: "handshake.extensions_ec_point_formats_length", Title: "EC point formats Length", Type: dissect.Uint,
		Part: PointFormatsLength},
	{Name: "handshake.extensions_ec_point_formats", Title: "EC point formats", Type: dissect.Label, Part: PointFormats},
	{Name: "handshake.extensions_ec_point_format", Title: "EC point format", Type: dissect.Uint, Names: pointFormats,
		Part: PointFormat},
	{Name: "handshake.sig_hash_alg_len", Title: "Signature Hash Algorithms Length", Type: dissect.Uint,
		Part: SignaturesLength},
	{Name: "handshake.sig_hash_algs", Title: "Signature Algorithms", Type: dissect.Label, Part: Signatures},
	{Name: "handshake.sig_hash_alg", Title: "Signature Algorithm", Type: dissect.Uint, Base: dissect.Hex4,
		Names: of16(SignatureName), Part: SignatureAlgorithm},
	{Name: "handshake.sig_hash_hash", Title: "Signature Hash Algorithm Hash", Type: dissect.Uint, Names: hashes,
		Part: SignatureAlgorithm, From: 0, To: 1},
	{Name: "handshake.sig_hash_sig", Title: "Signature Hash Algorithm Signature", Type: dissect.Uint, Names: signers,
		Part: SignatureAlgorithm, From: 1, To: 2},
	{Name: "handshake.extensions_key_share_client_length", Title: "Client Key Share Length", Type: dissect.Uint,
		Part: KeyShareLength},
	{Name: "handshake.extensions_key_share_group", Title: "Group", Type: dissect.Uint, Names: of16(GroupName),
		Part: KeyShareGroup},
	{Name: "handshake.extensions_key_share_key_exchange_length", Title: "Key Exchange Length", Type: dissect.Uint,
		Part: KeyExchangeLength},
	{Name: "handshake.extensions_key_share_key_exchange", Title: "Key Exchange", Type: dissect.Octets, Part: KeyExchange},
	{Name: "handshake.extensions_key_share_selected_group", Title: "Selected Group", Type: dissect.Uint,
		Names: of16(GroupName), Part: SelectedGroup},
	{Name: "extension.psk_ke_modes_length", Title: "PSK Key Exchange Modes Length", Type: dissect.Uint,
		Part: PSKModesLength},
	{Name: "extension.psk_ke_mode", Title: "PSK Key Exchange Mode", Type: dissect.Uint, Names: pskModes, Part: PSKMode},
	{Name: "handshake.extensions.psk.identities.length", Title: "Identities Length", Type: dissect.Uint,
		Part: IdentitiesLength},
	{Name: "handshake.extensions.psk.identity.identity_length", Title: "Identity Length", Type: dissect.Uint,
		Part: IdentityLength},
	{Name: "handshake.extensions.psk.identity.identity", Title: "Identity", Type: dissect.Octets, Part: Identity},
	{Name: "handshake.extensions.psk.identity.obfuscated_ticket_age", Title: "Obfuscated Ticket Age",
		Type: dissect.Uint, Part: TicketAge},
	{Name: "handshake.extensions.psk.binders_len", Title: "PSK Binders length", Type: dissect.Uint, Part: BindersLength},
	{Name: "handshake.extensions.psk.binders", Title: "PSK Binders", Type: dissect.Label, Part: Binders},
	{Name: "handshake.extensions.psk.identity.selected", Title: "Selected Identity", Type: dissect.Uint,
		Part: SelectedIdentity},
	{Name: "handshake.extensions.cookie_len", Title: "Cookie length", Type: dissect.Uint, Part: RetryCookieLength},
	{Name: "handshake.extensions.cookie", Title: "Cookie", Type: dissect.Octets, Part: RetryCookie},
	{Name: "handshake.extensions_reneg_info_len", Title: "Renegotiation info extension length", Type: dissect.Uint,
		Part: RenegotiationLength},
	{Name: "handshake.extensions_reneg_info", Title: "Renegotiation info", Type: dissect.Octets, Part: Renegotiation},
	{Name: "handshake.extensions_padding_data", Title: "Padding Data", Type: dissect.Octets, Part: PaddingData},
	{Name: "handshake.max_fragment_length", Title: "Maximum Fragment Length", Type: dissect.Uint, Part: FragmentLength},
	{Name: "handshake.extension.heartbeat.mode", Title: "Mode", Type: dissect.Uint, Part: HeartbeatMode},
	{Name: "handshake.extensions_status_request_type", Title: "Certificate Status Type", Type: dissect.Uint,
		Names: statusTypes, Part: StatusType},
	{Name: "handshake.extensions_status_request_responder_ids_len", Title: "Responder ID list Length",
		Type: dissect.Uint, Part: ResponderIDsLength},
	{Name: "handshake.extensions_status_request_exts_len", Title: "Request Extensions Length", Type: dissect.Uint,
		Part: RequestExtensionsLength},
	{Name: "handshake.extensions_status_request_len", Title: "Certificate Status Length", Type: dissect.Uint,
		Part: StatusLength},
	{Name: "early_data.max_early_data_size", Title: "Maximum Early Data Size", Type: dissect.Uint, Part: MaxEarlyData},
	{Name: "record_size_limit", Title: "Record Size Limit", Type: dissect.Uint, Part: SizeLimit},
	{Name: "connection_id_length", Title: "Connection ID length", Type: dissect.Uint, Part: ConnectionIDLength},
	{Name: "connection_id", Title: "Connection ID", Type: dissect.Octets, Part: ConnectionID},
	{Name: "compress_certificate.algorithms_length", Title: "Algorithms Length", Type: dissect.Uint,
		Part: CompressionAlgorithmsLength},
	{Name: "compress_certificate.algorithm", Title: "Algorithm", Type: dissect.Uint, Names: compressionNames,
		Part: CompressionAlgorithm},
	{Name: "compress_certificate.uncompressed_length", Title: "Uncompressed Length", Type: dissect.Uint,
		Part: UncompressedLength},
	{Name: "compress_certificate.compressed_certificate_message.length", Title: "Length", Type: dissect.Uint,
		Part: CompressedLength},
	{Name: "compress_certificate.compressed_certificate_message", Title: "Compressed Certificate Message",
		Type: dissect.Octets, Part: Compressed},
	{Name: "handshake.certificate_request_context_length", Title: "Certificate Request Context Length",
		Type: dissect.Uint, Part: RequestContextLength},
	{Name: "handshake.certificate_request_context", Title: "Certificate Request Context", Type: dissect.Octets,
		Part: RequestContext},
	{Name: "handshake.certificates_length", Title: "Certificates Length", Type: dissect.Uint, Part: CertificatesLength},
	{Name: "handshake.certificates", Title: "Certificates", Type: dissect.Label, Part: Certificates},
	{Name: "handshake.certificate_length", Title: "Certificate Length", Type: dissect.Uint, Part: CertificateLength},
	{Name: "handshake.certificate", Title: "Certificate", Type: dissect.Octets, Part: CertificateDER},
	{Name: "handshake.cert_types_count", Title: "Certificate types count", Type: dissect.Uint, Part: CertificateTypesLength},
	{Name: "handshake.cert_types", Title: "Certificate types", Type: dissect.Label, Part: CertificateTypes},
	{Name: "handshake.cert_type", Title: "Certificate Type", Type: dissect.Uint, Names: certificateTypes,
		Part: CertificateType},
	{Name: "handshake.dnames_len", Title: "Distinguished Names Length", Type: dissect.Uint, Part: AuthoritiesLength},
	{Name: "handshake.dnames", Title: "Distinguished Names", Type: dissect.Label, Part: Authorities},
	{Name: "handshake.dname_len", Title: "Distinguished Name Length", Type: dissect.Uint, Part: AuthorityLength},
	{Name: "handshake.dname", Title: "Distinguished Name", Type: dissect.Label, Part: Authority},
	{Name: "handshake.server_curve_type", Title: "Curve Type", Type: dissect.Uint, Base: dissect.Hex2,
		Names: curveTypes, Part: CurveType},
	{Name: "handshake.server_named_curve", Title: "Named Curve", Type: dissect.Uint, Base: dissect.Hex4,
		Names: of16(GroupName), Part: NamedCurve},
	{Name: "handshake.server_point_len", Title: "Pubkey Length", Type: dissect.Uint, Part: ServerPointLength},
	{Name: "handshake.server_point", Title: "Pubkey", Type: dissect.Octets, Part: ServerPoint},
	{Name: "handshake.client_point_len", Title: "Pubkey Length", Type: dissect.Uint, Part: ClientPointLength},
	{Name: "handshake.client_point", Title: "Pubkey", Type: dissect.Octets, Part: ClientPoint},
	{Name: "handshake.p_len", Title: "p Length", Type: dissect.Uint, Part: PrimeLength},
	{Name: "handshake.p", Title: "p", Type: dissect.Octets, Part: Prime},
	{Name: "handshake.g_len", Title: "g Length", Type: dissect.Uint, Part: GeneratorLength},
	{Name: "handshake.g", Title: "g", Type: dissect.Octets, Part: Generator},
	{Name: "handshake.ys_len", Title: "Pubkey Length", Type: dissect.Uint, Part: ServerPublicLength},
	{Name: "handshake.ys", Title: "Pubkey", Type: dissect.Octets, Part: ServerPublic},
	{Name: "handshake.yc_len", Title: "Pubkey Length", Type: dissect.Uint, Part: ClientPublicLength},
	{Name: "handshake.yc", Title: "Pubkey", Type: dissect.Octets, Part: ClientPublic},
	{Name: "handshake.hint_len", Title: "Hint Length", Type: dissect.Uint, Part: HintLength},
	{Name: "handshake.hint", Title: "Hint", Type: dissect.Octets, Part: Hint},
	{Name: "handshake.identity_len", Title: "Identity Length", Type: dissect.Uint, Part: PSKIdentityLength},
	{Name: "handshake.identity", Title: "Identity", Type: dissect.Octets, Part: PSKIdentity},
	{Name: "handshake.epms_len", Title: "Encrypted PreMaster length", Type: dissect.Uint, Part: EncryptedPremasterLength},
	{Name: "handshake.epms", Title: "Encrypted PreMaster", Type: dissect.Octets, Part: EncryptedPremaster},
	{Name: "handshake.sig_len", Title: "Signature Length", Type: dissect.Uint, Part: ExchangeSignatureLength},
	{Name: "handshake.sig", Title: "Signature", Type: dissect.Octets, Part: ExchangeSignature},
	{Name: "handshake.client_cert_vrfy.sig_len", Title: "Signature length", Type: dissect.Uint, Part: ProofSignatureLength},
	{Name: "handshake.client_cert_vrfy.sig", Title: "Signature", Type: dissect.Octets, Part: ProofSignature},
	{Name: "handshake.verify_data", Title: "Verify Data", Type: dissect.Label, Part: VerifyData},
	{Name: "handshake.key_update.request_update", Title: "Key Update Request", Type: dissect.Uint,
		Names: updateRequests, Part: UpdateRequest},
	{Name: "handshake.session_ticket_lifetime_hint", Title: "Session Ticket Lifetime Hint", Type: dissect.Uint,
		Part: TicketLifetime},
	{Name: "handshake.session_ticket_age_add", Title: "Session Ticket Age Add", Type: dissect.Uint, Part: TicketAgeAdd},
	{Name: "handshake.session_ticket_nonce_length", Title: "Session Ticket Nonce Length", Type: dissect.Uint,
		Part: TicketNonceLength},
	{Name: "handshake.session_ticket_nonce", Title: "Session Ticket Nonce", Type: dissect.Octets, Part: TicketNonce},
	{Name: "handshake.session_ticket_length", Title: "Session Ticket Length", Type: dissect.Uint, Part: TicketLength},
	{Name: "handshake.session_ticket", Title: "Session Ticket", Type: dissect.Octets, Part: Ticket},
}
