package certificate

import "netsniff/dissect/ber"

// Status is an answer about certificates, or what asks for one, as far as it was read. Borrowed from its bytes.
type Status struct {
	Response []byte   // of an answer: whether it is one (RFC 6960 §4.2.1)
	Serials  [][]byte // of the certificates that it is about
	States   []byte   // of those, in an answer: numbers of CertStatus
	Names    []Names  // who answers, and of the certificates that come with that
}

// Tags of choices (RFC 6960 §4.1.1, §4.2.1) beside those of ber.
const (
	byName   = 1
	explicit = 0
)

// ReadRequest reads what asks for the status of certificates.
func ReadRequest(der []byte) (s Status) {
	all, _ := ber.Read(der)
	in := ber.In(all)
	tbs, _ := in.Find(ber.Sequence)
	in = ber.In(tbs)
	list, _ := in.Find(ber.Sequence)
	for requests := ber.In(list); ; {
		request, ok := requests.Next()
		if !ok {
			return s
		}
		id, _ := ber.Within(request)
		s.addID(id)
	}
}

// ReadResponse reads an answer about certificates.
func ReadResponse(der []byte) (s Status) {
	all, _ := ber.Read(der)
	in := ber.In(all)
	if status, ok := in.Next(); ok && status.Tag == ber.Enumerated {
		s.Response = status.Body
	}
	outer, ok := in.Find(ber.Context(explicit))
	if !ok {
		return s
	}
	typed, _ := ber.Within(outer)
	in = ber.In(typed)
	octets, _ := in.Find(ber.OctetString)
	basic, _ := ber.Within(octets)
	in = ber.In(basic)
	data, ok := in.Next()
	if !ok {
		return s
	}
	s.readData(data)
	chain, ok := in.Find(ber.Context(explicit))
	if !ok {
		return s
	}
	list, _ := ber.Within(chain)
	for certificates := ber.In(list); ; {
		rest := certificates.Rest
		c, ok := certificates.Next()
		if !ok || c.Cut() {
			return s
		}
		s.Names = append(s.Names, ReadNames(rest[:c.Head+c.Size]))
	}
}

// readData reads ResponseData: who answers, and what.
func (s *Status) readData(data ber.Element) {
	in := ber.In(data)
	for {
		rest := in.Rest
		e, ok := in.Next()
		switch {
		case !ok:
			return
		case e.Tag == ber.Context(byName):
			s.Names = append(s.Names, Names{UTF8: appendUTF8(nil, rest[e.Head:e.Head+len(e.Body)])})
		case e.Tag == ber.Sequence:
			for list := ber.In(e); ; {
				single, ok := list.Next()
				if !ok {
					return
				}
				fields := ber.In(single)
				id, _ := fields.Next()
				s.addID(id)
				if state, ok := fields.Next(); ok {
					s.States = append(s.States, state.Tag&0x1f)
				}
			}
		}
	}
}

// addID adds the serial number of a CertID, which is the last of it.
func (s *Status) addID(id ber.Element) {
	in := ber.In(id)
	if serial, ok := in.Find(ber.Integer); ok {
		s.Serials = append(s.Serials, serial.Body)
	}
}
