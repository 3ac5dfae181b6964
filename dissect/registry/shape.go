package registry

import (
	"encoding/hex"
	"slices"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
)

// Shape tells which protocols occur in a frame, and how often. Many frames have the same.
type Shape struct {
	headers    headerSet
	list       []capture.Proto
	messages   []string // names of their protocols
	bears      bool     // one of the messages may bear others
	recognised string
}

// AppendShape appends the shape of f as text, which has neither spaces nor tabs.
func AppendShape(dst []byte, f *dissect.Frame) []byte {
	for i := 0; ; i++ {
		h := f.Nth(i)
		if h == nil {
			break
		}
		dst = hex.AppendEncode(dst, []byte{byte(h.Proto)})
	}
	for i := range f.Messages() {
		if p := f.Messages()[i].Protocol; p != nil {
			dst = append(append(dst, ','), p.Name...)
		}
	}
	if f.Recognised != nil {
		dst = append(append(dst, '!'), f.Recognised.Name...)
	}
	return dst
}

// Shape reads what AppendShape wrote.
func (r *Registry) Shape(text string) *Shape {
	s := new(Shape)
	text, s.recognised, _ = strings.Cut(text, "!")
	headers, messages, any := strings.Cut(text, ",")
	list, _ := hex.DecodeString(headers) // AppendShape made it
	for _, p := range list {
		s.list = append(s.list, capture.Proto(p))
		s.headers.add(capture.Proto(p))
	}
	if any {
		s.messages = strings.Split(messages, ",")
	}
	for _, name := range s.messages {
		p, known := r.Protocol(name)
		s.bears = s.bears || !known || p.Protocol.Bears
	}
	return s
}

// Single reports whether a frame has at most one header of these kinds.
func (s *Shape) Single(kinds ...capture.Proto) bool {
	n := 0
	for _, p := range s.list {
		if slices.Contains(kinds, p) {
			n++
		}
	}
	return n <= 1
}

// Occurs says whether the protocol has layers in frames of a shape (Layers), and whether it is
// Present: Maybe if the shape does not tell. One that is only begun is present without a layer.
func (s *Source) Occurs(shape *Shape) (layers, present dissect.Match) {
	layers = s.layersIn(shape)
	if shape.recognised == s.Protocol.Name {
		return layers, dissect.Yes
	}
	return layers, layers
}

func (s *Source) layersIn(shape *Shape) dissect.Match {
	given := func(yes bool) dissect.Match {
		if yes {
			return dissect.Yes
		}
		return dissect.No
	}
	perhaps := func(maybe bool) dissect.Match {
		if maybe {
			return dissect.Maybe
		}
		return dissect.No
	}
	switch {
	case s.frame:
		return dissect.Yes
	case s.payload, s.Protocol.Found != nil:
		return dissect.Maybe
	case s.borne:
		return perhaps(shape.bears)
	case s.within:
		return perhaps(len(shape.messages) > 0)
	case s.told:
		return perhaps(shape.recognised == s.Protocol.Name)
	case len(s.Protocol.Headers) > 0:
		return given(slices.ContainsFunc(shape.list, s.headers.has))
	}
	return given(slices.Contains(shape.messages, s.Protocol.Name))
}
