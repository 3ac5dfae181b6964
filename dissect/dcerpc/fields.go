package dcerpc

import (
	"netsniff/dissect"
)

var fields = []dissect.Field{
	{Name: "dcerpc.ver", Title: "Version", Type: dissect.Uint, Get: dissect.Number(0, 1)},
	{Name: "dcerpc.ver_minor", Title: "Version (minor)", Type: dissect.Uint, Get: dissect.Number(1, 1)},
	{Name: "dcerpc.pkt_type", Title: "Packet type", Type: dissect.Uint,
		Names: func(u uint64) string { return Type(u).String() }, Get: dissect.Number(2, 1)},
	{Name: "dcerpc.cn_flags", Title: "Packet Flags", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Number(3, 1)},
	{Name: "dcerpc.cn_flags.first_frag", Title: "First Frag", Type: dissect.Bool, Get: dissect.Bits(3, 1, 0, 1)},
	{Name: "dcerpc.cn_flags.last_frag", Title: "Last Frag", Type: dissect.Bool, Get: dissect.Bits(3, 1, 1, 1)},
	{Name: "dcerpc.cn_frag_len", Title: "Frag Length", Type: dissect.Uint, Get: number(8, 2)},
	{Name: "dcerpc.cn_auth_len", Title: "Auth Length", Type: dissect.Uint, Get: number(authAt, 2)},
	{Name: "dcerpc.cn_call_id", Title: "Call ID", Type: dissect.Uint, Get: number(callAt, 4)},
	{Name: "dcerpc.cn_max_xmit", Title: "Max Xmit Frag", Type: dissect.Uint, Get: binds(number(headLen, 2))},
	{Name: "dcerpc.cn_max_recv", Title: "Max Recv Frag", Type: dissect.Uint, Get: binds(number(headLen+2, 2))},
	{Name: "dcerpc.cn_num_ctx_items", Title: "Num Ctx Items", Type: dissect.Uint, Get: offers(dissect.Number(bodyLen, 1))},
	{Name: "dcerpc.cn_ctx_id", Title: "Context ID", Type: dissect.Uint, Get: dissect.Of(getContext)},
	{Name: "dcerpc.cn_bind_to_uuid", Title: "Interface UUID", Type: dissect.String, Get: dissect.Of(getInterfaces)},
	{Name: "dcerpc.cn_bind_if_ver", Title: "Interface Ver", Type: dissect.Uint,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			m.offered(func(x *item) { v.Uint(uint64(x.major)) })
		})},
	{Name: "dcerpc.cn_ack_result", Title: "Ack result", Type: dissect.Uint, Names: outcomeName,
		Get: dissect.Of(getOutcomes)},
	{Name: "dcerpc.opnum", Title: "Opnum", Type: dissect.Uint, Get: dissect.Of(getOpnum)},
	{Name: "dcerpc.cn_status", Title: "Status", Type: dissect.Uint, Base: dissect.Hex8,
		Names: func(u uint64) string { return faults.Find(uint32(u)) }, Get: dissect.Of(getFault)},
	{Name: "dcerpc.request_in", Title: "Request in frame", Type: dissect.FrameNum,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.RequestIn != 0 {
				v.Uint(uint64(m.RequestIn))
			}
		})},
	{Name: "dcerpc.time", Title: "Time from request", Type: dissect.RelTime,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.RequestIn != 0 {
				v.Int(int64(m.Time))
			}
		})},
	{Name: "dcerpc.stub_data", Title: "Stub data", Type: dissect.Octets,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.Type == Request || m.Type == Response {
				if b, _ := m.stub(); len(b) > 0 {
					v.Bytes(b)
				}
			}
		})},
}

// number returns the getter of a number of n bytes in the byte order of the PDU.
func number(at, n int) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		switch {
		case len(m.bytes) < at+n:
		case n == 2:
			v.Uint(uint64(m.u16(at))).At(at, n)
		default:
			v.Uint(uint64(m.u32(at))).At(at, n)
		}
	})
}

func when(is func(Type) bool, get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if m, ok := l.Message.(*Message); ok && is(m.Type) {
			get(f, l, v)
		}
	}
}

func isOffer(t Type) bool { return t == Bind || t == AlterContext }

// binds returns the getter of what PDUs have that bind, offers of those by the client.
func binds(get dissect.Getter) dissect.Getter {
	return when(func(t Type) bool { return isOffer(t) || t == BindAck || t == AlterContextResp }, get)
}
func offers(get dissect.Getter) dissect.Getter { return when(isOffer, get) }

func (m *Message) offered(f func(*item)) {
	if isOffer(m.Type) {
		m.items(func(_ int, x *item) { f(x) })
	}
}

func getContext(m *Message, v *dissect.Values) {
	switch m.Type {
	case Request, Response, Fault:
		if len(m.bytes) >= bodyLen {
			v.Uint(uint64(m.Context)).At(contextAt, 2)
		}
	default:
		m.offered(func(x *item) { v.Uint(uint64(x.id)) })
	}
}

func getInterfaces(m *Message, v *dissect.Values) {
	m.offered(func(x *item) { v.Copy(x.uuid) })
}

func outcomeName(u uint64) string {
	if u < uint64(len(outcomes)) {
		return outcomes[u]
	}
	return ""
}

func getOutcomes(m *Message, v *dissect.Values) {
	if m.Type != BindAck && m.Type != AlterContextResp {
		return
	}
	n, at := m.results()
	for range n {
		if len(m.bytes) < at+resultLen {
			return
		}
		v.Uint(uint64(m.u16(at))).At(at, 2)
		at += resultLen
	}
}

func getOpnum(m *Message, v *dissect.Values) {
	switch {
	case m.Type == Request && len(m.bytes) >= bodyLen:
		v.Uint(uint64(m.Operation)).At(operationAt, 2)
	case (m.Type == Response || m.Type == Fault) && m.answered:
		v.Uint(uint64(m.Operation))
	}
}

func getFault(m *Message, v *dissect.Values) {
	if m.Type == Fault && len(m.bytes) >= bodyLen+4 {
		v.Uint(uint64(m.fault())).At(bodyLen, 4)
	}
}
