package stats

import (
	"cmp"
	"slices"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// Parts of the table of TLS.
const (
	tlsHandshakesPart = "handshakes"
	tlsVersionsPart   = "versions"
	tlsCiphersPart    = "ciphers"
	tlsNamesPart      = "names"
)

var tlsParts = []string{tlsHandshakesPart, tlsVersionsPart, tlsCiphersPart, tlsNamesPart}

var handshakeColumns = []table.Column{
	{Name: "frame", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Key},
	{Name: "end_frame", Label: table.Say("To frame", "止于帧"), Type: table.Frame, Importance: table.Extra},
	{Name: "start", Label: table.Say("Time", "时间"), Type: table.Duration, Moment: true, Importance: table.Extra},
	{Name: "stream", Label: table.Say("Stream", "流"), Type: table.Number, Importance: table.Minor},
	{Name: "client", Label: table.Say("Client", "客户端"), Type: table.Address, Importance: table.Minor},
	{Name: "client_port", Label: table.Say("Client port", "客户端端口"), Type: table.Port, Of: "client"},
	{Name: "server", Label: table.Say("Server", "服务器"), Type: table.Address, Importance: table.Minor},
	{Name: "server_port", Label: table.Say("Server port", "服务器端口"), Type: table.Port, Of: "server"},
	{Name: "server_name", Label: table.Say("Name", "服务器名称"), Importance: table.Key},
	{Name: "version", Label: table.Say("Version", "版本"), Importance: table.Key},
	{Name: "outcome", Label: table.Say("Outcome", "结果"), Type: table.Word, Importance: table.Key},
	{Name: "resumed", Label: table.Say("Resumed", "恢复"), Type: table.Word},
	{Name: "round_trips", Label: table.Say("Trips", "往返"), Type: table.Count},
	{Name: "time", Label: table.Say("TLS", "TLS 用时"), Type: table.Duration},
	{Name: "tcp_time", Label: table.Say("TCP", "TCP 用时"), Type: table.Duration},
	{Name: "alpn", Label: table.Say("ALPN", "ALPN"), Importance: table.Minor},
	{Name: "group", Label: table.Say("Group", "密钥组"), Importance: table.Minor},
	{Name: "cipher", Label: table.Say("Cipher", "密码套件"), Below: true},
	{Name: "ja4", Label: table.Say("JA4", "JA4"), Below: true},
	{Name: "certificate", Label: table.Say("Certificate", "证书"), Type: table.List, Below: true},
	{Name: "issuer", Label: table.Say("Issuer", "颁发者"), Below: true},
	{Name: "not_before", Label: table.Say("Valid from", "生效时间"), Type: table.Time, Below: true},
	{Name: "not_after", Label: table.Say("Valid until", "到期时间"), Type: table.Time, Below: true},
	{Name: "alert", Label: table.Say("Alert", "警报"), Below: true},
}

var tlsSumColumns = []table.Column{
	{Name: "value", Label: table.Say("Value", "值"), Importance: table.Key},
	{Name: "handshakes", Label: table.Say("Handshakes", "握手"), Type: table.Count, Importance: table.Key},
	{Name: "resumed", Label: table.Say("Resumed", "恢复"), Type: table.Count},
	{Name: "failed", Label: table.Say("Failed", "失败"), Type: table.Count},
	{Name: "time_p50", Label: table.Say("TLS p50", "TLS p50"), Type: table.Duration},
	{Name: "time_max", Label: table.Say("TLS max", "TLS 最大"), Type: table.Duration},
}

// tlsTables has a line for each handshake of TLS, and sums of them. It reads rows and
// hears no dialogues, which would cost as much memory again.
type tlsTables struct {
	ask     *collect.Ask
	origin  capture.Stamp
	absence collect.Absence
	watch   tlsWatch
	first[*Handshake]
}

// handshakeBytes is what one takes, with its certificates.
const handshakeBytes = 4 << 10

func newTLS(a *collect.Ask) collect.Collector { return &tlsTables{ask: a} }

func (c *tlsTables) most() int { return c.ask.Most(maxFlows, handshakeBytes) }

// Frame implements Collector.
func (c *tlsTables) Frame(f *dissect.Frame) {
	c.origin = f.First
	c.absence.Frame(f)
	c.watch.see(f, c.take)
}

// take keeps a handshake that is over.
func (c *tlsTables) take(h *tlsHandshake) { c.Handshake(h.told()) }

// Handshake keeps a handshake, as it was told.
func (c *tlsTables) Handshake(h *Handshake) { c.add(h, c.most(), byBegin) }

// Forget implements pipeline.Forgetter.
func (c *tlsTables) Forget(k *dissect.Conn) { c.watch.closed(k, c.take) }

// Merge implements Collector.
func (c *tlsTables) Merge(other collect.Collector) {
	o := other.(*tlsTables)
	c.origin = max(c.origin, o.origin)
	c.absence.Merge(&o.absence)
	c.merge(&o.first)
	c.watch.lost += o.watch.lost
	for k, h := range o.watch.open {
		if c.watch.open == nil {
			c.watch.open = map[*dissect.Conn]*tlsHandshake{}
		}
		c.watch.open[k] = h
	}
}

// Tables implements Collector.
func (c *tlsTables) Tables(r *collect.Run) (tables []table.Table) {
	c.sort(c.most(), byBegin)
	list := slices.Clone(c.list)
	for _, h := range c.watch.open { // of connections that go on
		list = append(list, h.told())
	}
	slices.SortFunc(list, byBegin)
	if len(list) == 0 {
		return c.absence.Table(c.ask, "TLS handshake", r)
	}
	for _, p := range []struct {
		name  string
		title table.Phrase
		of    func(*Handshake) string
	}{
		{tlsHandshakesPart, table.Say("TLS handshakes, a line each", "TLS 握手（逐条）"), nil},
		{tlsVersionsPart, table.Say("TLS by version", "TLS（按版本）"),
			func(h *Handshake) string { return h.Version }},
		{tlsCiphersPart, table.Say("TLS by cipher suite", "TLS（按密码套件）"), func(h *Handshake) string { return h.Cipher }},
		{tlsNamesPart, table.Say("TLS by server name", "TLS（按服务器名称）"), (*Handshake).named},
	} {
		if c.ask.Part != "" && c.ask.Part != p.name {
			continue
		}
		t := table.Table{Name: "tls." + p.name, Title: p.title, Columns: tlsSumColumns}
		if p.of == nil {
			t.Columns, t.Rows = handshakeColumns, &handshakeRows{list, c.origin}
			c.note(&t)
		} else {
			t.Rows = tlsSums(list, p.of)
		}
		tables = append(tables, t)
	}
	return tables
}

// note says what is left out.
func (c *tlsTables) note(t *table.Table) {
	if left := c.beyond + c.watch.lost; left > 0 {
		n := table.Grouped(left)
		t.Notes = append(t.Notes,
			table.Say("Too many to tell each: "+n+" handshakes are left out.", "数量过多："+n+" 次握手未列出。"))
	}
}

// named returns the name of the server: that which the client asks for, or its address.
func (h *Handshake) named() string {
	if h.ServerName != "" {
		return h.ServerName
	}
	return h.Server.Addr.String()
}

type handshakeRows struct {
	list   []*Handshake
	origin capture.Stamp
}

// Len implements Rows.
func (r *handshakeRows) Len() int { return len(r.list) }

// Row implements Rows.
func (r *handshakeRows) Row(i int, dst []table.Value) []table.Value {
	h := r.list[i]
	resumed := ""
	if h.Resumed {
		resumed = "resumed"
	}
	dst = append(dst, table.Int(h.Begun.Frame), frameOf(h.Ended), table.Nanoseconds(h.Begun.At-r.origin),
		table.Int(h.Stream), addressed(h.Client.Addr), table.Int(h.Client.Port), addressed(h.Server.Addr),
		table.Int(h.Server.Port), table.Some(h.ServerName), table.String(h.Version), table.String(h.Outcome),
		table.Some(resumed), table.Int(h.RoundTrips), span{h.Time, h.Timed}.value(), span{h.TCPTime, h.Opened}.value(),
		table.Some(h.ALPN), table.Some(h.Group), table.Some(h.Cipher), table.Some(h.JA4))
	if len(h.Names) == 0 {
		dst = append(dst, table.None(), table.None(), table.None(), table.None())
	} else {
		dst = append(dst, table.Strings(h.Names), table.String(h.Issuer), table.At(h.NotBefore), table.At(h.NotAfter))
	}
	return append(dst, table.Some(h.Alert))
}

// tlsSum adds up handshakes.
type tlsSum struct {
	value           string
	n, resumed, not uint64
	times           reassembly.Durations
}

// tlsSums adds up handshakes by what they have in common, the most first.
func tlsSums(list []*Handshake, of func(*Handshake) string) (rows table.RowList) {
	sums := map[string]*tlsSum{}
	for _, h := range list {
		value := of(h)
		s := sums[value]
		if s == nil {
			s = &tlsSum{value: value}
			sums[value] = s
		}
		s.n++
		s.resumed += count64(h.Resumed)
		s.not += count64(h.Failed)
		if h.Timed {
			s.times.Add(h.Time)
		}
	}
	all := make([]*tlsSum, 0, len(sums))
	for _, s := range sums {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *tlsSum) int { return cmp.Or(cmp.Compare(b.n, a.n), strings.Compare(a.value, b.value)) })
	for _, s := range all {
		row := []table.Value{table.Some(s.value), table.Int(s.n), table.Int(s.resumed), table.Int(s.not), table.None(),
			table.None()}
		if s.times.Count() > 0 {
			row[4], row[5] = table.Nanoseconds(s.times.Percentile(50)), table.Nanoseconds(s.times.Max())
		}
		rows = append(rows, row)
	}
	return rows
}
