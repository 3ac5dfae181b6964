package igmp

import (
	"encoding/binary"

	"netsniff/capture"
	"netsniff/dissect/text"
)

// row is the Info text of an IGMP message.
type row struct {
	b       []byte // the message as far as captured
	wire    int    // its length on the wire
	version int
}

// AppendInfo appends what the message says.
func (r *row) AppendInfo(dst []byte) []byte {
	b := r.b
	if len(b) == 0 {
		return r.appendCut(dst)
	}
	t := Type(b[0])
	if name := t.String(); name != "Unknown" {
		dst = append(dst, name...)
	} else {
		return text.AppendHex(append(dst, "Unknown Type:0x"...), uint64(t), 2)
	}
	if r.version < 2 {
		return dst
	}
	if len(b) < 8 {
		return r.appendCut(dst)
	}
	switch t {
	case Report2:
		return capture.AppendIPv4(append(dst, " group "...), b[4:])
	case Leave2:
		return capture.AppendIPv4(append(dst, ' '), b[4:])
	case Query:
		return r.appendQuery(dst)
	}
	return r.appendRecords(dst)
}

// appendQuery appends whom a query asks (RFC 3376 §4.1).
func (r *row) appendQuery(dst []byte) []byte {
	b := r.b
	if [4]byte(b[4:8]) == ([4]byte{}) {
		return append(dst, ", general"...)
	}
	dst = capture.AppendIPv4(append(dst, ", specific for group "...), b[4:])
	if r.version < 3 {
		return dst
	}
	if len(b) < 12 {
		return r.appendCut(dst)
	}
	n := int(binary.BigEndian.Uint16(b[10:]))
	if n == 0 {
		return dst
	}
	dst = append(dst, ", source"...)
	if n > 1 {
		dst = append(dst, 's')
	}
	if dst = append(dst, ' '); len(b) < 12+4*n {
		return r.appendCut(dst)
	}
	return appendSet(dst, b[12:12+4*n])
}

// appendRecords appends what a version 3 report tells of each group.
func (r *row) appendRecords(dst []byte) []byte {
	n, b := int(binary.BigEndian.Uint16(r.b[6:])), r.b[8:]
	if n == 0 {
		return append(dst, " - General query"...)
	}
	for ; n > 0; n-- {
		x, size := readRecord(b)
		if size == 0 {
			return r.appendCut(dst)
		}
		dst = appendRecord(append(dst, " / "...), x)
		b = b[size:]
	}
	return dst
}

// phrases says what a record with sources means, without and with several.
var phrases = [...]struct{ before, one, many, none string }{
	Include:        {"Join group ", " for source ", " for sources in ", "Leave group "},
	Exclude:        {"Join group ", ", for source not ", ", for sources not in ", "Join group "},
	ChangeInclude:  {"Join group ", " for source ", " for sources in ", "Leave group "},
	ChangeExclude:  {"Join group ", ", for source not ", ", for sources not in ", "Join group "},
	AllowNewSource: {"Group ", ", new source ", ", new sources ", "Group "},
	BlockOldSource: {"Group ", ", block source ", ", block sources ", "Group "},
}

func appendRecord(dst []byte, x record) []byte {
	n := len(x.sources) / 4
	if x.Type < Include || x.Type > BlockOldSource {
		dst = capture.AppendIPv4(append(dst, "Group "...), x.group)
		dst = append(dst, ", unknown record type (?)"...)
		if n > 0 {
			dst = appendSet(append(dst, ", sources "...), x.sources)
		}
		return dst
	}
	p := &phrases[x.Type]
	switch n {
	case 0:
		dst = capture.AppendIPv4(append(dst, p.none...), x.group)
		return append(dst, x.Type.withoutSources()...)
	case 1:
		dst = capture.AppendIPv4(append(dst, p.before...), x.group)
		dst = append(dst, p.one...)
	default:
		dst = capture.AppendIPv4(append(dst, p.before...), x.group)
		dst = append(dst, p.many...)
	}
	return appendSet(dst, x.sources)
}

// appendSet appends addresses in braces.
func appendSet(dst, b []byte) []byte {
	dst = append(dst, '{')
	for i := 0; i+4 <= len(b); i += 4 {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = capture.AppendIPv4(dst, b[i:])
	}
	return append(dst, '}')
}

func (r *row) appendCut(dst []byte) []byte { return text.AppendShort(dst, len(r.b), r.wire) }
