package tls

import (
	"netsniff/dissect"
	"netsniff/dissect/tls/handshake"
)

var handshakeFields = []dissect.Field{
	number("tls.handshake.version", "Version", dissect.Hex4, versionName, handshake.LegacyVersion),
	octets("tls.handshake.random", "Random", dissect.Octets, handshake.Random),
	number("tls.handshake.session_id_length", "Session ID Length", dissect.Dec, nil, handshake.SessionIDLength),
	octets("tls.handshake.session_id", "Session ID", dissect.Octets, handshake.SessionID),
	number("tls.handshake.cipher_suites_length", "Cipher Suites Length", dissect.Dec, nil, handshake.CipherSuitesLength),
	number("tls.handshake.ciphersuite", "Cipher Suite", dissect.Hex4, of16(handshake.CipherSuiteName), handshake.CipherSuite),
	number("tls.handshake.comp_methods_length", "Compression Methods Length", dissect.Dec, nil, handshake.CompressionMethodsLength),
	number("tls.handshake.comp_method", "Compression Method", dissect.Dec, nil, handshake.CompressionMethod),
	number("tls.handshake.extensions_length", "Extensions Length", dissect.Dec, nil, handshake.ExtensionsLength),
	number("tls.handshake.extension.type", "Type", dissect.Dec, extensionName, handshake.ExtensionCode),
	number("tls.handshake.extension.len", "Length", dissect.Dec, nil, handshake.ExtensionLength),
	number("tls.handshake.extensions_server_name_list_len", "Server Name list length", dissect.Dec, nil, handshake.ServerNameListLength),
	number("tls.handshake.extensions_server_name_type", "Server Name Type", dissect.Dec, nil, handshake.ServerNameType),
	number("tls.handshake.extensions_server_name_len", "Server Name length", dissect.Dec, nil, handshake.ServerNameLength),
	octets("tls.handshake.extensions_server_name", "Server Name", dissect.String, handshake.ServerNameText),
	number("tls.handshake.extensions_alpn_len", "ALPN Extension Length", dissect.Dec, nil, handshake.ALPNLength),
	number("tls.handshake.extensions_alpn_str_len", "ALPN string length", dissect.Dec, nil, handshake.ALPNTextLength),
	octets("tls.handshake.extensions_alpn_str", "ALPN Next Protocol", dissect.String, handshake.ALPNText),
	number("tls.handshake.extensions.supported_versions_len", "Supported Versions length", dissect.Dec, nil, handshake.VersionsLength),
	number("tls.handshake.extensions.supported_version", "Supported Version", dissect.Hex4, versionName, handshake.SupportedVersion),
	number("tls.handshake.extensions_supported_groups_length", "Supported Groups List Length", dissect.Dec, nil, handshake.GroupsLength),
	number("tls.handshake.extensions_supported_group", "Supported Group", dissect.Hex4, of16(handshake.GroupName), handshake.SupportedGroup),
	number("tls.handshake.extensions_ec_point_formats_length", "EC point formats Length", dissect.Dec, nil, handshake.PointFormatsLength),
	number("tls.handshake.extensions_ec_point_format", "EC point format", dissect.Dec, nil, handshake.PointFormat),
	number("tls.handshake.sig_hash_alg_len", "Signature Hash Algorithms Length", dissect.Dec, nil, handshake.SignaturesLength),
	number("tls.handshake.sig_hash_alg", "Signature Algorithm", dissect.Hex4, of16(handshake.SignatureName), handshake.SignatureAlgorithm),
	number("tls.handshake.extensions_key_share_client_length", "Client Key Share Length", dissect.Dec, nil, handshake.KeyShareLength),
	number("tls.handshake.extensions_key_share_group", "Group", dissect.Dec, of16(handshake.GroupName), handshake.KeyShareGroup),
	number("tls.handshake.extensions_key_share_key_exchange_length", "Key Exchange Length", dissect.Dec, nil, handshake.KeyExchangeLength),
	octets("tls.handshake.extensions_key_share_key_exchange", "Key Exchange", dissect.Octets, handshake.KeyExchange),
	number("tls.extension.psk_ke_modes_length", "PSK Key Exchange Modes Length", dissect.Dec, nil, handshake.PSKModesLength),
	number("tls.extension.psk_ke_mode", "PSK Key Exchange Mode", dissect.Dec, nil, handshake.PSKMode),
	number("tls.handshake.certificates_length", "Certificates Length", dissect.Dec, nil, handshake.CertificatesLength),
	number("tls.handshake.certificate_length", "Certificate Length", dissect.Dec, nil, handshake.CertificateLength),
	octets("tls.handshake.certificate", "Certificate", dissect.Octets, handshake.CertificateDER),
	number("tls.handshake.session_ticket_lifetime_hint", "Session Ticket Lifetime Hint", dissect.Dec, nil, handshake.TicketLifetime),
	number("tls.handshake.session_ticket_length", "Session Ticket Length", dissect.Dec, nil, handshake.TicketLength),
	octets("tls.handshake.session_ticket", "Session Ticket", dissect.Octets, handshake.Ticket),
	{Name: "x509af.serialNumber", Title: "serialNumber", Type: dissect.Octets, Get: certificates(func(n *handshake.Names, v *dissect.Values) {
		v.Bytes(n.Serial)
	})},
	{Name: "x509sat.uTF8String", Title: "uTF8String", Type: dissect.String, Get: certificates(func(n *handshake.Names, v *dissect.Values) {
		for _, s := range n.UTF8 {
			v.Bytes(s)
		}
	})},
	{Name: "x509ce.dNSName", Title: "dNSName", Type: dissect.String, Get: certificates(func(n *handshake.Names, v *dissect.Values) {
		for _, s := range n.DNS {
			v.Text(s)
		}
	})},
	fingerprint("tls.handshake.ja3_full", "JA3 Fullstring", handshake.ClientHello, ja3),
	fingerprint("tls.handshake.ja3", "JA3", handshake.ClientHello, hashed),
	fingerprint("tls.handshake.ja3s_full", "JA3S Fullstring", handshake.ServerHello, ja3),
	fingerprint("tls.handshake.ja3s", "JA3S", handshake.ServerHello, hashed),
	fingerprint("tls.handshake.ja4", "JA4", handshake.ClientHello, func(dst []byte, h *Handshake, items []handshake.Item) []byte {
		return handshake.AppendJA4(dst, items, h.Body)
	}),
}

func extensionName(u uint64) string { return handshake.ExtensionType(u).String() }

// of16 returns names of codes of two bytes as fields want them.
func of16(name func(uint16) string) func(uint64) string {
	return func(u uint64) string { return name(uint16(u)) }
}

// items returns the values in a handshake message. They live until the next frame.
func (m *Message) items(h *Handshake) []handshake.Item {
	if h.items == nil {
		from := len(m.store.items)
		m.store.items = handshake.Items(m.store.items, h.Type, h.version, h.Body)
		h.items = m.store.items[from:len(m.store.items):len(m.store.items)]
	}
	return h.items
}

// parts calls take with the values of a part.
func parts(p handshake.Part, take func(h *Handshake, x handshake.Item, v *dissect.Values)) dissect.Getter {
	return messages(func(m *Message, _ *Record, h *Handshake, v *dissect.Values) {
		for _, x := range m.items(h) {
			if x.Part == p {
				take(h, x, v)
			}
		}
	})
}

// number returns a field of a number.
func number(name, title string, base dissect.Base, names func(uint64) string, p handshake.Part) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.Uint, Base: base, Names: names,
		Get: parts(p, func(h *Handshake, x handshake.Item, v *dissect.Values) { v.Uint(x.Number).At(h.place(x.Off, x.N)) })}
}

// octets returns a field of bytes or text.
func octets(name, title string, t dissect.Type, p handshake.Part) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: t,
		Get: parts(p, func(h *Handshake, x handshake.Item, v *dissect.Values) {
			v.Bytes(h.Body[x.Off : x.Off+x.N]).At(h.place(x.Off, x.N))
		})}
}

// certificates returns the getter of a field of certificates.
func certificates(get func(*handshake.Names, *dissect.Values)) dissect.Getter {
	return parts(handshake.CertificateDER, func(h *Handshake, x handshake.Item, v *dissect.Values) {
		n := handshake.ReadNames(h.Body[x.Off : x.Off+x.N])
		get(&n, v)
	})
}

// fingerprint returns a field of a text that is made of a whole hello.
func fingerprint(name, title string, t handshake.Type, add func([]byte, *Handshake, []handshake.Item) []byte) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.String,
		Get: messages(func(m *Message, _ *Record, h *Handshake, v *dissect.Values) {
			if items := m.items(h); h.Type == t && len(items) > 0 {
				v.End(add(v.Begin(), h, items))
			}
		})}
}

func ja3(dst []byte, h *Handshake, items []handshake.Item) []byte {
	return handshake.AppendJA3(dst, h.Type, items)
}

// hashed appends the sum of a fingerprint that it makes behind dst.
func hashed(dst []byte, h *Handshake, items []handshake.Item) []byte {
	n := len(dst)
	text := ja3(dst, h, items)[n:]
	return handshake.AppendMD5(dst, append([]byte(nil), text...))
}
