// Package records writes what a capture holds as typed records: exchanges, connections, DNS
// lookups, logins, mails, transfers of files, handshakes of TLS and findings, in Parquet for
// engines of SQL or as lines of JSON with the names of the Elastic Common Schema.
//
// Columns are only ever added; what they mean stands in the tags of the records, from where
// it gets into the files and into docs/records.md. Times are UTC in nanoseconds, durations
// nanoseconds, and frame numbers are those of the rows.
package records

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Version is that of the schema: it grows with each column that is added.
const Version = 2

// Kind is a kind of records.
type Kind uint8

// Kinds.
const (
	Exchanges Kind = iota
	Connections
	Lookups
	Logins
	Mails
	Transfers
	Handshakes
	Findings
	kinds
)

var kindNames = [...]string{"exchanges", "connections", "lookups", "logins", "mails", "transfers", "handshakes", "findings"}

func (k Kind) String() string { return kindNames[k] }

// Kinds returns all of them.
func Kinds() (list []Kind) {
	for k := range kinds {
		list = append(list, k)
	}
	return list
}

// ParseKind returns the kind of a name.
func ParseKind(name string) (Kind, bool) {
	for i, n := range kindNames {
		if n == name {
			return Kind(i), true
		}
	}
	return 0, false
}

// A Record is an *Exchange, *Connection, *Lookup, *Login, *Mail, *Transfer, *Handshake or *Finding.
type Record interface {
	kind() Kind
	// began is when it began, which chooses the day of its file, and in which frame.
	began() (at int64, frame uint32)
	place() *Place
}

// Place says where a record comes from.
type Place struct {
	Input string `parquet:"input,dict" about:"names the capture: the beginning of the SHA-256 sum of its files, in hexadecimal"`
	File  string `parquet:"file,dict" ecs:"file.name" about:"the capture's file; the first and the last of several"`
	// Begun is set by who tells the record, the rest by who reads it.
	Begun int64 `parquet:"capture_start,timestamp(nanosecond)" about:"when the first frame of the capture passed, to which tables count times"`
}

func (x *Place) place() *Place { return x }

// Ends are the two hosts.
type Ends struct {
	Transport     string `parquet:"transport,dict" ecs:"network.transport" about:"tcp or udp"`
	Stream        uint32 `parquet:"stream" about:"number of the connection, as in tcp.stream or udp.stream"`
	Client        string `parquet:"client,dict" ecs:"source.ip" about:"address of the client"`
	ClientAddress []byte `parquet:"client_address,optional" about:"the same in network order, 4 or 16 bytes"`
	ClientPort    uint32 `parquet:"client_port" ecs:"source.port" about:"its port"`
	Server        string `parquet:"server,dict" ecs:"destination.ip" about:"address of the server"`
	ServerAddress []byte `parquet:"server_address,optional" about:"the same in network order, 4 or 16 bytes"`
	ServerPort    uint32 `parquet:"server_port" ecs:"destination.port" about:"its port"`
}

// endsOf returns the ends of a connection.
func endsOf(c *dissect.Conn) Ends { return endsAt(c.Transport, c.ID, c.Client, c.Server) }

func endsAt(transport capture.Proto, stream uint32, client, server dissect.Endpoint) Ends {
	return Ends{
		Transport: transport.String(), Stream: stream,
		Client: string(client.Addr.Append(nil)), ClientAddress: bytesOf(client.Addr), ClientPort: uint32(client.Port),
		Server: string(server.Addr.Append(nil)), ServerAddress: bytesOf(server.Addr), ServerPort: uint32(server.Port),
	}
}

// bytesOf returns an address of IP in network order, nil if it is none.
func bytesOf(a capture.Addr) []byte {
	switch a.Kind {
	case capture.AddrIPv4:
		return append([]byte(nil), a.B[:4]...)
	case capture.AddrIPv6:
		return append([]byte(nil), a.B[:]...)
	}
	return nil
}

// protocolOf names what a connection carries, "" if nobody knows.
func protocolOf(p *dissect.Protocol) string {
	if p == nil {
		return ""
	}
	return p.Name
}

// frameOf returns the frame of a segment, nil if it was not captured.
func frameOf(m reassembly.Mark) *uint32 {
	if m.Frame == 0 {
		return nil
	}
	return &m.Frame
}

// durationOf returns a time if it is known.
func durationOf(d capture.Stamp, known bool) *int64 {
	if !known {
		return nil
	}
	ns := int64(d)
	return &ns
}
