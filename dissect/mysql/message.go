package mysql

import (
	"netsniff/dissect/parts"
)

// login is what a client says of itself.
type login struct {
	caps     capabilities
	user     []byte
	secret   []byte // what proves that it knows the password
	secretAt int
	database []byte
	plugin   []byte
}

// loginCapabilities returns the capabilities that a login begins with.
func loginCapabilities(b []byte) capabilities {
	if caps := capabilities(le.Uint16(b)); caps&version41 == 0 {
		return caps
	}
	return capabilities(le.Uint32(b))
}

// readLogin reads a login.
func readLogin(r *parts.Reader) (l login) {
	if r.Left() < 4 {
		r.Short = true
		return l
	}
	l.caps = loginCapabilities(r.Rest())
	readCapabilities(r, "mysql.caps.client", lowCapabilities)
	if l.caps&version41 != 0 {
		readCapabilities(r, "mysql.extcaps.client", highCapabilities)
		r.Uint("mysql.max_packet", 4)
		r.Uint("mysql.charset", 1)
		r.Octets("mysql.unused", 23)
	} else {
		r.Uint("mysql.max_packet", 3)
	}
	if r.Left() == 0 {
		return l
	}
	l.user = r.Ended("mysql.user")
	l.readSecret(r)
	if l.caps&withDatabase != 0 {
		l.database = ended(r, "mysql.schema")
	}
	if l.caps&withPlugin != 0 {
		l.plugin = ended(r, "mysql.client_auth_plugin")
	}
	if l.caps&withAttributes != 0 && r.Left() > 0 {
		readAttributes(r)
	}
	return l
}

// ended reads text that a NUL ends, or the message.
func ended(r *parts.Reader, name string) []byte {
	for _, c := range r.Rest() {
		if c == 0 {
			return r.Ended(name)
		}
	}
	return r.Octets(name, r.Left())
}

// readSecret reads the proof, whose length stands before it if there may be a NUL in it.
func (l *login) readSecret(r *parts.Reader) {
	n := uint64(0)
	switch {
	case l.caps&longSecret != 0:
		n = readLength(r, "")
	case l.caps&secure != 0:
		n = r.Uint("", 1)
	default:
		l.secretAt = r.Off
		l.secret = ended(r, "mysql.passwd")
		return
	}
	l.secretAt = r.Off
	l.secret = r.Octets("mysql.passwd", int(min(n, uint64(r.Left()))))
}

// readLength reads a number of one to nine bytes.
func readLength(r *parts.Reader, name string) uint64 {
	u, n := lengthEncoded(r.Rest())
	if n == 0 {
		r.Short, r.Off = true, len(r.Bytes)
		return 0
	}
	r.Note(name, r.Off, n, u)
	r.Off += n
	return u
}

// null is the length of a text that is none.
const null = 0xfb

// readText reads text behind its length.
func readText(r *parts.Reader, name string) []byte {
	if b := r.Rest(); len(b) > 0 && b[0] == null {
		r.Skip(1)
		return nil
	}
	n := readLength(r, "")
	return r.Octets(name, int(min(n, 1<<31-1)))
}

// maxAttributes bounds how many attributes, columns and values of one packet are read.
const maxAttributes = 1024

func readAttributes(r *parts.Reader) {
	end := int(readLength(r, "mysql.connattrs.length"))
	end = min(r.Off+max(0, end), len(r.Bytes))
	for n := 0; r.Off < end && !r.Short && n < maxAttributes; n++ {
		readText(r, "mysql.connattrs.name")
		readText(r, "mysql.connattrs.value")
	}
}

// flag is a bit of a number, with its field.
type flag struct {
	mask uint64
	name string
}

var lowCapabilities = []flag{
	{1 << 0, "mysql.caps.lp"}, {1 << 1, "mysql.caps.fr"}, {1 << 2, "mysql.caps.lf"}, {1 << 3, "mysql.caps.cd"},
	{1 << 4, "mysql.caps.ns"},
	{1 << 5, "mysql.caps.cp"}, {1 << 6, "mysql.caps.ob"}, {1 << 7, "mysql.caps.li"}, {1 << 8, "mysql.caps.is"},
	{1 << 9, "mysql.caps.cu"},
	{1 << 10, "mysql.caps.ia"}, {1 << 11, "mysql.caps.sl"}, {1 << 12, "mysql.caps.ii"}, {1 << 13, "mysql.caps.ta"},
	{1 << 14, "mysql.caps.rs"},
	{1 << 15, "mysql.caps.sc"},
}

var highCapabilities = []flag{
	{1 << 0, "mysql.caps.ms"}, {1 << 1, "mysql.caps.mr"}, {1 << 2, "mysql.caps.pm"}, {1 << 3, "mysql.caps.pa"},
	{1 << 4, "mysql.caps.ca"},
	{1 << 6, "mysql.caps.ep"}, {1 << 7, "mysql.caps.session_track"}, {1 << 8, "mysql.caps.deprecate_eof"},
	{1 << 9, "mysql.caps.optional_metadata"}, {1 << 10, "mysql.caps.compress_zsd"}, {1 << 11, "mysql.caps.query_attrs"},
	{1 << 12, "mysql.caps.mf_auth"}, {1 << 13, "mysql.caps.cap_ext"},
}

var statusBits = []flag{
	{1 << 0, "mysql.stat.it"}, {1 << 1, "mysql.stat.ac"}, {1 << 2, "mysql.stat.mu"}, {1 << 3, "mysql.stat.mr"},
	{1 << 4, "mysql.stat.bi"},
	{1 << 5, "mysql.stat.ni"}, {1 << 6, "mysql.stat.cr"}, {1 << 7, "mysql.stat.lr"}, {1 << 8, "mysql.stat.dr"},
	{1 << 9, "mysql.stat.bs"},
	{1 << 10, "mysql.stat.mc"}, {1 << 11, "mysql.stat.query_was_slow"}, {1 << 12, "mysql.stat.ps_out_params"},
	{1 << 13, "mysql.stat.trans_readonly"}, {1 << 14, "mysql.stat.session_state_changed"},
}

// readCapabilities reads a number of two bytes and its bits.
func readCapabilities(r *parts.Reader, name string, flags []flag) {
	off := r.Off
	u := r.Uint(name, 2)
	if r.Short {
		return
	}
	for _, x := range flags {
		r.NoteBits(x.name, off, 2, u, x.mask)
	}
}

// ReadAll implements parts.Message.
func (m *Message) ReadAll(r *parts.Reader) {
	r.Little = true
	r.Uint("mysql.packet_length", 3)
	r.Uint("mysql.packet_number", 1)
	switch m.Kind {
	case Greeting:
		readGreeting(r)
	case Login, TLSRequest:
		r.Note("mysql.login_request", r.Off, r.Left(), 1)
		readLogin(r)
	case AuthSwitchRequest:
		r.Uint("mysql.auth_switch_request.status", 1)
		ended(r, "mysql.auth_switch_request.name")
		r.Octets("mysql.auth_switch_request.data", r.Left())
	case AuthSwitchResponse:
		r.Octets("mysql.auth_switch_response.data", r.Left())
	case AuthData, Unknown:
		r.Octets("mysql.payload", r.Left())
	case Request:
		m.readRequest(r)
	default:
		m.readResponse(r)
	}
}

func readGreeting(r *parts.Reader) {
	r.Note("mysql.server_greeting", r.Off, r.Left(), 1)
	r.Uint("mysql.protocol", 1)
	r.Ended("mysql.version")
	r.Uint("mysql.thread_id", 4)
	r.Ended("mysql.salt")
	if r.Left() == 0 {
		return
	}
	readCapabilities(r, "mysql.caps.server", lowCapabilities)
	r.Uint("mysql.server_language", 1)
	readCapabilities(r, "mysql.server_status", statusBits)
	readCapabilities(r, "mysql.extcaps.server", highCapabilities)
	r.Uint("mysql.auth_plugin.length", 1)
	r.Octets("mysql.unused", 10)
	if r.Left() > 0 {
		r.Ended("mysql.salt2")
	}
	if r.Left() > 0 {
		ended(r, "mysql.auth_plugin")
	}
}

// readRequest reads a command.
func (m *Message) readRequest(r *parts.Reader) {
	r.Note("mysql.request", r.Off, r.Left(), 1)
	r.Uint("mysql.command", 1)
	switch m.Command {
	case query:
		if m.caps&withQueryAttrs != 0 {
			count := readLength(r, "mysql.query_attrs_count")
			readLength(r, "")
			if count > 0 {
				r.Octets("mysql.payload", r.Left())
				return
			}
		}
		r.Octets("mysql.query", r.Left())
	case prepare:
		r.Octets("mysql.query", r.Left())
	case useDB, 5, 6:
		r.Octets("mysql.schema", r.Left())
	case showFields:
		r.Ended("mysql.table_name")
	case changeUser:
		r.Ended("mysql.user")
		r.Counted("", "mysql.passwd", 1)
		r.Ended("mysql.schema")
		r.Uint("mysql.charset", 1)
		r.Skip(1)
		if m.caps&withPlugin != 0 {
			ended(r, "mysql.client_auth_plugin")
		}
		if m.caps&withAttributes != 0 && r.Left() > 0 {
			readAttributes(r)
		}
	case 7:
		r.Uint("mysql.refresh", 1)
	case 12:
		r.Uint("mysql.thread_id", 4)
	case execute, closing, 26, fetch:
		r.Uint("mysql.stmt_id", 4)
		if m.Command == execute {
			r.Uint("mysql.exec_flags", 1)
			r.Uint("mysql.exec_iter", 4)
		} else if m.Command == fetch {
			r.Uint("mysql.num_rows", 4)
		}
	case sendBlob:
		r.Uint("mysql.stmt_id", 4)
		r.Uint("mysql.param", 2)
		r.Octets("mysql.payload", r.Left())
	case 27:
		r.Uint("mysql.option", 2)
	case 18:
		r.Uint("mysql.binlog.position", 4)
		r.Uint("mysql.binlog.flags", 2)
		r.Uint("mysql.binlog.server_id", 4)
	default:
		if r.Left() > 0 {
			r.Octets("mysql.payload", r.Left())
		}
	}
}

// readResponse reads a packet of an answer.
func (m *Message) readResponse(r *parts.Reader) {
	switch m.Kind {
	case OK:
		r.Uint("mysql.response_code", 1)
		readLength(r, "mysql.affected_rows")
		readLength(r, "mysql.insert_id")
		readCapabilities(r, "mysql.server_status", statusBits)
		r.Uint("mysql.warnings", 2)
		if r.Left() > 0 {
			r.Octets("mysql.message", r.Left())
		}
	case Error:
		r.Uint("mysql.response_code", 1)
		r.Uint("mysql.error_code", 2)
		if b := r.Rest(); len(b) > 6 && b[0] == '#' {
			r.Skip(1)
			r.Octets("mysql.sqlstate", 5)
		}
		r.Octets("mysql.error.message", r.Left())
	case EOF:
		r.Uint("mysql.response_code", 1)
		r.Note("mysql.eof", r.Off-1, 1, markEOF)
		if r.Left() >= 4 {
			r.Uint("mysql.warnings", 2)
			readCapabilities(r, "mysql.server_status", statusBits)
		}
	case ColumnCount:
		readLength(r, "mysql.num_fields")
	case Column:
		readColumn(r)
	case Row:
		for n := 0; m.Command == query && r.Left() > 0 && !r.Short && n < maxAttributes; n++ {
			readText(r, "mysql.row.text")
		}
	case Prepared:
		r.Uint("mysql.response_code", 1)
		r.Uint("mysql.stmt_id", 4)
		r.Uint("mysql.num_fields", 2)
		r.Uint("mysql.num_params", 2)
		r.Skip(1)
		r.Uint("mysql.warnings", 2)
	case Text:
		r.Octets("mysql.message", r.Left())
	}
}

func readColumn(r *parts.Reader) {
	for _, name := range []string{"mysql.field.catalog", "mysql.field.db", "mysql.field.table", "mysql.field.org_table",
		"mysql.field.name", "mysql.field.org_name"} {
		readText(r, name)
	}
	r.Skip(1)
	r.Uint("mysql.field.charsetnr", 2)
	r.Uint("mysql.field.length", 4)
	r.Uint("mysql.field.type", 1)
	readCapabilities(r, "mysql.field.flags", columnFlags)
	r.Uint("mysql.field.decimals", 1)
	r.Skip(2)
	if r.Left() > 0 {
		readText(r, "mysql.field.default")
	}
}

var columnFlags = []flag{
	{1 << 0, "mysql.field.flags.not_null"}, {1 << 1, "mysql.field.flags.primary_key"},
	{1 << 2, "mysql.field.flags.unique_key"},
	{1 << 3, "mysql.field.flags.multiple_key"}, {1 << 4, "mysql.field.flags.blob"}, {1 << 5, "mysql.field.flags.unsigned"},
	{1 << 6, "mysql.field.flags.zero_fill"}, {1 << 8, "mysql.field.flags.enum"},
	{1 << 9, "mysql.field.flags.auto_increment"},
	{1 << 10, "mysql.field.flags.timestamp"}, {1 << 11, "mysql.field.flags.set"},
}
