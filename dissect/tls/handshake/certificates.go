package handshake

import "netsniff/dissect/certificate"

// CertificateNames tells the names in a value of a handshake message: a certificate, or an answer about some.
func CertificateNames(x Item, body []byte, tell func(*certificate.Names)) {
	switch b := body[x.Off : x.Off+x.N]; x.Part {
	case CertificateDER:
		n := certificate.ReadNames(b)
		tell(&n)
	case Status:
		s := certificate.ReadResponse(b)
		for i := range s.Names {
			tell(&s.Names[i])
		}
	}
}
