package http

import (
	"bytes"

	"netsniff/dissect/text"
)

// mediaKind says what the row tells of a body.
type mediaKind uint8

const (
	mediaNone      mediaKind = iota // nothing
	mediaType                       // its media type in parentheses
	mediaLines                      // the same, unless the text is XML
	mediaJSON                       // the words for JSON; the column says HTTP/JSON
	mediaXML                        // the column says HTTP/XML
	mediaImage                      // the image format that its first bytes show
	mediaMultipart                  // what its parts are
	mediaReplace                    // the body's protocol takes the row over
)

// media is what the row says of a body.
type media struct {
	kind  mediaKind
	typ   [maxType]byte // media type in lower case
	n     int
	image string
	info  string // replaces the whole text
}

// maxType bounds the media type that is shown.
const maxType = 96

// knownType is a media type whose bodies have a dissector in Wireshark: they
// are not looked at for pictures.
type knownType struct {
	kind         mediaKind
	column, info string
}

// knownTypes lists them by name. The map is only read.
var knownTypes = buildTypes()

func buildTypes() map[string]knownType {
	t := map[string]knownType{
		"application/smil":          {mediaXML, "HTTP/SMIL", ""},
		"application/sdp":           {mediaXML, "HTTP/SDP", ""},
		"application/ocsp-request":  {mediaReplace, "OCSP", "Request"},
		"application/ocsp-response": {mediaReplace, "OCSP", "Response"},
		"application/pkix-crl":      {mediaReplace, "PKIX-CRL", "Certificate Revocation List"},
	}
	for _, s := range []string{
		"application/octet-stream", "application/grpc", "application/x-fcs", "video/mp2t", "application/ipp",
		"application/pkcs7-mime", "application/pkcs7-signature", "application/pkcs10", "application/x-amf",
		"application/cbor", "application/cbor-seq", "application/senml+cbor",
	} {
		t[s] = knownType{mediaNone, "", ""}
	}
	for _, s := range []string{
		"text/html", "text/plain", "text/css", "text/javascript", "text/richtext", "text/parameters",
		"text/vnd.sun.j2me.app-descriptor", "application/x-javascript", "application/x-ns-proxy-autoconfig",
	} {
		t[s] = knownType{mediaLines, "", ""}
	}
	for _, s := range []string{"application/x-www-form-urlencoded", "message/http", "application/pkix-cert"} {
		t[s] = knownType{mediaType, "", ""}
	}
	for _, s := range []string{
		"application/json", "application/json-rpc", "application/jsonrequest", "application/problem+json",
		"application/dds-web+json", "application/vnd.oma.lwm2m+json", "application/senml+json",
		"application/merge-patch+json", "application/json-patch+json",
	} {
		t[s] = knownType{mediaJSON, "HTTP/JSON", ""}
	}
	for _, s := range []string{
		"text/xml", "text/vnd.wap.wml", "text/vnd.wap.si", "text/vnd.wap.sl", "text/vnd.wap.co", "application/xml",
		"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/soap+xml",
		"application/mathml+xml", "application/xml-dtd", "application/xslt+xml", "application/x-wms-logconnectstats",
		"application/x-wms-logplaystats", "application/x-wms-sendevent", "image/svg+xml", "application/pidf+xml",
		"application/reginfo+xml", "application/conference-info+xml", "application/media_control+xml",
		"application/vnd.wv.csp+xml", "application/cpl+xml", "application/auth-policy+xml", "application/x-crd+xml",
		"application/vnd.etsi.aoc+xml", "application/xcap-diff+xml", "message/imdn+xml",
	} {
		t[s] = knownType{mediaXML, "HTTP/XML", ""}
	}
	return t
}

// set decides what to say of a non-empty body with the given Content-Type
// value (nil if there is no such field), whose first bytes are prefix and
// whose length is n. It returns the column, "" for the protocol's own.
func (m *media) set(contentType []byte, has bool, prefix []byte, n int64) string {
	m.kind, m.n = mediaNone, 0
	if has {
		t := untilNUL(contentType)
		for i, c := range t {
			if c == ';' || isBlank(c) || i == maxType {
				t = t[:i]
				break
			}
		}
		for i, c := range t {
			if 'A' <= c && c <= 'Z' {
				c |= 0x20
			}
			m.typ[i] = c
		}
		m.n = len(t)
		if text.HasPrefixFold(t, "multipart/") {
			m.kind = mediaMultipart
			return ""
		}
		if k, ok := knownTypes[string(m.typ[:m.n])]; ok {
			m.kind, m.info = k.kind, k.info
			if k.kind == mediaLines && isXML(prefix) {
				m.kind = mediaXML
				return "HTTP/XML"
			}
			return k.column
		}
		m.kind = mediaType
	}
	if s := picture(prefix, n); s != "" {
		m.kind, m.image = mediaImage, s
	}
	return ""
}

// opaque reports whether the body says nothing of what it is.
func (m *media) opaque() bool {
	return m.kind == mediaNone && (m.n == 0 || string(m.typ[:m.n]) == "application/octet-stream")
}

// isXML reports whether b is an XML declaration with something after it.
func isXML(b []byte) bool {
	if !bytes.HasPrefix(b, []byte("<?xml")) {
		return false
	}
	i := bytes.Index(b, []byte("?>"))
	return i >= 0 && i+2 < len(b)
}

// minPicture is the shortest body that is looked at as a picture.
const minPicture = 20

// picture names the format of an image by its first bytes.
func picture(b []byte, n int64) string {
	switch {
	case n < minPicture || len(b) < 11:
		return ""
	case string(b[:6]) == "GIF89a":
		return "GIF89a"
	case string(b[:6]) == "GIF87a":
		return "GIF87a"
	case string(b[:8]) == "\x89PNG\r\n\x1a\n":
		return "PNG"
	case b[0] == 0xff && b[1] == 0xd8 && (string(b[6:11]) == "JFIF\x00" || string(b[6:11]) == "Exif\x00"):
		return "JPEG JFIF image"
	}
	return ""
}

func (m *media) appendText(dst []byte) []byte {
	switch m.kind {
	case mediaType, mediaLines:
		dst = append(dst, " ("...)
		dst = appendText(dst, m.typ[:m.n])
		return append(dst, ')')
	case mediaImage:
		dst = append(dst, " ("...)
		dst = append(dst, m.image...)
		return append(dst, ')')
	case mediaJSON:
		dst = append(dst, ", JavaScript Object Notation ("...)
		dst = append(dst, m.typ[:m.n]...)
		return append(dst, ')')
	}
	return dst
}
