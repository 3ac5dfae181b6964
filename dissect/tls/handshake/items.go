package handshake

// Item is a value in the body of a message.
type Item struct {
	Part   Part
	Off, N int    // where it stands in the body
	Number uint64 // if it is one
}

// Agreed is what the ends of a connection have agreed on that decides what messages look
// like: those of TLS 1.3 have another form than those before, and what is exchanged to
// make keys depends on the cipher suite. 0: it is not known.
type Agreed struct {
	Version Version
	Suite   uint16
}

// Items appends the values in the body of a message, in the order of the wire, up to
// the first that is not whole. They are no more than twice the bytes of body.
func Items(dst []Item, t Type, a Agreed, body []byte) []Item {
	r := reader{body: body, end: len(body), items: dst, Agreed: a}
	switch t {
	case ClientHello:
		r.clientHello()
	case ServerHello:
		r.serverHello()
	case Certificate:
		r.certificates()
	case NewSessionTicket:
		r.ticket()
	case EncryptedExtensions:
		r.extensions(t)
	case CertificateRequest:
		r.certificateRequest()
	case CertificateVerify:
		r.certificateVerify()
	case KeyUpdate:
		r.number(UpdateRequest, 1)
	case HelloVerifyRequest:
		r.number(LegacyVersion, 2)
		r.bytes(CookieBytes, r.number(CookieLength, 1))
	case ServerKeyExchange:
		r.serverKeyExchange()
	case ClientKeyExchange:
		r.clientKeyExchange()
	case Finished:
		r.bytes(VerifyData, len(body))
	case CertificateStatus:
		r.number(StatusType, 1)
		r.bytes(Status, r.number(StatusLength, 3))
	case CompressedCertificate:
		r.number(CompressionAlgorithm, 2)
		r.number(UncompressedLength, 3)
		r.bytes(Compressed, r.number(CompressedLength, 3))
	}
	return r.items
}

// reader reads a body. What is not whole ends it.
type reader struct {
	body  []byte
	at    int
	end   int // of the vector that is being read
	items []Item
	cut   bool
	Agreed
}

func (r *reader) number(p Part, n int) int {
	if r.cut || r.at+n > r.end {
		r.cut = true
		return 0
	}
	u := 0
	for _, c := range r.body[r.at : r.at+n] {
		u = u<<8 | int(c)
	}
	r.items = append(r.items, Item{p, r.at, n, uint64(u)})
	r.at += n
	return u
}

func (r *reader) bytes(p Part, n int) {
	if r.cut || r.at+n > r.end {
		r.cut = true
		return
	}
	if n > 0 {
		r.items = append(r.items, Item{Part: p, Off: r.at, N: n})
	}
	r.at += n
}

// vector reads n bytes with each, which is called while some are left of them. A
// vector that reaches beyond the one around it ends there.
func (r *reader) vector(n int, each func()) {
	if r.cut {
		return
	}
	outer, end := r.end, min(r.at+n, r.end)
	for r.end = end; r.at < end && !r.cut; {
		each()
	}
	r.cut = r.cut && r.at+n > outer
	r.at, r.end = end, outer
}

// list reads a vector of numbers behind its length. Unless whole is 0, the vector is an
// item as well.
func (r *reader) list(length Part, width int, whole, p Part, size int) {
	n := r.number(length, width)
	r.mark(whole, n)
	r.vector(n, func() { r.number(p, size) })
}

// skip passes over n bytes.
func (r *reader) skip(n int) {
	r.cut = r.cut || r.at+n > r.end
	r.at += n
}

// mark makes n bytes an item that are yet to be read.
func (r *reader) mark(p Part, n int) {
	if p != 0 && !r.cut && n > 0 && r.at < r.end {
		r.items = append(r.items, Item{Part: p, Off: r.at, N: min(n, r.end-r.at)})
	}
}

// hello reads what both hellos begin with. The random of TLS 1.3 has no time, once that is
// agreed on: a server's may say that it is a Hello Retry Request.
func (r *reader) hello() {
	const random, time = 32, 4
	r.number(LegacyVersion, 2)
	r.mark(Random, random)
	if r.Version == TLS13 {
		r.skip(random)
	} else {
		r.number(RandomTime, time)
		r.bytes(RandomBytes, random-time)
	}
	r.bytes(SessionID, r.number(SessionIDLength, 1))
}

func (r *reader) clientHello() {
	r.hello()
	if r.Version == DTLS12 || r.Version == DTLS10 {
		r.bytes(CookieBytes, r.number(CookieLength, 1))
	}
	r.list(CipherSuitesLength, 2, CipherSuites, CipherSuite, 2)
	r.list(CompressionMethodsLength, 1, CompressionMethods, CompressionMethod, 1)
	r.extensions(ClientHello)
}

func (r *reader) serverHello() {
	r.hello()
	r.number(CipherSuite, 2)
	r.number(CompressionMethod, 1)
	r.extensions(ServerHello)
}

// certificates reads a chain, whose certificates have extensions since TLS 1.3.
func (r *reader) certificates() {
	if r.Version == TLS13 {
		r.bytes(RequestContext, r.number(RequestContextLength, 1))
	}
	n := r.number(CertificatesLength, 3)
	r.mark(Certificates, n)
	r.vector(n, func() {
		r.bytes(CertificateDER, r.number(CertificateLength, 3))
		if r.Version == TLS13 {
			r.extensions(Certificate)
		}
	})
}

func (r *reader) certificateRequest() {
	if r.Version == TLS13 {
		r.bytes(RequestContext, r.number(RequestContextLength, 1))
		r.extensions(CertificateRequest)
		return
	}
	r.list(CertificateTypesLength, 1, CertificateTypes, CertificateType, 1)
	if r.Version == TLS12 || r.Version == DTLS12 {
		r.list(SignaturesLength, 2, Signatures, SignatureAlgorithm, 2)
	}
	n := r.number(AuthoritiesLength, 2)
	r.mark(Authorities, n)
	r.vector(n, func() { r.bytes(Authority, r.number(AuthorityLength, 2)) })
}

func (r *reader) certificateVerify() {
	r.signatureAlgorithm()
	r.bytes(ProofSignature, r.number(ProofSignatureLength, 2))
}

// signatureAlgorithm reads what says how something is signed, since TLS 1.2.
func (r *reader) signatureAlgorithm() {
	if r.Version == TLS12 || r.Version == TLS13 || r.Version == DTLS12 {
		r.number(SignatureAlgorithm, 2)
	}
}

func (r *reader) ticket() {
	r.number(TicketLifetime, 4)
	if r.Version == TLS13 {
		r.number(TicketAgeAdd, 4)
		r.bytes(TicketNonce, r.number(TicketNonceLength, 1))
	}
	r.bytes(Ticket, r.number(TicketLength, 2))
	if r.Version == TLS13 {
		r.extensions(NewSessionTicket)
	}
}
