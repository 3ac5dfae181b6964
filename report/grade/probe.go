package grade

import (
	"bytes"
	"encoding/binary"

	"netsniff/capture"
	"netsniff/dissect/filter"
)

// selectsAll reports whether a filter selects every frame: one in which there is
// nothing, a segment of TCP without data and a datagram without data.
func (p *Program) selectsAll(f *filter.Filter) bool {
	if f == nil {
		return false
	}
	ip := func(proto byte, behind ...byte) []byte {
		b := append(make([]byte, 12), 8, 0, 0x45, 0, 0, byte(20+len(behind)), 0, 0, 0, 0, 64, proto, 0, 0, 192, 0, 2, 1,
			192, 0, 2, 2)
		return append(b, behind...)
	}
	frames := [][]byte{
		make([]byte, 14),
		ip(6, 0x9c, 0x40, 0x9c, 0x41, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x10, 1, 0, 0, 0, 0, 0),
		ip(17, 0x9c, 0x40, 0x9c, 0x41, 0, 8, 0, 0),
	}
	put := binary.LittleEndian.AppendUint32
	b := append(put(nil, 0xa1b2c3d4), 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0)
	b = put(b, uint32(capture.LinkEthernet))
	for i, x := range frames {
		b = put(put(put(put(b, uint32(i+1)), 0), uint32(len(x))), uint32(len(x)))
		b = append(b, x...)
	}
	_, hits, err := p.reader.Read("probe", bytes.NewReader(b), nil, []*filter.Filter{f})
	return err == nil && len(hits[0]) == len(frames)
}
