package echo

import (
	"strconv"

	"netsniff/dissect"
)

// Answer is a message that may be an echo reply.
type Answer interface {
	dissect.Message
	// Answers returns the request, its Frame 0 if there is none.
	Answers() Match
}

// RequestFrame gets the frame of the request that a frame's message of type M
// answers.
func RequestFrame[M Answer](f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) {
	if m, ok := answered[M](f); ok {
		v.Uint(uint64(m.Frame))
	}
}

// ResponseTime gets the milliseconds since that request.
func ResponseTime[M Answer](f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) {
	if m, ok := answered[M](f); ok {
		v.Double(float64(m.After) / 1e6)
	}
}

func answered[M Answer](f *dissect.Frame) (Match, bool) {
	for i := range f.Messages() {
		if a, ok := f.Messages()[i].Message.(M); ok && a.Answers().Frame != 0 {
			return a.Answers(), true
		}
	}
	return Match{}, false
}

// SayResponseTime says it in milliseconds: ": 101.280 ms".
func SayResponseTime(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	return append(strconv.AppendFloat(append(dst, ": "...), v.F, 'f', 3, 64), " ms"...)
}
