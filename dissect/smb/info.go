package smb

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/ntlmssp"
	"netsniff/dissect/text"
)

// AppendInfo appends "NT Create AndX Request, Path: \a.txt".
func (m *Message) AppendInfo(dst []byte) []byte {
	if len(m.Bytes) < headLen {
		return text.AppendShort(dst, len(m.Bytes), m.Wire)
	}
	if m.Command == Transaction && m.about.transacts() {
		dst = append(append(dst, "TransactNmPipe"...), m.side()...)
		return appendFile(dst, m.about.file)
	}
	cut := false
	for i, x := range m.blocks() {
		cut = cut || x.cut
		if i > 0 {
			dst = append(dst, "; "...)
		}
		if name := x.command.String(); name != "" {
			dst = append(dst, name...)
		} else {
			const digits = "0123456789ABCDEF"
			dst = append(dst, "unknown-0x"...)
			dst = append(dst, digits[x.command>>4], digits[x.command&15])
		}
		if i == 0 {
			dst = append(dst, m.side()...)
		}
		if m.IsResponse() {
			dst = m.appendAnswer(dst, x)
		} else {
			dst = m.appendAsked(dst, x)
		}
	}
	if m.error() != 0 {
		dst = m.appendError(append(dst, ", Error: "...))
	}
	if cut {
		dst = text.AppendShort(dst, len(m.Bytes), m.Wire)
	}
	return dst
}

func (m *Message) side() string {
	if m.IsResponse() {
		return " Response"
	}
	return " Request"
}

func appendNumber(dst []byte, u uint64) []byte { return strconv.AppendUint(dst, u, 10) }

func appendFile(dst []byte, file uint16) []byte {
	return text.AppendHex(append(dst, ", FID: 0x"...), uint64(file), 4)
}

// appendBytes appends ", 4 bytes".
func appendBytes(dst []byte, n uint64) []byte {
	dst = appendNumber(append(dst, ", "...), n)
	if n == 1 {
		return append(dst, " byte"...)
	}
	return append(dst, " bytes"...)
}

// appendAsked appends what a command of a request says.
func (m *Message) appendAsked(dst []byte, x *block) []byte {
	if at, ok := fileAt(x.command); ok && len(x.words) >= at+2 {
		dst = appendFile(dst, x.u16(at))
	}
	switch x.command {
	case SessionSetupAndX:
		return m.appendUser(dst, x)
	case TreeConnectAndX:
		return m.appendString(append(dst, ", Path: "...), x, int(x.u16(6)))
	case NTCreateAndX, OpenAndX:
		return m.appendString(append(dst, ", Path: "...), x, 0)
	case Open, Delete, QueryInformation:
		return m.appendString(append(dst, ", Path: "...), x, 1)
	case CreateDirectory, DeleteDirectory, CheckDirectory:
		return m.appendString(append(dst, ", Directory: "...), x, 1)
	case Rename:
		before, next := m.text(x, 1)
		after, _ := m.text(x, next+1)
		return m.appendText(append(m.appendText(append(dst, ", Old Name: "...), before), ", New Name: "...), after)
	case ReadAndX:
		dst = appendBytes(dst, uint64(x.u16(10)))
		return appendNumber(append(dst, " at offset "...), uint64(x.u32(6))|uint64(x.u32(20))<<32)
	case WriteAndX:
		dst = appendBytes(dst, uint64(x.u16(20))|uint64(x.u16(18))<<16)
		return appendNumber(append(dst, " at offset "...), uint64(x.u32(6))|uint64(x.u32(24))<<32)
	case Read, Write:
		return appendNumber(append(appendBytes(dst, uint64(x.u16(2))), " at offset "...), uint64(x.u32(4)))
	case Transaction2:
		return m.appendTransaction2(dst, x)
	case NTTransaction:
		return m.appendFunction(dst)
	}
	return dst
}

func (m *Message) appendString(dst []byte, x *block, at int) []byte {
	b, _ := m.text(x, at)
	return m.appendText(dst, b)
}

// appendFunction appends the function of NT_TRANSACT.
func (m *Message) appendFunction(dst []byte) []byte {
	if f := int(m.about.function); f < len(ntFunctions) && ntFunctions[f] != "" {
		return append(append(dst, ", "...), ntFunctions[f]...)
	}
	return dst
}

// Session setups have 12 words with a token, 13 with passwords ([MS-SMB] §2.2.4.6, [MS-CIFS] §2.2.4.53).
const passwordWords = 2 * 13

// appendUser appends who logs in.
func (m *Message) appendUser(dst []byte, x *block) []byte {
	if m.security.Step != ntlmssp.None {
		return m.security.AppendInfo(append(dst, ", "...))
	}
	name, domain, ok := m.user(x)
	switch {
	case !ok:
		return dst
	case len(name) == 0:
		return append(dst, ", User: anonymous"...)
	}
	return m.appendText(append(m.appendText(append(dst, ", User: "...), domain), '\\'), name)
}

// user returns who logs in with passwords in the request itself.
func (m *Message) user(x *block) (name, domain []byte, ok bool) {
	if x.command != SessionSetupAndX || len(x.words) != passwordWords || m.IsResponse() {
		return nil, nil, false
	}
	name, next := m.text(x, int(x.u16(14))+int(x.u16(16)))
	domain, _ = m.text(x, next)
	return name, domain, true
}

// appendAnswer appends what a command of a response says.
func (m *Message) appendAnswer(dst []byte, x *block) []byte {
	if _, ok := fileAt(x.command); ok && m.known && m.about.hasFile {
		dst = appendFile(dst, m.about.file)
	}
	switch x.command {
	case SessionSetupAndX:
		return m.appendUser(dst, x)
	case NTCreateAndX:
		return appendFile(dst, x.u16(5))
	case Open:
		return appendFile(dst, x.u16(0))
	case OpenAndX:
		return appendFile(dst, x.u16(4))
	case ReadAndX:
		if len(x.words) > 0 {
			dst = appendBytes(dst, uint64(x.u16(10))|uint64(x.u16(14))<<16)
		}
	case WriteAndX:
		if len(x.words) > 0 {
			dst = appendBytes(dst, uint64(x.u16(4))|uint64(x.u16(8))<<16)
		}
	case Write:
		return appendBytes(dst, uint64(x.u16(0)))
	case NTTransaction:
		return m.appendFunction(dst)
	case Transaction2:
		return m.appendTransacted(dst, x)
	}
	return dst
}

// appendTransacted appends what a response of TRANSACTION2 answers.
func (m *Message) appendTransacted(dst []byte, x *block) []byte {
	r := &m.about
	switch {
	case !m.known:
		return dst
	case int(r.function) >= len(functions):
		return append(text.AppendHex(append(dst, ", <unknown (0x"...), uint64(r.function), 2), ")>"...)
	case r.hasFile && r.function == queryFileInfo:
		dst = appendFile(dst, r.file)
	}
	dst = append(append(dst, ", "...), functions[r.function]...)
	if r.function == findFirst || r.function == findNext {
		dst = m.appendFound(dst, x)
	}
	return dst
}

// Embedded implements dissect.Embedder: how the ends authenticate each other.
func (m *Message) Embedded(whole []byte, i int, store []byte) (e dissect.Embedded, grown []byte) {
	return m.security.Embedded(whole, i), store
}

// tokenWords are the words of a session setup with a token ([MS-SMB] §2.2.4.6), of a response (§2.2.4.6.2).
const (
	tokenWords  = 2 * 12
	answerWords = 2 * 4
)

// Wraps names what the token by which the ends authenticate each other is wrapped in.
func (m *Message) Wraps() string {
	if m.Command != SessionSetupAndX {
		return ""
	}
	x := m.blockAt(m.Command, headLen)
	if n := len(x.words); n != tokenWords && n != answerWords {
		return ""
	}
	return ntlmssp.Wrapping(x.data)
}
