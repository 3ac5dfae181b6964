package handshake

// extensions reads the extensions of a message of a type, which there need not be.
func (r *reader) extensions(of Type) {
	if r.at == r.end {
		return
	}
	r.vector(r.number(ExtensionsLength, 2), func() {
		code := ExtensionType(r.number(ExtensionCode, 2))
		r.vector(r.number(ExtensionLength, 2), func() {
			r.extension(code, of)
			r.at = r.end
		})
	})
}

// extension reads the data of an extension.
func (r *reader) extension(code ExtensionType, of Type) {
	switch code {
	case ServerName:
		r.vector(r.number(ServerNameListLength, 2), func() {
			r.number(ServerNameType, 1)
			r.bytes(ServerNameText, r.number(ServerNameLength, 2))
		})
	case ALPN:
		r.names(ALPNLength, ALPNList, ALPNTextLength, ALPNText)
	case ALPS:
		r.names(ALPSLength, ALPSList, ALPSTextLength, ALPSText)
	case SupportedVersions:
		if of == ClientHello {
			r.list(VersionsLength, 1, 0, SupportedVersion, 2)
		} else {
			r.number(SupportedVersion, 2)
		}
	case KeyShare:
		r.keyShare(of)
	case PreSharedKey:
		r.preSharedKey(of)
	case StatusRequest:
		r.statusRequest(of)
	case EarlyData:
		if of == NewSessionTicket {
			r.number(MaxEarlyData, 4)
		}
	case Padding:
		r.bytes(PaddingData, r.end-r.at)
	case QUICParameters, QUICParametersDraft:
		r.transportParameters()
	default:
		r.simple(code)
	}
}

// simple reads the data of an extension of one value or one list.
func (r *reader) simple(code ExtensionType) {
	switch x := simpleExtensions[code]; {
	case x.value != 0 && x.length != 0 && x.size > 0:
		r.list(x.length, x.width, x.whole, x.value, x.size)
	case x.value != 0 && x.length != 0:
		r.bytes(x.value, r.number(x.length, x.width))
	case x.value != 0:
		r.number(x.value, x.size)
	default:
		r.bytes(ExtensionData, r.end-r.at)
	}
}

// simpleExtensions are those with one value. Behind a length of width bytes it is bytes or,
// if size is not 0, a list of numbers of so many bytes.
var simpleExtensions = map[ExtensionType]struct {
	length Part
	width  int
	whole  Part
	value  Part
	size   int
}{
	SupportedGroups:     {GroupsLength, 2, Groups, SupportedGroup, 2},
	ECPointFormats:      {PointFormatsLength, 1, PointFormats, PointFormat, 1},
	SignatureAlgorithms: {SignaturesLength, 2, Signatures, SignatureAlgorithm, 2},
	SignatureAlgsCert:   {SignaturesLength, 2, Signatures, SignatureAlgorithm, 2},
	PSKModes:            {PSKModesLength, 1, 0, PSKMode, 1},
	CompressCertificate: {CompressionAlgorithmsLength, 1, 0, CompressionAlgorithm, 2},
	RenegotiationInfo:   {length: RenegotiationLength, width: 1, value: Renegotiation},
	ConnectionIDs:       {length: ConnectionIDLength, width: 1, value: ConnectionID},
	Cookie:              {length: RetryCookieLength, width: 2, value: RetryCookie},
	RecordSizeLimit:     {value: SizeLimit, size: 2},
	MaxFragmentLength:   {value: FragmentLength, size: 1},
	Heartbeat:           {value: HeartbeatMode, size: 1},
}

// names reads a list of names, each behind its length.
func (r *reader) names(length, whole, each, name Part) {
	n := r.number(length, 2)
	r.mark(whole, n)
	r.vector(n, func() { r.bytes(name, r.number(each, 1)) })
}

// keyShare reads the shares of a client, the one of a server, or the group that he
// asks for.
func (r *reader) keyShare(of Type) {
	share := func() {
		r.number(KeyShareGroup, 2)
		r.bytes(KeyExchange, r.number(KeyExchangeLength, 2))
	}
	switch {
	case of == ClientHello:
		r.vector(r.number(KeyShareLength, 2), share)
	case r.end-r.at > 2:
		share()
	default:
		r.number(SelectedGroup, 2)
	}
}

// preSharedKey reads the identities of keys that a client offers, or the one that the
// server chose (RFC 8446 §4.2.11).
func (r *reader) preSharedKey(of Type) {
	if of != ClientHello {
		r.number(SelectedIdentity, 2)
		return
	}
	r.vector(r.number(IdentitiesLength, 2), func() {
		r.bytes(Identity, r.number(IdentityLength, 2))
		r.number(TicketAge, 4)
	})
	r.bytes(Binders, r.number(BindersLength, 2))
}

// statusRequest reads what a client asks for, or in TLS 1.3 what the server answers with
// his certificate (RFC 6066 §8, RFC 8446 §4.4.2.1).
func (r *reader) statusRequest(of Type) {
	r.number(StatusType, 1)
	if of == Certificate {
		r.bytes(Status, r.number(StatusLength, 3))
		return
	}
	r.skip(r.number(ResponderIDsLength, 2))
	r.skip(r.number(RequestExtensionsLength, 2))
}
