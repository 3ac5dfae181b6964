package dcerpc

import "encoding/binary"

// mapper is the name of the interface that tells where others are reached ([C706] appendix O).
const mapper = "epm"

// mapOperation is its operation that does so.
const mapOperation = 3

// maxTowers bounds the towers of a response that rows tell.
const maxTowers = 16

// appendAsked appends the tower that the mapper is asked about.
func (r *reader) appendAsked(dst []byte) []byte {
	if r.count() != 0 { // an object
		r.skip(guidLen)
	}
	if r.count() != 0 {
		dst = r.appendTower(dst)
	}
	return dst
}

// appendTowers appends the towers that the mapper knows.
func (m *Message) appendTowers(dst, stub []byte) []byte {
	if m.Operation != mapOperation {
		return dst
	}
	r := m.reader(stub)
	r.skip(handleLen)
	r.number()
	r.count() // how many there may be
	r.count() // where they begin
	n := int(min(r.count(), maxTowers))
	there := 0
	for range n {
		if r.count() != 0 {
			there++
		}
	}
	for range there {
		dst = r.appendTower(dst)
	}
	return dst
}

// appendTower appends the interface and the syntax of a tower ([C706] appendix L): ", DRSUAPI, 32bit NDR".
func (r *reader) appendTower(dst []byte) []byte {
	const uuidFloor, floors = 0x0d, 2
	r.count()
	b := r.bytes(int(min(r.number(), 1<<12)))
	if len(b) < 2 {
		return dst
	}
	b = b[2:]
	for i := range floors {
		if len(b) < 2 {
			return dst
		}
		n := int(b[0]) | int(b[1])<<8
		b = b[2:]
		if len(b) < n || n < 1+guidLen+2 || b[0] != uuidFloor {
			return dst
		}
		var uuid [text36]byte
		p := pdu{bytes: b, order: binary.LittleEndian}
		x := p.guid(uuid[:0], 1)
		dst = append(dst, ", "...)
		if known := find(x, p.u16(1+guidLen)); i == 0 && known > 0 {
			dst = append(dst, Interfaces[known-1].name()...)
		} else {
			dst = appendSyntax(dst, x)
		}
		b = b[n:]
		if len(b) < 2 {
			return dst
		}
		rest := 2 + (int(b[0]) | int(b[1])<<8)
		b = b[min(rest, len(b)):]
	}
	return dst
}
