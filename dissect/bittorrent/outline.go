package bittorrent

import (
	"strconv"

	"netsniff/dissect"
)

var outline = dissect.Outline{
	Headings: addMessage,
	Hidden:   []string{"bittorrent.msg", "bittorrent.azureus_msg"},
	Computed: []string{"bittorrent.client", "bittorrent.extended.name", "bittorrent.version"},
}

// addMessage adds the line of a message with a length.
func addMessage(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	m, ok := l.Message.(*Message)
	if !ok || m.Kind != Typed && m.Kind != Named {
		return
	}
	title := "Message: Len:"
	if m.Kind == Named {
		title = "Azureus Message: Len "
	}
	text := strconv.AppendUint(append(h.Begin(), title...), uint64(m.Length), 10)
	h.Add(0, "bittorrent.msg", m.appendSummary(append(text, ", "...)), 0, len(m.Bytes))
}

// findings tells what is odd about a message.
func findings(_ *dissect.Frame, l *dissect.Layer, x *dissect.Findings) {
	m, ok := l.Message.(*Message)
	switch {
	case !ok:
	case m.malformed():
		x.Say(dissect.Fault, dissect.AboutMalformed, "Malformed Packet (Exception occurred)")
	}
}
