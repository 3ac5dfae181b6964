package socks

import (
	"strconv"

	"netsniff/dissect"
)

var fields = []dissect.Field{
	{Name: "socks.version", Title: "Version", Type: dissect.Uint, Get: dissect.Both(dissect.Of(getVersion),
		dissect.Of(func(r *relayed, v *dissect.Values) { v.Uint(uint64(r.version)) }))},
	{Name: "socks.auth_method_count", Title: "Authentication Method Count", Type: dissect.Uint, Get: octet(1, Methods)},
	{Name: "socks.auth_method", Title: "Method", Type: dissect.Uint, Names: methodName,
		Get: of(func(m *Message, v *dissect.Values) {
			for i, n := range m.Bytes[2:] {
				v.Uint(uint64(n)).At(2+i, 1)
			}
		}, Methods)},
	{Name: "socks.auth_accepted_method", Title: "Accepted Auth Method", Type: dissect.Uint, Names: methodName,
		Get: octet(1, Choice)},
	{Name: "socks.subnegotiation_version", Title: "Subnegotiation Version", Type: dissect.Uint,
		Get: octet(0, UserRequest, UserReply, GSSRequest, GSSReply)},
	{Name: "socks.auth_status", Title: "Status", Type: dissect.Uint, Names: statusName, Get: octet(1, UserReply)},
	{Name: "socks.gssapi.command", Title: "SOCKS/GSSAPI command", Type: dissect.Uint, Names: gssName,
		Get: octet(1, GSSRequest, GSSReply)},
	{Name: "socks.gssapi.length", Title: "SOCKS/GSSAPI data length", Type: dissect.Uint,
		Get: of(func(m *Message, v *dissect.Values) {
			if len(m.Bytes) >= 4 {
				v.Uint(uint64(be.Uint16(m.Bytes[2:]))).At(2, 2)
			}
		}, GSSRequest, GSSReply)},
	{Name: "socks.gssapi.data", Title: "GSSAPI data", Type: dissect.Octets,
		Get: part(func(m *Message) place { return m.opaque }, 0)},
	{Name: "socks.command", Title: "Command", Type: dissect.Uint,
		Names: func(n uint64) string { return Command(n).String() },
		Get: dissect.Both(octet(1, Request4, Request5),
			dissect.Of(func(r *relayed, v *dissect.Values) { v.Uint(uint64(r.command)) }))},
	{Name: "socks.results", Title: "Results", Type: dissect.Uint, Names: resultName,
		Get: octet(1, Reply4, Reply5, BindReply)},
	{Name: "socks.reserved", Title: "Reserved", Type: dissect.Uint, Get: octet(2, Request5, Reply5, BindReply)},
	{Name: "socks.fragment_number", Title: "Fragment Number", Type: dissect.Uint, Get: octet(2, Datagram)},
	{Name: "socks.address_type", Title: "Address Type", Type: dissect.Uint, Names: addressName,
		Get: octet(3, Request5, Reply5, BindReply, Datagram)},
	{Name: "socks.dstport", Title: "Remote Port", Type: dissect.Uint, Get: dissect.Both(number(Request4, Reply4),
		dissect.Of(func(r *relayed, v *dissect.Values) { v.Uint(uint64(r.port)) }))},
	{Name: "socks.dst", Title: "Remote Address", Type: dissect.IPv4, Get: dissect.Both(address(4), toAddress(4))},
	{Name: "socks.dstV6", Title: "Remote Address(ipv6)", Type: dissect.IPv6,
		Get: dissect.Both(address(16), toAddress(16))},
	{Name: "socks.remote_name", Title: "Remote name", Type: dissect.String, Get: of(func(m *Message, v *dissect.Values) {
		if m.name.n > 0 {
			v.Bytes(m.at(m.name)).At(m.name.off-1, m.name.n+1)
		}
	}, Request5, Reply5, BindReply, Datagram)},
	{Name: "socks.port", Title: "Port", Type: dissect.Uint, Get: number(Request5, Reply5, Datagram)},
	{Name: "socks.remote_host_port", Title: "Remote Host Port", Type: dissect.Uint, Get: number(BindReply)},
	{Name: "socks.username", Title: "User name", Type: dissect.String, Get: of(func(m *Message, v *dissect.Values) {
		off, n := m.user.off, m.user.n+1 // a NUL ends it, or a length begins it
		if m.Kind == UserRequest {
			off--
		}
		v.Bytes(m.at(m.user)).At(off, n)
	}, Request4, UserRequest)},
	{Name: "socks.v4a_dns_name", Title: "SOCKS v4a Remote Domain Name", Type: dissect.String,
		Get: of(func(m *Message, v *dissect.Values) {
			if m.name.n > 0 {
				v.Bytes(m.at(m.name)).At(m.name.off, m.name.n+1)
			}
		}, Request4)},
	{Name: "socks.password", Title: "Password", Type: dissect.String, Get: of(func(m *Message, v *dissect.Values) {
		v.Bytes(m.at(m.password)).At(m.password.off-1, m.password.n+1)
	}, UserRequest)},
}

var outline = dissect.Outline{
	Wordings: []dissect.Wording{
		{Field: "socks.auth_method", Title: "Method", Say: sayMethod},
		{Field: "socks.auth_accepted_method", Title: "Accepted Auth Method",
			Say: func(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
				dst = strconv.AppendUint(append(dst, ": 0x"...), v.U, 16)
				return append(append(append(dst, " ("...), methodName(v.U)...), ')')
			}},
		{Field: "socks.auth_status", Title: "Status",
			Say: func(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
				return numbered(append(dst, ": "...), v.U, statusName(v.U))
			}},
		{Field: "socks.results", Say: func(dst []byte, _ *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
			version := byte('5')
			if m, ok := l.Message.(*Message); ok && m.Kind == Reply4 {
				version = '4'
			}
			name := resultName(v.U)
			if name == "" {
				name = "Unknown"
			}
			dst = append(append(append(append(dst, "(V"...), version), "): "...), name...)
			return append(strconv.AppendUint(append(dst, " ("...), v.U, 10), ')')
		}},
	},
	Branches: []dissect.Branch{{Above: "methods", Title: "Client Authentication Methods",
		Below: []string{"socks.auth_method_count", "socks.auth_method"}}},
}

// sayMethod says which of the offered methods it is.
func sayMethod(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	dst = strconv.AppendInt(append(dst, '['), int64(v.Off)-2, 10)
	return numbered(append(dst, "]: "...), v.U, methodName(v.U))
}

// numbered appends "2 (Username/Password)".
func numbered(dst []byte, n uint64, name string) []byte {
	return append(append(append(strconv.AppendUint(dst, n, 10), " ("...), name...), ')')
}

// of returns the getter of a field that messages of some kinds have.
func of(get func(*Message, *dissect.Values), kinds ...Kind) dissect.Getter {
	set := 0
	for _, k := range kinds {
		set |= 1 << k
	}
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if set&(1<<m.Kind) != 0 {
			get(m, v)
		}
	})
}

func octet(off int, kinds ...Kind) dissect.Getter {
	return of(func(m *Message, v *dissect.Values) { v.Uint(uint64(m.Bytes[off])).At(off, 1) }, kinds...)
}

func number(kinds ...Kind) dissect.Getter {
	return of(func(m *Message, v *dissect.Values) {
		if m.port.n == 2 {
			v.Uint(uint64(be.Uint16(m.at(m.port)))).At(m.port.off, 2)
		}
	}, kinds...)
}

func address(size int) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if m.address.n == size {
			v.Bytes(m.at(m.address)).At(m.address.off, size)
		}
	})
}

// part gets a part, and before bytes before it, that is not empty.
func part(where func(*Message) place, before int) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if p := where(m); p.n > 0 {
			v.Bytes(m.at(p)).At(p.off-before, p.n+before)
		}
	})
}

// getVersion gets the version: that of the conversation where the message has none.
func getVersion(m *Message, v *dissect.Values) {
	switch m.Kind {
	case UserRequest, UserReply, GSSRequest, GSSReply, Datagram:
		v.Uint(5)
	default:
		v.Uint(uint64(m.Bytes[0])).At(0, 1)
	}
}

// name returns the names of a field's values, other for those that have none.
func name(list map[uint64]string, other string) func(uint64) string {
	return func(n uint64) string {
		if s := list[n]; s != "" {
			return s
		}
		return other
	}
}

var (
	methodName = name(map[uint64]string{
		noAuthentication: "No authentication", gssAPI: "GSSAPI", userPassword: "Username/Password",
		3: "Challenge-Handshake Authentication Protocol",
		4: "Unassigned", 5: "Challenge-Response Authentication Method", 6: "Secure Sockets Layer", 7: "NDS Authentication",
		8: "Multi-Authentication Framework", noMethod: "No acceptable methods"}, "Unknown")
	statusName  = name(map[uint64]string{0: "success"}, "failure")
	gssName     = name(map[uint64]string{1: "Authentication", 255: "Failure"}, "")
	addressName = name(map[uint64]string{ipv4: "IPv4", domainName: "Domain Name", ipv6: "IPv6"}, "Unknown")
)
