package dns

import "encoding/binary"

// maxInfo bounds the text of one message, as Wireshark's column does.
const maxInfo = 4095

// AppendInfo appends the kind of message, its questions and what its records
// say, up to where the message cannot be read.
func (m *Message) AppendInfo(dst []byte) []byte {
	mark := len(dst)
	if len(m.Bytes) < 4 {
		return append(dst, m.missing(4).String()...)
	}
	dst = m.appendTitle(dst)
	it := m.Records()
	it.names = m.look()
	w := &m.walk
	*w = walk{packet: m.Packet, names: it.names, info: dst, loud: true}
	fault := NoFault
	for r := &m.record; fault == NoFault && it.Next(r); {
		if r.Section == Question {
			w.info = m.appendQuestion(w.info, r)
			continue
		}
		w.info = append(w.info, ' ')
		w.info = appendType(w.info, r.Type)
		if m.Flavor == Multicast && r.Type != TypeOPT && r.Class&UniqueBit != 0 {
			w.info = append(w.info, ", cache flush"...)
		}
		w.run(r)
		fault = w.fault
		if len(w.info)-mark >= maxInfo {
			return w.info[:mark+maxInfo]
		}
	}
	dst = w.info
	if fault == NoFault {
		fault = it.Fault()
	}
	dst = append(dst, fault.String()...)
	return dst[:min(len(dst), mark+maxInfo)]
}

// appendTitle appends what the first two words of the header say.
func (m *Message) appendTitle(dst []byte) []byte {
	flags := Flags(binary.BigEndian.Uint16(m.Bytes[2:]))
	if op := flags.Opcode(); op.String() != "" {
		dst = append(dst, op.String()...)
	} else {
		dst = append(dst, "Unknown operation ("...)
		dst = append(appendUint(dst, uint64(op)), ')')
	}
	if flags.Has(FlagResponse) {
		dst = append(dst, " response"...)
	}
	dst = append(dst, ' ')
	dst = appendHex4(dst, binary.BigEndian.Uint16(m.Bytes))
	if rcode := flags.Rcode(); flags.Has(FlagResponse) && rcode != RcodeNoError {
		dst = append(dst, ' ')
		if rcode.String() != "" {
			return append(dst, rcode.String()...)
		}
		dst = append(dst, "Unknown error ("...)
		dst = append(appendUint(dst, uint64(rcode)), ')')
	}
	return dst
}

func (m *Message) appendQuestion(dst []byte, r *Record) []byte {
	dst = append(dst, ' ')
	dst = appendType(dst, r.Type)
	dst = m.names.append(append(dst, ' '), r.Name)
	switch {
	case m.Flavor != Multicast:
		return dst
	case r.Class&UniqueBit != 0:
		return append(dst, `, "QU" question`...)
	default:
		return append(dst, `, "QM" question`...)
	}
}
