package sip

import "netsniff/dissect"

// header is a header field that is known (RFC 3261 §20 and what registered since:
// https://www.iana.org/assignments/sip-parameters).
type header struct {
	name    string // as RFCs write it
	field   string // Wireshark's name without "sip."; "": the name
	compact byte   // its short form (RFC 3261 §7.3.3); 0: none
	kind    kind
}

// kind says what a header field has.
type kind uint8

const (
	plain kind = iota
	number
	address // name-addr / addr-spec with parameters
	hop     // Via
	sequence
	contentType
	contentLength
	callID
	challenge   // of a server
	credentials // of a client
	reason
	expires
)

// headers are those that are known, in the order of Wireshark's fields.
var headers = [...]header{
	{"Accept", "", 0, plain}, {"Accept-Contact", "", 'a', plain}, {"Accept-Encoding", "", 0, plain},
	{"Accept-Language", "", 0, plain},
	{"Accept-Resource-Priority", "", 0, plain}, {"Additional-Identity", "", 0, plain}, {"Alert-Info", "", 0, plain},
	{"Allow", "", 0, plain},
	{"Allow-Events", "", 'u', plain}, {"Answer-Mode", "", 0, plain}, {"Attestation-Info", "", 0, plain},
	{"Authentication-Info", "", 0, plain},
	{"Authorization", "", 0, credentials}, {"Call-ID", "", 'i', callID}, {"Call-Info", "", 0, plain},
	{"Cellular-Network-Info", "", 0, plain},
	{"Contact", "", 'm', address}, {"Content-Disposition", "", 0, plain}, {"Content-Encoding", "", 'e', plain},
	{"Content-Language", "", 0, plain},
	{"Content-Length", "", 'l', contentLength}, {"Content-Type", "", 'c', contentType}, {"CSeq", "", 0, sequence},
	{"Date", "", 0, plain},
	{"Diversion", "", 0, plain}, {"Error-Info", "", 0, plain}, {"Event", "", 'o', plain}, {"Expires", "", 0, expires},
	{"Feature-Caps", "", 0, plain}, {"Flow-Timer", "", 0, plain}, {"From", "", 'f', address}, {"Geolocation", "", 0, plain},
	{"Geolocation-Error", "", 0, plain}, {"Geolocation-Routing", "", 0, plain}, {"History-Info", "", 0, plain},
	{"Identity", "", 'y', plain},
	{"Identity-Info", "Identity-info", 'n', plain}, {"In-Reply-To", "", 0, plain}, {"Info-Package", "", 0, plain},
	{"Join", "", 0, plain},
	{"Max-Breadth", "", 0, number}, {"Max-Forwards", "", 0, number}, {"MIME-Version", "", 0, plain},
	{"Min-Expires", "", 0, plain},
	{"Min-SE", "", 0, plain}, {"Organization", "", 0, plain}, {"Origination-Id", "", 0, plain},
	{"P-Access-Network-Info", "", 0, plain},
	{"P-Answer-State", "", 0, plain}, {"P-Asserted-Identity", "", 0, address}, {"P-Asserted-Service", "", 0, plain},
	{"P-Associated-URI", "", 0, plain},
	{"P-Called-Party-ID", "", 0, plain}, {"P-Charge-Info", "", 0, plain}, {"P-Charging-Function-Addresses", "", 0, plain},
	{"P-Charging-Vector", "", 0, plain}, {"P-DCS-Trace-Party-ID", "", 0, plain}, {"P-DCS-OSPS", "", 0, plain},
	{"P-DCS-Billing-Info", "", 0, plain},
	{"P-DCS-LAES", "", 0, plain}, {"P-DCS-Redirect", "", 0, plain}, {"P-Early-Media", "", 0, plain},
	{"P-Media-Authorization", "", 0, plain},
	{"P-Preferred-Identity", "", 0, address}, {"P-Preferred-Service", "", 0, plain}, {"P-Profile-Key", "", 0, plain},
	{"P-Refused-URI-List", "", 0, plain}, {"P-Served-User", "", 0, plain}, {"P-User-Database", "", 0, plain},
	{"P-Visited-Network-ID", "", 0, plain},
	{"Path", "", 0, address}, {"Permission-Missing", "", 0, plain}, {"Policy-Contact", "Policy_Contact", 0, plain},
	{"Policy-ID", "Policy_ID", 0, plain},
	{"Priority", "", 0, plain}, {"Priority-Share", "", 0, plain}, {"Priv-Answer-Mode", "Priv-Answer-mode", 0, plain},
	{"Privacy", "", 0, plain},
	{"Proxy-Authenticate", "", 0, challenge}, {"Proxy-Authorization", "", 0, credentials},
	{"Proxy-Require", "", 0, plain}, {"RAck", "", 0, plain},
	{"Reason", "", 0, reason}, {"Reason-Phrase", "", 0, plain}, {"Record-Route", "", 0, address},
	{"Recv-Info", "", 0, plain},
	{"Refer-Sub", "", 0, plain}, {"Refer-To", "", 'r', plain}, {"Referred-By", "Referred-by", 'b', plain},
	{"Reject-Contact", "", 'j', plain},
	{"Relayed-Charge", "", 0, plain}, {"Replaces", "", 0, plain}, {"Reply-To", "", 0, plain},
	{"Request-Disposition", "", 'd', plain},
	{"Require", "", 0, plain}, {"Resource-Priority", "", 0, plain}, {"Resource-Share", "", 0, plain},
	{"Response-Source", "", 0, plain},
	{"Restoration-Info", "", 0, plain}, {"Retry-After", "", 0, number}, {"Route", "", 0, address}, {"RSeq", "", 0, number},
	{"Security-Client", "", 0, plain}, {"Security-Server", "", 0, plain}, {"Security-Verify", "", 0, plain},
	{"Server", "", 0, plain},
	{"Service-Interact-Info", "", 0, plain}, {"Service-Route", "", 0, address}, {"Session-Expires", "", 'x', plain},
	{"Session-ID", "", 0, plain},
	{"SIP-ETag", "ETag", 0, plain}, {"SIP-If-Match", "If_Match", 0, plain}, {"Subject", "", 's', plain},
	{"Subscription-State", "", 0, plain},
	{"Supported", "", 'k', plain}, {"Suppress-If-Match", "Suppress_If_Match", 0, plain},
	{"Target-Dialog", "", 0, plain}, {"Timestamp", "", 0, plain},
	{"To", "", 't', address}, {"Trigger-Consent", "", 0, plain}, {"Unsupported", "", 0, plain}, {"User-Agent", "", 0, plain},
	{"User-to-User", "uui", 0, plain}, {"Via", "", 'v', hop}, {"Warning", "", 0, plain},
	{"WWW-Authenticate", "", 0, challenge},
}

// id is a header field by its place in headers, plus 1; 0: none that is known.
type id uint8

// The header fields that are looked for.
var (
	idAuthorization = named("Authorization")
	idCallID        = named("Call-ID")
	idContact       = named("Contact")
	idContentLength = named("Content-Length")
	idContentType   = named("Content-Type")
	idCSeq          = named("CSeq")
	idExpires       = named("Expires")
	idFrom          = named("From")
	idProxyAuth     = named("Proxy-Authorization")
	idReason        = named("Reason")
	idTo            = named("To")
	idVia           = named("Via")
	idWarning       = named("Warning")
)

func named(name string) id {
	for i := range headers {
		if headers[i].name == name {
			return id(i + 1)
		}
	}
	panic(name)
}

// byName finds header fields by their names in lower case, long or compact.
var byName = func() map[string]id {
	m := make(map[string]id, 2*len(headers))
	for i, h := range headers {
		m[lower(h.name)] = id(i + 1)
		if h.compact != 0 {
			m[string(h.compact)] = id(i + 1)
		}
	}
	return m
}()

func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		b[i] = lowerByte(c)
	}
	return string(b)
}

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c |= 0x20
	}
	return c
}

// headerID returns which header field has a name.
func headerID(name []byte) id {
	var b [32]byte
	if len(name) > len(b) {
		return 0
	}
	for i, c := range name {
		b[i] = lowerByte(c)
	}
	return byName[string(b[:len(name)])]
}

// fieldName returns Wireshark's name of the field.
func (h *header) fieldName() string {
	if h.field != "" {
		return "sip." + h.field
	}
	return "sip." + h.name
}

// fieldType returns the type of its values.
func (h *header) fieldType() dissect.Type {
	switch h.kind {
	case number, contentLength, expires:
		return dissect.Uint
	}
	return dissect.String
}

// addressed are the header fields with addresses, and what Wireshark's names and
// titles of their parts begin with.
var addressed = []struct{ header, prefix, title string }{
	{"From", "from", "SIP from address"},
	{"To", "to", "SIP to address"},
	{"Contact", "contact", "Contact URI"},
	{"Route", "Route", "Route"},
	{"Record-Route", "Record-Route", "Record-Route"},
	{"Service-Route", "Service-Route", "Service-Route"},
	{"Path", "Path", "Path"},
	{"P-Asserted-Identity", "pai", "SIP PAI"},
	{"P-Preferred-Identity", "ppi", "SIP PPI"},
}
