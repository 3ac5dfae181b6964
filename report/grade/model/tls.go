package model

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/tls"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/record"
)

// Handshake is one of TLS: how two ends agreed to encrypt, as far as it is in clear or
// was decrypted.
type Handshake struct {
	Conn      *Conn    `cel:"conn" doc:"its connection"`
	Frame     int64    `cel:"frame" doc:"frame that completes the Client Hello"`
	Reply     int64    `cel:"reply_frame" doc:"frame of the Server Hello, 0 if none was seen"`
	Last      int64    `cel:"last_frame" doc:"frame in which the client is ready to send, 0 if it never was"`
	Start     float64  `cel:"start" doc:"time of frame"`
	Duration  float64  `cel:"duration" doc:"seconds from frame to last_frame, -1 if it was not completed"`
	Complete  bool     `cel:"complete" doc:"both sides agreed"`
	Version   string   `cel:"version" doc:"that was chosen: TLS 1.3, TLS 1.2; empty if no Server Hello was seen"`
	Offered   []string `cel:"offered" doc:"versions that the client offered"`
	Cipher    string   `cel:"cipher" doc:"cipher suite that was chosen, by IANA's name"`
	Ciphers   []string `cel:"ciphers" doc:"cipher suites that the client offered"`
	Group     string   `cel:"group" doc:"group of the key exchange that a server of TLS 1.3 chose"`
	SNI       string   `cel:"sni" doc:"name of the server that the client asked for, empty if none"`
	Protocols []string `cel:"alpn_offered" doc:"protocols that the client offered (ALPN)"`
	ALPN      string   `cel:"alpn" doc:"that was chosen; of TLS 1.3 only if it was decrypted"`
	Resumed   bool     `cel:"resumed" doc:"an earlier session goes on: no certificate was needed"`
	Retried   bool     `cel:"retried" doc:"the server asked for another Client Hello (Hello Retry Request)"`
	Names     []string `cel:"names" doc:"names that the server's certificate is for; of TLS 1.3 only if it was decrypted"`
	Subject   string   `cel:"subject" doc:"of that certificate"`
	Issuer    string   `cel:"issuer" doc:"who signed it"`
	NotBefore float64  `cel:"not_before" doc:"seconds since 1970 from which on it is valid, 0 if it was not seen"`
	NotAfter  float64  `cel:"not_after" doc:"seconds since 1970 until which it is valid, 0 if it was not seen"`
	Matches   bool     `cel:"matches" doc:"the certificate is for the name that was asked for"`
	Alert     string   `cel:"alert" doc:"fatal alert that ended it, empty if none was seen in clear"`
	Decrypted bool     `cel:"decrypted" doc:"what follows could be read, with the keys that there are"`
}

const maxHandshakes = 10_000

// tlsPart makes handshakes of the records in frames.
type tlsPart struct {
	idle
	b     *builder
	open  map[*Conn]*agreement // the last of each connection
	items []handshake.Item
}

// agreement is a handshake under way.
type agreement struct {
	*Handshake
	session []byte  // that the client presents
	changed [2]bool // Change Cipher Spec, by direction
	modern  bool    // TLS 1.3
	shared  bool    // the server took a pre-shared key
}

func newTLSPart(b *builder) part { return &tlsPart{b: b, open: map[*Conn]*agreement{}} }

// frame implements part.
func (p *tlsPart) frame(f *dissect.Frame, at *Packet) {
	if f.Conn == nil {
		return
	}
	for _, l := range f.Messages() {
		m, ok := l.Message.(*tls.Message)
		if !ok {
			continue
		}
		for i := range m.Records {
			p.record(m, &m.Records[i], f.Dir, at)
		}
	}
}

func (p *tlsPart) record(m *tls.Message, r *tls.Record, dir dissect.Dir, at *Packet) {
	for i := range r.Messages {
		p.message(&r.Messages[i], m.Version, at)
	}
	a := p.open[at.Conn]
	if a == nil {
		return
	}
	switch {
	case r.Type == record.Alert && !r.Sealed && a.Alert == "":
		if b := content(m, r); len(b) == 2 && record.Level(b[0]) == record.Fatal {
			a.Alert = record.Description(b[1]).String()
		}
	case r.Type == record.ChangeCipherSpec:
		a.changed[dir] = true
		if !a.modern && a.changed[dissect.ToServer] && a.changed[dissect.ToClient] {
			a.complete(at)
		}
	case a.modern && dir == dissect.ToServer && (r.Sealed || r.Opened) && a.Reply != 0:
		a.complete(at)
	}
	a.Decrypted = a.Decrypted || r.Opened && r.Type == record.ApplicationData
}

// content is what a record carries.
func content(m *tls.Message, r *tls.Record) []byte {
	const head = 5
	if r.Opened {
		return r.Plain
	}
	return m.Bytes[min(r.At+head, r.End):r.End]
}

func (a *agreement) complete(at *Packet) {
	if a.Complete || a.Reply == 0 {
		return
	}
	a.Complete, a.Last, a.Duration = true, at.Frame, at.Time-a.Start
	if !a.modern {
		a.Resumed = a.Resumed && a.Subject == "" && len(a.Names) == 0
	}
}

func (p *tlsPart) message(h *tls.Handshake, v handshake.Version, at *Packet) {
	a := p.open[at.Conn]
	p.items = handshake.Items(p.items[:0], h.Type, handshake.Agreed{Version: v}, h.Body)
	switch {
	case h.Type == handshake.ClientHello:
		p.hello(a, h.Body, at)
	case a == nil:
	case h.Type == handshake.ServerHello && h.Retry:
		a.Retried = true
	case h.Type == handshake.ServerHello:
		p.answer(a, h.Body, at)
	case h.Type == handshake.EncryptedExtensions:
		a.ALPN = p.text(handshake.ALPNText, h.Body)
	case h.Type == handshake.Certificate && !at.ToServer && a.NotAfter == 0:
		p.certificate(a, h.Body)
	}
}

// hello begins a handshake, unless it is the one that the server asked for again.
func (p *tlsPart) hello(before *agreement, body []byte, at *Packet) {
	if before != nil && before.Retried && before.Reply == 0 {
		return
	}
	s := p.b.out
	if len(s.Handshakes) >= maxHandshakes {
		p.b.left(fmt.Sprintf("handshakes beyond %d", maxHandshakes))
		delete(p.open, at.Conn)
		return
	}
	x := &Handshake{Conn: at.Conn, Frame: at.Frame, Start: at.Time, Duration: -1,
		SNI:       strings.ToLower(p.text(handshake.ServerNameText, body)),
		Protocols: p.texts(handshake.ALPNText, body), Offered: p.named(handshake.SupportedVersion, func(n uint64) string {
			return handshake.Version(n).Title()
		}), Ciphers: p.named(handshake.CipherSuite, func(n uint64) string { return handshake.CipherSuiteName(uint16(n)) })}
	if len(x.Offered) == 0 {
		x.Offered = p.named(handshake.LegacyVersion, func(n uint64) string { return handshake.Version(n).Title() })
	}
	a := &agreement{Handshake: x}
	if h, ok := handshake.ReadHello(handshake.ClientHello, body); ok {
		a.session = bytes.Clone(h.Session)
	}
	s.Handshakes = append(s.Handshakes, x)
	p.open[at.Conn] = a
}

// answer takes the Server Hello.
func (p *tlsPart) answer(a *agreement, body []byte, at *Packet) {
	h, ok := handshake.ReadHello(handshake.ServerHello, body)
	if !ok || a.Reply != 0 {
		return
	}
	const preSharedKey = 41 // RFC 8446 §4.2
	a.Reply, a.Version, a.modern = at.Frame, h.Version.Title(), h.Version >= handshake.TLS13
	for _, x := range p.items {
		switch x.Part {
		case handshake.CipherSuite:
			a.Cipher = handshake.CipherSuiteName(uint16(x.Number))
		case handshake.KeyShareGroup:
			a.Group = handshake.GroupName(uint16(x.Number))
		case handshake.ExtensionCode:
			a.shared = a.shared || x.Number == preSharedKey
		}
	}
	if s := p.text(handshake.ALPNText, body); s != "" {
		a.ALPN = s
	}
	// before TLS 1.3 it goes on if no certificate comes until both change their ciphers
	a.Resumed = a.shared || !a.modern && (len(h.Session) > 0 && bytes.Equal(h.Session, a.session) || len(h.Session) == 0)
}

// certificate takes what the server's certificate says.
func (p *tlsPart) certificate(a *agreement, body []byte) {
	for _, x := range p.items {
		if x.Part != handshake.CertificateDER {
			continue
		}
		c, err := x509.ParseCertificate(body[x.Off : x.Off+x.N])
		if err != nil {
			a.Subject = "?" // there is one
			return
		}
		a.Subject, a.Issuer, a.Names = c.Subject.String(), c.Issuer.String(), slices.Clone(c.DNSNames)
		for _, ip := range c.IPAddresses {
			a.Names = append(a.Names, ip.String())
		}
		if len(a.Names) == 0 && c.Subject.CommonName != "" {
			a.Names = []string{c.Subject.CommonName}
		}
		a.NotBefore, a.NotAfter = float64(c.NotBefore.Unix()), float64(c.NotAfter.Unix())
		a.Matches = a.SNI != "" && c.VerifyHostname(a.SNI) == nil
		return
	}
}

// text returns the first value of a part in a body, texts all of them.
func (p *tlsPart) text(of handshake.Part, body []byte) string {
	if list := p.texts(of, body); len(list) > 0 {
		return list[0]
	}
	return ""
}

func (p *tlsPart) texts(of handshake.Part, body []byte) (list []string) {
	for _, x := range p.items {
		if x.Part == of && len(list) < 64 {
			list = append(list, string(body[x.Off:x.Off+x.N]))
		}
	}
	return list
}

// named returns the names of the numbers of a part, but for those that are drawn to keep
// servers tolerant (RFC 8701).
func (p *tlsPart) named(of handshake.Part, name func(uint64) string) (list []string) {
	for _, x := range p.items {
		if x.Part == of && !handshake.Reserved(uint16(x.Number)) && len(list) < 256 {
			list = append(list, name(x.Number))
		}
	}
	return list
}

func (p *tlsPart) finish() {
	slices.SortStableFunc(p.b.out.Handshakes, func(x, y *Handshake) int { return int(x.Frame - y.Frame) })
}
