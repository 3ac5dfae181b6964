package stats

import (
	"bytes"
	"encoding/hex"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/detect"
	"netsniff/dissect/secrets"
	"netsniff/reassembly"
)

// packetLogins finds who proves in packets that stand each for itself that he may speak:
// by the community of SNMP, a password of PPP, of a routing protocol. Whoever says the same
// again is told once.
type packetLogins struct {
	packets *detect.Packets
	told    secrets.Packet
	seen    map[packetLogin]bool
}

// packetLogin is what one sender says.
type packetLogin struct {
	protocol     *dissect.Protocol
	from, to     capture.Addr
	user, secret string
}

func newPacketLogins() packetLogins {
	return packetLogins{packets: detect.NewPackets(all.Recognisable()), seen: map[packetLogin]bool{}}
}

// frame calls add with each login of f that nobody said before, up to a bound.
func (x *packetLogins) frame(f *dissect.Frame, most int, add func(login)) {
	x.packets.Tell(f.Packet, f.Conn, &x.told, func(p *dissect.Protocol, s *secrets.Packet) {
		if s.Mechanism == "" || len(x.seen) >= most {
			return
		}
		c := &dissect.Conn{Client: dissect.Endpoint{Addr: f.Src}, Server: dissect.Endpoint{Addr: f.Dst}}
		if f.Conn != nil {
			c = f.Conn.Summary()
		}
		first := s.Spans[0]
		k := packetLogin{p, c.Client.Addr, c.Server.Addr, shorten(string(s.User), maxSecret),
			shorten(sayable(f.Payload[first.From:first.To], s.Hashed), maxSecret)}
		if k.secret == "" || x.seen[k] {
			return
		}
		x.seen[k] = true
		add(login{
			Login: dissect.Login{Mechanism: s.Mechanism, User: k.user, Secret: k.secret, Hashed: s.Hashed}, conn: c,
			protocol: p.Name, at: reassembly.Mark{Frame: f.Frame, At: f.At}, alone: f.Conn == nil,
		})
	})
}

// sayable returns a secret as people say it: text without the zeros that fill its place, or
// hexadecimal digits.
func sayable(b []byte, hashed bool) string {
	if hashed {
		return hex.EncodeToString(b)
	}
	return string(bytes.TrimRight(b, "\x00"))
}
