// Package certificate reads what certificates of X.509 (https://www.rfc-editor.org/rfc/rfc5280) and answers about them (OCSP,
// https://www.rfc-editor.org/rfc/rfc6960) say of names, for the protocols that carry them.
package certificate

import (
	"crypto/x509"
	"encoding/asn1"
)

// Names are what a certificate says of its names as it stands in the bytes, so that
// one that crypto/x509 refuses is told as well.
type Names struct {
	Serial []byte   // the bytes of the number
	UTF8   [][]byte // attributes that are UTF-8, of the issuer and then of the subject
	DNS    []string // alternative names of the subject; none of a refused certificate
}

// tbsCertificate is the beginning of a TBSCertificate (RFC 5280 §4.1).
type tbsCertificate struct {
	Version   asn1.RawValue `asn1:"optional,explicit,tag:0"`
	Serial    asn1.RawValue
	Signature asn1.RawValue
	Issuer    asn1.RawValue
	Validity  asn1.RawValue
	Subject   asn1.RawValue
}

// ReadNames reads the names in a certificate. Borrowed from der.
func ReadNames(der []byte) (n Names) {
	var whole struct{ Certificate tbsCertificate }
	if _, err := asn1.Unmarshal(der, &whole); err != nil {
		return n
	}
	n.Serial = whole.Certificate.Serial.Bytes
	n.UTF8 = appendUTF8(appendUTF8(nil, whole.Certificate.Issuer.FullBytes), whole.Certificate.Subject.FullBytes)
	if c, err := x509.ParseCertificate(der); err == nil {
		n.DNS = c.DNSNames
	}
	return n
}

// appendUTF8 appends the attributes of a Name that are UTF8String.
func appendUTF8(dst [][]byte, name []byte) [][]byte {
	type attribute struct {
		Type  asn1.ObjectIdentifier
		Value asn1.RawValue
	}
	type attributeSET []attribute
	var list []attributeSET
	if _, err := asn1.Unmarshal(name, &list); err != nil {
		return dst
	}
	for _, set := range list {
		for _, a := range set {
			if a.Value.Class == asn1.ClassUniversal && a.Value.Tag == asn1.TagUTF8String {
				dst = append(dst, a.Value.Bytes)
			}
		}
	}
	return dst
}
