package grpc

import (
	"strconv"

	"netsniff/dissect"
)

var fields = []dissect.Field{
	{Name: "grpc.frame_type", Title: "Frame Type", Type: dissect.Uint, Names: frameName,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			v.Uint(uint64(m.Flags>>7)).Masked(flagFrame).At(0, 1)
		})},
	{Name: "grpc.compressed_flag", Title: "Compressed Flag", Type: dissect.Uint, Names: packedName,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			v.Uint(uint64(m.Flags&flagPacked)).Masked(flagPacked).At(0, 1)
		})},
	{Name: "grpc.message_length", Title: "Message Length", Type: dissect.Uint,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			v.Uint(uint64(m.Length)).At(1, 4)
		})},
	{Name: "grpc.message_data", Title: "Message Data", Type: dissect.Octets, Body: true,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if b, ok := m.Content(); ok && m.Length > 0 {
				if x := v.Bytes(b); m.Flags&flagPacked == 0 {
					x.At(headSize, len(b))
				}
			}
		})},
	{Name: "grpc.body_decompression_failed", Title: "Body decompression failed", Type: dissect.Label, Body: true,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.undecoded() {
				v.Mark()
			}
		})},
}

func frameName(u uint64) string { return [...]string{"Data", "Trailer"}[u&1] }

func packedName(u uint64) string { return [...]string{"Not Compressed", "Compressed"}[u&1] }

// undecoded reports whether the message is all there, and its compression cannot be undone.
func (m *Message) undecoded() bool {
	_, ok := m.Content()
	return !ok && len(m.Payload) == m.Length
}

// summary says which call the message is of, and who sent it.
func summary(dst []byte, _ *dissect.Frame, l *dissect.Layer) []byte {
	m, ok := l.Message.(*Message)
	if !ok {
		return dst
	}
	return append(append(append(append(dst, ": "...), m.bodies.URI...), ", "...), m.side()...)
}

// sayData says how long the message is.
func sayData(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	return append(strconv.AppendInt(append(dst, ": "...), int64(len(v.B)), 10), " bytes"...)
}

// findings says what cannot be read.
func findings(_ *dissect.Frame, l *dissect.Layer, x *dissect.Findings) {
	if m, ok := l.Message.(*Message); ok && m.undecoded() {
		x.Say(dissect.Warning, dissect.AboutUndecoded,
			"The message is compressed in a way that nobody said or that is damaged")
	}
}
