package http

// Bears returns Wireshark's name of the protocol of the body, "" if there is
// no body or nobody knows what it is.
func (h *Head) Bears() string {
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
	case mediaReplace:
		return ownNames[string(m.typ[:m.n])]
	case mediaType:
		if name := ownNames[string(m.typ[:m.n])]; name != "" {
			return name
		}
		return "media"
	}
	return ""
}

// Borne implements dissect.Bearer.
func (h *Head) Borne(whole []byte) (content []byte, ok bool) { return h.Content(whole) }

// MediaType implements dissect.Bearer.
func (h *Head) MediaType() []byte { return h.media.typ[:h.media.n] }

// ownNames are the protocols of media types that have one.
var ownNames = map[string]string{"application/x-www-form-urlencoded": "urlencoded-form", "message/http": "message-http",
	"application/ocsp-request": "ocsp", "application/ocsp-response": "ocsp"}

// pictureNames are the protocols of the pictures that are known by their first
// bytes.
var pictureNames = map[string]string{"GIF89a": "image-gif", "GIF87a": "image-gif", "PNG": "png",
	"JPEG JFIF image": "image-jfif"}
