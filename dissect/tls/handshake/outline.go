package handshake

import (
	"strconv"

	"netsniff/dissect"
)

// Branches returns which fields of a protocol stand below others.
func Branches(protocol string) (list []dissect.Branch) {
	for _, b := range [...][]string{
		{"handshake.random", "handshake.random_time", "handshake.random_bytes"},
		{"handshake.ciphersuites", "handshake.ciphersuite"},
		{"handshake.comp_methods", "handshake.comp_method"},
		{"handshake.extensions_supported_groups", "handshake.extensions_supported_group"},
		{"handshake.extensions_ec_point_formats", "handshake.extensions_ec_point_format"},
		{"handshake.extensions_alpn_list", "handshake.extensions_alpn_str_len", "handshake.extensions_alpn_str"},
		{"handshake.sig_hash_algs", "handshake.sig_hash_alg"},
		{"handshake.certificates", "handshake.certificate_length", "handshake.certificate"},
		{"handshake.sig_hash_alg", "handshake.sig_hash_hash", "handshake.sig_hash_sig"},
	} {
		x := dissect.Branch{Above: protocol + "." + b[0]}
		for _, name := range b[1:] {
			x.Below = append(x.Below, protocol+"."+name)
		}
		list = append(list, x)
	}
	return list
}

// Wordings returns the lines of a protocol that say how many values a list has.
func Wordings(protocol string) (list []dissect.Wording) {
	for _, x := range [...]struct {
		name, title, one string
		size             int32
	}{
		{"handshake.ciphersuites", "Cipher Suites", "suite", 2},
		{"handshake.comp_methods", "Compression Methods", "method", 1},
		{"handshake.extensions_supported_groups", "Supported Groups", "group", 2},
		{"handshake.sig_hash_algs", "Signature Hash Algorithms", "algorithm", 2},
		{"handshake.cert_types", "Certificate types", "type", 1},
	} {
		list = append(list, dissect.Wording{Field: protocol + "." + x.name, Title: x.title,
			Say: func(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
				n := v.Len / x.size
				dst = append(append(strconv.AppendInt(append(dst, " ("...), int64(n), 10), ' '), x.one...)
				if n != 1 {
					dst = append(dst, 's')
				}
				return append(dst, ')')
			}})
	}
	return list
}
