package ppp

import "netsniff/dissect/secrets"

// tellPassword tells the password of a request of PAP (RFC 1334 §2.2.1).
func tellPassword(b []byte, x *secrets.Packet) {
	if b = own(b); len(b) <= headLen || b[0] != papRequest {
		return
	}
	user, at, ok := nth(b, 0)
	if at += len(user); !ok || at >= len(b) {
		return
	}
	x.Mechanism, x.User = "PAP", user
	x.Tell(at+1, min(len(b), at+1+int(b[at]))) // as far as it was captured
}

// chapResponse is the code of what answers a challenge.
const chapResponse = 2

// tellResponse tells what a response of CHAP proves the secret with (RFC 1994 §4.1).
func tellResponse(b []byte, x *secrets.Packet) {
	if len(b) <= headLen || b[0] != chapResponse {
		return
	}
	end := headLen + 1 + int(b[headLen])
	x.Tell(headLen+1, min(len(b), end))
	if x.Mechanism, x.Hashed = "CHAP", true; end <= len(own(b)) {
		x.User = own(b)[end:]
	}
}
