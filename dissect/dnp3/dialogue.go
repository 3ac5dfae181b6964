package dnp3

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/pairing"
)

// newDialogue makes the reader of what applications ask for and answer, joined by addresses and
// sequence numbers.
func newDialogue(s dissect.Session) dissect.Dialogue {
	if !s.Conn().Streams() {
		return pairing.New(func(_ dissect.Dir, b []byte) (pairing.Message, bool) {
			if n := length(dissect.ToServer, b); n <= 0 || n > len(b) {
				return pairing.Message{Lone: true}, true
			}
			return message(b), true
		})(s)
	}
	return pairing.NewStream(func(dissect.Session) pairing.StreamReader { return reader{} })(s)
}

type reader struct{}

// Length implements pairing.StreamReader.
func (reader) Length(d dissect.Dir, b []byte) int { return length(d, b) }

// Read implements pairing.StreamReader.
func (reader) Read(m *framed.Message) (pairing.Message, bool) {
	if m.Gap {
		return pairing.Message{Lone: true}, true
	}
	return message(m.Bytes), true
}

// message returns what a frame is for exchanges: only that which begins something tells.
func message(b []byte) (p pairing.Message) {
	data := appendData(nil, b)
	if !carries(b[3]) || len(data) < 3 || data[0]&first == 0 {
		return pairing.Message{Lone: true}
	}
	from, to := le.Uint16(b[6:]), le.Uint16(b[4:])
	var x application
	x.take(b, data)
	sequence := uint64(data[1] & 0xf)
	switch x.function {
	case confirm, unsolicited:
		return pairing.Message{Lone: true}
	case response:
		p.ID = pairing.Number(1<<40 | uint64(to)<<24 | uint64(from)<<8 | sequence)
		p.Reply, p.Status, p.Outcome = true, "OK", dissect.Succeeded
		if len(data) >= 5 {
			if said := uint64(be.Uint16(data[3:])); said&(fcni|obju|pioor) != 0 {
				p.Status, p.Outcome = refusals[said&(fcni|obju|pioor)], dissect.Refused
			}
		}
	default:
		p.ID = pairing.Number(1<<40 | uint64(from)<<24 | uint64(to)<<8 | sequence)
		p.Method = string(x.appendInfo(nil))
		p.Subject = "outstation " + strconv.Itoa(int(to))
	}
	return p
}

// refusals say which indications there were.
var refusals = [8]string{
	fcni: "no such function", obju: "no such objects", pioor: "bad parameters",
	fcni | obju:  "no such function, no such objects",
	fcni | pioor: "no such function, bad parameters", obju | pioor: "no such objects, bad parameters",
	7: "no such function, no such objects, bad parameters",
}
