package reassembly

import "netsniff/capture"

// role decides in which direction the first frame of a connection goes. A SYN
// or its answer proves it; else a known server port; else the lower port, as
// clients take theirs from the upper range.
func (t *Table[C]) role(p *capture.Packet) Dir {
	if p.Transport == capture.ProtoTCP {
		switch {
		case p.TCP.Flags.Has(capture.SYN | capture.ACK):
			return ToClient
		case p.TCP.Flags.Has(capture.SYN):
			return ToServer
		}
	}
	if t.ServerPort != nil {
		src, dst := t.ServerPort(p.Transport, p.SrcPort), t.ServerPort(p.Transport, p.DstPort)
		if src != dst {
			if dst {
				return ToServer
			}
			return ToClient
		}
	}
	if p.SrcPort < p.DstPort {
		return ToClient
	}
	return ToServer
}
