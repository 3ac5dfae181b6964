package rfb

// Messages of clients (RFC 6143 §7.5).
const (
	setPixelFormat = 0
	setEncodings   = 2
	updateRequest  = 3
	keyEvent       = 4
	pointerEvent   = 5
	clientCut      = 6
)

// Messages of servers (RFC 6143 §7.6).
const (
	update       = 0
	setColourMap = 1
	bell         = 2
	serverCut    = 3
)

// Encodings of rectangles (RFC 6143 §7.7) whose length can be told.
const (
	encodingRaw    = 0
	encodingCopy   = 1
	encodingRRE    = 2
	encodingCoRRE  = 4
	encodingZlib   = 6
	encodingZRLE   = 16
	encodingCursor = -239
	encodingSize   = -223
	encodingLast   = -224
)

// Lengths of heads: of a desktop before its name's length, of an update, and of a rectangle of it.
const (
	desktopHead   = 20
	updateHead    = 4
	rectangleHead = 12
)

// clientLen returns the length of a client's message: 0 if more is needed to tell, less if nobody here knows.
func clientLen(b []byte) int {
	switch b[0] {
	case setPixelFormat:
		return 20
	case setEncodings:
		if len(b) < 4 {
			return 0
		}
		return 4 + 4*int(be.Uint16(b[2:]))
	case updateRequest:
		return 10
	case keyEvent:
		return 8
	case pointerEvent:
		return 6
	case clientCut:
		return counted(b, 4)
	}
	return -1
}

// serverLen is clientLen of a server's message; pixel is how many bytes one has.
func serverLen(b []byte, pixel int) int {
	switch b[0] {
	case update:
		return updateLen(b, pixel)
	case setColourMap:
		if len(b) < 6 {
			return 0
		}
		return 6 + 6*int(be.Uint16(b[4:]))
	case bell:
		return 1
	case serverCut:
		return counted(b, 4)
	}
	return -1
}

// updateLen returns the length of an update as far as its rectangles are there.
func updateLen(b []byte, pixel int) int {
	if len(b) < updateHead {
		return 0
	}
	at := updateHead
	for range be.Uint16(b[2:]) {
		if len(b) < at+rectangleHead {
			return 0
		}
		n, last := rectangleLen(b[at:], pixel)
		switch {
		case n <= 0:
			return n
		case last:
			return at + n
		}
		if at += n; at > 1<<30 {
			return -1
		}
	}
	return at
}

// rectangleLen returns the length of a rectangle of an update, of which the head is there, and whether no other follows.
func rectangleLen(b []byte, pixel int) (n int, last bool) {
	width, height := int(be.Uint16(b[4:])), int(be.Uint16(b[6:]))
	data := b[rectangleHead:]
	first := 0
	if len(data) >= 4 {
		first = int(be.Uint32(data))
	}
	perPart := 0
	switch int32(be.Uint32(b[8:])) {
	case encodingRaw:
		return rectangleHead + width*height*pixel, false
	case encodingCopy:
		return rectangleHead + 4, false
	case encodingCursor:
		return rectangleHead + width*height*pixel + (width+7)/8*height, false
	case encodingSize:
		return rectangleHead, false
	case encodingLast:
		return rectangleHead, true
	case encodingRRE:
		perPart = pixel + 8
	case encodingCoRRE:
		perPart = pixel + 4
	case encodingZlib, encodingZRLE:
		if len(data) < 4 {
			return 0, false
		}
		return rectangleHead + 4 + first, false
	default:
		return -1, false
	}
	if len(data) < 4 {
		return 0, false
	}
	return rectangleHead + 4 + pixel + first*perPart, false
}
