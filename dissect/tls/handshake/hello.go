package handshake

// Hello is what of a Client Hello or Server Hello keys depend on.
type Hello struct {
	Version Version // as the body begins; the one chosen of a Server Hello
	Random  []byte
	Session []byte // its id
	Suites  []byte // offered, two bytes each; the one that a server chose
	Ticket  []byte // of TLS 1.2 and before, that a client presents
	// The extensions of that name are there.
	EarlyData, ExtendedMaster, EncryptThenMAC bool
}

// Extensions that only say something by being there.
const (
	encryptThenMAC ExtensionType = 22
	extendedMaster ExtensionType = 23
)

// ReadHello reads the body of a hello. What it returns are parts of body. false: it is
// not whole.
func ReadHello(t Type, body []byte) (h Hello, ok bool) {
	const randomAt, sessionAt = 2, 34
	if len(body) <= sessionAt {
		return h, false
	}
	h.Version, h.Random = Version(be.Uint16(body)), body[randomAt:sessionAt]
	at := sessionAt + 1
	if h.Session, ok = take(body, at, int(body[sessionAt])); !ok {
		return h, false
	}
	at += len(h.Session)
	switch t {
	case ServerHello:
		if h.Suites, ok = take(body, at, 2); !ok {
			return h, false
		}
		at += 2 + 1
		if v, _, ok := Negotiated(body); ok {
			h.Version = v.Settled()
		}
	default:
		if at+2 > len(body) {
			return h, false
		}
		if h.Suites, ok = take(body, at+2, int(be.Uint16(body[at:]))); !ok || at+2+len(h.Suites) >= len(body) {
			return h, false
		}
		at += 2 + len(h.Suites)
		at += 1 + int(body[at])
	}
	Extensions(body, at, func(code ExtensionType, off, n int) bool {
		switch code {
		case EarlyData:
			h.EarlyData = true
		case extendedMaster:
			h.ExtendedMaster = true
		case encryptThenMAC:
			h.EncryptThenMAC = true
		case SessionTicket:
			h.Ticket = body[off : off+n]
		}
		return true
	})
	return h, true
}

// take returns n bytes of b at an offset, and false if there are not so many.
func take(b []byte, at, n int) ([]byte, bool) {
	if at+n > len(b) {
		return nil, false
	}
	return b[at : at+n], true
}
