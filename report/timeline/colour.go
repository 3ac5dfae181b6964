package timeline

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

const colourReset = "\x1b[0m"

// colours by Protocol column, after Wireshark's default rules; foreground
// only, so that they read on light and dark screens.
var colours = map[string]string{
	"HTTP": "\x1b[32m", "HTTP/XML": "\x1b[32m", "HTTP/JSON": "\x1b[32m",
	"DNS": "\x1b[36m", "MDNS": "\x1b[36m", "LLMNR": "\x1b[36m",
	"SMTP": "\x1b[35m", "SMTP/IMF": "\x1b[35m", "POP": "\x1b[35m", "POP/IMF": "\x1b[35m", "IMAP": "\x1b[35m",
	"ARP": "\x1b[33m", "ICMP": "\x1b[33m", "ICMPv6": "\x1b[33m",
	"UDP": "\x1b[34m",
}

// colourOf returns the escape sequence that begins a row.
func colourOf(f *dissect.Frame, column string) string {
	const trouble = reassembly.Resent | reassembly.OutOfOrder | reassembly.LostSegment | reassembly.AckLostSegment |
		reassembly.DuplicateAck | reassembly.ZeroWindow | reassembly.WindowFull
	if f.Segment != nil && (f.Segment.Flags&trouble != 0 || f.TCP.Flags&capture.RST != 0) {
		return "\x1b[31m"
	}
	return colours[column]
}
