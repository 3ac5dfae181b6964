package smb2

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/ntlmssp"
	"netsniff/dissect/text"
)

// Kind is what stands in a message of the session.
type Kind uint8

// Kinds, by the first byte.
const (
	Plain      Kind = 0xfe
	Encrypted  Kind = 0xfd // [MS-SMB2] §2.2.41
	Compressed Kind = 0xfc // [MS-SMB2] §2.2.42
)

// Message is one message, or what hides some. Borrowed until the frame has been reported.
type Message struct {
	Head
	Kind  Kind
	Bytes []byte // from its header to the next of the chain
	Wire  int    // how long that was on the wire
	// RequestIn is the frame of the request that it answers, 0 if that was not seen; Time is
	// since then.
	RequestIn uint32
	Time      capture.Stamp

	layout   layout
	body     []byte
	chained  bool // it follows another in a chain
	broken   bool // what should follow in the chain is none
	fails    bool
	pipe     bool // it is about a tree of pipes
	share    share
	id       fileID
	named    bool // the file is known
	sought   bool // the request for it is known, and said what it looks for
	level    uint8
	file     []byte // name of the file it is about, as UTF-8
	pattern  []byte // what is looked for, as UTF-8
	tree     []byte // what is connected, as UTF-8
	security ntlmssp.Message
}

// read has m be the message that b begins with, wire bytes long before the capture cut it.
func (m *Message) read(b []byte, wire int) {
	*m = Message{Kind: Kind(b[0]), Bytes: b, Wire: wire, file: m.file[:0], pattern: m.pattern[:0], tree: m.tree[:0]}
	if m.Kind != Plain || len(b) < HeadLen {
		return
	}
	m.Head = readHead(b)
	m.body = b[HeadLen:]
	m.layout, m.fails = layoutOf(&m.Head, m.body), fails(&m.Head, m.body)
}

// short reports whether what has its fixed place is not all there, or hidden.
func (m *Message) short() bool {
	return m.Kind != Plain || len(m.Bytes) < HeadLen || len(m.body) < m.layout.size || m.Next > len(m.Bytes)
}

// fileID returns the identifier of the file that it names.
func (m *Message) fileID() (id fileID, ok bool) {
	at := int(m.layout.file)
	if at == 0 || len(m.body) < at+len(id) {
		return id, false
	}
	return fileID(m.body[at:]), true
}

// part returns n bytes at an offset that is counted from the header, as far as they
// are there.
func (m *Message) part(at, n int) []byte {
	if at < HeadLen || at > len(m.Bytes) || n < 0 {
		return nil
	}
	return m.Bytes[at:min(len(m.Bytes), at+n)]
}

// text returns the name, path or pattern of a request, as UTF-16.
func (m *Message) text() []byte {
	at := int(m.layout.name)
	if at == 0 || len(m.body) < at+4 {
		return nil
	}
	return m.part(int(le.Uint16(m.body[at:])), int(le.Uint16(m.body[at+2:])))
}

// blob returns the token by which the ends authenticate each other ([MS-SMB2] §2.2.5).
func (m *Message) blob() []byte {
	switch at := int(m.layout.data); {
	case m.Command != SessionSetup && m.Command != Negotiate, at == 0, len(m.body) < at+4:
		return nil
	default:
		return m.part(int(le.Uint16(m.body[at:])), int(le.Uint16(m.body[at+2:])))
	}
}

// data returns what is read, written or handed to a device, and its length on the wire.
func (m *Message) data() (b []byte, size int) {
	at := int(m.layout.data)
	if at == 0 || m.fails || len(m.body) < m.layout.size {
		return nil, 0
	}
	from := 0
	switch m.Command {
	case Read:
		from, size = int(m.body[at]), int(le.Uint32(m.body[4:]))
	case Write:
		from, size = int(le.Uint16(m.body[at:])), int(le.Uint32(m.body[4:]))
	case Control:
		from, size = int(le.Uint32(m.body[at:])), int(le.Uint32(m.body[at+4:]))
	default:
		return nil, 0
	}
	return m.part(from, size), size
}

// control returns the code of what a device is asked.
func (m *Message) control() uint32 {
	if m.Command != Control || m.fails || len(m.body) < 8 {
		return 0
	}
	return le.Uint32(m.body[4:])
}

// AppendInfo appends "Create Request File: a.txt".
func (m *Message) AppendInfo(dst []byte) []byte {
	if m.chained {
		dst = append(dst, ';')
	}
	switch {
	case m.Kind == Encrypted:
		return append(dst, "Encrypted SMB3"...)
	case m.Kind == Compressed:
		return append(dst, "Comp. SMB3"...)
	case len(m.Bytes) < HeadLen:
		return text.AppendShort(dst, len(m.Bytes), m.Wire)
	}
	dst = m.appendWhat(dst)
	if m.short() {
		return text.AppendShort(dst, len(m.Bytes), m.Wire)
	}
	if m.broken {
		dst = append(dst, ";Invalid header"...)
	}
	return dst
}

// appendWhat appends the command, the status of a response and what they say.
func (m *Message) appendWhat(dst []byte) []byte {
	side := " Request"
	if m.IsResponse() {
		side = " Response"
	}
	switch name := m.Command.String(); {
	case m.Command == OplockBreak:
		dst, side = append(dst, m.breaks(name)...), ""
	case name != "":
		dst = append(dst, name...)
	case m.Command <= 0xff:
		const digits = "0123456789ABCDEF"
		dst = append(append(dst, "unknown-0x"...), digits[m.Command>>4], digits[m.Command&15])
	default:
		dst = append(dst, "unknown"...)
	}
	dst = append(dst, side...)
	if m.IsResponse() && m.Status != 0 {
		dst = m.Status.Append(append(dst, ", Error: "...))
	}
	if m.short() {
		return dst
	}
	if m.IsResponse() {
		return m.appendAnswer(dst)
	}
	return m.appendAsked(dst)
}

// breaks says which of the messages about oplocks and leases it is ([MS-SMB2] §2.2.23
// to §2.2.25).
func (m *Message) breaks(name string) string {
	const unasked = 1<<64 - 1 // the identifier of what no request asked for
	lease := m.layout.file == 0
	switch {
	case len(m.body) < 2:
		return name + " " + map[bool]string{false: "Request", true: "Response"}[m.IsResponse()]
	case m.fails:
		return "Break Response"
	case !m.IsResponse() && lease:
		return "Lease Break Acknowledgment"
	case !m.IsResponse():
		return "Oplock Break Acknowledgment"
	case lease && le.Uint16(m.body) == leaseNotification:
		return "Lease Break Notification"
	case lease:
		return "Lease Break Response"
	case m.MessageID == unasked:
		return "Oplock Break Notification"
	}
	return "Oplock Break Response"
}

// appendAsked appends what a request says beside its command.
func (m *Message) appendAsked(dst []byte) []byte {
	b := m.body
	switch m.Command {
	case SessionSetup, Negotiate:
		dst = m.appendSecurity(dst)
	case TreeConnect:
		dst = text.AppendUTF16(append(dst, " Tree: "...), m.text())
	case Create:
		dst = text.AppendUTF16(append(dst, " File: "...), m.text())
	case Read, Write:
		dst = strconv.AppendUint(append(dst, " Len:"...), uint64(le.Uint32(b[4:])), 10)
		dst = m.appendFile(strconv.AppendUint(append(dst, " Off:"...), le.Uint64(b[8:]), 10))
	case Control:
		dst = m.appendDevice(m.appendFile(appendControl(append(dst, ' '), m.control())))
	case QueryDirectory:
		dst = appendNamed(append(m.appendFile(dst), ' '), findLevels[b[2]], "(Level:0x", b[2])
		dst = text.AppendUTF16(append(dst, " Pattern: "...), m.text())
	case QueryInfo, SetInfo:
		dst = m.appendFile(appendLevel(append(dst, ' '), Class(b[2]), b[3]))
		if name := m.newName(); name != nil {
			dst = text.AppendUTF16(append(dst, " NewName:"...), name)
		}
	default:
		dst = m.appendFile(dst)
	}
	return dst
}

// appendAnswer appends what a response says beside its command and status.
func (m *Message) appendAnswer(dst []byte) []byte {
	switch m.Command {
	case SessionSetup, Negotiate:
		return m.appendSecurity(dst)
	case Create:
		if !m.fails && !m.named {
			return append(dst, " File: [unknown]"...)
		}
		return m.appendFile(dst)
	case Control:
		if m.fails {
			return dst
		}
		return m.appendFile(appendControl(append(dst, ' '), m.control()))
	case QueryDirectory:
		if m.sought && len(m.pattern) > 0 {
			dst = appendNamed(append(dst, ' '), findLevels[m.level], "(Level:0x", m.level)
			dst = text.AppendText(append(dst, " Pattern: "...), m.pattern)
		}
		return dst
	case OplockBreak:
		return m.appendFile(dst)
	}
	return dst
}

// appendFile appends the file that it is about, if that is known.
func (m *Message) appendFile(dst []byte) []byte {
	if !m.named || m.fails {
		return dst
	}
	return text.AppendText(append(dst, " File: "...), m.file)
}

// appendDevice appends what a device is asked about.
func (m *Message) appendDevice(dst []byte) []byte {
	b, _ := m.data()
	switch code := m.control(); {
	case code == pipeWait && len(b) >= pipeNameAt:
		n := int(le.Uint32(b[8:]))
		return text.AppendUTF16(append(dst, " Pipe: "...), b[pipeNameAt:min(len(b), pipeNameAt+max(0, n))])
	case code == getReferrals && len(b) >= 2:
		b = b[2:] // the highest level of referrals that is understood
		for len(b) >= 2 && b[len(b)-1] == 0 && b[len(b)-2] == 0 {
			b = b[:len(b)-2]
		}
		return text.AppendUTF16(append(dst, ", File: "...), b)
	}
	return dst
}

// pipeNameAt is where the name stands in a wait for a pipe ([MS-FSCC] §2.3.49).
const pipeNameAt = 14

// newName returns the name that a file is given, as UTF-16 ([MS-FSCC] §2.4.42.2); nil if it is
// given none.
func (m *Message) newName() []byte {
	const nameAt = 20
	if m.Command != SetInfo || Class(m.body[2]) != FileInfo || m.body[3] != renameLevel {
		return nil
	}
	b := m.part(int(le.Uint16(m.body[8:])), int(le.Uint32(m.body[4:])))
	if len(b) < nameAt {
		return nil
	}
	return b[nameAt:min(len(b), nameAt+int(le.Uint32(b[16:])))]
}

// appendSecurity appends the step of NTLM, if that is how the ends authenticate.
func (m *Message) appendSecurity(dst []byte) []byte {
	if m.security.Step == ntlmssp.None {
		return dst
	}
	return m.security.AppendInfo(append(dst, ", "...))
}

// Outcome says what a response means.
func (m *Message) Outcome() dissect.Outcome { return m.Status.Outcome() }

// Embedded implements dissect.Embedder: how the ends authenticate each other.
func (m *Message) Embedded(whole []byte, i int, store []byte) (e dissect.Embedded, grown []byte) {
	return m.security.Embedded(whole, i), store
}

// Wraps names what the token by which the ends authenticate each other is wrapped in.
func (m *Message) Wraps() string { return ntlmssp.Wrapping(m.blob()) }
