package engine

import (
	"encoding/binary"

	"netsniff/capture"
	"netsniff/dissect"
)

// udpHeaderLen is what a quoted datagram has before its payload (RFC 768).
const udpHeaderLen = 8

// quoted reads the datagram that f quotes, if its ports or bytes say what it is.
func (e *Engine) quoted(f *dissect.Frame) {
	if f.Transport != capture.ProtoICMP && f.Transport != capture.ProtoICMPv6 {
		return
	}
	list := f.Quoted()
	if len(list) == 0 || list[len(list)-1].Proto != capture.ProtoUDP {
		return
	}
	b := f.Headers.Bytes(list[len(list)-1])
	if len(b) <= udpHeaderLen {
		return
	}
	p := e.detector.Datagram(binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:]), b[udpHeaderLen:])
	if p == nil {
		return
	}
	if d := e.quoter(p); d != nil {
		from := len(f.Messages())
		d.Quoted(f, b[udpHeaderLen:], int(binary.BigEndian.Uint16(b[4:]))-udpHeaderLen)
		f.Claim(from, p, b[udpHeaderLen:])
	}
}

// quoter returns the reader of quoted datagrams of p, nil if there is none.
func (e *Engine) quoter(p *dissect.Protocol) dissect.QuotedDissector {
	d, known := e.quoters[p]
	if !known {
		d, _ = p.NewDatagram(&dissect.Conn{Machinery: dissect.Machinery{Storage: e.storage}}).(dissect.QuotedDissector)
		if e.quoters == nil {
			e.quoters = make(map[*dissect.Protocol]dissect.QuotedDissector)
		}
		e.quoters[p] = d
	}
	return d
}
