package handshake

// Part says what a value in a message is.
type Part uint8

// Parts of messages.
const (
	LegacyVersion Part = iota + 1
	Random
	SessionIDLength
	SessionID
	CipherSuitesLength
	CipherSuite
	CompressionMethodsLength
	CompressionMethod
	ExtensionsLength
	ExtensionCode
	ExtensionLength
	ServerNameListLength
	ServerNameType
	ServerNameLength
	ServerNameText
	ALPNLength
	ALPNTextLength
	ALPNText
	VersionsLength
	SupportedVersion
	GroupsLength
	SupportedGroup
	PointFormatsLength
	PointFormat
	SignaturesLength
	SignatureAlgorithm
	KeyShareLength
	KeyShareGroup
	KeyExchangeLength
	KeyExchange
	PSKModesLength
	PSKMode
	CertificatesLength
	CertificateLength
	CertificateDER
	TicketLifetime
	TicketLength
	Ticket
	TicketAgeAdd
	TicketNonceLength
	TicketNonce
	RequestContextLength
	RequestContext
	SignatureLength
	Signature
	UpdateRequest
	CookieLength
	CookieBytes
	ParametersLength
	ParameterType
	ParameterLength
	ParameterValue
	ParameterNumber
)

// Item is a value in the body of a message.
type Item struct {
	Part   Part
	Off, N int    // where it stands in the body
	Number uint64 // if it is one
}

// Items appends the values in the body of a message, in the order of the wire, up to
// the first that is not whole. They are no more than body has bytes. Certificates and
// tickets of TLS 1.3 have another form than those before.
func Items(dst []Item, t Type, v Version, body []byte) []Item {
	r := reader{body: body, end: len(body), items: dst, version: v}
	switch t {
	case ClientHello:
		r.clientHello()
	case ServerHello:
		r.serverHello()
	case Certificate:
		r.certificates()
	case NewSessionTicket:
		r.ticket()
	case EncryptedExtensions:
		r.extensions(false)
	case CertificateRequest:
		r.certificateRequest()
	case CertificateVerify:
		r.certificateVerify()
	case KeyUpdate:
		r.number(UpdateRequest, 1)
	}
	return r.items
}

// reader reads a body. What is not whole ends it.
type reader struct {
	body  []byte
	at    int
	end   int // of the vector that is being read
	items []Item
	cut   bool

	version Version
}

func (r *reader) number(p Part, n int) int {
	if r.cut || r.at+n > r.end {
		r.cut = true
		return 0
	}
	u := 0
	for _, c := range r.body[r.at : r.at+n] {
		u = u<<8 | int(c)
	}
	r.items = append(r.items, Item{p, r.at, n, uint64(u)})
	r.at += n
	return u
}

func (r *reader) bytes(p Part, n int) {
	if r.cut || r.at+n > r.end {
		r.cut = true
		return
	}
	if n > 0 {
		r.items = append(r.items, Item{Part: p, Off: r.at, N: n})
	}
	r.at += n
}

// vector reads n bytes with each, which is called while some are left of them. A
// vector that reaches beyond the one around it ends there.
func (r *reader) vector(n int, each func()) {
	if r.cut {
		return
	}
	outer, end := r.end, min(r.at+n, r.end)
	for r.end = end; r.at < end && !r.cut; {
		each()
	}
	r.cut = r.cut && r.at+n > outer
	r.at, r.end = end, outer
}

// list reads a vector of numbers behind its length.
func (r *reader) list(length Part, width int, p Part, size int) {
	r.vector(r.number(length, width), func() { r.number(p, size) })
}

func (r *reader) hello() {
	r.number(LegacyVersion, 2)
	r.bytes(Random, 32)
	r.bytes(SessionID, r.number(SessionIDLength, 1))
}

func (r *reader) clientHello() {
	r.hello()
	if r.version == DTLS12 || r.version == DTLS10 {
		r.bytes(CookieBytes, r.number(CookieLength, 1))
	}
	r.list(CipherSuitesLength, 2, CipherSuite, 2)
	r.list(CompressionMethodsLength, 1, CompressionMethod, 1)
	r.extensions(true)
}

func (r *reader) serverHello() {
	r.hello()
	r.number(CipherSuite, 2)
	r.number(CompressionMethod, 1)
	r.extensions(false)
}

// extensions reads the extensions of a hello, which there need not be.
func (r *reader) extensions(client bool) {
	if r.at == r.end {
		return
	}
	r.vector(r.number(ExtensionsLength, 2), func() {
		code := ExtensionType(r.number(ExtensionCode, 2))
		r.vector(r.number(ExtensionLength, 2), func() {
			r.extension(code, client)
		})
	})
}

// extension reads the data of an extension.
func (r *reader) extension(code ExtensionType, client bool) {
	switch code {
	case ServerName:
		r.vector(r.number(ServerNameListLength, 2), func() {
			r.number(ServerNameType, 1)
			r.bytes(ServerNameText, r.number(ServerNameLength, 2))
		})
	case ALPN:
		r.vector(r.number(ALPNLength, 2), func() { r.bytes(ALPNText, r.number(ALPNTextLength, 1)) })
	case SupportedVersions:
		if client {
			r.list(VersionsLength, 1, SupportedVersion, 2)
		} else {
			r.number(SupportedVersion, 2)
		}
	case SupportedGroups:
		r.list(GroupsLength, 2, SupportedGroup, 2)
	case ECPointFormats:
		r.list(PointFormatsLength, 1, PointFormat, 1)
	case SignatureAlgorithms, SignatureAlgsCert:
		r.list(SignaturesLength, 2, SignatureAlgorithm, 2)
	case PSKModes:
		r.list(PSKModesLength, 1, PSKMode, 1)
	case KeyShare:
		r.keyShare(client)
	case QUICParameters, QUICParametersDraft:
		r.transportParameters()
	}
	r.at = r.end
}

// keyShare reads the shares of a client, the one of a server, or the group that he
// asks for.
func (r *reader) keyShare(client bool) {
	share := func() {
		r.number(KeyShareGroup, 2)
		r.bytes(KeyExchange, r.number(KeyExchangeLength, 2))
	}
	switch {
	case client:
		r.vector(r.number(KeyShareLength, 2), share)
	case r.end-r.at > 2:
		share()
	default:
		r.number(KeyShareGroup, 2)
	}
}

// certificates reads a chain, whose certificates have extensions since TLS 1.3.
func (r *reader) certificates() {
	if r.version == TLS13 {
		r.bytes(RequestContext, r.number(RequestContextLength, 1))
	}
	r.vector(r.number(CertificatesLength, 3), func() {
		r.bytes(CertificateDER, r.number(CertificateLength, 3))
		if r.version == TLS13 {
			r.extensions(false)
		}
	})
}

func (r *reader) certificateRequest() {
	if r.version == TLS13 {
		r.bytes(RequestContext, r.number(RequestContextLength, 1))
		r.extensions(false)
	}
}

func (r *reader) certificateVerify() {
	if r.version >= TLS12 && r.version <= TLS13 {
		r.number(SignatureAlgorithm, 2)
		r.bytes(Signature, r.number(SignatureLength, 2))
	}
}

func (r *reader) ticket() {
	r.number(TicketLifetime, 4)
	if r.version == TLS13 {
		r.number(TicketAgeAdd, 4)
		r.bytes(TicketNonce, r.number(TicketNonceLength, 1))
	}
	r.bytes(Ticket, r.number(TicketLength, 2))
	if r.version == TLS13 {
		r.extensions(false)
	}
}
