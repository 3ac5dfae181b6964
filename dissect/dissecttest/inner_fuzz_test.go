package dissecttest

import (
	"slices"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/dialogues"
	"netsniff/dissect/engine"
)

// FuzzInner: streams within streams of any bytes, cut, lost and sent again in
// any way, are read the same twice, and answered exchanges of echo are those
// that the bytes can hold.
func FuzzInner(f *testing.F) {
	var seed []byte
	for _, t := range innerTurns() {
		seed = append(append(seed, byte(t.Dir), byte(len(t.Data))), t.Data...)
	}
	f.Add(seed)
	f.Add(append([]byte{0, 4}, "W\x01\x00\xff"...))
	protocols := []*dissect.Protocol{newWrap(nil), &echo}
	f.Fuzz(func(t *testing.T, b []byte) {
		first, again := fuzzedInner(b, protocols), fuzzedInner(b, protocols)
		if !slices.Equal(first, again) {
			t.Fatalf("%q and %q", first, again)
		}
	})
}

// fuzzedInner returns the rows and exchanges of turns: a byte for direction,
// loss and repetition, one for the length, then the bytes.
func fuzzedInner(b []byte, protocols []*dissect.Protocol) (said []string) {
	h := new(Heard)
	order := engine.ByArrival
	if len(b) > 0 && b[0]&8 != 0 {
		order = engine.BySequence
	}
	k := newConnection(wrapPort, order, detect.New(protocols))
	reader := dialogues.NewReader(detect.New(protocols), h, dissect.AllContents)
	reader.Limit(1 << 12)
	k.engine.Limit(1 << 12)
	k.each = reader.Frame
	k.handshake(true)
	for len(b) >= 2 {
		n := min(int(b[1]), len(b)-2)
		turn := Turn{Dir: dissect.Dir(b[0] & 1), Lost: b[0]&2 != 0, again: b[0]&4 != 0, Data: b[2 : 2+n]}
		b = b[2+n:]
		if frame := k.Send(&turn); frame != nil {
			said = append(said, frame.Column()+" "+string(frame.AppendInfo(nil)))
		}
	}
	reader.End()
	return append(said, h.lines()...)
}
