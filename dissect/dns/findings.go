package dns

import (
	"strconv"

	"netsniff/dissect"
)

// findings tells what is odd about a message.
func findings(_ *dissect.Frame, l *dissect.Layer, x *dissect.Findings) {
	m, ok := l.Message.(*Message)
	if !ok {
		return
	}
	if m.Fault() == Malformed {
		x.Say(dissect.Fault, dissect.AboutMalformed, "Malformed Packet (Exception occurred)")
	}
	if names, values := m.Let(); names+values > 0 {
		b := strconv.AppendInt(x.Begin(), int64(names), 10)
		b = strconv.AppendInt(append(b, " names and "...), int64(values), 10)
		x.Add(dissect.Warning, dissect.AboutUndecoded,
			append(b, " values of this message were not read: it has too many"...))
	}
	if n := m.Exchange.RepeatsRequest; n != 0 {
		repeats(x, "DNS query retransmission. Original request in frame ", n)
	}
	if n := m.Exchange.RepeatsResponse; n != 0 {
		repeats(x, "DNS response retransmission. Original response in frame ", n)
	}
}

func repeats(x *dissect.Findings, text string, frame uint32) {
	b := append(x.Begin(), text...)
	x.Add(dissect.Warning, dissect.AboutProtocol, strconv.AppendUint(b, uint64(frame), 10))
}
