package mail

// body says how a body of some media type is treated.
type body uint8

const (
	bodyUnknown   body = iota // nobody here knows the type
	bodyText                  // shown as text lines
	bodySilent                // known, but says nothing in the row
	bodyJSON                  // application/json
	bodyXML                   // XML and what is written in it
	bodyMessage               // a message of its own, RFC 2046 §5.2.1
	bodyMultipart             // RFC 2046 §5.1
)

// bodyOf looks up a media type in lower case.
func bodyOf(media []byte) body {
	switch string(media) {
	case "text/plain", "text/html", "text/css", "text/javascript", "text/richtext", "text/enriched", "text/parameters",
		"text/vnd.sun.j2me.app-descriptor", "application/x-javascript", "application/x-ns-proxy-autoconfig",
		"application/x-www-form-urlencoded", "application/x-wms-logconnectstats", "message/http":
		return bodyText
	case "application/octet-stream", "application/pkcs7-signature", "application/pkcs7-mime", "application/ms-tnef":
		return bodySilent
	case "application/json", "application/json-rpc", "application/jsonrequest", "application/jrd+json",
		"application/problem+json",
		"application/ld+json", "application/geo+json", "application/merge-patch+json", "application/dds-web+json":
		return bodyJSON
	case "text/xml", "application/xml", "application/soap+xml", "image/svg+xml", "application/xhtml+xml",
		"application/atom+xml",
		"application/rdf+xml", "application/rss+xml", "text/vnd.wap.wml", "text/vnd.wap.si", "text/vnd.wap.sl":
		return bodyXML
	case "message/rfc822":
		return bodyMessage
	case "multipart/mixed", "multipart/alternative", "multipart/related", "multipart/form-data", "multipart/report",
		"multipart/signed", "multipart/encrypted":
		return bodyMultipart
	}
	return bodyUnknown
}
