package tpkt

import (
	"bytes"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/parts"
)

// Choices of a DomainMCSPDU (T.125 §7), the highest six bits of its first octet.
const (
	erectDomainRequest   = 1
	disconnectUltimatum  = 8
	attachUserRequest    = 10
	attachUserConfirm    = 11
	channelJoinRequest   = 14
	channelJoinConfirm   = 15
	sendDataRequest      = 25
	sendDataIndication   = 26
	lastDomainPDU        = 42
	choiceShift          = 2
	connectInitial       = 0x65
	connectResponse      = 0x66
	applicationTag       = 0x7f // of the connection, which is written in BER
	sendHead             = 6    // choice, initiator, channel, priority
	connectHead          = 2
	channelAt, confirmAt = 3, 4
)

var choiceNames = parts.Names{
	erectDomainRequest: "erectDomainRequest", disconnectUltimatum: "disconnectProviderUltimatum",
	attachUserRequest: "attachUserRequest",
	attachUserConfirm: "attachUserConfirm", channelJoinRequest: "channelJoinRequest",
	channelJoinConfirm: "channelJoinConfirm",
	sendDataRequest:    "sendDataRequest", sendDataIndication: "sendDataIndication",
}

// isChannels reports whether b is of T.125.
func isChannels(b []byte) bool {
	switch {
	case len(b) == 0:
		return false
	case b[0] == applicationTag:
		return len(b) > connectHead && (b[1] == connectInitial || b[1] == connectResponse)
	}
	return choiceNames[uint64(b[0]>>choiceShift)] != ""
}

// ChannelPDU is a message about channels, or that goes through one. Borrowed until the frame has been reported.
type ChannelPDU struct{ reader parts.Reader }

// Parts implements parts.Message.
func (m *ChannelPDU) Parts() *parts.Reader { return &m.reader }

// choice returns which message it is; false if it makes the connection.
func (m *ChannelPDU) choice() (uint64, bool) {
	b := m.reader.Bytes
	return uint64(b[0] >> choiceShift), b[0] != applicationTag
}

// channelOf returns the channel that a message names, and where; 0: none.
func channelOf(b []byte) (channel, off int) {
	switch b[0] >> choiceShift {
	case channelJoinRequest, sendDataRequest, sendDataIndication:
		off = channelAt
	case channelJoinConfirm:
		off = confirmAt
	}
	if off == 0 || len(b) < off+2 {
		return 0, 0
	}
	return int(be.Uint16(b[off:])), off
}

// AppendInfo appends "channelJoinRequest 1003".
func (m *ChannelPDU) AppendInfo(dst []byte) []byte {
	choice, ok := m.choice()
	if !ok {
		return dst
	}
	if choice != sendDataRequest && choice != sendDataIndication {
		dst = append(append(dst, choiceNames[choice]...), ' ')
	}
	if channel, off := channelOf(m.reader.Bytes); off > 0 {
		dst = strconv.AppendInt(dst, int64(channel), 10)
	}
	return dst
}

// ReadAll implements parts.Message.
func (m *ChannelPDU) ReadAll(r *parts.Reader) {
	choice, ok := m.choice()
	if !ok {
		return
	}
	r.Note("t125.DomainMCSPDU", 0, 1, choice)
	if channel, off := channelOf(r.Bytes); off > 0 {
		r.Note("t125.channelId", off, 2, uint64(channel))
	}
}

// channel reads a message of T.125 and what it carries.
func (d *dissector) channel(f *dissect.Frame, dir dissect.Dir, b []byte) {
	quiet(f, &Channels)
	m := d.shared.channels.Next(f)
	*m = ChannelPDU{reader: m.reader}
	m.reader.Begin(b)
	l := dissect.Layer{Protocol: &Channels, Message: m, Bytes: b}
	choice, ok := m.choice()
	switch {
	case !ok:
		l.Quiet = true
		f.Emit(l)
		d.connects(f, b)
	case choice == sendDataRequest || choice == sendDataIndication:
		data, off := sent(b)
		l.Quiet, l.Own = d.desktop.begun && data != nil, off
		f.Emit(l)
		if l.Quiet {
			channel, _ := channelOf(b)
			d.data(f, dir, channel, data)
		}
	default:
		f.Emit(l)
	}
}

// sent returns what a message sends through a channel, and where it begins (a length in PER, X.691 §10.9); nil if that is not there.
func sent(b []byte) (data []byte, off int) {
	const long = 0x80
	if off = sendHead + 1; len(b) <= sendHead {
		return nil, 0
	}
	if b[sendHead]&long != 0 {
		off++
	}
	if len(b) < off {
		return nil, 0
	}
	return b[off:], off
}

// blocks returns the user data of the connection, behind the name of who made it: "Duca" of clients, "McDn" of servers.
func blocks(b []byte) []byte {
	for _, key := range []string{"Duca", "McDn"} {
		if i := bytes.Index(b, []byte(key)); i >= 0 && len(b) > i+len(key)+1 {
			off := i + len(key) + 1
			if b[off-1]&0x80 != 0 {
				off++
			}
			return b[min(off, len(b)):]
		}
	}
	return nil
}
