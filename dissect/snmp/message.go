package snmp

import (
	"netsniff/dissect/ber"
	"netsniff/dissect/parts"
)

// Message is a datagram. Borrowed until the frame has been reported.
type Message struct{ reader parts.Reader }

// Parts implements parts.Message.
func (m *Message) Parts() *parts.Reader { return &m.reader }

// ReadAll implements parts.Message.
func (m *Message) ReadAll(r *parts.Reader) { m.read(r) }

// head is what rows and exchanges know of a message.
type head struct {
	pdu        PDU
	none       bool  // there is no PDU
	encrypted  bool  // it cannot be read
	reportable bool  // a report may be sent about it (RFC 3412 §6.4)
	id         int64 // msgID of version 3, else request-id
	status     int64
	enterprise []byte // of a Trap
	bindings   cursor
}

// AppendInfo appends "get-request 1.3.6.1.2.1.1.1.0".
func (m *Message) AppendInfo(dst []byte) []byte {
	h := m.read(&m.reader)
	switch {
	case h.encrypted:
		return append(dst, "encryptedPDU: privKey Unknown"...)
	case h.none || h.pdu.String() == "":
		return dst
	}
	dst = append(append(dst, h.pdu.String()...), ' ')
	if h.pdu == Trap {
		dst = append(ber.AppendNamedOID(dst, h.enterprise), ' ')
	}
	return m.appendNames(dst, h, maxNames)
}

// maxNames is how many names of variables a row says: no row has room for more.
const maxNames = 2048

// appendNames appends the names of at most n variables.
func (m *Message) appendNames(dst []byte, h head, n int) []byte {
	list := h.bindings
	for i := range n {
		binding, ok := list.next()
		if !ok {
			break
		}
		if i > 0 {
			dst = append(dst, ' ')
		}
		in := binding.in()
		if name, ok := in.next(); ok && name.Tag == tagOID {
			dst = ber.AppendOID(dst, name.Body)
		}
	}
	return dst
}

// Tags beside those of ber (RFC 3416 §3).
const (
	tagNull      = 0x05
	tagOID       = 0x06
	tagIPAddress = 0x40
	tagCounter32 = 0x41
	tagGauge32   = 0x42
	tagTimeTicks = 0x43
	tagOpaque    = 0x44
	tagCounter64 = 0x46
	tagNoObject  = 0x80
	tagNoName    = 0x81
	tagEnd       = 0x82
)

// element is one with its place in the message.
type element struct {
	ber.Element
	off int // of the contents
}

func (e *element) in() cursor { return cursor{e.Body, e.off} }

// cursor reads elements one after the other.
type cursor struct {
	rest []byte
	off  int // of rest in the message
}

func (c *cursor) next() (e element, ok bool) {
	if e.Element, ok = ber.Read(c.rest); !ok {
		c.rest = nil
		return e, false
	}
	e.off = c.off + e.Head
	n := e.Head + len(e.Body)
	c.rest, c.off = c.rest[n:], c.off+n
	return e, true
}

// number reads a number and notes it.
func (c *cursor) number(r *parts.Reader, name string) int64 {
	e, _ := c.next()
	r.Note(name, e.off, len(e.Body), uint64(e.Int()))
	return e.Int()
}

// octets reads octets and notes them.
func (c *cursor) octets(r *parts.Reader, name string) element {
	e, ok := c.next()
	if ok {
		r.Note(name, e.off, len(e.Body), 0)
	}
	return e
}

// read reads a message, of which isMessage is true.
func (m *Message) read(r *parts.Reader) (h head) {
	whole := cursor{rest: r.Bytes}
	all, _ := whole.next()
	in := all.in()
	version, _ := in.next()
	if version.Int() != version3 {
		r.Note("snmp.version", version.off, len(version.Body), uint64(version.Int()))
		in.octets(r, "snmp.community")
		m.readPDU(r, &in, &h, false)
		return h
	}
	r.Note("snmp.msgVersion", version.off, len(version.Body), version3)
	global, _ := in.next()
	g := global.in()
	h.id = g.number(r, "snmp.msgID")
	g.number(r, "snmp.msgMaxSize")
	if flags := g.octets(r, "snmp.msgFlags"); len(flags.Body) == 1 {
		u := uint64(flags.Body[0])
		r.NoteBits("snmp.v3.flags.report", flags.off, 1, u, 4)
		r.NoteBits("snmp.v3.flags.crypt", flags.off, 1, u, 2)
		r.NoteBits("snmp.v3.flags.auth", flags.off, 1, u, 1)
		h.encrypted, h.reportable = u&2 != 0, u&4 != 0
	}
	const byUser = 3 // RFC 3414
	model := g.number(r, "snmp.msgSecurityModel")
	if security, ok := in.next(); ok && model == byUser {
		readSecurity(r, security.in())
	}
	data, ok := in.next()
	switch {
	case !ok:
		h.none = true
	case data.Tag == ber.OctetString:
		h.encrypted = true
		r.Note("snmp.encryptedPDU", data.off, len(data.Body), 0)
	default:
		h.encrypted = false
		scoped := data.in()
		scoped.octets(r, "snmp.contextEngineID")
		scoped.octets(r, "snmp.contextName")
		m.readPDU(r, &scoped, &h, true)
	}
	return h
}

// readSecurity reads what says who speaks (RFC 3414 §2.4).
func readSecurity(r *parts.Reader, c cursor) {
	all, _ := c.next()
	in := all.in()
	in.octets(r, "snmp.msgAuthoritativeEngineID")
	in.number(r, "snmp.msgAuthoritativeEngineBoots")
	in.number(r, "snmp.msgAuthoritativeEngineTime")
	in.octets(r, "snmp.msgUserName")
	in.octets(r, "snmp.msgAuthenticationParameters")
	in.octets(r, "snmp.msgPrivacyParameters")
}

// readPDU reads the PDU that c stands before. identified says that the message has an identifier of its own.
func (m *Message) readPDU(r *parts.Reader, c *cursor, h *head, identified bool) {
	e, ok := c.next()
	const context, class = 0xa0, 0xe0
	if !ok || e.Tag&class != context {
		h.none = true
		return
	}
	h.pdu = PDU(e.Tag &^ class)
	r.Note("snmp.data", e.off-e.Head, e.Head+len(e.Body), uint64(h.pdu))
	in := e.in()
	switch h.pdu {
	case Trap:
		h.enterprise = noteOID(r, "snmp.enterprise", in.octets(r, ""))
		in.octets(r, "snmp.agent_addr")
		in.number(r, "snmp.generic_trap")
		in.number(r, "snmp.specific_trap")
		in.number(r, "snmp.time_stamp")
	case GetBulkRequest:
		m.identify(h, in.number(r, "snmp.request_id"), identified)
		in.number(r, "snmp.non_repeaters")
		in.number(r, "snmp.max_repetitions")
	default:
		m.identify(h, in.number(r, "snmp.request_id"), identified)
		h.status = in.number(r, "snmp.error_status")
		in.number(r, "snmp.error_index")
	}
	list, _ := in.next()
	h.bindings = list.in()
	readBindings(r, list)
}

func (m *Message) identify(h *head, id int64, identified bool) {
	if !identified {
		h.id = id
	}
}

// readBindings notes the variables: their number, names and values.
func readBindings(r *parts.Reader, list element) {
	if !r.Noting() {
		return
	}
	count := uint64(0)
	for c := list.in(); ; count++ {
		if _, ok := c.next(); !ok {
			break
		}
	}
	r.Note("snmp.variable_bindings", list.off, len(list.Body), count)
	for c := list.in(); ; {
		binding, ok := c.next()
		if !ok {
			return
		}
		in := binding.in()
		noteOID(r, "snmp.name", in.octets(r, ""))
		if value, ok := in.next(); ok {
			noteValue(r, &value)
		}
	}
}

// values are the fields of values by their tag.
var values = map[byte]string{
	ber.Integer: "snmp.value.int", ber.OctetString: "snmp.value.octets", tagNull: "snmp.value.null",
	tagOID:       "snmp.value.oid",
	tagIPAddress: "snmp.value.ipv4", tagCounter32: "snmp.value.counter", tagGauge32: "snmp.value.g32",
	tagTimeTicks: "snmp.value.timeticks",
	tagOpaque:    "snmp.value.opaque", tagCounter64: "snmp.value.counter", tagNoObject: "snmp.noSuchObject",
	tagNoName: "snmp.noSuchInstance",
	tagEnd:    "snmp.endOfMibView",
}

func noteValue(r *parts.Reader, e *element) {
	name := values[e.Tag]
	switch e.Tag {
	case tagOID:
		noteOID(r, name, *e)
		return
	case tagIPAddress:
		if len(e.Body) != 4 {
			return
		}
	}
	r.Note(name, e.off, len(e.Body), unsigned(e))
}

// unsigned returns the number that the contents are, whose first octet may be 0 to say that it is not
// negative: those of 64 bits have nine.
func unsigned(e *element) (u uint64) {
	if e.Tag == ber.Integer {
		return uint64(e.Int())
	}
	for _, x := range e.Body[:min(len(e.Body), 9)] {
		u = u<<8 | uint64(x)
	}
	return u
}

// noteOID notes an object identifier and returns it.
func noteOID(r *parts.Reader, name string, e element) []byte {
	if r.Noting() && e.Tag == tagOID {
		r.NoteMade(name, e.off, len(e.Body), ber.AppendOID(nil, e.Body))
	}
	return e.Body
}
