package records

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Connection is a TCP connection or a conversation of UDP datagrams.
type Connection struct {
	Place
	Ends
	Start         int64   `parquet:"start,timestamp(nanosecond)" ecs:"@timestamp" about:"when its first frame passed"`
	Duration      int64   `parquet:"duration" unit:"ns" ecs:"event.duration" about:"from its first frame to its last"`
	IdleMax       int64   `parquet:"idle_max" unit:"ns" about:"longest time without a frame of either side"`
	FirstFrame    uint32  `parquet:"first_frame" about:"its first frame"`
	LastFrame     uint32  `parquet:"last_frame" about:"its last frame"`
	Protocol      string  `parquet:"protocol,dict" ecs:"network.protocol" about:"what it carries, as filters name it; empty if nobody knows"`
	Opened        string  `parquet:"opened,dict" about:"how a TCP connection began; empty for UDP"`
	Closed        string  `parquet:"closed,dict" about:"how it ended: FIN, RST, open"`
	ClosedBy      string  `parquet:"closed_by,dict" about:"who sent the first FIN or the RST: client or server"`
	Handshake     *int64  `parquet:"handshake,optional" unit:"ns" about:"from SYN to SYN, ACK; null: not seen"`
	ClientBytes   uint64  `parquet:"client_bytes" unit:"B" ecs:"source.bytes" about:"payload that the client sent, what was sent again included"`
	ServerBytes   uint64  `parquet:"server_bytes" unit:"B" ecs:"destination.bytes" about:"payload that the server sent, likewise"`
	ClientFrames  uint32  `parquet:"client_frames" ecs:"source.packets" about:"frames that the client sent"`
	ServerFrames  uint32  `parquet:"server_frames" ecs:"destination.packets" about:"frames that the server sent"`
	ClientWire    uint64  `parquet:"client_wire_bytes" unit:"B" about:"whole frames that the client sent"`
	ServerWire    uint64  `parquet:"server_wire_bytes" unit:"B" about:"whole frames that the server sent"`
	ClientResent  *uint32 `parquet:"client_resent,optional" about:"segments of the client that were sent again; null for UDP, as what follows"`
	ServerResent  *uint32 `parquet:"server_resent,optional" about:"segments of the server that were sent again"`
	ClientMissing *uint64 `parquet:"client_missing_bytes,optional" unit:"B" about:"bytes of the client that were acknowledged and never captured"`
	ServerMissing *uint64 `parquet:"server_missing_bytes,optional" unit:"B" about:"bytes of the server that were acknowledged and never captured"`
	ClientZero    *uint32 `parquet:"client_zero_windows,optional" about:"segments in which the client offered no window"`
	ServerZero    *uint32 `parquet:"server_zero_windows,optional" about:"segments in which the server offered no window"`
}

func (x *Connection) kind() Kind { return Connections }

func (x *Connection) began() (int64, uint32) { return x.Start, x.FirstFrame }

// connectionOf makes the record of a connection that has ended.
func connectionOf(c *dissect.Conn) *Connection {
	const client, server = dissect.ToServer, dissect.ToClient
	t := c.Totals
	r := &Connection{
		Ends: endsOf(c), Start: int64(t.First.At), Duration: int64(t.Duration()), IdleMax: int64(t.IdleMax),
		FirstFrame: t.First.Frame, LastFrame: t.Last.Frame, Protocol: protocolOf(c.Protocol),
		ClientBytes: t.Sent[client].Bytes, ServerBytes: t.Sent[server].Bytes,
		ClientFrames: t.Sent[client].Frames, ServerFrames: t.Sent[server].Frames,
		ClientWire: t.Sent[client].Wire, ServerWire: t.Sent[server].Wire,
	}
	if c.Transport != capture.ProtoTCP || t.TCP == nil {
		return r
	}
	r.Opened, r.Closed = t.TCP.Opened.String(), t.TCP.Closed.String()
	if t.TCP.Closed != reassembly.StillOpen {
		r.ClosedBy = [...]string{dissect.ToServer: "client", dissect.ToClient: "server"}[t.TCP.ClosedBy]
	}
	leg := t.TCP.Handshake[client]
	r.Handshake = durationOf(leg.Time, leg.Known)
	r.ClientResent, r.ServerResent = counted(t, client, reassembly.Resent), counted(t, server, reassembly.Resent)
	r.ClientZero, r.ServerZero = counted(t, client, reassembly.ZeroWindow), counted(t, server, reassembly.ZeroWindow)
	c2s, s2c := t.TCP.Sides[client].Missing(), t.TCP.Sides[server].Missing()
	r.ClientMissing, r.ServerMissing = &c2s, &s2c
	return r
}

// counted returns in how many segments of a direction the analysis found something.
func counted(t *reassembly.Totals, d dissect.Dir, what reassembly.Analysis) *uint32 {
	n := t.TCP.Sides[d].Count(what)
	return &n
}
