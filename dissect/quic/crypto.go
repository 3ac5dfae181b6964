package quic

import (
	"cmp"
	"slices"

	"netsniff/dissect/tls/handshake"
)

// maxCrypto bounds the handshake messages of a direction that wait for what is missing of
// them, in one space.
const maxCrypto = 64 << 10

// flight is what one end sends of the handshake in a space.
type flight struct {
	assembly
	pieces []piece // since something was missing
}

// piece is what a frame brought of it.
type piece struct {
	frame    uint32
	from, to uint64
}

// within returns the frame of a piece, and which bytes it is of all of a list in their order.
func (p *piece) within(list []piece) (frame uint32, from, to int) {
	return p.frame, int(p.from - list[0].from), int(p.to - list[0].from)
}

// length returns how many bytes a list of pieces in their order are.
func length(list []piece) int { return int(list[len(list)-1].to - list[0].from) }

// maxPieces bounds those that are listed.
const maxPieces = 256

// receive takes a CRYPTO frame that came in a frame of the capture, and notes what it completes.
func (x *flight) receive(f *Frame, frame uint32) {
	end, all := x.unbroken()
	f.Came = x.came(f.Offset, len(f.Data))
	x.add(f.Offset, f.Data, maxCrypto, 0)
	if f.Came == Again || all && f.Offset <= end {
		return
	}
	if len(x.pieces) < maxPieces {
		x.pieces = append(x.pieces, piece{frame, f.Offset, f.Offset + uint64(len(f.Data))})
	}
	if _, all = x.unbroken(); all {
		f.pieces, x.pieces = x.pieces, nil
		slices.SortFunc(f.pieces, func(a, b piece) int { return cmp.Compare(a.from, b.from) })
	}
}

// messages returns the handshake messages that a packet of a frame completes, each with its
// head. Borrowed until the next call.
func (c *connection) messages(s *store, m *Message, from role, frame uint32) []byte {
	a := &c.crypto[m.Type.space()][from]
	s.hello = s.hello[:0]
	for i := range m.Frames {
		x := &m.Frames[i]
		if x.Type != Crypto || x.Damaged {
			continue
		}
		a.receive(x, frame)
		b := a.ready()
		whole := 0
		for {
			h, ok := handshake.ReadHead(b[whole:])
			size := handshake.HeadSize + h.Length
			if !ok || size > len(b)-whole {
				break
			}
			c.message(h.Type, b[whole+handshake.HeadSize:whole+size], from)
			whole += size
		}
		s.hello = append(s.hello, b[:whole]...)
		a.take(whole)
	}
	return s.hello
}

// message takes a handshake message of an end.
func (c *connection) message(t handshake.Type, body []byte, from role) {
	if c.heard(t, body); t == handshake.EncryptedExtensions && from == server {
		c.tokens[server].agrees(t, body)
	}
	if c.flow != nil && (t == handshake.ClientHello && from == client || t == handshake.EncryptedExtensions &&
		from == server) {
		c.flow.parameters(t, body, from)
	}
	switch {
	case t == handshake.ClientHello && from == client || t == handshake.EncryptedExtensions && from == server:
		if name := firstProtocol(t, body); name != "" {
			c.alpn = name
		}
	case t == handshake.Finished && from == client:
		c.finished = true
	}
}

// firstProtocol returns the protocol that ALPN names first, "" if none.
func firstProtocol(t handshake.Type, body []byte) string {
	var room [64]handshake.Item
	for _, x := range handshake.Items(room[:0], t, handshake.Agreed{Version: handshake.TLS13}, body) {
		if x.Part == handshake.ALPNText {
			return string(body[x.Off : x.Off+x.N])
		}
	}
	return ""
}
