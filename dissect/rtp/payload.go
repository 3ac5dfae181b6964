package rtp

import "strconv"

// PayloadType says what a packet carries (RFC 3551 §6,
// https://www.iana.org/assignments/rtp-parameters).
type PayloadType uint8

// Payload types.
const (
	PCMU         PayloadType = 0
	GSM          PayloadType = 3
	G723         PayloadType = 4
	PCMA         PayloadType = 8
	G722         PayloadType = 9
	ComfortNoise PayloadType = 13
	G728         PayloadType = 15
	G729         PayloadType = 18
	firstDynamic PayloadType = 96
)

// static is a payload type that is assigned.
type static struct {
	name     string // Wireshark's words
	encoding string // as in SDP
	clock    uint32 // of timestamps, in Hz
	channels uint8
}

var statics = map[PayloadType]static{
	PCMU: {"ITU-T G.711 PCMU", "PCMU", 8000, 1}, 1: {"USA Federal Standard FS-1016", "1016", 8000, 1},
	2: {"ITU-T G.721", "G721", 8000, 1}, GSM: {"GSM 06.10", "GSM", 8000, 1}, G723: {"ITU-T G.723", "G723", 8000, 1},
	5: {"DVI4 8000 samples/s", "DVI4", 8000, 1}, 6: {"DVI4 16000 samples/s", "DVI4", 16000, 1},
	7:    {"Experimental linear predictive encoding from Xerox PARC", "LPC", 8000, 1},
	PCMA: {"ITU-T G.711 PCMA", "PCMA", 8000, 1}, G722: {"ITU-T G.722", "G722", 8000, 1},
	10: {"16-bit uncompressed audio, stereo", "L16", 44100, 2}, 11: {"16-bit uncompressed audio, monaural", "L16", 44100, 1},
	12:           {"Qualcomm Code Excited Linear Predictive coding", "QCELP", 8000, 1},
	ComfortNoise: {"Comfort noise", "CN", 8000, 1}, 14: {"MPEG-I/II Audio", "MPA", 90000, 0},
	G728: {"ITU-T G.728", "G728", 8000, 1},
	16:   {"DVI4 11025 samples/s", "DVI4", 11025, 1}, 17: {"DVI4 22050 samples/s", "DVI4", 22050, 1},
	G729: {"ITU-T G.729", "G729", 8000, 1},
	19:   {"Comfort noise (old)", "", 8000, 1}, 25: {"Sun CellB video encoding", "CelB", 90000, 0},
	26: {"JPEG-compressed video", "JPEG", 90000, 0}, 28: {"'nv' program", "nv", 90000, 0},
	31: {"ITU-T H.261", "H261", 90000, 0},
	32: {"MPEG-I/II Video", "MPV", 90000, 0}, 33: {"MPEG-II transport streams", "MP2T", 90000, 0},
	34: {"ITU-T H.263", "H263", 90000, 0},
}

// String returns Wireshark's words.
func (t PayloadType) String() string {
	switch s := statics[t]; {
	case s.name != "":
		return s.name
	case t >= firstDynamic:
		return "DynamicRTP-Type-" + strconv.Itoa(int(t))
	case 72 <= t && t <= 76:
		return "Reserved for RTCP conflict avoidance"
	}
	return "Unassigned"
}

// Format is an encoding, as SDP describes it (RFC 8866 §6.6).
type Format struct {
	Type     PayloadType
	Encoding string // "PCMU", "telephone-event"; as it was written
	Clock    uint32 // of timestamps, in Hz; 0: unknown
	Channels uint8  // 0: not told
	Told     bool   // by who announced it, and not only by its number
}

// FormatOf returns the format of a payload type that nobody described.
func FormatOf(t PayloadType) Format {
	s := statics[t]
	return Format{Type: t, Encoding: s.encoding, Clock: s.clock, Channels: s.channels}
}

// Setup is what was said of a stream before it came: its Expectation is About a
// *Setup, which nothing changes any more.
type Setup struct {
	Frame   uint32 // that said it
	Method  string // "SDP", "RTSP"
	Call    string // the Call-ID of SIP or the session of RTSP; "" if there is none
	Media   string // "audio", "video"
	Formats []Format
}

// Format returns the format of a payload type, what a nil Setup says too.
func (s *Setup) Format(t PayloadType) Format {
	if s != nil {
		for _, f := range s.Formats {
			if f.Type == t {
				return f
			}
		}
	}
	return FormatOf(t)
}
