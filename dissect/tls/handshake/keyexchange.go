package handshake

import "strings"

// exchange is how the ends make a secret before TLS 1.3 (RFC 5246 §7.4.3, RFC 8422 §5.4,
// RFC 4279 §2). A pre-shared key goes with each of the others.
type exchange struct{ rsa, finiteField, curve, psk, anonymous bool }

// exchangeOf returns the exchange of a cipher suite, as its name has it.
func exchangeOf(suite uint16) (x exchange) {
	way, _, named := strings.Cut(strings.TrimPrefix(CipherSuiteName(suite), "TLS_"), "_WITH_")
	if !named {
		return x
	}
	words := strings.Split(way, "_")
	for _, w := range words {
		x.psk = x.psk || w == "PSK"
		x.anonymous = x.anonymous || w == "anon"
	}
	switch words[0] {
	case "RSA":
		x.rsa = true
	case "DHE", "DH":
		x.finiteField = true
	case "ECDHE", "ECDH":
		x.curve = true
	}
	return x
}

func (r *reader) serverKeyExchange() {
	const namedCurve = 3
	x := exchangeOf(r.Suite)
	if x.psk {
		r.bytes(Hint, r.number(HintLength, 2))
	}
	switch {
	case x.curve:
		if r.number(CurveType, 1) != namedCurve {
			return
		}
		r.number(NamedCurve, 2)
		r.bytes(ServerPoint, r.number(ServerPointLength, 1))
	case x.finiteField:
		r.bytes(Prime, r.number(PrimeLength, 2))
		r.bytes(Generator, r.number(GeneratorLength, 2))
		r.bytes(ServerPublic, r.number(ServerPublicLength, 2))
	default:
		return
	}
	if !x.psk && !x.anonymous {
		r.signatureAlgorithm()
		r.bytes(ExchangeSignature, r.number(ExchangeSignatureLength, 2))
	}
}

func (r *reader) clientKeyExchange() {
	x := exchangeOf(r.Suite)
	if x.psk {
		r.bytes(PSKIdentity, r.number(PSKIdentityLength, 2))
	}
	switch {
	case x.curve:
		r.bytes(ClientPoint, r.number(ClientPointLength, 1))
	case x.finiteField:
		r.bytes(ClientPublic, r.number(ClientPublicLength, 2))
	case x.rsa && r.Version == SSL30:
		r.bytes(EncryptedPremaster, r.end-r.at)
	case x.rsa:
		r.bytes(EncryptedPremaster, r.number(EncryptedPremasterLength, 2))
	}
}
