package quic

import (
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/tls/handshake"
)

// limits returns Encrypted Extensions, or the end of a Client Hello, that allow so many
// bytes in all and on each stream.
func limits(code handshake.Parameter, all, each uint64) []byte {
	var p []byte
	for _, x := range []struct {
		of handshake.Parameter
		n  uint64
	}{{handshake.InitialMaxData, all}, {code, each}} {
		value := appendVarint(nil, x.n)
		p = append(append(append(p, byte(x.of)), byte(len(value))), value...)
	}
	return append([]byte{0, byte(4 + len(p)), 0, byte(handshake.QUICParameters), 0, byte(len(p))}, p...)
}

// TestFlow: who has used up a window waits until bytes follow, for that of its stream or for
// the connection's; what is sent again uses nothing up, and what is sent beyond a window says
// that something is missing.
func TestFlow(t *testing.T) {
	const ms = capture.Stamp(1e6)
	var x flow
	hello := make([]byte, 34)
	hello[0], hello[1] = 3, 3
	hello = append(append(hello, 0, 0, 2, 0x13, 1, 1, 0), limits(handshake.InitialMaxBidiLocal, 1500, 1000)...)
	x.parameters(handshake.ClientHello, hello, client)
	x.parameters(handshake.EncryptedExtensions, limits(handshake.InitialMaxBidiRemote, 1<<20, 1<<16), server)
	sends := func(at capture.Stamp, from role, stream, offset uint64, n int) (dissect.Waited, bool, bool) {
		return x.sends(&Frame{Type: Stream, Stream: stream, Offset: offset, Data: make([]byte, n)}, from, at*ms)
	}
	allows := func(at capture.Stamp, f FrameType, stream, limit uint64) {
		x.allows(&Frame{Type: f, Stream: stream}, limit, client, at*ms)
	}
	check := func(what string, w dissect.Waited, known, more bool, want dissect.Waited) {
		t.Helper()
		if w != want || !known || !more {
			t.Errorf("%s: %+v, known %t, more %t; want %+v", what, w, known, more, want)
		}
	}
	step := func(what string, want dissect.Waited, at capture.Stamp, from role, stream, offset uint64, n int) {
		t.Helper()
		w, known, more := sends(at, from, stream, offset, n)
		check(what, w, known, more, want)
	}
	step("request", dissect.Waited{}, 0, client, 0, 0, 50)
	step("reply", dissect.Waited{}, 10, server, 0, 0, 1000)
	if _, _, more := sends(12, server, 0, 0, 1000); more {
		t.Error("what is sent again brings something new")
	}
	allows(50, MaxStreamData, 0, 1200)
	step("its window", dissect.Waited{Stream: 60 * ms}, 70, server, 0, 1000, 200)
	step("another stream", dissect.Waited{}, 80, server, 4, 0, 300)
	allows(120, MaxData, 0, 4000)
	step("the connection's", dissect.Waited{Connection: 50 * ms}, 130, server, 4, 300, 100)
	if _, known, _ := sends(140, server, 4, 400, 700); known {
		t.Error("more was sent than is allowed, and the windows count as known")
	}
	step("another request", dissect.Waited{}, 150, client, 8, 0, 10)
	if _, _, more := sends(150, server, 3, 0, 10); more {
		t.Error("a stream that is none of a request")
	}
}
