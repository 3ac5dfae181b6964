package stats

import (
	"math/bits"
	"slices"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/imap"
	"netsniff/dissect/pop3"
	"netsniff/dissect/smtp"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// absence notes what a capture holds, to tell what there was in place of a
// protocol that there is nothing of.
type absence struct {
	ports    []uint16              // of the protocol over TCP
	tls      collect.Numbers       // connections with records of TLS
	implicit [len(implicitTLS)]int // of them, those to ports where it is there from the beginning
	quic     collect.Numbers       // UDP conversations with QUIC
	asked    collect.Numbers       // connections to ports with payload of the client
	answered collect.Numbers       // and of the server
	tcp      collect.Numbers
	udp      collect.Numbers
	overUDP  bool   // the protocol is said over UDP as well
	frames   uint64 // that count
}

func (c *absence) frame(f *dissect.Frame) {
	c.frames++
	k := f.Conn
	if k == nil {
		return
	}
	if p := f.Recognised; p != nil {
		switch p.Name {
		case "tls":
			c.encrypted(k)
		case "quic":
			c.quic.Add(k.ID)
		}
	}
	if k.Transport != capture.ProtoTCP {
		c.udp.Add(k.ID)
		return
	}
	c.tcp.Add(k.ID)
	if f.PayloadLen == 0 || !slices.Contains(c.ports, k.Server.Port) {
		return
	}
	if f.Dir == dissect.ToServer {
		c.asked.Add(k.ID)
	} else {
		c.answered.Add(k.ID)
	}
}

// implicitTLS are ports on which a protocol is encrypted from the beginning (RFC 8314
// §3, RFC 9110 §4.2.2, RFC 7858 §3.1).
var implicitTLS = [...]struct {
	port uint16
	name string
	of   string // what there is nothing of
}{{465, "SMTP", "mail"}, {993, "IMAP", "mail"}, {995, "POP3", "mail"}, {443, "HTTP", "HTTP"}, {853, "DNS", "DNS"}}

// mailAbsence is that of SMTP, POP3 and IMAP.
func mailAbsence() absence {
	return absence{ports: slices.Concat(smtp.Protocol.TCP, pop3.Protocol.TCP, imap.Protocol.TCP)}
}

// encrypted notes a connection with TLS.
func (c *absence) encrypted(k *dissect.Conn) {
	if k.Transport != capture.ProtoTCP || c.tls.Has(k.ID) {
		return
	}
	c.tls.Add(k.ID)
	for i := range implicitTLS {
		if k.Server.Port == implicitTLS[i].port {
			c.implicit[i]++
		}
	}
}

func (c *absence) merge(o *absence) {
	for i, n := range o.implicit {
		c.implicit[i] += n
	}
	c.frames += o.frames
	c.tls.Merge(o.tls)
	c.quic.Merge(o.quic)
	c.asked.Merge(o.asked)
	c.answered.Merge(o.answered)
	c.tcp.Merge(o.tcp)
	c.udp.Merge(o.udp)
}

// oneSided counts the connections of which one side was captured only.
func (c *absence) oneSided() (n int) {
	for i := range max(len(c.asked), len(c.answered)) {
		var a, b uint64
		if i < len(c.asked) {
			a = c.asked[i]
		}
		if i < len(c.answered) {
			b = c.answered[i]
		}
		n += bits.OnesCount64(a ^ b)
	}
	return n
}

// table returns the empty table of a, which says why it is empty, if somebody
// asked for it. protocol is what there is nothing of.
func (c *absence) table(a *collect.Ask, protocol string, r *collect.Run) []table.Table {
	tables := absent(a, protocol, r)
	if len(tables) == 0 {
		return nil
	}
	t := &tables[0]
	say := func(n int, en, zh string) {
		if n > 0 {
			t.Notes = append(t.Notes, table.Say(en+": "+table.Grouped(uint64(n))+".",
				zh+"："+table.Grouped(uint64(n))+"。"))
		}
	}
	left := int(r.Frames - c.frames)
	say(left, "Frames that do not count, as they do not match the filter", "不符合过滤条件、未计入的帧")
	for i, n := range c.implicit {
		if x := &implicitTLS[i]; n > 0 && (x.of == protocol || protocol == "login") {
			where := strconv.Itoa(int(x.port)) + " (" + x.name + ")"
			say(n, "But there is TLS on port "+where+", encrypted from the beginning: connections that nobody can read",
				"但端口 "+where+" 上有 TLS，从一开始就加密、无法读取的连接")
		}
	}
	say(c.tls.Count(), "Connections that are encrypted (TLS), where "+protocol+" may be but cannot be read",
		"已加密（TLS）的连接，其中可能有 "+protocol+"，但无法读取")
	say(c.quic.Count(), "Conversations of QUIC, where HTTP/3 may be but cannot be read", "QUIC 会话，其中可能有 HTTP/3，但无法读取")
	say(c.oneSided(), "Connections to ports of "+protocol+" with data of one side only", "到 "+protocol+" 端口、只有一方数据的连接")
	tcp, udp := c.tcp.Count(), 0
	if c.overUDP {
		udp = c.udp.Count()
		say(udp, "UDP conversations in all (the table protocols tells what they carry)",
			"UDP 会话总数（所承载的协议见 protocols 表）")
	}
	say(tcp, "TCP connections in all (the table protocols tells what they carry)", "TCP 连接总数（所承载的协议见 protocols 表）")
	switch {
	case tcp+udp > 0 || left > 0:
	case c.overUDP:
		t.Notes = append(t.Notes, table.Say("There is neither UDP nor TCP.", "既没有 UDP 也没有 TCP。"))
	default:
		t.Notes = append(t.Notes, table.Say("There is no TCP at all.", "根本没有 TCP。"))
	}
	return tables
}
