package quic

import (
	"strconv"

	"netsniff/dissect"
)

// findings says what of a packet is wrong or stays closed.
func findings(_ *dissect.Frame, l *dissect.Layer, x *dissect.Findings) {
	m, ok := l.Message.(*Message)
	if !ok {
		return
	}
	switch {
	case m.Failed:
		x.Say(dissect.Warning, dissect.AboutUndecoded,
			"The packet fails its check: it is damaged, or the connection began before the capture")
	case m.protected() && !m.Opened:
		x.Say(dissect.Warning, dissect.AboutUndecoded, "Failed to create decryption context: Secrets are not available")
	case m.Type == Retry && m.Tag == Wrong:
		x.Say(dissect.Warning, dissect.AboutProtocol, "Retry Integrity Tag verification failure")
	}
	if m.Missing > 0 {
		b := strconv.AppendUint(x.Begin(), m.Missing, 10)
		if m.Missing == 1 {
			b = append(b, " packet before this one is missing: "...)
		} else {
			b = append(b, " packets before this one are missing: "...)
		}
		x.Add(dissect.Notable, dissect.AboutSequence, append(b, "lost on the way, not captured, or late"...))
	}
	for i := range m.Frames {
		if f := &m.Frames[i]; f.Damaged && f.Type.String() == "" {
			x.Say(dissect.Notable, dissect.AboutProtocol, "Unknown Frame Type")
		} else if f.Damaged {
			x.Say(dissect.Fault, dissect.AboutMalformed, "The frame is not whole")
		}
	}
}
