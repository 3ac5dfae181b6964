package ip

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/text"
)

var wordings4 = []dissect.Wording{
	{Field: "ip.dsfield", Say: dissect.SayHex(2, appendService)},
	{Field: "ip.id", Say: sayIdentification},
	{Field: "ip.flags", Say: dissect.SayHex(1, appendFlags)},
	{Field: "ip.frag_offset", Say: sayOffset},
	{Field: "ip.checksum", Say: sayChecksum},
	{Field: "ip.ttl.too_small", Title: `"Time To Live"`, Say: sayShortLife},
	{Field: "ip.fragments", Say: sayParts(" IPv4 Fragments")},
	{Field: "ip.fragment", Say: sayPart},
}

var wordings6 = []dissect.Wording{
	{Field: "ipv6.tclass", Say: dissect.SayHex(2, appendService)},
	{Field: "ipv6.flow", Say: dissect.SayHex(5, func(dst []byte, _ uint64) []byte { return dst })},
	{Field: "ipv6.opt", Say: sayOption6},
	{Field: "ipv6.opt.padn", Say: sayPadding},
	{Field: "ipv6.fragments", Say: sayParts(" IPv6 Fragments")},
	{Field: "ipv6.fragment", Say: sayPart},
}

// codepoint is a class of service (RFC 2474, RFC 2597, RFC 3246, RFC 5865, RFC 8622).
type codepoint struct{ short, long string }

var codepoints = [64]codepoint{
	0: {"CS0", "Default"}, 1: {"LE", "Lower Effort"},
	8: {"CS1", "Class Selector 1"}, 16: {"CS2", "Class Selector 2"}, 24: {"CS3", "Class Selector 3"},
	32: {"CS4", "Class Selector 4"},
	40: {"CS5", "Class Selector 5"}, 48: {"CS6", "Class Selector 6"}, 56: {"CS7", "Class Selector 7"},
	10: {"AF11", "Assured Forwarding 11"}, 12: {"AF12", "Assured Forwarding 12"}, 14: {"AF13", "Assured Forwarding 13"},
	18: {"AF21", "Assured Forwarding 21"}, 20: {"AF22", "Assured Forwarding 22"}, 22: {"AF23", "Assured Forwarding 23"},
	26: {"AF31", "Assured Forwarding 31"}, 28: {"AF32", "Assured Forwarding 32"}, 30: {"AF33", "Assured Forwarding 33"},
	34: {"AF41", "Assured Forwarding 41"}, 36: {"AF42", "Assured Forwarding 42"}, 38: {"AF43", "Assured Forwarding 43"},
	44: {"VOICE-ADMIT", "Voice Admit"}, 46: {"EF PHB", "Expedited Forwarding"},
}

var unknownCodepoint = codepoint{"Unknown", "Unknown"}

func codepointOf(u uint64) codepoint {
	if c := codepoints[u&63]; c.short != "" {
		return c
	}
	return unknownCodepoint
}

func codepointName(u uint64) string { return codepointOf(u).long }

// congestion are the codepoints of RFC 3168 §5.
var congestion = [4]codepoint{
	{"Not-ECT", "Not ECN-Capable Transport"}, {"ECT(1)", "ECN-Capable Transport codepoint '01'"},
	{"ECT(0)", "ECN-Capable Transport codepoint '10'"}, {"CE", "Congestion Experienced"},
}

func congestionName(u uint64) string { return congestion[u&3].long }

// appendService appends what both parts of the field say.
func appendService(dst []byte, u uint64) []byte {
	dst = append(append(dst, " (DSCP: "...), codepointOf(u>>2).short...)
	return append(append(append(dst, ", ECN: "...), congestion[u&3].short...), ')')
}

var flagWords = []dissect.Set{{Mask: 4, Word: "Reserved bit"}, {Mask: 2, Word: "Don't fragment"},
	{Mask: 1, Word: "More fragments"}}

func appendFlags(dst []byte, u uint64) []byte { return dissect.AppendSet(dst, u, flagWords) }

func sayIdentification(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	dst = text.AppendHex(append(dst, ": 0x"...), v.U, 4)
	return append(strconv.AppendUint(append(dst, " ("...), v.U, 10), ')')
}

// sayOffset says bytes, not the units of eight that the field has.
func sayOffset(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	return strconv.AppendUint(append(dst, ": "...), 8*v.U, 10)
}

func sayChecksum(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	return append(text.AppendHex(append(dst, ": 0x"...), v.U, 4), " [validation disabled]"...)
}
