package rtp

import (
	"strconv"

	"netsniff/dissect"
)

// Event is what RTP carries in place of sounds: keys that were pressed, tones
// (RFC 4733).
var Event = dissect.Protocol{
	Name: "rtpevent", Title: "RFC 2833 RTP Event", Column: "RTP EVENT",
	Fields: []dissect.Field{
		{Name: "rtpevent.event_id", Title: "Event ID", Type: dissect.Uint, Names: EventName, Get: dissect.Number(0, 1)},
		{Name: "rtpevent.end_of_event", Title: "End of Event", Type: dissect.Bool, Get: dissect.Bits(1, 1, 7, 1)},
		{Name: "rtpevent.reserved", Title: "Reserved", Type: dissect.Bool, Get: dissect.Bits(1, 1, 6, 1)},
		{Name: "rtpevent.volume", Title: "Volume", Type: dissect.Uint, Get: dissect.Bits(1, 1, 0, 6)},
		{Name: "rtpevent.duration", Title: "Event Duration", Type: dissect.Uint, Get: dissect.Number(2, 2)},
	},
}

const eventLen = 4

// EventMessage is an event. Borrowed until the frame has been reported.
type EventMessage struct{ Bytes []byte }

// AppendInfo appends "Payload type=RTP Event, DTMF Five 5 (end)".
func (m *EventMessage) AppendInfo(dst []byte) []byte {
	dst = append(dst, "Payload type=RTP Event, "...)
	if name := EventName(uint64(m.Bytes[0])); name != "" {
		dst = append(dst, name...)
	} else {
		dst = append(strconv.AppendUint(append(dst, "Unknown ("...), uint64(m.Bytes[0]), 10), ')')
	}
	if m.Bytes[1]&0x80 != 0 {
		dst = append(dst, " (end)"...)
	}
	return dst
}

// eventNames are the events of keys and of telephones' tones
// (https://www.iana.org/assignments/audio-telephone-event-registry).
var eventNames = map[uint64]string{
	0: "DTMF Zero 0", 1: "DTMF One 1", 2: "DTMF Two 2", 3: "DTMF Three 3", 4: "DTMF Four 4", 5: "DTMF Five 5",
	6: "DTMF Six 6",
	7: "DTMF Seven 7", 8: "DTMF Eight 8", 9: "DTMF Nine 9", 10: "DTMF Star *", 11: "DTMF Pound #", 12: "DTMF A",
	13: "DTMF B",
	14: "DTMF C", 15: "DTMF D", 16: "Flash", 32: "Fax ANS", 33: "Fax /ANS", 34: "Fax ANSam", 35: "Fax /ANSam", 36: "Fax CNG",
	37: "V.21 channel 1, 0 bit", 38: "V.21 channel 1, 1 bit", 39: "V.21 channel 2, 0 bit", 40: "V.21 channel 2, 1 bit",
	41: "Fax CRdi", 42: "Fax CRdr", 43: "Fax CRe", 44: "Fax ESi", 45: "Fax ESr", 46: "Fax MRdi", 47: "Fax MRdr",
	48: "Fax MRe",
	49: "Fax CT", 64: "Off Hook", 65: "On Hook", 66: "Dial tone", 67: "PABX internal dial tone", 68: "Special dial tone",
	69: "Second dial tone", 70: "Ringing tone", 71: "Special ringing tone", 72: "Busy tone", 73: "Congestion tone",
	74: "Special information tone", 75: "Comfort tone", 76: "Hold tone", 77: "Record tone", 78: "Caller waiting tone",
	79: "Call waiting tone", 80: "Pay tone", 81: "Positive indication tone", 82: "Negative indication tone",
	83: "Warning tone",
	84: "Intrusion tone", 85: "Calling card service tone", 86: "Payphone recognition tone", 87: "CPE alerting signal (CAS)",
	88: "Off-hook warning tone", 89: "Ring",
}

// EventName returns what an event is called, "" if it has no name.
func EventName(e uint64) string { return eventNames[e] }
