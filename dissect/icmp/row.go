package icmp

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect/icmp/echo"
	"netsniff/dissect/text"
)

// row is the Info text of an ICMP message.
type row struct {
	b     []byte // the message as far as captured
	wire  int    // its length on the wire
	ttl   uint8
	match echo.Match

	quotedCut bool // the snap length cut the packet that it quotes
}

// typeWidth is the column that every type's name fills.
const typeWidth = 20

// leastShown is how much of a message Wireshark wants before it says anything.
const leastShown = 5

// Answers returns the request of an echo reply.
func (r *row) Answers() echo.Match { return r.match }

// AppendInfo appends type and code, and what tells echoes apart.
func (r *row) AppendInfo(dst []byte) []byte {
	b := r.b
	if len(b) <= leastShown {
		return r.appendCut(dst)
	}
	t, start := Type(b[0]), len(dst)
	if t == RouterAdvertisement && (b[1] == 0 || b[1] == 16) {
		dst = append(dst, "Mobile IP Advertisement"...) // RFC 5944 gave these codes their meaning
	} else {
		dst = append(dst, t.String()...)
	}
	for len(dst)-start < typeWidth {
		dst = append(dst, ' ')
	}
	dst = t.appendCode(dst, b[1])
	least := t.least()
	if t == RouterAdvertisement && len(b) >= least {
		least += 4 * int(b[4]) * int(b[5])
	}
	if len(b) < least {
		return r.appendCut(dst)
	}
	if !t.identified() {
		if r.quotedCut {
			return text.AppendCut(dst, capture.Truncated)
		}
		return dst
	}
	id := echo.Read(b)
	dst = text.AppendHex(append(dst, " id=0x"...), uint64(id.Ident), 4)
	dst = strconv.AppendUint(append(dst, ", seq="...), uint64(id.Seq), 10)
	dst = strconv.AppendUint(append(dst, '/'), uint64(id.Seq>>8|id.Seq<<8), 10)
	dst = strconv.AppendUint(append(dst, ", ttl="...), uint64(r.ttl), 10)
	if r.match.Frame != 0 {
		dst = strconv.AppendUint(append(dst, " (request in "...), uint64(r.match.Frame), 10)
		dst = append(dst, ')')
	}
	if len(b) < t.whole() {
		return r.appendCut(dst)
	}
	return dst
}

func (r *row) appendCut(dst []byte) []byte { return text.AppendShort(dst, len(r.b), r.wire) }
