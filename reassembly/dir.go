// Package reassembly puts together what the network took apart: IP fragments
// into datagrams, TCP segments into streams. It keeps the connection table,
// the sequence space of each connection and the analysis that Wireshark calls
// tcp.analysis, and it decides who is client and who is server.
package reassembly

// Dir is the direction of a segment or datagram within its connection.
type Dir uint8

// Directions.
const (
	ToServer Dir = iota
	ToClient
)

// Reverse returns the other direction.
func (d Dir) Reverse() Dir { return d ^ 1 }

func (d Dir) String() string {
	if d == ToServer {
		return "to server"
	}
	return "to client"
}
