package rtp

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/text"
)

// ofControl returns the getter of something of packets of those types, all if there is
// none.
func ofControl(get func(m *ControlMessage, v *dissect.Values), types ...ControlType) dissect.Getter {
	return dissect.Of(func(m *ControlMessage, v *dissect.Values) {
		if len(m.Bytes) < controlHead {
			return
		}
		for _, t := range types {
			if m.Type == t {
				get(m, v)
				return
			}
		}
		if len(types) == 0 {
			get(m, v)
		}
	})
}

// number returns the getter of n bytes at off of packets of those types.
func number(off, n int, types ...ControlType) dissect.Getter {
	get := dissect.Number(off, n)
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		m, ok := l.Message.(*ControlMessage)
		for _, t := range types {
			if ok && m.Type == t {
				get(f, l, v)
			}
		}
	}
}

// block returns the getter of n bytes at off of each report block.
func block(off, n int) dissect.Getter {
	return ofControl(func(m *ControlMessage, v *dissect.Values) {
		at := m.reports()
		for range m.count() {
			if at+reportBlock > len(m.Bytes) {
				return
			}
			u := uint64(0)
			for _, c := range m.Bytes[at+off : at+off+n] {
				u = u<<8 | uint64(c)
			}
			v.Uint(u).At(at+off, n)
			at += reportBlock
		}
	}, SenderReport, ReceiverReport)
}

// cumulative gets the number of lost packets, which has a sign (RFC 3550 §6.4.1).
func cumulative(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	from := len(v.List)
	block(5, 3)(f, l, v)
	for i := from; i < len(v.List); i++ {
		v.List[i].U = uint64(int64(v.List[i].U<<40) >> 40)
	}
}

// ntp gets the time of a sender (RFC 3550 §4).
func ntp(m *ControlMessage, v *dissect.Values) {
	if len(m.Bytes) < 16 {
		return
	}
	const since1900 = 2208988800
	seconds, fraction := int64(be.Uint32(m.Bytes[8:])), int64(be.Uint32(m.Bytes[12:]))
	if seconds>>31 == 0 {
		seconds += 1 << 32 // of the next era
	}
	v.Uint(uint64((seconds-since1900)*1e9+fraction*1e9>>32)).At(8, 8)
}

var itemNames = [...]string{
	"END", "CNAME (user and domain)", "NAME (common name)", "EMAIL (e-mail address)", "PHONE (phone number)",
	"LOC (geographic location)",
	"TOOL (name/version of source app)", "NOTE (note about source)", "PRIV (private extensions)",
	"H323-CADDR (H.323 callable address)",
	"Application Specific Identifier",
}

func itemName(u uint64) string {
	if u < uint64(len(itemNames)) {
		return itemNames[u]
	}
	return ""
}

// each returns the getter of something of each item of a description.
func each(get func(x item, v *dissect.Values)) dissect.Getter {
	return ofControl(func(m *ControlMessage, v *dissect.Values) {
		m.items(func(x item) { get(x, v) }, func(int) {})
	}, Description)
}

// identifiers gets the sources that reports and descriptions are about.
func identifiers(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	m, ok := l.Message.(*ControlMessage)
	if !ok || len(m.Bytes) < controlHead {
		return
	}
	switch m.Type {
	case SenderReport, ReceiverReport:
		block(0, 4)(f, l, v)
	case Description:
		m.items(func(item) {}, func(at int) { v.Uint(uint64(be.Uint32(m.Bytes[at:]))).At(at, 4) })
	case Goodbye:
		for i := range m.count() {
			if at := controlHead + 4*i; at+4 <= len(m.Bytes) {
				v.Uint(uint64(be.Uint32(m.Bytes[at:]))).At(at, 4)
			}
		}
	case Application:
		dissect.Number(4, 4)(f, l, v)
	}
}

// counted gets the number in the header.
func counted(m *ControlMessage, v *dissect.Values) {
	v.Uint(uint64(m.count())).Masked(0x1f).At(0, 1)
}

var rtpFormats = map[uint64]string{
	1: "Generic negative acknowledgement (NACK)", 3: "Temporary Maximum Media Stream Bit Rate Request (TMMBR)",
	4:  "Temporary Maximum Media Stream Bit Rate Notification (TMMBN)",
	15: "Transport-wide Congestion Control (Transport-cc)",
	31: "Reserved for future extensions",
}

var payloadFormats = map[uint64]string{
	1: "Picture Loss Indication", 2: "Slice Loss Indication", 3: "Reference Picture Selection Indication",
	4: "Full Intra Request (FIR) Command", 5: "Temporal-Spatial Trade-off Request (TSTR)",
	6: "Temporal-Spatial Trade-off Notification (TSTN)", 7: "Video Back Channel Message (VBCM)",
	15: "Application Layer Feedback",
	31: "Reserved for future extensions",
}

var controlFields = []dissect.Field{
	{Name: "rtcp.setup", Title: "Stream setup", Type: dissect.String,
		Get: ofControl(func(m *ControlMessage, v *dissect.Values) { m.Setup.getMethod(v) })},
	{Name: "rtcp.setup-frame", Title: "Setup frame", Type: dissect.FrameNum,
		Get: ofControl(func(m *ControlMessage, v *dissect.Values) { m.Setup.getFrame(v) })},
	{Name: "rtcp.setup-method", Title: "Setup Method", Type: dissect.String,
		Get: ofControl(func(m *ControlMessage, v *dissect.Values) { m.Setup.getMethod(v) })},
	{Name: "rtcp.version", Title: "Version", Type: dissect.Uint, Names: versionName, Get: dissect.Bits(0, 1, 6, 2)},
	{Name: "rtcp.padding", Title: "Padding", Type: dissect.Bool, Get: dissect.Bits(0, 1, 5, 1)},
	{Name: "rtcp.rc", Title: "Reception report count", Type: dissect.Uint,
		Get: ofControl(counted, SenderReport, ReceiverReport)},
	{Name: "rtcp.sc", Title: "Source count", Type: dissect.Uint, Get: ofControl(counted, Description, Goodbye)},
	{Name: "rtcp.app.subtype", Title: "Subtype", Type: dissect.Uint, Get: ofControl(counted, Application)},
	{Name: "rtcp.rtpfb.fmt", Title: "RTCP Feedback message type (FMT)", Type: dissect.Uint,
		Names: func(u uint64) string { return rtpFormats[u] }, Get: ofControl(counted, Feedback)},
	{Name: "rtcp.psfb.fmt", Title: "RTCP Feedback message type (FMT)", Type: dissect.Uint,
		Names: func(u uint64) string { return payloadFormats[u] }, Get: ofControl(counted, PayloadFeedback)},
	{Name: "rtcp.pt", Title: "Packet type", Type: dissect.Uint,
		Names: func(u uint64) string { return controlNames[ControlType(u)] },
		Get:   ofControl(func(m *ControlMessage, v *dissect.Values) { v.Uint(uint64(m.Bytes[1])).At(1, 1) })},
	{Name: "rtcp.length", Title: "Length", Type: dissect.Uint, Get: dissect.Number(2, 2)},
	{Name: "rtcp.senderssrc", Title: "Sender SSRC", Type: dissect.Uint, Base: dissect.Hex8,
		Get: number(4, 4, SenderReport, ReceiverReport, Feedback, PayloadFeedback, Extended)},
	{Name: "rtcp.mediassrc", Title: "Media source SSRC", Type: dissect.Uint, Base: dissect.Hex8,
		Get: number(8, 4, Feedback, PayloadFeedback)},
	{Name: "rtcp.timestamp.ntp.msw", Title: "Timestamp, MSW", Type: dissect.Uint, Get: number(8, 4, SenderReport)},
	{Name: "rtcp.timestamp.ntp.lsw", Title: "Timestamp, LSW", Type: dissect.Uint, Get: number(12, 4, SenderReport)},
	{Name: "rtcp.timestamp.ntp", Title: "MSW and LSW as NTP timestamp", Type: dissect.AbsTime,
		Get: ofControl(ntp, SenderReport)},
	{Name: "rtcp.timestamp.rtp", Title: "RTP timestamp", Type: dissect.Uint, Get: number(16, 4, SenderReport)},
	{Name: "rtcp.sender.packetcount", Title: "Sender's packet count", Type: dissect.Uint, Get: number(20, 4, SenderReport)},
	{Name: "rtcp.sender.octetcount", Title: "Sender's octet count", Type: dissect.Uint, Get: number(24, 4, SenderReport)},
	{Name: "rtcp.ssrc.identifier", Title: "Identifier", Type: dissect.Uint, Base: dissect.Hex8, Get: identifiers},
	{Name: "rtcp.ssrc.fraction", Title: "Fraction lost", Type: dissect.Uint, Get: block(4, 1)},
	{Name: "rtcp.ssrc.cum_nr", Title: "Cumulative number of packets lost", Type: dissect.Int, Get: cumulative},
	{Name: "rtcp.ssrc.ext_high", Title: "Extended highest sequence number received", Type: dissect.Uint, Get: block(8, 4)},
	{Name: "rtcp.ssrc.high_cycles", Title: "Sequence number cycles count", Type: dissect.Uint, Get: block(8, 2)},
	{Name: "rtcp.ssrc.high_seq", Title: "Highest sequence number received", Type: dissect.Uint, Get: block(10, 2)},
	{Name: "rtcp.ssrc.jitter", Title: "Interarrival jitter", Type: dissect.Uint, Get: block(12, 4)},
	{Name: "rtcp.ssrc.lsr", Title: "Last SR timestamp", Type: dissect.Uint, Get: block(16, 4)},
	{Name: "rtcp.ssrc.dlsr", Title: "Delay since last SR timestamp", Type: dissect.Uint, Get: block(20, 4)},
	{Name: "rtcp.sdes.type", Title: "Type", Type: dissect.Uint, Names: itemName,
		Get: each(func(x item, v *dissect.Values) { v.Uint(uint64(x.kind)).At(x.off, 1) })},
	{Name: "rtcp.sdes.length", Title: "Length", Type: dissect.Uint,
		Get: each(func(x item, v *dissect.Values) { v.Uint(uint64(len(x.text))).At(x.off+1, 1) })},
	{Name: "rtcp.sdes.text", Title: "Text", Type: dissect.String,
		Get: each(func(x item, v *dissect.Values) { v.Bytes(text.Readable(x.text)).At(x.off+2, len(x.text)) })},
	{Name: "rtcp.app.name", Title: "Name (ASCII)", Type: dissect.String,
		Get: ofControl(func(m *ControlMessage, v *dissect.Values) {
			if name := m.name(); name != nil {
				v.Bytes(text.Readable(name)).At(8, 4)
			}
		}, Application)},
	{Name: "rtcp.rtpfb.nack_pid", Title: "RTCP Transport Feedback NACK PID", Type: dissect.Uint, Get: nack(0)},
	{Name: "rtcp.rtpfb.nack_blp", Title: "RTCP Transport Feedback NACK BLP", Type: dissect.Uint, Base: dissect.Hex4,
		Get: nack(2)},
}

// nack returns the getter of a half of each entry of a NACK (RFC 4585 §6.2.1).
func nack(off int) dissect.Getter {
	return ofControl(func(m *ControlMessage, v *dissect.Values) {
		for at := controlHead + 8; m.count() == 1 && at+4 <= len(m.Bytes); at += 4 {
			v.Uint(uint64(be.Uint16(m.Bytes[at+off:]))).At(at+off, 2)
		}
	}, Feedback)
}

var controlOutline = dissect.Outline{
	Summary: func(dst []byte, _ *dissect.Frame, l *dissect.Layer) []byte {
		if m, ok := l.Message.(*ControlMessage); ok && m.Type != 0 {
			dst = append(append(append(dst, " ("...), m.Type.String()...), ')')
		}
		return dst
	},
	Headings: addReports,
	Computed: []string{"rtcp.setup", "rtcp.setup-frame", "rtcp.setup-method", "rtcp.timestamp.ntp"},
	Branches: []dissect.Branch{
		{Above: "rtcp.setup", Below: []string{"rtcp.setup-frame", "rtcp.setup-method"}},
		{Above: "rtcp.ssrc.ext_high", Below: []string{"rtcp.ssrc.high_*"}},
	},
}

// addReports adds a heading for each report block and chunk.
func addReports(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	m, ok := l.Message.(*ControlMessage)
	if !ok || len(m.Bytes) < controlHead {
		return
	}
	if at := m.reports(); at > 0 {
		for i := range m.count() {
			if at+reportBlock > len(m.Bytes) {
				return
			}
			h.Add(0, "", strconv.AppendInt(append(h.Begin(), "Source "...), int64(i+1), 10), at, reportBlock)
			at += reportBlock
		}
	}
}
