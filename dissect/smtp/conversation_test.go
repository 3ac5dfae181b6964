package smtp_test

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/smtp"
)

// turn is a segment of a conversation: 'C' from the client or 'S' from the
// server.
type turn struct {
	from  byte
	bytes string
}

// talk replays a conversation on a port.
type talk struct {
	engine *dissect.Engine
	conn   *dissect.Conn
	packet capture.Packet
	seq    [2]uint32
}

func newTalk(port uint16) *talk {
	t := &talk{engine: dissect.NewEngine(dissect.NewDetector([]*dissect.Protocol{&smtp.Protocol}), dissect.ByArrival)}
	t.packet.Transport = capture.ProtoTCP
	t.packet.DstPort, t.packet.SrcPort = port, 40000
	t.conn = dissect.NewConn(0, &t.packet, dissect.ToServer)
	t.seq = [2]uint32{1000, 5000}
	return t
}

// segment dissects the next segment, borrowed until the next call.
func (t *talk) segment(from byte, b []byte) *dissect.Frame {
	d, p := dissect.ToServer, &t.packet
	if from == 'S' {
		d = dissect.ToClient
	}
	client, server := t.conn.Client.Port, t.conn.Server.Port
	p.SrcPort, p.DstPort = client, server
	if d == dissect.ToClient {
		p.SrcPort, p.DstPort = server, client
	}
	p.Frame++
	p.Payload, p.PayloadLen = b, len(b)
	p.TCP = capture.TCP{Seq: t.seq[d], Ack: t.seq[d.Reverse()], Flags: capture.ACK | capture.PSH, Window: 64000}
	t.seq[d] += uint32(len(b))
	return t.engine.Dissect(p, t.conn, d, false)
}

// rows returns "SMTP C: EHLO …" for every segment; "-" if it says nothing of
// its own.
func rows(port uint16, turns []turn) []string {
	t := newTalk(port)
	var list []string
	for _, x := range turns {
		f := t.segment(x.from, []byte(x.bytes))
		if len(f.Messages()) == 0 {
			list = append(list, "-")
			continue
		}
		list = append(list, f.Column()+" "+string(f.AppendInfo(nil)))
	}
	return list
}

// lastFrame replays a conversation on port 25 and returns its last frame.
func lastFrame(turns []turn) *dissect.Frame {
	t := newTalk(25)
	var f *dissect.Frame
	for _, x := range turns {
		f = t.segment(x.from, []byte(x.bytes))
	}
	return f
}
