package mqtt

import "netsniff/dissect/parts"

// ReadAll implements parts.Message.
func (m *Message) ReadAll(r *parts.Reader) {
	first := r.Uint("mqtt.hdrflags", 1)
	r.NoteBits("mqtt.msgtype", 0, 1, first, 0xf0)
	if m.Type == Publish {
		r.NoteBits("mqtt.dupflag", 0, 1, first, 8)
		r.NoteBits("mqtt.qos", 0, 1, first, 6)
		r.NoteBits("mqtt.retain", 0, 1, first, 1)
	} else {
		r.NoteBits("mqtt.hdr_reserved", 0, 1, first, 0xf)
	}
	readVariable(r, "mqtt.len")
	switch m.Type {
	case Connect:
		readConnect(r)
	case ConnectAck:
		m.readConnectAck(r)
	case Publish:
		m.readPublish(r, byte(first))
	case Subscribe, Unsubscribe:
		m.readTopics(r)
	case SubscribeAck, UnsubscribeAck:
		m.readGrants(r)
	case PublishAck, PublishReceived, PublishRelease, PublishComplete:
		r.Uint("mqtt.msgid", 2)
		m.readReason(r)
	case Disconnect, Authentication:
		m.readReason(r)
	}
}

// readVariable reads a number of seven bits a byte.
func readVariable(r *parts.Reader, name string) uint64 {
	off, u := r.Off, uint64(0)
	for n := range maxSize {
		c := r.Uint("", 1)
		u |= c & 0x7f << (7 * n)
		if c&0x80 == 0 {
			break
		}
	}
	if !r.Short {
		r.Note(name, off, r.Off-off, u)
	}
	return u
}

// connectFlags are the bits of a CONNECT (§3.1.2.3).
const (
	hasUser   = 1 << 7
	hasSecret = 1 << 6
	hasWill   = 1 << 2
)

// connect is what a client says of itself.
type connect struct {
	client, user []byte
	secret       []byte // nil: none
	secretAt     int
}

// readConnect reads a CONNECT behind its length.
func readConnect(r *parts.Reader) (c connect) {
	r.Counted("mqtt.proto_len", "mqtt.protoname", 2)
	version := byte(r.Uint("mqtt.ver", 1))
	at := r.Off
	flags := r.Uint("mqtt.conflags", 1)
	r.NoteBits("mqtt.conflag.uname", at, 1, flags, hasUser)
	r.NoteBits("mqtt.conflag.passwd", at, 1, flags, hasSecret)
	r.NoteBits("mqtt.conflag.retain", at, 1, flags, 1<<5)
	r.NoteBits("mqtt.conflag.qos", at, 1, flags, 0x18)
	r.NoteBits("mqtt.conflag.willflag", at, 1, flags, hasWill)
	r.NoteBits("mqtt.conflag.cleansess", at, 1, flags, 1<<1)
	r.NoteBits("mqtt.conflag.reserved", at, 1, flags, 1)
	r.Uint("mqtt.kalive", 2)
	if version == version5 {
		readProperties(r, "mqtt.properties")
	}
	c.client = r.Counted("mqtt.clientid_len", "mqtt.clientid", 2)
	if flags&hasWill != 0 {
		if version == version5 {
			readProperties(r, "mqtt.will_properties")
		}
		r.Counted("mqtt.willtopic_len", "mqtt.willtopic", 2)
		r.Counted("mqtt.willmsg_len", "mqtt.willmsg", 2)
	}
	if flags&hasUser != 0 {
		c.user = r.Counted("mqtt.username_len", "mqtt.username", 2)
	}
	if flags&hasSecret != 0 && !r.Short {
		n := int(r.Uint("mqtt.passwd_len", 2))
		c.secretAt = r.Off
		c.secret = r.Octets("mqtt.passwd", min(n, r.Left()))
	}
	return c
}

func (m *Message) readConnectAck(r *parts.Reader) {
	at := r.Off
	flags := r.Uint("mqtt.conack.flags", 1)
	r.NoteBits("mqtt.conack.flags.sp", at, 1, flags, 1)
	if m.version == version5 {
		r.Uint("mqtt.connack.reason_code", 1)
		readProperties(r, "mqtt.properties")
		return
	}
	r.Uint("mqtt.conack.val", 1)
}

func (m *Message) readPublish(r *parts.Reader, first byte) {
	r.Counted("mqtt.topic_len", "mqtt.topic", 2)
	if qos(first) > 0 {
		r.Uint("mqtt.msgid", 2)
	}
	if m.version == version5 {
		readProperties(r, "mqtt.properties")
	}
	if r.Left() > 0 {
		r.Octets("mqtt.msg", r.Left())
	}
}

func (m *Message) readTopics(r *parts.Reader) {
	r.Uint("mqtt.msgid", 2)
	if m.version == version5 {
		readProperties(r, "mqtt.properties")
	}
	for n := 0; r.Left() > 0 && !r.Short && n < maxTopics; n++ {
		r.Counted("mqtt.topic_len", "mqtt.topic", 2)
		switch at := r.Off; {
		case m.Type == Unsubscribe:
		case m.version == version5:
			options := r.Uint("mqtt.subscription_options", 1)
			r.NoteBits("mqtt.subscription_options_qos", at, 1, options, 3)
			r.NoteBits("mqtt.subscription_options_nl", at, 1, options, 4)
			r.NoteBits("mqtt.subscription_options_rap", at, 1, options, 8)
			r.NoteBits("mqtt.subscription_options_retain", at, 1, options, 0x30)
		default:
			r.Uint("mqtt.sub.qos", 1)
		}
	}
}

func (m *Message) readGrants(r *parts.Reader) {
	r.Uint("mqtt.msgid", 2)
	name := "mqtt.suback.qos"
	if m.version == version5 {
		readProperties(r, "mqtt.properties")
		if name = "mqtt.suback.reason_code"; m.Type == UnsubscribeAck {
			name = "mqtt.unsuback.reason_code"
		}
	}
	for n := 0; r.Left() > 0 && n < maxTopics; n++ {
		r.Uint(name, 1)
	}
}

// reasonFields are the fields of reasons by what tells them.
var reasonFields = map[Type]string{
	PublishAck: "mqtt.puback.reason_code", PublishReceived: "mqtt.pubrec.reason_code",
	PublishRelease:  "mqtt.pubrel.reason_code",
	PublishComplete: "mqtt.pubcomp.reason_code", Disconnect: "mqtt.disconnect.reason_code",
	Authentication: "mqtt.auth.reason_code",
}

// readReason reads a reason and properties, which version 5 may have.
func (m *Message) readReason(r *parts.Reader) {
	if m.version != version5 || r.Left() == 0 {
		return
	}
	r.Uint(reasonFields[m.Type], 1)
	if r.Left() > 0 {
		readProperties(r, "mqtt.properties")
	}
}

// Forms of properties (MQTT 5 §2.2.2.2).
const (
	formString = iota
	formPair
	formVariable
	formByte
	formShort
	formLong
	formData
)

var propertyForms = map[uint64]int{
	0x01: formByte, 0x02: formLong, 0x03: formString, 0x08: formString, 0x09: formData, 0x0b: formVariable, 0x11: formLong,
	0x12: formString, 0x13: formShort, 0x15: formString, 0x16: formData, 0x17: formByte, 0x18: formLong, 0x19: formByte,
	0x1a: formString, 0x1c: formString, 0x1f: formString, 0x21: formShort, 0x22: formShort, 0x23: formShort, 0x24: formByte,
	0x25: formByte, 0x26: formPair, 0x27: formLong, 0x28: formByte, 0x29: formByte, 0x2a: formByte,
}

// readProperties reads properties behind their length.
func readProperties(r *parts.Reader, name string) {
	from := r.Off
	size := int(readVariable(r, "mqtt.property_len"))
	end := r.Off + min(size, r.Left())
	if size > 0 {
		r.Note(name, from, end-from, 1)
	}
	for r.Off < end && !r.Short {
		id := readVariable(r, "mqtt.property_id")
		form, known := propertyForms[id]
		if !known {
			break
		}
		readProperty(r, id, form)
	}
	r.Off = end
}

func readProperty(r *parts.Reader, id uint64, form int) {
	switch form {
	case formString, formData:
		if id == 0x03 {
			r.Counted("", "mqtt.property.content_type", 2)
			return
		}
		r.Counted("mqtt.prop_string_len", "mqtt.prop_string", 2)
	case formPair:
		r.Counted("mqtt.prop_key_len", "mqtt.prop_key", 2)
		r.Counted("mqtt.prop_value_len", "mqtt.prop_value", 2)
	case formVariable:
		readVariable(r, "mqtt.prop_number")
	case formByte:
		if id == 0x24 {
			r.Uint("mqtt.property.max_qos", 1)
			return
		}
		r.Uint("mqtt.prop_number", 1)
	case formShort:
		if id == 0x23 {
			r.Uint("mqtt.property.topic_alias", 2)
			return
		}
		r.Uint("mqtt.prop_number", 2)
	case formLong:
		r.Uint("mqtt.prop_number", 4)
	}
}
