package mysql

import "netsniff/dissect"

// Kind is what a packet is. Most do not say so: it follows from what came before.
type Kind uint8

// Kinds.
const (
	Greeting Kind = iota
	Login
	TLSRequest // a login that only asks for TLS
	AuthSwitchRequest
	AuthSwitchResponse
	AuthData
	Request
	OK
	Error
	EOF
	ColumnCount
	Column
	Row
	Text
	LocalFile
	Prepared
	Unknown
)

var kindNames = [...]string{
	Greeting: "greeting", Login: "login request", TLSRequest: "login request", AuthSwitchRequest: "auth switch request",
	AuthSwitchResponse: "auth switch response", AuthData: "auth data", Request: "request", OK: "response OK",
	Error: "response ERROR",
	EOF:   "response EOF", ColumnCount: "column count", Column: "field packet", Row: "row packet", Text: "response message",
	LocalFile: "local infile", Prepared: "response to PREPARE", Unknown: "unknown",
}

// String returns a word for the kind.
func (k Kind) String() string { return kindNames[k] }

// Command is the first byte of a request.
type Command uint8

// Commands that are told apart.
const (
	quit       Command = 1
	useDB      Command = 2
	query      Command = 3
	showFields Command = 4
	statistics Command = 9
	debugInfo  Command = 13
	changeUser Command = 17
	prepare    Command = 22
	execute    Command = 23
	sendBlob   Command = 24
	closing    Command = 25
	fetch      Command = 28
)

// String returns the name of the command, "" of one that is none.
func (c Command) String() string { return commandNames[uint64(c)] }

// capabilities are what both ends agree on; bits of the client, as the login has them.
type capabilities uint32

const (
	withDatabase   capabilities = 1 << 3
	compressed     capabilities = 1 << 5
	version41      capabilities = 1 << 9
	tlsFollows     capabilities = 1 << 11
	secure         capabilities = 1 << 15
	withPlugin     capabilities = 1 << 19
	withAttributes capabilities = 1 << 20
	longSecret     capabilities = 1 << 21
	tracking       capabilities = 1 << 23
	deprecateEOF   capabilities = 1 << 24
	withQueryAttrs capabilities = 1 << 27
)

// phase is what comes next from the server.
type phase uint8

const (
	phaseGreeting phase = iota
	phaseLogin          // the client is to log in
	phaseAuth           // the server says whether it may
	phaseSwitch         // the client is to answer an Auth Switch Request
	phaseCommand
	phaseReply
	phaseColumns
	phaseRows
	phaseParameters // of a prepared statement
)

// phases follows a connection.
type phases struct {
	phase   phase
	command Command
	caps    capabilities
	begun   bool // anything was seen
	plain   bool // an answer of the client to authentication is to come
	columns uint64
	left    uint64 // packets of columns, and of parameters of a statement, to come
	more    bool   // another result follows
	over    bool   // the last packet ended the answer
}

// take returns the kind of a packet whose payload is b.
func (x *phases) take(d dissect.Dir, b []byte) Kind {
	first := !x.begun
	x.begun, x.over = true, false
	if d == dissect.ToServer {
		return x.client(b, first)
	}
	if first && len(b) > 0 && (b[0] == 10 || b[0] == 9) && isGreeting(b) {
		x.phase = phaseLogin
		return Greeting
	}
	return x.server(b)
}

// lose takes it that packets were lost.
func (x *phases) lose() { x.phase, x.begun = phaseCommand, true }

func (x *phases) client(b []byte, first bool) Kind {
	switch {
	case first && len(b) > 0:
		x.phase = phaseCommand
	case x.phase == phaseLogin && len(b) >= 4:
		x.caps, x.phase = loginCapabilities(b), phaseAuth
		if x.caps&tlsFollows != 0 && len(b) <= 32 {
			x.phase = phaseLogin
			return TLSRequest
		}
		return Login
	case x.phase == phaseSwitch:
		x.phase, x.plain = phaseAuth, true
		return AuthSwitchResponse
	}
	x.command, x.phase, x.more = 0, phaseReply, false
	if len(b) > 0 {
		x.command = Command(b[0])
	}
	switch x.command {
	case quit, sendBlob, closing:
		x.phase = phaseCommand
	case changeUser:
		x.phase = phaseAuth
	case showFields:
		x.phase, x.left = phaseColumns, 1<<63
	}
	return Request
}

// Markers that packets of a server begin with.
const (
	markOK    = 0x00
	markFile  = 0xfb
	markEOF   = 0xfe
	markError = 0xff
)

// maxEOF is how long a packet with the marker of an EOF may be and not be a row.
const maxEOF = 9

func (x *phases) server(b []byte) Kind {
	mark := byte(0)
	if len(b) > 0 {
		mark = b[0]
	}
	switch {
	case mark == markError && len(b) >= 3:
		x.end()
		return Error
	case x.phase == phaseAuth:
		return x.authentication(mark)
	case x.phase == phaseColumns || x.phase == phaseParameters:
		return x.column(b, mark)
	case x.phase == phaseRows:
		return x.row(b, mark)
	case x.command == statistics:
		x.end()
		return Text
	}
	return x.result(b, mark)
}

func (x *phases) end() { x.phase, x.over = phaseCommand, true }

func (x *phases) authentication(mark byte) Kind {
	switch {
	case mark == markOK:
		x.end()
		return OK
	case mark == markEOF, !x.plain && x.command == 0:
		x.phase = phaseSwitch
		if mark != markEOF {
			x.phase, x.plain = phaseAuth, true
		}
		return AuthSwitchRequest
	}
	return AuthData
}

// result takes the first packet of an answer.
func (x *phases) result(b []byte, mark byte) Kind {
	switch {
	case mark == markOK && x.command == prepare && len(b) >= 9:
		x.columns, x.left = uint64(le.Uint16(b[5:])), uint64(le.Uint16(b[7:]))
		if x.columns+x.left == 0 {
			x.end()
		} else if x.phase = phaseParameters; x.left == 0 {
			x.left, x.columns = x.columns, 0
		}
		return Prepared
	case mark == markOK:
		if x.end(); len(b) > 0 {
			x.again(okStatus(b))
		}
		return OK
	case mark == markFile:
		return LocalFile
	case mark == markEOF && len(b) < maxEOF:
		x.end()
		return EOF
	case x.command == fetch:
		x.phase = phaseRows
		return x.row(b, mark)
	}
	if x.left, _ = lengthEncoded(b); x.left == 0 {
		x.end()
		return Unknown
	}
	x.phase = phaseColumns
	return ColumnCount
}

// column takes the description of a column, or what ends them.
func (x *phases) column(b []byte, mark byte) Kind {
	last := phaseRows
	if x.phase == phaseParameters || x.command == showFields {
		last = phaseCommand
	}
	if mark == markEOF && len(b) < maxEOF {
		switch {
		case x.phase == phaseParameters && x.columns > 0:
			x.left, x.columns = x.columns, 0
		default:
			x.phase, x.over = last, last == phaseCommand
		}
		if x.caps&deprecateEOF != 0 {
			return OK
		}
		return EOF
	}
	if x.left > 0 {
		x.left--
	}
	if x.left == 0 && x.caps&deprecateEOF != 0 {
		if x.left, x.columns = x.columns, 0; x.left == 0 {
			x.phase, x.over = last, last == phaseCommand
		}
	}
	return Column
}

// row takes a row, or what ends them.
func (x *phases) row(b []byte, mark byte) Kind {
	if mark != markEOF || len(b) >= maxEOF && x.caps&deprecateEOF == 0 || len(b) > 1<<10 {
		return Row
	}
	x.end()
	if x.caps&deprecateEOF != 0 && len(b) >= 7 {
		x.again(okStatus(b))
		return OK
	}
	if len(b) >= 5 {
		x.again(le.Uint16(b[3:]))
	}
	return EOF
}

// moreResults is the bit of a server's status that says that another result follows.
const moreResults = 1 << 3

func (x *phases) again(status uint16) {
	if status&moreResults != 0 {
		x.phase, x.over = phaseReply, false
	}
}

// okStatus returns the status in an OK packet.
func okStatus(b []byte) uint16 {
	at := 1
	for range 2 {
		_, n := lengthEncoded(b[min(at, len(b)):])
		at += n
	}
	if len(b) < at+2 {
		return 0
	}
	return le.Uint16(b[at:])
}

// lengthEncoded reads a number of one to nine bytes; n is how many, 0 if it is not whole.
func lengthEncoded(b []byte) (u uint64, n int) {
	if len(b) == 0 {
		return 0, 0
	}
	size := map[byte]int{0xfc: 2, 0xfd: 3, 0xfe: 8}[b[0]]
	switch {
	case size == 0:
		return uint64(b[0]), 1
	case len(b) <= size:
		return 0, 0
	}
	for i := range size {
		u |= uint64(b[1+i]) << (8 * i)
	}
	return u, 1 + size
}
