package records

import "netsniff/report/stats"

// Handshake is a handshake of TLS, DTLS or QUIC.
type Handshake struct {
	Place
	Ends
	Start      int64    `parquet:"start,timestamp(nanosecond)" ecs:"@timestamp" about:"when its first message passed"`
	Frame      uint32   `parquet:"frame" about:"frame of its first message"`
	EndFrame   *uint32  `parquet:"end_frame,optional" about:"frame that showed both ends ready, or that it failed; null: none did"`
	EndTime    *int64   `parquet:"end_time,optional" unit:"ns" about:"from its first message to that frame"`
	ServerName string   `parquet:"server_name,dict" ecs:"tls.client.server_name" about:"the name that the client asks for (SNI)"`
	Version    string   `parquet:"version,dict" about:"that was agreed on: TLS 1.2, TLS 1.3"`
	Outcome    string   `parquet:"outcome,dict" about:"complete, failed, answered (of QUIC the rest is hidden), not finished, unanswered"`
	Resumed    bool     `parquet:"resumed" ecs:"tls.resumed" about:"an earlier session went on"`
	RoundTrips uint32   `parquet:"round_trips" about:"times that the server spoke behind the client"`
	Time       *int64   `parquet:"time,optional" unit:"ns" ecs:"event.duration" about:"how long it took; null: its beginning or its end was not seen"`
	TCPTime    *int64   `parquet:"tcp_time,optional" unit:"ns" about:"how long the handshake of TCP before it took"`
	ALPN       string   `parquet:"alpn,dict" ecs:"tls.next_protocol" about:"protocol that was agreed on (ALPN)"`
	Group      string   `parquet:"group,dict" ecs:"tls.curve" about:"group of the key exchange"`
	Cipher     string   `parquet:"cipher,dict" ecs:"tls.cipher" about:"cipher suite"`
	JA4        string   `parquet:"ja4,dict" about:"fingerprint of the client's hello"`
	Names      []string `parquet:"certificate,list" ecs:"tls.server.x509.alternative_names" about:"whom the server's certificate is for, at most 8"`
	Issuer     string   `parquet:"issuer,dict" ecs:"tls.server.issuer" about:"who vouches for it"`
	NotBefore  *int64   `parquet:"not_before,optional,timestamp(nanosecond)" ecs:"tls.server.not_before" about:"from when it is valid; null: no certificate was seen"`
	NotAfter   *int64   `parquet:"not_after,optional,timestamp(nanosecond)" ecs:"tls.server.not_after" about:"until when it is valid"`
	Alert      string   `parquet:"alert" about:"of a failed one: who ended it, and why"`
}

func (x *Handshake) kind() Kind { return Handshakes }

func (x *Handshake) began() (int64, uint32) { return x.Start, x.Frame }

// handshakeOf makes the record of a handshake.
func handshakeOf(h *stats.Handshake) *Handshake {
	r := &Handshake{
		Ends: endsAt(h.Transport, h.Stream, h.Client, h.Server), Start: int64(h.Begun.At), Frame: h.Begun.Frame,
		EndFrame: frameOf(h.Ended), EndTime: durationOf(h.Ended.At-h.Begun.At, h.Ended.Frame != 0), ServerName: h.ServerName,
		Version: h.Version, Outcome: h.Outcome, Resumed: h.Resumed, RoundTrips: uint32(h.RoundTrips),
		Time: durationOf(h.Time, h.Timed), TCPTime: durationOf(h.TCPTime, h.Opened), ALPN: h.ALPN, Group: h.Group,
		Cipher: h.Cipher, JA4: h.JA4, Names: h.Names, Issuer: h.Issuer, Alert: h.Alert,
	}
	if len(h.Names) > 0 {
		r.NotBefore, r.NotAfter = durationOf(h.NotBefore, true), durationOf(h.NotAfter, true)
	}
	return r
}
