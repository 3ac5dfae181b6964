package json

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/report/tree"
)

// raw writes where a node stands: an array of its bytes in hexadecimal (or
// its value, if it has some bits of them), offset, length, bits and the
// number of its type.
func (d *Documents) raw(n *tree.Node) {
	w := &d.w
	w.open('[')
	w.next()
	w.b = appendRaw(w.b, n)
	raw, off := n.Raw()
	for _, x := range [...]uint64{uint64(off), uint64(len(raw)), n.Value.Mask, typeNumber(n)} {
		w.next()
		w.b = strconv.AppendUint(w.b, x, 10)
	}
	w.close(']')
}

// appendRaw appends the bytes of a node.
func appendRaw(dst []byte, n *tree.Node) []byte {
	if n.Value.Mask == 0 {
		raw, _ := n.Raw()
		return appendHexString(dst, raw)
	}
	dst = strconv.AppendUint(append(dst, '"'), n.Value.U, 16)
	return append(dst, '"')
}

// stands reports whether the node has bytes in the frame.
func stands(n *tree.Node) bool {
	raw, _ := n.Raw()
	return raw != nil
}

// Numbers of types in _raw arrays, as tshark prints them.
const (
	typeNone     = 0
	typeProtocol = 1
	typeBool     = 2
	typeUint8    = 4  // and so on for each further byte
	typeInt8     = 12 // likewise
	typeDouble   = 23
	typeAbsTime  = 24
	typeRelTime  = 25
	typeString   = 26
	typeEther    = 29
	typeBytes    = 30
	typeIPv4     = 32
	typeIPv6     = 33
	typeFrameNum = 35
)

var typeNumbers = [...]uint64{
	dissect.Label: typeNone, dissect.Bool: typeBool, dissect.Uint: typeUint8, dissect.Int: typeInt8,
	dissect.Double: typeDouble,
	dissect.String: typeString, dissect.Octets: typeBytes, dissect.IPv4: typeIPv4, dissect.IPv6: typeIPv6,
	dissect.Ether:   typeEther,
	dissect.AbsTime: typeAbsTime, dissect.RelTime: typeRelTime, dissect.FrameNum: typeFrameNum,
}

func typeNumber(n *tree.Node) uint64 {
	if n.Kind != tree.Field {
		return typeProtocol
	}
	t := typeNumbers[n.Field.Type]
	if n.Field.Type == dissect.Uint || n.Field.Type == dissect.Int {
		raw, _ := n.Raw()
		t += uint64(min(max(len(raw), 1), 8)) - 1
	}
	return t
}
