package collect

import (
	"slices"
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/report/table"
)

// Encrypted notes the connections with TLS and the conversations of QUIC that nobody could
// read into.
type Encrypted struct{ tls, quic served }

// served are connections of one kind, with the ports of their servers.
type served struct {
	numbers Numbers
	ports   []uint16 // the first maxServed
}

// maxServed bounds the ports that are named.
const maxServed = 5

// Frame notes what a frame tells.
func (x *Encrypted) Frame(f *dissect.Frame) {
	k, p := f.Conn, f.Carries()
	switch {
	case k == nil || p == nil:
	case p.Name == "tls" && k.Transport == capture.ProtoTCP:
		x.tls.add(k)
	case p.Name == "quic":
		x.quic.add(k)
	}
}

func (s *served) add(k *dissect.Conn) {
	if s.numbers.Has(k.ID) {
		return
	}
	s.numbers.Add(k.ID)
	s.port(k.Server.Port)
}

func (s *served) port(n uint16) {
	if len(s.ports) <= maxServed && !slices.Contains(s.ports, n) {
		s.ports = append(s.ports, n)
	}
}

// Merge adds what another worker noted.
func (x *Encrypted) Merge(o *Encrypted) {
	x.tls.merge(&o.tls)
	x.quic.merge(&o.quic)
}

func (s *served) merge(o *served) {
	s.numbers.Merge(o.numbers)
	for _, n := range o.ports {
		s.port(n)
	}
}

// where names the ports.
func (s *served) where() string {
	slices.Sort(s.ports)
	var names []string
	for _, n := range s.ports[:min(len(s.ports), maxServed)] {
		names = append(names, strconv.Itoa(int(n)))
	}
	if len(s.ports) > maxServed {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}

// Notes says where something may be that cannot be read, and which keys would be needed.
// what is that: "mail", "HTTP"; see Absence.Notes.
func (x *Encrypted) Notes(what string) (notes []table.Phrase) {
	for _, s := range []struct {
		of       *served
		name     string
		en, zh   string
		carriers string
	}{
		{&x.tls, "TLS", "Connections that are encrypted (TLS) on port ", "端口 ", what},
		{&x.quic, "QUIC", "Conversations of QUIC on port ", "端口 ", "HTTP/3"},
	} {
		if n := s.of.numbers.Count(); n > 0 {
			count := table.Grouped(uint64(n))
			notes = append(notes, table.Say(s.en+s.of.where()+", where "+s.carriers+" may be but cannot be read: "+count+".",
				s.zh+s.of.where()+" 上加密（"+s.name+"）的连接，其中可能有"+inChinese(s.carriers)+"，但无法读取："+
					count+"。"))
		}
	}
	switch tls, quic := x.tls.numbers.Count(), x.quic.numbers.Count(); {
	case tls > 0:
		notes = append(notes, table.Say("To read them: the client's key log (SSLKEYLOGFILE) with --keylog FILE, or, if keys are exchanged by RSA, the server's private key with --tls-key FILE.",
			"若要读取：用 --keylog FILE 提供客户端的密钥日志（SSLKEYLOGFILE）；若为 RSA 密钥交换，也可用 --tls-key FILE 提供服务器私钥。"))
	case quic > 0:
		notes = append(notes, table.Say("To read them: the client's key log (SSLKEYLOGFILE) with --keylog FILE.",
			"若要读取：用 --keylog FILE 提供客户端的密钥日志（SSLKEYLOGFILE）。"))
	}
	return notes
}

// Any reports whether there are any.
func (x *Encrypted) Any() bool { return x.tls.numbers.Count()+x.quic.numbers.Count() > 0 }
