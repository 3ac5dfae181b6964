package dissect

import "netsniff/capture"

// Detector decides which protocol a connection carries: by its ports, else by
// its first bytes. It is immutable and shared by all engines.
type Detector struct {
	protocols []*Protocol
	tcp, udp  map[uint16]*Protocol
	sniffTCP  []*Protocol
	sniffUDP  []*Protocol

	recognised recognised
}

// maxGuesses bounds how many segments of a connection are sniffed.
const maxGuesses = 6

// NewDetector returns a detector for protocols, in order of priority.
func NewDetector(protocols []*Protocol) *Detector {
	d := &Detector{protocols: protocols, tcp: map[uint16]*Protocol{}, udp: map[uint16]*Protocol{}, recognised: newRecognised(protocols)}
	for _, p := range protocols {
		if p.NewStream != nil {
			addPorts(d.tcp, p.TCP, p)
			if p.Sniff != nil {
				d.sniffTCP = append(d.sniffTCP, p)
			}
		}
		if p.NewDatagram != nil {
			addPorts(d.udp, p.UDP, p)
			if p.Sniff != nil {
				d.sniffUDP = append(d.sniffUDP, p)
			}
		}
	}
	return d
}

func addPorts(m map[uint16]*Protocol, ports []uint16, p *Protocol) {
	for _, n := range ports {
		if m[n] == nil {
			m[n] = p
		}
	}
}

// ServerPort reports whether a protocol is known to listen on port.
func (d *Detector) ServerPort(t capture.Proto, port uint16) bool {
	if t == capture.ProtoTCP {
		return d.tcp[port] != nil
	}
	return d.udp[port] != nil
}

// byPort asks the lower port first: it is more often the server's.
func byPort(m map[uint16]*Protocol, a, b uint16) *Protocol {
	if p := m[min(a, b)]; p != nil {
		return p
	}
	return m[max(a, b)]
}

// identify finds out what the TCP connection of f carries, unless it is
// known, and reports whether there is a dissector for it.
func (e *Engine) identify(f *Frame, b []byte) bool {
	c := f.Conn
	if c.stream != nil {
		return true
	}
	if c.foreign || c.guesses >= maxGuesses {
		return false
	}
	p := byPort(e.detector.tcp, f.SrcPort, f.DstPort)
	if p == nil || c.guesses > 0 {
		p = e.detector.sniff(c, f.Dir, b)
	}
	if p == nil {
		return false
	}
	c.Protocol, c.memory = p, e.memory
	c.stream = p.NewStream(c)
	return true
}

func (d *Detector) sniff(c *Conn, dir Dir, b []byte) *Protocol {
	if c.guesses >= maxGuesses {
		return nil
	}
	c.guesses++
	from := FromClient
	if dir == ToClient {
		from = FromServer
	}
	for _, p := range d.sniffTCP {
		if p.Sniff(from, b) == Yes {
			return p
		}
	}
	return nil
}

func (d *Detector) datagram(f *Frame) *Protocol {
	if p := byPort(d.udp, f.SrcPort, f.DstPort); p != nil {
		return p
	}
	if f.Conn.guesses >= maxGuesses {
		return nil
	}
	f.Conn.guesses++
	for _, p := range d.sniffUDP {
		if p.Sniff(FromDatagram, f.Payload) == Yes {
			return p
		}
	}
	return nil
}

// misjudged undoes a wrong guess: the connection is sniffed again.
func (e *Engine) misjudged(f *Frame) {
	c := f.Conn
	c.Protocol, c.stream = nil, nil
	c.guesses++
	f.messages = f.messages[:0]
}
