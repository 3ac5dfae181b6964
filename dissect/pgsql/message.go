package pgsql

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
	"netsniff/dissect/text"
)

// Type is the type of a message, 0 of those that have none.
type Type byte

var frontendNames = map[Type]string{
	'p': "Password message", 'Q': "Simple query", 'P': "Parse", 'B': "Bind", 'E': "Execute", 'D': "Describe", 'C': "Close",
	'H': "Flush", 'S': "Sync", 'F': "Function call", 'd': "Copy data", 'c': "Copy completion", 'f': "Copy failure",
	'X': "Termination",
}

var backendNames = map[Type]string{
	'R': "Authentication request", 'K': "Backend key data", 'S': "Parameter status", '1': "Parse completion",
	'2': "Bind completion",
	'3': "Close completion", 'C': "Command completion", 't': "Parameter description", 'T': "Row description",
	'D': "Data row",
	'I': "Empty query", 'n': "No data", 'E': "Error", 'N': "Notice", 's': "Portal suspended", 'Z': "Ready for query",
	'A': "Notification",
	'V': "Function call response", 'G': "CopyIn response", 'H': "CopyOut response", 'd': "Copy data", 'c': "Copy completion",
	'v': "Negotiate protocol version", 'W': "Copy both",
}

var startNames = map[uint32]string{cancelRequest: "Cancel request", sslRequest: "SSL request",
	gssRequest: "GSS encrypt request"}

// typeOf returns the type of a message.
func typeOf(b []byte) Type {
	if len(b) < head || b[0] == 0 {
		return 0
	}
	return Type(b[0])
}

func appendType(dst []byte, t Type) []byte {
	if t < 0x20 || t == 0x7f {
		return text.AppendEscape(dst, byte(t))
	}
	return text.AppendText(dst, []byte{byte(t)})
}

// name returns what details call the message.
func (m *Message) name() string {
	b := m.reader.Bytes
	switch t := typeOf(b); {
	case len(b) == 1:
		return "SSL response"
	case t == 0 && len(b) >= 8 && startNames[be.Uint32(b[4:])] != "":
		return startNames[be.Uint32(b[4:])]
	case t == 0:
		return "Startup message"
	case m.Dir == dissect.ToServer:
		return frontendNames[t]
	default:
		return backendNames[t]
	}
}

// ReadAll implements parts.Message.
func (m *Message) ReadAll(r *parts.Reader) {
	if m.Dir == dissect.ToServer {
		r.Note("pgsql.frontend", 0, 0, 1)
	} else {
		r.Note("pgsql.frontend", 0, 0, 0)
	}
	if name := m.name(); name != "" {
		r.NoteText("pgsql.type", []byte(name))
	}
	if len(r.Bytes) == 1 {
		return
	}
	t := typeOf(r.Bytes)
	if t != 0 {
		r.Skip(1)
	}
	r.Uint("pgsql.length", 4)
	switch {
	case t == 0:
		m.readStart(r)
	case m.Dir == dissect.ToServer:
		readFrontend(r, t)
	default:
		readBackend(r, t)
	}
}

// readStart reads what a client begins with.
func (m *Message) readStart(r *parts.Reader) {
	if r.Left() < 4 {
		return
	}
	switch be.Uint32(r.Rest()) {
	case cancelRequest:
		r.Skip(4)
		r.Uint("pgsql.pid", 4)
		r.Uint("pgsql.key", 4)
	case sslRequest, gssRequest:
	default:
		r.Uint("pgsql.version_major", 2)
		r.Uint("pgsql.version_minor", 2)
		for r.Left() > 1 && !r.Short {
			r.Ended("pgsql.parameter_name")
			r.Ended("pgsql.parameter_value")
		}
	}
}

// readFrontend reads a message of a client.
func readFrontend(r *parts.Reader, t Type) {
	switch t {
	case 'p':
		r.Ended("pgsql.password")
	case 'Q':
		r.Ended("pgsql.query")
	case 'P':
		r.Ended("pgsql.statement")
		r.Ended("pgsql.query")
		for n := r.Uint("pgsql.field.count", 2); n > 0 && r.Left() > 0; n-- {
			r.Uint("pgsql.oid.type", 4)
		}
	case 'B':
		r.Ended("pgsql.portal")
		r.Ended("pgsql.statement")
		readFormats(r)
		readValues(r)
		readFormats(r)
	case 'E':
		r.Ended("pgsql.portal")
		r.Uint("pgsql.returns", 4)
	case 'D', 'C':
		if r.Uint("", 1) == 'S' {
			r.Ended("pgsql.statement")
		} else {
			r.Ended("pgsql.portal")
		}
	case 'F':
		r.Uint("pgsql.oid", 4)
		readFormats(r)
		readValues(r)
		r.Uint("pgsql.format", 2)
	case 'd':
		r.Octets("pgsql.copydata", r.Left())
	case 'f':
		r.Ended("pgsql.error")
	}
}

func readFormats(r *parts.Reader) {
	for n := r.Uint("pgsql.field.count", 2); n > 0 && r.Left() > 0; n-- {
		r.Uint("pgsql.format", 2)
	}
}

// readValues reads values behind their number. One whose length is -1 is null.
func readValues(r *parts.Reader) {
	for n := r.Uint("pgsql.field.count", 2); n > 0 && r.Left() > 0; n-- {
		if size := r.Signed("pgsql.val.length", 4); size > 0 {
			r.Octets("pgsql.val.data", int(size))
		}
	}
}

// Kinds of authentication (R).
const (
	authOK        = 0
	authCleartext = 3
	authMD5       = 5
	authSASL      = 10
	authContinue  = 11
	authFinal     = 12
)

var authNames = map[uint64]string{
	authOK: "Success", 1: "Kerberos V4", 2: "Kerberos V5", authCleartext: "Plaintext password",
	4: "crypt()'ed password", authMD5: "MD5 password",
	6: "SCM credentials", 7: "GSSAPI", 8: "GSSAPI/SSPI continue", 9: "SSPI", authSASL: "SASL",
	authContinue: "SASL continue", authFinal: "SASL complete",
}

// readBackend reads a message of a server.
func readBackend(r *parts.Reader, t Type) {
	switch t {
	case 'R':
		readAuthentication(r)
	case 'K':
		r.Uint("pgsql.pid", 4)
		r.Uint("pgsql.key", 4)
	case 'S':
		r.Ended("pgsql.parameter_name")
		r.Ended("pgsql.parameter_value")
	case 't':
		for n := r.Uint("pgsql.field.count", 2); n > 0 && r.Left() > 0; n-- {
			r.Uint("pgsql.oid.type", 4)
		}
	case 'T':
		readColumns(r)
	case 'D':
		readValues(r)
	case 'C':
		r.Ended("pgsql.tag")
	case 'E', 'N':
		readNotice(r)
	case 'Z':
		r.Uint("pgsql.status", 1)
	case 'A':
		r.Uint("pgsql.pid", 4)
		r.Ended("pgsql.condition")
		r.Ended("pgsql.text")
	case 'V':
		if size := r.Signed("pgsql.val.length", 4); size > 0 {
			r.Octets("pgsql.val.data", int(size))
		}
	case 'G', 'H', 'W':
		r.Uint("pgsql.format", 1)
		readFormats(r)
	case 'd':
		r.Octets("pgsql.copydata", r.Left())
	case 'v':
		r.Uint("pgsql.version_supported_minor", 4)
		for n := r.Signed("pgsql.number_nonsupported_options", 4); n > 0 && r.Left() > 0; n-- {
			r.Ended("pgsql.nonsupported_option")
		}
	}
}

func readAuthentication(r *parts.Reader) {
	switch r.Uint("pgsql.authtype", 4) {
	case 4:
		r.Octets("pgsql.salt", 2)
	case authMD5:
		r.Octets("pgsql.salt", 4)
	case 8:
		r.Octets("pgsql.auth.gssapi_sspi.data", r.Left())
	case authSASL:
		for r.Left() > 1 && !r.Short {
			r.Ended("pgsql.auth.sasl.mech")
		}
	case authContinue, authFinal:
		r.Octets("pgsql.auth.sasl.data", r.Left())
	}
}

func readColumns(r *parts.Reader) {
	for n := r.Uint("pgsql.field.count", 2); n > 0 && r.Left() > 0; n-- {
		r.Ended("pgsql.col.name")
		r.Uint("pgsql.oid.table", 4)
		r.Uint("pgsql.col.index", 2)
		r.Uint("pgsql.oid.type", 4)
		r.Signed("pgsql.val.length", 2)
		r.Signed("pgsql.col.typemod", 4)
		r.Uint("pgsql.format", 2)
	}
}

// noticeFields are what errors and notices say
// (https://www.postgresql.org/docs/current/protocol-error-fields.html).
var noticeFields = map[byte]string{
	'S': "pgsql.severity", 'C': "pgsql.code", 'M': "pgsql.message", 'D': "pgsql.detail", 'H': "pgsql.hint",
	'P': "pgsql.position",
	'p': "pgsql.internal_position", 'q': "pgsql.internal_query", 'W': "pgsql.where", 's': "pgsql.schema_name",
	't': "pgsql.table_name",
	'c': "pgsql.column_name", 'd': "pgsql.type_name", 'n': "pgsql.constraint_name", 'F': "pgsql.file",
	'L': "pgsql.line", 'R': "pgsql.routine",
}

func readNotice(r *parts.Reader) {
	for r.Left() > 1 && !r.Short {
		r.Ended(noticeFields[byte(r.Uint("", 1))])
	}
}
