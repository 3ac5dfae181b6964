package handshake

// Part says what a value in a message is.
type Part uint8

// Parts of messages.
const (
	LegacyVersion Part = iota + 1
	Random
	RandomTime
	RandomBytes
	SessionIDLength
	SessionID
	CipherSuitesLength
	CipherSuites
	CipherSuite
	CompressionMethodsLength
	CompressionMethods
	CompressionMethod
	ExtensionsLength
	ExtensionCode
	ExtensionLength
	ExtensionData // of an extension whose data are not read
	ServerNameListLength
	ServerNameType
	ServerNameLength
	ServerNameText
	ALPNLength
	ALPNList
	ALPNTextLength
	ALPNText
	ALPSLength
	ALPSList
	ALPSTextLength
	ALPSText
	VersionsLength
	SupportedVersion
	GroupsLength
	Groups
	SupportedGroup
	PointFormatsLength
	PointFormats
	PointFormat
	SignaturesLength
	Signatures
	SignatureAlgorithm
	KeyShareLength
	KeyShareGroup
	KeyExchangeLength
	KeyExchange
	SelectedGroup // for which a Hello Retry Request asks
	PSKModesLength
	PSKMode
	IdentitiesLength
	IdentityLength
	Identity
	TicketAge
	BindersLength
	Binders
	SelectedIdentity
	MaxEarlyData
	FragmentLength
	SizeLimit
	HeartbeatMode
	PaddingData
	RenegotiationLength
	Renegotiation
	StatusType
	ResponderIDsLength
	RequestExtensionsLength
	StatusLength
	Status
	CookieLength
	CookieBytes
	RetryCookieLength // of the extension of TLS 1.3
	RetryCookie
	ConnectionIDLength
	ConnectionID
	CompressionAlgorithmsLength
	CompressionAlgorithm
	UncompressedLength
	CompressedLength
	Compressed
	CertificatesLength
	Certificates
	CertificateLength
	CertificateDER
	CertificateTypesLength
	CertificateTypes
	CertificateType
	AuthoritiesLength
	Authorities
	AuthorityLength
	Authority
	TicketLifetime
	TicketLength
	Ticket
	TicketAgeAdd
	TicketNonceLength
	TicketNonce
	RequestContextLength
	RequestContext
	ProofSignatureLength // of Certificate Verify
	ProofSignature
	CurveType
	NamedCurve
	ServerPointLength
	ServerPoint
	ClientPointLength
	ClientPoint
	PrimeLength // of Diffie-Hellman in a finite field: p, g and the public keys
	Prime
	GeneratorLength
	Generator
	ServerPublicLength
	ServerPublic
	ClientPublicLength
	ClientPublic
	HintLength // of a pre-shared key before TLS 1.3
	Hint
	PSKIdentityLength
	PSKIdentity
	EncryptedPremasterLength
	EncryptedPremaster
	ExchangeSignatureLength // of Server Key Exchange
	ExchangeSignature
	VerifyData
	UpdateRequest
	ParameterType // of QUIC's transport parameters
	ParameterLength
	ParameterValue
	ParameterNumber
)
