package collect

import (
	"math/bits"
	"slices"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/imap"
	"netsniff/dissect/pop3"
	"netsniff/dissect/smtp"
	"netsniff/report/table"
)

// Absence notes what a capture holds, to tell what there was in place of a
// protocol that there is nothing of.
type Absence struct {
	Ports    []uint16 // of the protocol over TCP
	secret   Encrypted
	implicit [len(implicitTLS)]int // of those with TLS, those to ports where it is there from the beginning
	asked    Numbers               // connections to ports with payload of the client
	answered Numbers               // and of the server
	tcp      Numbers
	udp      Numbers
	OverUDP  bool   // the protocol is said over UDP as well
	frames   uint64 // that count
}

// Frame notes what a frame tells.
func (c *Absence) Frame(f *dissect.Frame) {
	c.frames++
	k := f.Conn
	if k == nil {
		return
	}
	if p := f.Carries(); p != nil && p.Name == "tls" {
		c.encrypted(k)
	}
	c.secret.Frame(f)
	if k.Transport != capture.ProtoTCP {
		c.udp.Add(k.ID)
		return
	}
	c.tcp.Add(k.ID)
	if f.PayloadLen == 0 || !slices.Contains(c.Ports, k.Server.Port) {
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

// MailAbsence is that of SMTP, POP3 and IMAP.
func MailAbsence() Absence {
	return Absence{Ports: slices.Concat(smtp.Protocol.TCP, pop3.Protocol.TCP, imap.Protocol.TCP)}
}

// encrypted notes a connection with TLS, when its first frame comes.
func (c *Absence) encrypted(k *dissect.Conn) {
	if k.Transport != capture.ProtoTCP || c.secret.tls.numbers.Has(k.ID) {
		return
	}
	for i := range implicitTLS {
		if k.Server.Port == implicitTLS[i].port {
			c.implicit[i]++
		}
	}
}

// Merge adds what another worker noted.
func (c *Absence) Merge(o *Absence) {
	for i, n := range o.implicit {
		c.implicit[i] += n
	}
	c.frames += o.frames
	c.secret.Merge(&o.secret)
	c.asked.Merge(o.asked)
	c.answered.Merge(o.answered)
	c.tcp.Merge(o.tcp)
	c.udp.Merge(o.udp)
}

// OneSided counts the connections of which one side was captured only.
func (c *Absence) OneSided() (n int) {
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

// Table returns the empty table of a, which says why it is empty, if somebody
// asked for it. what is what there is nothing of, see Notes.
func (c *Absence) Table(a *Ask, what string, r *Run) []table.Table {
	if !a.Named {
		return nil
	}
	notes := append([]table.Phrase{table.Say("There is no "+what+".", "没有"+inChinese(what)+"。")}, c.Notes(what, r)...)
	return []table.Table{{Name: a.Name, Title: a.Title, Columns: a.Columns, Notes: notes}}
}

// inChinese returns what there is nothing of as a Chinese sentence has it: abbreviations
// with a blank in front.
func inChinese(what string) string {
	if zh, ok := map[string]string{"mail": "邮件", "login": "登录", "reply": "应答",
		"TLS handshake": " TLS 握手"}[what]; ok {
		return zh
	}
	return " " + what
}

// Notes says what there is in place of what there is nothing of: "mail", "HTTP",
// "DNS", "login", "reply".
func (c *Absence) Notes(what string, r *Run) (notes []table.Phrase) {
	say := func(n int, en, zh string) {
		if n > 0 {
			notes = append(notes, table.Say(en+": "+table.Grouped(uint64(n))+".", zh+"："+table.Grouped(uint64(n))+"。"))
		}
	}
	any := what == "login" || what == "reply"
	left := int(r.Frames - c.frames)
	say(left, "Frames that do not count, as they do not match the filter", "不符合过滤条件、未计入的帧")
	for i, n := range c.implicit {
		if x := &implicitTLS[i]; n > 0 && (x.of == what || any) {
			where := strconv.Itoa(int(x.port)) + " (" + x.name + ")"
			say(n, "But there is TLS on port "+where+", encrypted from the beginning: connections that nobody can read",
				"但端口 "+where+" 上有 TLS，从一开始就加密、无法读取的连接")
		}
	}
	notes = append(notes, c.secret.Notes(what)...)
	say(c.OneSided(), "Connections to ports of "+what+" with data of one side only",
		"到"+inChinese(what)+" 端口、只有一方数据的连接")
	tcp, udp := c.tcp.Count(), 0
	if c.OverUDP {
		udp = c.udp.Count()
		say(udp, "UDP conversations in all (the table protocols tells what they carry)",
			"UDP 会话总数（所承载的协议见 protocols 表）")
	}
	say(tcp, "TCP connections in all (the table protocols tells what they carry)",
		"TCP 连接总数（所承载的协议见 protocols 表）")
	switch {
	case tcp+udp > 0 || left > 0:
	case c.OverUDP:
		notes = append(notes, table.Say("There is neither UDP nor TCP.", "既没有 UDP 也没有 TCP。"))
	default:
		notes = append(notes, table.Say("There is no TCP at all.", "根本没有 TCP。"))
	}
	return notes
}
