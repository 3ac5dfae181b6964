package handshake

// ExtensionType says what an extension is about (IANA's "TLS ExtensionType Values").
type ExtensionType uint16

// Extensions whose data are read.
const (
	ServerName          ExtensionType = 0
	MaxFragmentLength   ExtensionType = 1
	StatusRequest       ExtensionType = 5
	SupportedGroups     ExtensionType = 10
	ECPointFormats      ExtensionType = 11
	SignatureAlgorithms ExtensionType = 13
	Heartbeat           ExtensionType = 15
	ALPN                ExtensionType = 16
	StatusRequestV2     ExtensionType = 17
	SCT                 ExtensionType = 18
	Padding             ExtensionType = 21
	CompressCertificate ExtensionType = 27
	RecordSizeLimit     ExtensionType = 28
	SessionTicket       ExtensionType = 35
	PreSharedKey        ExtensionType = 41
	EarlyData           ExtensionType = 42
	SupportedVersions   ExtensionType = 43
	Cookie              ExtensionType = 44
	PSKModes            ExtensionType = 45
	SignatureAlgsCert   ExtensionType = 50
	KeyShare            ExtensionType = 51
	ConnectionIDs       ExtensionType = 54
	QUICParameters      ExtensionType = 57
	NextProtocolNeg     ExtensionType = 13172
	ALPS                ExtensionType = 17513
	RenegotiationInfo   ExtensionType = 65281
	QUICParametersDraft ExtensionType = 65445
)
