package stats

import (
	"math/bits"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// absence notes what a capture holds, to tell what there was in place of a
// protocol that there is nothing of.
type absence struct {
	ports    []uint16        // of the protocol over TCP
	tls      collect.Numbers // connections with records of TLS
	quic     collect.Numbers // UDP conversations with QUIC
	asked    collect.Numbers // connections to ports with payload of the client
	answered collect.Numbers // and of the server
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
			c.tls.Add(k.ID)
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

func (c *absence) merge(o *absence) {
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
