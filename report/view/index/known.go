package index

import (
	"encoding/hex"
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/registry"
)

// digest is a protocol whose messages are the values of kept fields; its fields are called as
// those of the protocols that they are of.
func digest(names *registry.Registry) *dissect.Protocol {
	p := &dissect.Protocol{Name: "digest"}
	add := func(name string, places ...int) {
		f := *names.Field(name)[0].Field
		f.Get = func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
			for _, place := range places {
				for list := l.Message.(*values).of(place); list != ""; {
					var text string
					text, list, _ = strings.Cut(list, ",")
					appendValue(v, place, text)
				}
			}
		}
		p.Fields = append(p.Fields, f)
	}
	for place, name := range kept {
		add(name, place)
	}
	add("ip.addr", ipv4, ipv4+1)
	add("ipv6.addr", ipv6, ipv6+1)
	add("tcp.port", tcp, tcp+1)
	add("udp.port", udp, udp+1)
	return p
}

// knownOf returns a registry of the fields whose values an index has: those of digest, and the
// number of the frame.
func knownOf(digest *dissect.Protocol, names *registry.Registry) *registry.Registry {
	number := names.Field("frame.number")[0]
	frame := &dissect.Protocol{Name: number.Protocol.Name, Fields: []dissect.Field{*number.Field}}
	return registry.New([]*dissect.Protocol{frame, digest})
}

// frameOf returns a frame with one message of a digest.
func frameOf(digest *dissect.Protocol, message *values) *dissect.Frame {
	f := dissect.NewFrame(new(dissect.HeaderOwners))
	f.Reset(new(capture.Packet), nil, 0)
	f.SetMessages([]dissect.Layer{{Protocol: digest, Message: message}})
	return f
}

// appendValue appends a value of a kept field.
func appendValue(v *dissect.Values, place int, text string) {
	if place >= tcp {
		n, _ := strconv.ParseUint(text, 16, 64) // Rows wrote it
		v.Uint(n)
		return
	}
	b := v.Begin()
	n := len(b)
	b = append(b, text...)
	size, _ := hex.Decode(b[n:], b[n:])
	v.End(b[:n+size])
}

// values are the values of kept fields of a frame as its digest has them: a message.
type values struct{ text string }

// AppendInfo appends what a row would say: nothing shows it.
func (x *values) AppendInfo(dst []byte) []byte { return append(dst, x.text...) }

// of returns the values of the kept field at a place, with commas between them.
func (x *values) of(place int) string {
	rest := x.text
	for range place {
		rest = rest[strings.IndexByte(rest, ';')+1:]
	}
	return rest[:max(strings.IndexByte(rest, ';'), 0)]
}
