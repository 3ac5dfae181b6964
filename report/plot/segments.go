package plot

import (
	"strconv"
	"strings"

	"netsniff/report/table"
)

// segments reads the rows of the table tcp-segments.
type segments struct {
	*table.Cursor
	frame, stream, time, sender, flags, seq, next, payload, ack, window, sack, analysis, rtt, acks, flight table.Place
	client, clientPort, server, serverPort                                                                 table.Place
}

func newSegments(t *table.Table) *segments {
	c := t.Cursor()
	return &segments{
		Cursor: c, frame: c.Column("frame"), stream: c.Column("stream"), time: c.Column("time"), sender: c.Column("sender"),
		flags: c.Column("flags"), seq: c.Column("seq"), next: c.Column("next_seq"), payload: c.Column("payload_bytes"),
		ack:    c.Column("ack"),
		window: c.Column("window"), sack: c.Column("sack"), analysis: c.Column("analysis"), rtt: c.Column("ack_rtt"),
		acks:   c.Column("acks_frame"),
		flight: c.Column("in_flight"), client: c.Column("client"), clientPort: c.Column("client_port"),
		server:     c.Column("server"),
		serverPort: c.Column("server_port"),
	}
}

// side is one direction of a connection.
type side struct {
	stream int64
	server bool // it is the server's data
}

// connection is what the rows say of one, before it is drawn.
type connection struct {
	stream         int64
	client, server string
	first, last    float64
	sent           [2]int64 // bytes of payload, by whether the server sent them
}

// connections lists the connections in the order of their first segments.
func (s *segments) connections() (list []*connection) {
	known := map[int64]*connection{}
	for s.Rewind(); s.Next(); {
		n, at := s.Int(s.stream), s.Number(s.time)
		c := known[n]
		if c == nil {
			c = &connection{stream: n, first: at, client: endpoint(s.Text(s.client), s.Int(s.clientPort)),
				server: endpoint(s.Text(s.server), s.Int(s.serverPort))}
			known[n] = c
			list = append(list, c)
		}
		c.last = max(c.last, at)
		c.sent[side{n, s.fromServer()}.index()] += s.Int(s.payload)
	}
	return list
}

func (d side) index() int {
	if d.server {
		return 1
	}
	return 0
}

// fromServer reports whether the server sent the segment.
func (s *segments) fromServer() bool { return s.Text(s.sender) == "server" }

// is reports whether the analysis of the segment has a word.
func (s *segments) is(word string) bool {
	all := s.Text(s.analysis)
	return all != "" && strings.Contains(", "+all+", ", ", "+word+", ")
}

// has reports whether the segment has a flag.
func (s *segments) has(flag string) bool { return strings.Contains(s.Text(s.flags), flag) }

// blocks calls visit with the parts of the sequence space that SACK acknowledges.
func (s *segments) blocks(visit func(left, right float64)) {
	for _, b := range s.List(s.sack) {
		a, z, ok := strings.Cut(b, "-")
		left, err := strconv.ParseInt(a, 10, 64)
		right, wrong := strconv.ParseInt(z, 10, 64)
		if ok && err == nil && wrong == nil {
			visit(float64(left), float64(right))
		}
	}
}

// endpoint joins an address and a port.
func endpoint(address string, port int64) string {
	if strings.Contains(address, ":") {
		address = "[" + address + "]"
	}
	return address + ":" + strconv.FormatInt(port, 10)
}

// way says who sends to whom.
func (c *connection) way(server bool) string {
	if server {
		return c.server + " → " + c.client
	}
	return c.client + " → " + c.server
}

// filter is the display filter for the connection.
func (c *connection) filter() string { return "tcp.stream == " + strconv.FormatInt(c.stream, 10) }
