package stats

import (
	"cmp"
	"crypto/x509"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/tls/handshake"
	"netsniff/reassembly"
)

// Handshake is a handshake of TLS, DTLS or QUIC as it is told: it outlives its connection.
type Handshake struct {
	Transport      capture.Proto
	Stream         uint32
	Client, Server dissect.Endpoint
	Begun          reassembly.Mark // of its first message
	Ended          reassembly.Mark // that showed both ends ready, or that it failed; Frame is 0 if none did
	ServerName     string          // that the client asks for
	Version        string
	Outcome        string // complete, failed, answered (of QUIC the rest is hidden), not finished, unanswered
	Failed         bool
	Resumed        bool
	RoundTrips     int
	Time, TCPTime  capture.Stamp
	Timed, Opened  bool // Time and TCPTime are known
	ALPN           string
	Group          string
	Cipher         string
	JA4            string
	Names          []string // of the server's certificate; nil if none was seen
	Issuer         string
	NotBefore      capture.Stamp
	NotAfter       capture.Stamp
	Alert          string // of a failed one: who ended it, and why
}

// told returns what is told of a handshake.
func (h *tlsHandshake) told() *Handshake {
	k := h.conn
	x := &Handshake{
		Transport: k.Transport, Stream: k.ID, Client: k.Client, Server: k.Server, Begun: h.begun, Ended: h.ended,
		ServerName: h.ServerName, Version: h.Version.String(), Outcome: h.outcome(), Failed: h.failed, Resumed: h.Resumed,
		RoundTrips: h.trips, Time: h.ended.At - h.begun.At, Timed: h.Done() && h.Offered, ALPN: h.ALPN,
		Group: handshake.GroupName(h.Group), Cipher: h.suite(), JA4: h.JA4, Alert: h.fault(),
	}
	if t := k.Totals; t != nil && t.TCP != nil && t.TCP.Handshake[0].Known && t.TCP.Handshake[1].Known {
		x.TCPTime, x.Opened = t.TCP.Handshake[0].Time+t.TCP.Handshake[1].Time, true
	}
	if len(h.Chain) > 0 {
		c := h.Chain[0]
		x.Names, x.Issuer = namesOf(c), shortName(c.Issuer.String())
		x.NotBefore, x.NotAfter = capture.Stamp(c.NotBefore.UnixNano()), capture.Stamp(c.NotAfter.UnixNano())
	}
	return x
}

// suite returns the name of the cipher suite, "" if the server chose none.
func (h *tlsHandshake) suite() string {
	if !h.Answered {
		return ""
	}
	return handshake.CipherSuiteName(h.Suite)
}

// maxCertified is how many names of a certificate are told.
const maxCertified = 8

// namesOf returns whom a certificate is for.
func namesOf(c *x509.Certificate) (names []string) {
	for _, n := range c.DNSNames {
		names = append(names, shortName(n))
	}
	for _, a := range c.IPAddresses {
		names = append(names, a.String())
	}
	if len(names) == 0 {
		names = append(names, shortName(cmp.Or(c.Subject.CommonName, c.Subject.String())))
	}
	if len(names) > maxCertified {
		names = append(names[:maxCertified], "…")
	}
	return names
}

// fault says why a handshake failed, in the words of who ended it.
func (h *tlsHandshake) fault() string {
	if !h.failed {
		return ""
	}
	return peers[h.by] + ": " + h.alert.String()
}

// HandshakeWatch follows the handshakes in the frames of one worker, whose messages have to
// be read. The zero value is ready.
type HandshakeWatch struct{ watch tlsWatch }

// Frame takes a frame, and calls tell with each handshake that is over with it.
func (w *HandshakeWatch) Frame(f *dissect.Frame, tell func(*Handshake)) {
	w.watch.see(f, func(h *tlsHandshake) { tell(h.told()) })
}

// Closed takes it that a connection has ended, and calls tell with its handshake if that did not.
func (w *HandshakeWatch) Closed(k *dissect.Conn, tell func(*Handshake)) {
	w.watch.closed(k, func(h *tlsHandshake) { tell(h.told()) })
}

// Lost returns how many were not followed, as too many were under way.
func (w *HandshakeWatch) Lost() uint64 { return w.watch.lost }
