package mailview

import (
	"fmt"
	"slices"
	"strings"

	"netsniff/dissect"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// Absence is what a capture has beside mail sessions that can be read.
type Absence struct {
	counts []count // by protocol of connections and conversations
	tls    [len(ports)]int
	secret collect.Numbers // connections with TLS
	hidden collect.Encrypted
}

type count struct {
	name string
	n    int
}

// ports are those on which mail is encrypted from the beginning (RFC 8314 §3).
var ports = [...]struct {
	port uint16
	name string
}{{465, "SMTP"}, {993, "IMAP"}, {995, "POP3"}}

// frame notes the connections with TLS.
func (o *Absence) frame(f *dissect.Frame) {
	o.hidden.Frame(f)
	if p := f.Carries(); p != nil && p.Name == "tls" && isTCP(f.Conn) {
		o.secret.Add(f.Conn.ID)
	}
}

// closed counts a connection.
func (o *Absence) closed(c *dissect.Conn) {
	name := strings.ToUpper(c.Transport.String())
	switch {
	case isTCP(c) && o.secret.Has(c.ID):
		name = "TLS"
		for i := range ports {
			if c.Server.Port == ports[i].port {
				o.tls[i]++
				name = ""
			}
		}
	case c.Protocol != nil:
		name = strings.ToUpper(c.Protocol.Name)
	}
	if name != "" {
		o.count(name, 1)
	}
}

func (o *Absence) count(name string, n int) {
	for i := range o.counts {
		if o.counts[i].name == name {
			o.counts[i].n += n
			return
		}
	}
	o.counts = append(o.counts, count{name, n})
}

func (o *Absence) merge(other *Absence) {
	for _, c := range other.counts {
		o.count(c.name, c.n)
	}
	for i, n := range other.tls {
		o.tls[i] += n
	}
	o.secret.Merge(other.secret)
	o.hidden.Merge(&other.hidden)
}

// encrypted says which connections carry mail that nobody can read.
func (o *Absence) encrypted(l table.Lang) (notes []string) {
	for i, n := range o.tls {
		if n > 0 {
			p := &ports[i]
			notes = append(notes, fmt.Sprintf(table.Say(
				"%[1]s on port %[2]d (%[3]s) with TLS: encrypted from the beginning, nothing of it can be read.",
				"端口 %[2]d（%[3]s）上有 %[4]d 个 TLS 连接：从一开始就加密，内容无法读取。").In(l), connections(n),
				p.port, p.name, n))
		}
	}
	return notes
}

// absent says that there is no mail, and what there is.
func (r *Report) absent(l table.Lang) (notes []string) {
	if r.Others > 0 {
		return []string{fmt.Sprintf(table.Say(
			"No frame of a mail session matches the filter; mail sessions there are: %d.",
			"没有邮件会话的帧匹配过滤器；共有 %d 个邮件会话。").In(l), r.Others)}
	}
	o := &r.Absence
	notes = append(notes, table.Say("There is no mail: no SMTP, POP3 or IMAP that can be read.",
		"没有邮件：未发现可读的 SMTP、POP3 或 IMAP。").In(l))
	notes = append(notes, o.encrypted(l)...)
	slices.SortFunc(o.counts, func(a, b count) int {
		if a.n != b.n {
			return b.n - a.n
		}
		return strings.Compare(a.name, b.name)
	})
	var names []string
	for _, c := range o.counts {
		names = append(names, fmt.Sprintf("%s (%d)", c.name, c.n))
	}
	if len(names) > 0 {
		notes = append(notes, table.Say("Connections and conversations there are: ",
			"有这些连接与会话：").In(l)+strings.Join(names, ", ")+table.Say(".", "。").In(l))
	}
	for _, n := range o.hidden.Notes("mail") {
		notes = append(notes, n.In(l))
	}
	return notes
}

func connections(n int) string {
	if n == 1 {
		return "1 connection"
	}
	return fmt.Sprintf("%d connections", n)
}
