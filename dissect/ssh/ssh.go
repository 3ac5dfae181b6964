// Package ssh dissects Secure Shell as far as it can be read without keys: the
// versions, the algorithms that both ends offer and agree on, the exchange of keys
// (https://www.rfc-editor.org/rfc/rfc4253,
// https://www.rfc-editor.org/rfc/rfc4419, https://www.rfc-editor.org/rfc/rfc5656).
// What follows is encrypted.
package ssh

import (
	"bytes"
	"encoding/binary"

	"netsniff/dissect"
)

// Protocol is SSH.
var Protocol = dissect.Protocol{
	Name: "ssh", Title: "SSH Protocol", Column: "SSH",
	TCP:   []uint16{22},
	Sniff: sniff,
	NewStream: func(c *dissect.Conn) dissect.StreamDissector {
		return &dissector{messages: dissect.Shared[dissect.Recycled[Message]](c)}
	},
	Fields:  fields,
	Outline: &outline,
}

var be = binary.BigEndian

var opening = []byte("SSH-")

// sniff knows either side by its first line.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	switch {
	case from == dissect.FromDatagram:
		return dissect.No
	case bytes.HasPrefix(b, opening):
		return dissect.Yes
	}
	return dissect.Maybe
}

const (
	maxLine   = 255   // of a version (RFC 4253 §4.2)
	maxPacket = 35000 // that every implementation must be able to take (RFC 4253 §6.1)
	headLen   = 6     // length, padding length, message code
)

// columns are the Protocol columns of the versions.
var columns = [...]string{"", "SSHv1", "SSHv2"}

// dissector holds the state of one connection.
type dissector struct {
	version  uint8 // 0: not known
	begun    [2]bool
	secret   [2]bool // that direction is encrypted
	kex      kexMethod
	unsaid   bool   // rows say nothing of encrypted packets, see Message.Unsaid
	offer    *offer // of who sent KEXINIT first, until the other's comes
	messages *dissect.Recycled[Message]
}

// next returns a message to be filled in.
func (d *dissector) next(f *dissect.Frame) *Message {
	m := d.messages.Next(f)
	*m = Message{Dir: f.Dir}
	return m
}

// Dissect reads a version, a packet in the clear, or what is left of a segment if
// it is encrypted.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b := in.Bytes
	switch {
	case bytes.HasPrefix(b, opening[:min(len(b), len(opening))]) && !d.secret[in.Dir] && !d.begun[in.Dir]:
		return d.line(f, in)
	case d.secret[in.Dir] || !d.begun[in.Dir] || d.version == 1:
		d.secret[in.Dir] = d.secret[in.Dir] || !d.begun[in.Dir]
		return d.encrypted(f, in)
	case len(b) < headLen:
		return dissect.More(headLen - len(b))
	}
	n := 4 + int(be.Uint32(b))
	if n < headLen || n > maxPacket || int(b[4]) > n-5 {
		d.secret[in.Dir] = true
		return d.encrypted(f, in)
	}
	if len(b) < n {
		if !in.Again && f.Silent() {
			f.Recognised = &Protocol // the packet begins here, though its row is TCP's
		}
		return dissect.More(n - len(b))
	}
	m := d.next(f)
	m.Kind, m.Bytes, m.Code, m.Kex = Plain, b[:n], Code(b[5]), d.kex
	switch m.Code {
	case KexInit:
		d.agree(in.Dir, b[:n])
		m.Kex = d.kex
	case NewKeys:
		d.secret[in.Dir] = true
	}
	d.emit(f, m, d.version)
	return dissect.Done(n)
}

func (d *dissector) emit(f *dissect.Frame, m *Message, version uint8) {
	f.Emit(dissect.Layer{Message: m, Column: columns[version]})
}

// line reads the version of a side (RFC 4253 §4.2).
func (d *dissector) line(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	end := bytes.IndexByte(in.Bytes, '\n')
	switch {
	case end < 0 && len(in.Bytes) > maxLine, end > maxLine:
		return dissect.Reject()
	case end < 0 && !in.Last:
		return dissect.MoreSegment()
	case end < 0:
		end = len(in.Bytes) - 1
	}
	m := d.next(f)
	m.Kind, m.Bytes = Version, in.Bytes[:end+1]
	d.emit(f, m, d.version)
	d.begun[in.Dir] = true
	if in.Dir == dissect.ToServer {
		d.version = 2
		if !bytes.HasPrefix(m.Bytes, []byte("SSH-2.")) && !bytes.HasPrefix(m.Bytes, []byte("SSH-1.99-")) {
			d.version = 1
		}
	}
	return dissect.Done(end + 1)
}

// encrypted takes what there is: where packets end, only who has the keys knows.
func (d *dissector) encrypted(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	m := d.next(f)
	m.Kind, m.Bytes, m.Unsaid = Encrypted, in.Bytes, d.unsaid
	d.emit(f, m, d.version)
	return dissect.Done(len(in.Bytes))
}

// Gap has nothing to forget: what follows is encrypted, or shows by its length.
func (d *dissector) Gap(dissect.Dir, int64) {}

// agree takes an offer and, if it is the second, finds what was agreed on: the
// first of the client's algorithms that the server has (RFC 4253 §7.1).
func (d *dissector) agree(dir dissect.Dir, b []byte) {
	o := readOffer(b)
	if d.offer == nil || d.offer.dir == dir {
		d.offer = o.keep(dir)
		return
	}
	client, server := d.offer, &o
	if dir == dissect.ToServer {
		client, server = server, client
	}
	d.kex = methodOf(client.agreed(server, kexAlgorithms))
	d.unsaid = d.kex != kexGroupExchange
	d.offer = nil
}
