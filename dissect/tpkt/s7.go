package tpkt

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/parts"
	"netsniff/dissect/text"
)

// Kinds of S7 messages.
const (
	s7ID       = 0x32
	s7Job      = 1
	s7Ack      = 2
	s7AckData  = 3
	s7Userdata = 7
	s7Head     = 10
	s7AckHead  = 12
)

var rosctrNames = parts.Names{s7Job: "Job", s7Ack: "Ack", s7AckData: "Ack_Data", s7Userdata: "Userdata"}

// Functions of jobs.
const (
	requestDownload = 0x1a
	downloadEnded   = 0x1c
	startUpload     = 0x1d
	piService       = 0x28
)

var functionNames = parts.Names{
	0x00: "CPU services", 0xf0: "Setup communication", 0x04: "Read Var", 0x05: "Write Var",
	requestDownload: "Request download",
	0x1b:            "Download block", downloadEnded: "Download ended", startUpload: "Start upload", 0x1e: "Upload",
	0x1f: "End upload", piService: "PI-Service",
	0x29: "PLC Stop",
}

var methodNames = parts.Names{0: "Push", 4: "Request", 8: "Response", 3: "NC Push", 7: "NC Request", 11: "NC Response"}

// Groups of functions in userdata.
const (
	blockFunctions = 3
	cpuFunctions   = 4
)

var groupNames = parts.Names{
	0: "Mode-transition", 1: "Programmer commands", 2: "Cyclic services", blockFunctions: "Block functions",
	cpuFunctions: "CPU functions", 5: "Security",
	6: "PBC BSEND/BRECV", 7: "Time functions", 15: "NC programming",
}

// subfunctionNames are by group and number, group<<8 | number.
var subfunctionNames = parts.Names{
	0x101: "Block status", 0x102: "Variable status", 0x103: "Output ISTACK", 0x104: "Output BSTACK",
	0x105: "Output LSTACK", 0x107: "Force selection",
	0x108: "Modify variable", 0x109: "Force", 0x10a: "Breakpoint", 0x10b: "Exit HOLD", 0x10c: "Memory reset",
	0x10d: "Disable job", 0x10e: "Enable job",
	0x10f: "Delete job", 0x110: "Read job list", 0x111: "Read job", 0x112: "Replace job", 0x113: "Block status v2",
	0x116: "Flash LED",
	0x201: "Cyclic transfer", 0x204: "Unsubscribe", 0x205: "Change driven transfer", 0x208: "RDREC",
	0x301: "List blocks", 0x302: "List blocks of type", 0x303: "Get block info",
	0x401: "Read SZL", 0x402: "Message service", 0x403: "Diagnostic message", 0x40b: "ALARM ack", 0x413: "ALARM query",
	0x501: "PLC password", 0x701: "Read clock", 0x702: "Set clock", 0x703: "Read clock (following)", 0x704: "Set clock",
}

// blockNames are types of blocks, as two characters write them in hexadecimal.
var blockNames = map[string]string{"08": "OB", "0A": "DB", "0B": "SDB", "0C": "FC", "0D": "SFC", "0E": "FB", "0F": "SFB"}

// isS7 reports whether b is of S7 communication.
func isS7(b []byte) bool {
	return len(b) >= s7Head && b[0] == s7ID && rosctrNames[uint64(b[1])] != "" && len(b) >= s7HeadLen(b)
}

func s7HeadLen(b []byte) int {
	if b[1] == s7Ack || b[1] == s7AckData {
		return s7AckHead
	}
	return s7Head
}

// S7PDU is a message. Borrowed until the frame has been reported.
type S7PDU struct{ reader parts.Reader }

// Parts implements parts.Message.
func (m *S7PDU) Parts() *parts.Reader { return &m.reader }

// split returns parameters and data.
func (m *S7PDU) split() (parameter, data []byte) {
	b := m.reader.Bytes
	rest := b[s7HeadLen(b):]
	n := min(int(be.Uint16(b[6:])), len(rest))
	return rest[:n], rest[n:min(len(rest), n+int(be.Uint16(b[8:])))]
}

// AppendInfo appends "ROSCTR:[Job     ] Function:[Setup communication]".
func (m *S7PDU) AppendInfo(dst []byte) []byte {
	b := m.reader.Bytes
	const width = 8
	name := rosctrNames[uint64(b[1])]
	dst = append(append(dst, "ROSCTR:["...), name...)
	dst = append(append(dst, "        "[:width-len(name)]...), ']')
	parameter, data := m.split()
	switch {
	case b[1] == s7Userdata:
		return appendUserdata(dst, parameter, data)
	case len(parameter) == 0:
		return dst
	}
	dst = append(append(append(dst, " Function:["...), functionNames[uint64(parameter[0])]...), ']')
	if b[1] != s7Job {
		return dst
	}
	switch f := parameter[0]; {
	case f == piService:
		return appendService(dst, parameter)
	case f >= requestDownload && f <= startUpload:
		const nameAt = 9 // behind function, status and identifiers
		if name := parameter[min(nameAt, len(parameter)):]; len(name) >= 8 && name[0] == '_' {
			dst = append(appendBlock(append(dst, " -> Block:["...), name[1:8]), ']')
		}
	}
	return dst
}

// appendBlock appends the name of a block, "DB1" of "0A00001".
func appendBlock(dst, name []byte) []byte {
	kind := blockNames[string(name[:2])]
	dst = append(dst, kind...)
	n, err := strconv.Atoi(string(name[2:7]))
	if kind == "" || err != nil {
		return text.AppendText(dst, name)
	}
	return strconv.AppendInt(dst, int64(n), 10)
}

// appendService appends " -> _INSE(DB1)": the service, and the block it is about.
func appendService(dst, parameter []byte) []byte {
	const lengthAt = 8
	if len(parameter) <= lengthAt+2 {
		return dst
	}
	n := int(be.Uint16(parameter[lengthAt:]))
	rest := parameter[lengthAt+2:]
	if n >= len(rest) || len(rest) < n+1+int(rest[n]) {
		return dst
	}
	dst = text.AppendText(append(dst, " -> "...), rest[n+1:n+1+int(rest[n])])
	const about = 2 + 7 // how many blocks, and the first
	if n >= about {
		dst = append(appendBlock(append(dst, '('), rest[2:about]), ')')
	}
	return dst
}

// appendUserdata appends " Function:[Request] -> [CPU functions] -> [Read SZL] ID=0x0132 Index=0x0004".
func appendUserdata(dst, parameter, data []byte) []byte {
	const least, dataHead = 7, 4
	if len(parameter) < least {
		return dst
	}
	method, group, sub := uint64(parameter[5]>>4), uint64(parameter[5]&15), uint64(parameter[6])
	dst = append(append(append(dst, " Function:["...), methodNames[method]...), "] -> ["...)
	dst = append(append(dst, groupNames[group]...), ']')
	name := subfunctionNames[group<<8|sub]
	if name == "" {
		return dst
	}
	dst = append(append(append(dst, " -> ["...), name...), ']')
	const longParameter, request, response = 12, 4, 8
	if code := uint16(0); method == response && len(parameter) >= longParameter {
		if code = be.Uint16(parameter[10:]); code != 0 {
			return append(appendHex(append(dst, " -> Errorcode:[0x"...), code), ']')
		}
	}
	if len(data) <= dataHead {
		return dst
	}
	value := data[dataHead:]
	switch {
	case group == cpuFunctions && sub == 1 && len(value) >= 4:
		dst = appendHex(append(dst, " ID=0x"...), be.Uint16(value))
		dst = appendHex(append(dst, " Index=0x"...), be.Uint16(value[2:]))
	case group == blockFunctions && method == request && sub == 2 && len(value) >= 2:
		dst = append(append(append(dst, " Type:["...), blockNames[string(value[:2])]...), ']')
	case group == blockFunctions && method == request && sub == 3 && len(value) >= 7:
		dst = append(append(append(dst, " -> Block:["...), blockNames[string(value[:2])]...), ' ')
		n, _ := strconv.Atoi(string(value[2:7]))
		dst = append(strconv.AppendInt(dst, int64(n), 10), ']')
	}
	return dst
}

// controller reads a message of S7 communication.
func (d *dissector) controller(f *dissect.Frame, b []byte) {
	quiet(f, &S7)
	m := d.shared.s7.Next(f)
	*m = S7PDU{reader: m.reader}
	m.reader.Begin(b)
	f.Emit(dissect.Layer{Protocol: &S7, Message: m, Bytes: b})
}

// ReadAll implements parts.Message.
func (m *S7PDU) ReadAll(r *parts.Reader) {
	r.Uint("s7comm.header.protid", 1)
	kind := r.Uint("s7comm.header.rosctr", 1)
	r.Uint("s7comm.header.redid", 2)
	r.Little = true
	r.Uint("s7comm.header.pduref", 2)
	r.Little = false
	r.Uint("s7comm.header.parlg", 2)
	r.Uint("s7comm.header.datlg", 2)
	if kind == s7Ack || kind == s7AckData {
		r.Uint("s7comm.header.errcls", 1)
		r.Uint("s7comm.header.errcod", 1)
	}
	if parameter, _ := m.split(); len(parameter) > 0 && kind != s7Userdata {
		r.Uint("s7comm.param.func", 1)
	}
}
