package media

import (
	"netsniff/dissect"
	"netsniff/dissect/certificate"
	"netsniff/dissect/parts"
)

// OCSP is what asks for the status of certificates, and what answers (RFC 6960).
var OCSP = dissect.Protocol{
	Name: "ocsp", Title: "Online Certificate Status Protocol", Borne: true,
	Fields: append([]dissect.Field{
		{Name: "ocsp.responseStatus", Title: "responseStatus", Type: dissect.Uint, Names: responseNames.Name,
			Body: true, Get: status(func(s *certificate.Status, v *dissect.Values) {
				for _, x := range s.Response {
					v.Uint(uint64(x))
				}
			})},
		{Name: "ocsp.serialNumber", Title: "serialNumber", Type: dissect.Octets, Body: true,
			Get: status(func(s *certificate.Status, v *dissect.Values) {
				for _, x := range s.Serials {
					v.Bytes(x)
				}
			})},
		{Name: "ocsp.certStatus", Title: "certStatus", Type: dissect.Uint, Names: stateNames.Name, Body: true,
			Get: status(func(s *certificate.Status, v *dissect.Values) {
				for _, x := range s.States {
					v.Uint(uint64(x))
				}
			})},
	}, bodies(certificate.Fields(func(_ *dissect.Frame, l *dissect.Layer, tell func(*certificate.Names)) {
		s := readStatus(l)
		for i := range s.Names {
			tell(&s.Names[i])
		}
	}))...),
}

var responseNames = parts.Names{0: "successful", 1: "malformedRequest", 2: "internalError", 3: "tryLater",
	5: "sigRequired", 6: "unauthorized"}

var stateNames = parts.Names{0: "good", 1: "revoked", 2: "unknown"}

// readStatus reads a content.
func readStatus(l *dissect.Layer) certificate.Status {
	if m, ok := l.Message.(dissect.Bearer); ok && string(m.MediaType()) == "application/ocsp-request" {
		return certificate.ReadRequest(l.Bytes)
	}
	return certificate.ReadResponse(l.Bytes)
}

func status(get func(*certificate.Status, *dissect.Values)) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		s := readStatus(l)
		get(&s, v)
	}
}

// bodies returns fields as such that come from bodies, which have to be kept for them.
func bodies(list []dissect.Field) []dissect.Field {
	for i := range list {
		list[i].Body = true
	}
	return list
}
