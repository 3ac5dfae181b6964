package ssh

import (
	"bytes"

	"netsniff/dissect"
)

// list is one of the name-lists of SSH_MSG_KEXINIT (RFC 4253 §7.1), in their order.
type list uint8

const (
	kexAlgorithms list = iota
	hostKeyAlgorithms
	encryptionToServer
	encryptionToClient
	macToServer
	macToClient
	compressionToServer
	compressionToClient
	languagesToServer
	languagesToClient
	lists
)

// offerAt is where the lists begin: behind the head and a cookie.
const (
	cookieLen = 16
	offerAt   = headLen + cookieLen
)

// offer are the algorithms that one side has.
type offer struct {
	dir   dissect.Dir
	lists [lists][]byte
	off   [lists]int // in the packet
	end   int        // where the lists end; 0 if they are not whole
}

// readOffer reads a packet of SSH_MSG_KEXINIT, which must be whole.
func readOffer(b []byte) (o offer) {
	off := offerAt
	for i := range o.lists {
		if off+4 > len(b) {
			return o
		}
		n := int(be.Uint32(b[off:]))
		if n < 0 || n > len(b)-off-4 {
			return o
		}
		o.lists[i], o.off[i] = b[off+4:off+4+n], off+4
		off += 4 + n
	}
	o.end = off
	return o
}

// keep returns what agreed needs, in memory of its own.
func (o *offer) keep(dir dissect.Dir) *offer {
	x := &offer{dir: dir}
	x.lists[kexAlgorithms] = bytes.Clone(o.lists[kexAlgorithms])
	return x
}

// agreed returns the first algorithm of a client's list that a server has as well;
// nil if there is none.
func (o *offer) agreed(server *offer, l list) []byte {
	const most = 256
	mine := o.lists[l]
	for range most {
		name, rest, more := bytes.Cut(mine, []byte(","))
		theirs := server.lists[l]
		for range most {
			other, left, ok := bytes.Cut(theirs, []byte(","))
			if bytes.Equal(name, other) {
				return name
			}
			if !ok {
				break
			}
			theirs = left
		}
		if !more {
			return nil
		}
		mine = rest
	}
	return nil
}
