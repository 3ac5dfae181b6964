package ftp

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/lines"
)

// Method is how a data connection was set up.
type Method uint8

// Methods. None of them has the name Unset.
const (
	Unset Method = iota
	Active
	Passive
	ExtendedActive
	ExtendedPassive
)

var methodNames = [...]string{"", "PORT", "PASV", "EPRT", "EPASV"}

// String returns Wireshark's word.
func (m Method) String() string { return methodNames[m] }

// ByServer reports whether the server opens the connection.
func (m Method) ByServer() bool { return m == Active || m == ExtendedActive }

// Setup is what a control connection says of a data connection: its Expectation is
// About a *Setup, which nothing changes any more.
type Setup struct {
	Method    Method
	Frame     uint32 // of the command or the reply that told its end
	Directory string // the working directory then
	// Ends are where the connection may go: as it was told and, where a translator of
	// addresses stands between, to the same port of the host that said so; else zero.
	Ends [2]dissect.Endpoint

	// Command is the first one that followed, as rows have it; empty if none did yet.
	Command      string
	CommandFrame uint32
	Transfer     Transfer
}

// Transfer is the command that a data connection is of. The zero value is unknown.
type Transfer struct {
	Verb     Verb
	Frame    uint32 // that brought the command's end
	Argument string
	Offset   int64 // where REST has it begin
	Type     byte  // of TYPE: 'A', 'I', 'E', 'L'; 0 if it was not said
	Mode     byte  // of MODE: 'S', 'B', 'C'; 0 if it was not said
}

// setupLasts is how long a data connection may have nothing to say after it was set
// up or its command came.
const setupLasts = capture.Stamp(5 * 60 * 1e9)

// negotiation follows what a control connection says of its data connections and of
// the working directory. Both readers have one.
type negotiation struct {
	directory string
	last      Command // its Verb; Argument is a copy
	offset    int64
	kind      byte
	mode      byte
	private   bool // transfers are in TLS (PROT P, RFC 4217 §9)

	setup  Setup
	about  *Setup // as it was announced last; nil if nothing was
	from   capture.Addr
	open   bool // its transfer did not come yet
	expect func(dissect.Expectation)
}

// command takes a line of the client, which a frame brought. If it is one that
// transfers, it returns what of, and how its data connection was set up, nil if that is
// not known.
func (n *negotiation) command(c *dissect.Conn, x Command, line []byte, frame uint32) (t Transfer, by *Setup) {
	n.last = Command{Verb: x.Verb}
	switch x.Verb {
	case CWD, XCWD:
		n.last.Argument = append([]byte(nil), x.Argument[:min(len(x.Argument), maxPath)]...)
	case TYPE:
		n.kind = letter(x.Argument)
	case MODE:
		n.mode = letter(x.Argument)
	case PROT:
		n.private = letter(x.Argument) == 'P'
	case REST:
		n.offset = position(x.Argument)
	}
	if x.Verb.Transfers() {
		t = Transfer{Verb: x.Verb, Frame: frame, Argument: lines.Parameter(x.Argument), Offset: n.offset,
			Type: n.kind, Mode: n.mode}
		n.offset = 0
	}
	if n.open {
		by = n.follow(t, line, frame)
	}
	switch x.Verb {
	case PORT:
		if e, ok := hostPort(x.Argument); ok {
			n.begin(Active, e, c.Client.Addr, c.Server.Addr, frame)
		}
	case EPRT:
		if e, ok := extendedEnd(x.Argument); ok {
			n.begin(ExtendedActive, e, c.Client.Addr, c.Server.Addr, frame)
		}
	}
	return t, by
}

// letter returns the first letter of an argument in upper case.
func letter(b []byte) byte {
	if len(b) == 0 {
		return 0
	}
	return b[0] &^ ('a' - 'A')
}

// position reads REST's argument.
func position(b []byte) (n int64) {
	if len(b) > 18 {
		return 0
	}
	for _, c := range b {
		if !isDigit(c) {
			return 0
		}
		n = n*10 + int64(c-'0')
	}
	return n
}

// begin announces a data connection to e.
func (n *negotiation) begin(m Method, e dissect.Endpoint, own, from capture.Addr, frame uint32) {
	n.setup = Setup{Method: m, Frame: frame, Directory: n.directory, Ends: [2]dissect.Endpoint{e}}
	if e.Addr != own {
		n.setup.Ends[1] = dissect.Endpoint{Addr: own, Port: e.Port}
	}
	n.from, n.open = from, true
	n.announce()
}

// follow takes a command after a data connection was set up, t if it transfers. It
// returns the setup if it is of that command.
func (n *negotiation) follow(t Transfer, line []byte, frame uint32) *Setup {
	first := n.setup.Command == ""
	if first {
		n.setup.Command, n.setup.CommandFrame = lines.Parameter(line), frame
	}
	if t.Verb != None {
		n.setup.Transfer = t
		n.open = false
	}
	if first || !n.open {
		n.announce()
	}
	if n.open {
		return nil
	}
	return n.about
}

// announce tells of the connection what is known so far.
func (n *negotiation) announce() {
	about := n.setup
	n.about = &about
	for _, e := range n.setup.Ends {
		if e.Port != 0 {
			n.expect(dissect.Expectation{
				Transport: capture.ProtoTCP, To: e, From: n.from, Protocol: &Data, About: &about, For: setupLasts,
				Secured: n.private,
			})
		}
	}
}

// reply takes the first line of a reply, which a frame brought. It reports whether
// its path is missing.
func (n *negotiation) reply(c *dissect.Conn, line []byte, frame uint32) (noPath bool) {
	switch code := codeOf(line); {
	case (code == 450 || code/100 == 5) && n.about != nil && n.last.Verb.Transfers() &&
		n.last.Verb == n.setup.Transfer.Verb:
		n.open = true // nothing was transferred: the next command may have its data connection
	case code == 227:
		if e, ok := passiveEnd(line); ok {
			n.begin(Passive, e, c.Server.Addr, c.Client.Addr, frame)
		}
	case code == 229:
		if port, ok := extendedPassivePort(line); ok {
			e := dissect.Endpoint{Addr: c.Server.Addr, Port: port}
			n.begin(ExtendedPassive, e, c.Server.Addr, c.Client.Addr, frame)
		}
	case code == 257:
		path, ok := quotedPath(replyText(line))
		if !ok {
			return true
		}
		n.directory = path
	case code == 250 || code == 200:
		switch n.last.Verb {
		case CWD, XCWD:
			n.enter(string(n.last.Argument))
		case CDUP, XCUP:
			n.enter("..")
		}
	}
	return false
}

// enter follows a change of the working directory.
func (n *negotiation) enter(argument string) {
	if d := joined(n.directory, argument); len(d) <= maxPath {
		n.directory = d
	}
	n.last = Command{}
}
