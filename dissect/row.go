package dissect

import "netsniff/capture"

// staleBytes is what the row of a segment says whose bytes belong to a message
// that was complete before.
const staleBytes = "[Reassembly error, protocol TCP: New fragment overlaps old data (retransmission?)]"

// maxInfo is the longest text of the Info column in bytes, as in Wireshark.
const maxInfo = 4095

// Column returns the frame's text in the Protocol column: that of the last
// message of the protocol that speaks first, or of the one that is Final.
func (f *Frame) Column() string {
	if f.Partial != nil && f.Silent() {
		return f.enclose("TCP")
	}
	text, aside := "", ""
	var first *Protocol
	for i := range f.messages {
		l := &f.messages[i]
		if l.Quiet && l.Column != "" {
			aside = l.Column
		}
		if l.Final && !l.Quiet {
			first = nil
		}
		if l.Quiet || l.Protocol == nil || first != nil && l.Protocol != first {
			continue
		}
		first, text = l.Protocol, l.Protocol.Column
		if l.Column != "" {
			text = l.Column
		}
	}
	if first != nil && first.NewHeader != nil && aside != "" {
		text = aside // only a header speaks for it
	}
	return f.enclose(text)
}

// AppendInfo appends the frame's text in the Info column.
func (f *Frame) AppendInfo(dst []byte) []byte {
	start := len(dst)
	if f.Segment != nil && f.State != capture.Truncated { // of a cut header Wireshark does not say what it does
		dst = f.Segment.AppendMarks(dst)
	}
	for i := range f.messages {
		l := &f.messages[i]
		header := l.Protocol != nil && l.Protocol.NewHeader != nil
		if l.Quiet || f.begins() && header {
			continue
		}
		if header { // of most frames: not to be asked is worth 1 % of the time of rows
			dst = l.Message.AppendInfo(dst)
		} else if x, ok := l.Message.(Follower); ok {
			dst = x.AppendNext(dst, start)
		} else {
			dst = l.Message.AppendInfo(dst)
		}
	}
	if f.Partial != nil {
		dst = f.Partial.AppendInfo(dst)
	}
	if f.SegmentOf != "" {
		if len(dst) > start {
			dst = append(dst, ' ')
		}
		dst = append(append(append(dst, '['), f.SegmentOf...), " segment of a reassembled PDU]"...)
	}
	if f.Stale {
		dst = append(dst, staleBytes...)
	}
	if len(dst)-start > maxInfo {
		dst = cutText(dst, start+maxInfo)
	}
	return dst
}

// begins reports whether the payload begins a message, of a protocol that said so, and
// does not complete it: Wireshark then has no text of the header.
func (f *Frame) begins() bool { return f.SegmentOf != "" && f.Recognised != nil }

// cutText shortens dst to n bytes without leaving part of a character.
func cutText(dst []byte, n int) []byte {
	for n > 0 && dst[n]&0xc0 == 0x80 {
		n--
	}
	return dst[:n]
}

// AppendSource appends the frame's Source column: the innermost network
// address, else the link address.
func (f *Frame) AppendSource(dst []byte) []byte { return f.Src.Append(dst) }

// AppendDestination appends the frame's Destination column.
func (f *Frame) AppendDestination(dst []byte) []byte { return f.Dst.Append(dst) }
