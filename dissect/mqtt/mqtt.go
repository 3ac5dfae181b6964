// Package mqtt dissects MQTT 3.1, 3.1.1 and 5
// (https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/, https://docs.oasis-open.org/mqtt/mqtt/v5.0/).
package mqtt

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/parts"
	"netsniff/dissect/text"
)

// Protocol is MQTT.
var Protocol = dissect.Protocol{
	Name: "mqtt", Title: "MQ Telemetry Transport Protocol", Column: "MQTT",
	TCP: []uint16{1883}, Secured: []uint16{8883}, ALPN: []string{"mqtt"},
	Sniff:       sniff,
	NewStream:   newDissector,
	NewDialogue: newDialogue,
	Secrets:     newGrammar,
	Fields:      fields,
	Outline:     &outline,
}

// Type is the type of a packet (MQTT 5 §2.1.2).
type Type uint8

// Types.
const (
	Connect Type = iota + 1
	ConnectAck
	Publish
	PublishAck
	PublishReceived
	PublishRelease
	PublishComplete
	Subscribe
	SubscribeAck
	Unsubscribe
	UnsubscribeAck
	PingRequest
	PingResponse
	Disconnect
	Authentication
)

// String returns the name of the type.
func (t Type) String() string { return typeNames[uint64(t)] }

// Versions, as CONNECT tells them.
const (
	version5 = 5
	maxSize  = 4 // bytes of a length
)

// sniff is sure of a CONNECT.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromDatagram || len(b) > 0 && (b[0] < 0x10 || b[0] > 0xf0) {
		return dissect.No
	}
	if from == dissect.FromClient && len(b) > 12 && b[0] == byte(Connect)<<4 {
		if size, n := packetSize(b); n > 0 && size > 10 {
			name := string(b[1+n : min(len(b), 9+n)])
			if len(name) == 8 && (name[:6] == "\x00\x04MQTT" || name == "\x00\x06MQIsdp") {
				return dissect.Yes
			}
		}
	}
	return dissect.Maybe
}

// packetSize returns how many bytes follow the length behind the first byte, and of how
// many bytes that is: 0 if it is not whole, less if it is none.
func packetSize(b []byte) (size, n int) {
	for n = 0; n < maxSize; n++ {
		if 1+n >= len(b) {
			return 0, 0
		}
		c := b[1+n]
		size |= int(c&0x7f) << (7 * n)
		if c&0x80 == 0 {
			return size, n + 1
		}
	}
	return 0, -1
}

// length is framed.Length.
func length(_ dissect.Dir, b []byte) int {
	if len(b) > 0 && (b[0] < 0x10) {
		return -1
	}
	size, n := packetSize(b)
	if n <= 0 {
		return n
	}
	return 1 + n + size
}

type dissector struct {
	version byte // 0: the CONNECT was not seen
	*store
}

// store has the messages of a frame for all connections of a worker.
type store struct{ messages dissect.Recycled[Message] }

func newDissector(c *dissect.Conn) dissect.StreamDissector {
	return &dissector{store: dissect.Shared[store](c)}
}

// Dissect implements dissect.StreamDissector.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b, v, ok := framed.Next(in, length)
	if !ok {
		return framed.Saying(f, v, framed.Silence{})
	}
	m := d.messages.Next(f)
	*m = Message{Type: Type(b[0] >> 4), reader: m.reader}
	m.reader.Begin(b)
	if m.Type == Connect {
		d.version = versionOf(b)
	}
	m.version = d.version
	f.Emit(dissect.Layer{Message: m, Bytes: b})
	return v
}

// versionOf returns the version that a CONNECT tells.
func versionOf(b []byte) byte {
	_, n := packetSize(b)
	r := parts.Reader{Bytes: b, Off: 1 + n}
	r.Counted("", "", 2)
	return byte(r.Uint("", 1))
}

// Gap has nothing to forget: every packet stands for itself.
func (d *dissector) Gap(dissect.Dir, int64) {}

// Message is a packet. Borrowed until the frame has been reported.
type Message struct {
	Type Type

	version byte
	reader  parts.Reader
}

// Parts implements parts.Message.
func (m *Message) Parts() *parts.Reader { return &m.reader }

// body returns a reader that stands behind the length.
func body(b []byte) parts.Reader {
	_, n := packetSize(b)
	return parts.Reader{Bytes: b, Off: 1 + max(n, 0)}
}

// AppendInfo appends "Publish Message (id=1) [home/door]".
func (m *Message) AppendInfo(dst []byte) []byte { return m.AppendNext(dst, len(dst)) }

// AppendNext implements dissect.Follower.
func (m *Message) AppendNext(dst []byte, start int) []byte {
	if len(dst) > start && dst[len(dst)-1] != ' ' {
		dst = append(dst, ", "...)
	}
	dst = append(dst, m.Type.String()...)
	r := body(m.reader.Bytes)
	switch m.Type {
	case Publish:
		topic := r.Counted("", "", 2)
		if qos(r.Bytes[0]) > 0 {
			dst = appendID(dst, r.Uint("", 2))
		}
		return appendTopic(dst, topic)
	case Subscribe:
		dst = appendID(dst, r.Uint("", 2))
		if m.version == version5 {
			readProperties(&r, "")
		}
		for n := 0; r.Left() > 0 && n < maxTopics; n++ {
			dst = appendTopic(dst, r.Counted("", "", 2))
			r.Skip(1)
		}
	case Unsubscribe, PublishAck, PublishReceived, PublishRelease, PublishComplete, SubscribeAck, UnsubscribeAck:
		dst = appendID(dst, r.Uint("", 2))
	}
	return dst
}

// maxTopics bounds how many topics of a packet are read.
const maxTopics = 1024

func appendID(dst []byte, id uint64) []byte {
	return append(strconv.AppendUint(append(dst, " (id="...), id, 10), ')')
}

func appendTopic(dst, topic []byte) []byte {
	return append(text.AppendText(append(dst, " ["...), topic), ']')
}

// qos returns the quality of service that the first byte of a PUBLISH tells.
func qos(b byte) byte { return b >> 1 & 3 }
