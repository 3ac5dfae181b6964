package socks

import (
	"bytes"

	"netsniff/dissect"
)

// relayed is what a proxy was asked for: the layer that each segment stands in that it passes on.
type relayed struct {
	version uint8
	command Command
	address []byte // of 4 or 16 bytes; empty if a name was asked for
	port    uint16
}

// asks keeps of request m what relayed segments tell.
func (t *talk) asks(m *Message) {
	t.to = &relayed{version: t.version, command: m.Command, address: bytes.Clone(m.at(m.address)), port: t.port}
	if m.Kind == Request4 && m.name.n > 0 { // 4a: the address is none
		t.to.address = nil
	}
}

// AppendInfo implements dissect.Message: it speaks where nobody reads what is passed on.
func (r *relayed) AppendInfo(dst []byte) []byte {
	return append(append(dst, "Version: "...), '0'+r.version)
}

// toAddress gets the address that was asked for if it has size bytes.
func toAddress(size int) dissect.Getter {
	return dissect.Of(func(r *relayed, v *dissect.Values) {
		if len(r.address) == size {
			v.Bytes(r.address)
		}
	})
}
