package http

import "bytes"

// Carries returns Wireshark's name of the protocol of the body, "" if there is
// no body or nobody knows what it is.
func (h *Head) Carries() string {
	m := &h.media
	switch m.kind {
	case mediaLines:
		return "data-text-lines"
	case mediaJSON:
		return "json"
	case mediaXML:
		return "xml"
	case mediaMultipart:
		return "mime_multipart"
	case mediaImage:
		return pictureNames[m.image]
	case mediaType:
		if bytes.Equal(m.typ[:m.n], []byte("application/x-www-form-urlencoded")) {
			return "urlencoded-form"
		}
		return "media"
	}
	return ""
}

// pictureNames are the protocols of the pictures that are known by their first
// bytes.
var pictureNames = map[string]string{"GIF89a": "image-gif", "GIF87a": "image-gif", "PNG": "png", "JPEG JFIF image": "image-jfif"}
