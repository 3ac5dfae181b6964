package dns

import (
	"encoding/binary"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
)

// wire builds messages for tests.
type wire struct{ b []byte }

func newWire(id, flags uint16, counts ...uint16) *wire {
	w := new(wire)
	w.u16(id, flags)
	for i := range 4 {
		if i < len(counts) {
			w.u16(counts[i])
		} else {
			w.u16(0)
		}
	}
	return w
}

func (w *wire) u16(list ...uint16) *wire {
	for _, u := range list {
		w.b = binary.BigEndian.AppendUint16(w.b, u)
	}
	return w
}

func (w *wire) raw(s string) *wire { w.b = append(w.b, s...); return w }

// name gives the wire form of a name; labels are split at dots.
func name(s string) string {
	var out strings.Builder
	for label := range strings.SplitSeq(s, ".") {
		if label != "" {
			out.WriteByte(byte(len(label)))
			out.WriteString(label)
		}
	}
	return out.String() + "\x00"
}

func (w *wire) question(owner string, t, class uint16) *wire { return w.raw(name(owner)).u16(t, class) }

func (w *wire) record(owner string, t, class uint16, data string) *wire {
	return w.raw(name(owner)).u16(t, class, 0, 60, uint16(len(data))).raw(data)
}

// query and reply are the commonest messages.
func query(id uint16, owner string, t uint16) []byte {
	return newWire(id, 0x0100, 1).question(owner, t, 1).b
}

func reply(id uint16, owner string, t uint16, data string) []byte {
	return newWire(id, 0x8180, 1, 1).question(owner, t, 1).record(owner, t, 1, data).b
}

func prefixed(b []byte) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(b))), b...)
}

func frame(n uint32, at capture.Stamp) *dissect.Frame {
	return &dissect.Frame{Packet: &capture.Packet{Frame: n, At: at}}
}

func info(flavor Flavor, b []byte) string {
	m := Message{Packet: Packet{Bytes: b, WireLen: len(b), Flavor: flavor}}
	return string(m.AppendInfo(nil))
}
