package bittorrent

import (
	"unicode/utf8"

	"netsniff/dissect"
	"netsniff/dissect/bencode"
	"netsniff/dissect/text"
)

var dhtFields = []dissect.Field{
	dhtTokens("bt-dht.bencoded.string", "String", dissect.String, getDHTString),
	dhtTokens("bt-dht.bencoded.int", "Int", dissect.String, func(x *bencode.Token, v *dissect.Values) {
		if x.Kind == bencode.Integer {
			v.Bytes(x.Body).At(x.At+1, len(x.Body))
		}
	}),
	dhtTokens("bt-dht.bencoded.dict", "Dictionary", dissect.Label, func(x *bencode.Token, v *dissect.Values) {
		if x.Kind == bencode.Dictionary && x.Depth > 0 {
			v.Mark().At(x.At, 1)
		}
	}),
	dhtTokens("bt-dht.bencoded.dict_entry", "Dictionary Entry", dissect.Label, func(x *bencode.Token, v *dissect.Values) {
		if x.Key {
			v.Mark().At(x.At, len(x.Raw))
		}
	}),
	dhtTokens("bt-dht.bencoded.list", "List", dissect.Label, func(x *bencode.Token, v *dissect.Values) {
		if x.Kind == bencode.List && addressesOf(x.Of) != peers && !isError(x) {
			v.Mark().At(x.At, 1)
		}
	}),
	dhtTokens("bt-dht.bencoded.list.terminator", "Terminator", dissect.String, func(x *bencode.Token, v *dissect.Values) {
		if x.Kind == bencode.None {
			v.Bytes(x.Raw).At(x.At, 1)
		}
	}),
	dhtTokens("bt-dht.error", "Error", dissect.Label, func(x *bencode.Token, v *dissect.Values) {
		if x.Kind == bencode.List && isError(x) {
			v.Mark().At(x.At, 1)
		}
	}),
	dhtTokens("bt-dht.peers", "Peers", dissect.Label, func(x *bencode.Token, v *dissect.Values) {
		if x.Kind == bencode.List && addressesOf(x.Of) == peers {
			v.Mark().At(x.At, 1)
		}
	}),
	dhtAddresses("bt-dht.peer", "Peer", dissect.Label, func(a *compact, v *dissect.Values) {
		if a.kind == peers {
			v.Mark().At(a.at, a.size)
		}
	}),
	dhtTokens("bt-dht.nodes", "Nodes", dissect.Label, func(x *bencode.Token, v *dissect.Values) {
		if k := addressesOf(x.Of); x.Kind == bencode.String && (k == nodes || k == nodes6) {
			v.Mark().At(x.At, len(x.Raw))
		}
	}),
	dhtAddresses("bt-dht.node", "Node", dissect.Label, func(a *compact, v *dissect.Values) {
		if a.id != nil {
			v.Mark().At(a.at, a.size)
		}
	}),
	dhtAddresses("bt-dht.id", "ID", dissect.Octets, func(a *compact, v *dissect.Values) {
		if a.id != nil {
			v.Bytes(a.id).At(a.at, nodeID)
		}
	}),
	dhtAddresses("bt-dht.ip", "IP", dissect.IPv4, func(a *compact, v *dissect.Values) {
		if len(a.address) == 4 {
			v.Bytes(a.address).At(a.at+len(a.id), 4)
		}
	}),
	dhtAddresses("bt-dht.ip6", "IP", dissect.IPv6, func(a *compact, v *dissect.Values) {
		if len(a.address) == 16 {
			v.Bytes(a.address).At(a.at+len(a.id), 16)
		}
	}),
	dhtAddresses("bt-dht.port", "Port", dissect.Uint, func(a *compact, v *dissect.Values) {
		v.Uint(uint64(a.port)).At(a.at+a.size-2, 2)
	}),
	dhtEntry("bt-dht.type", "Message Type", "", "y"),
	dhtEntry("bt-dht.query", "Query", "", "q"),
	dhtEntry("bt-dht.version", "Version", "", "v"),
	dhtBinary("bt-dht.transaction", "Transaction ID", "", "t"),
	dhtBinary("bt-dht.sender", "Sender", "a", "id"), dhtBinary("bt-dht.sender", "Sender", "r", "id"),
	dhtBinary("bt-dht.info_hash", "Info Hash", "a", "info_hash"),
	dhtBinary("bt-dht.target", "Target", "a", "target"),
	{Name: "bt-dht.error.code", Title: "Error Code", Type: dissect.String,
		Get: dissect.Of(func(m *DHTMessage, v *dissect.Values) {
			if m.code != nil {
				v.Bytes(m.code)
			}
		})},
	{Name: "bt-dht.error.message", Title: "Error Message", Type: dissect.String,
		Get: dissect.Of(func(m *DHTMessage, v *dissect.Values) {
			if m.text != nil {
				v.Bytes(m.text)
			}
		})},
	dhtTokens("bt-dht.truncated_data", "Truncated data", dissect.Octets, func(x *bencode.Token, v *dissect.Values) {
		if rest := x.Body[len(x.Body)-leftover(x):]; len(rest) > 0 {
			v.Bytes(rest).At(x.At+len(x.Raw)-len(rest), len(rest))
		}
	}),
}

func isError(x *bencode.Token) bool { return x.Depth == 1 && string(x.Of) == "e" }

// dhtTokens returns a field of the values of a message.
func dhtTokens(name, title string, t dissect.Type, get func(*bencode.Token, *dissect.Values)) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: t, Get: dissect.Of(func(m *DHTMessage, v *dissect.Values) {
		for s := bencode.Scan(m.Bytes); s.Next(); {
			get(&s.Token, v)
			if s.Token.Kind == bencode.None && m.code != nil && s.Token.Depth == 1 {
				break // as Wireshark does: bt-dht.transaction and so on have the rest
			}
		}
	})}
}

// dhtEntry returns a field that is the text of a key, in the dictionary of
// another if that is not "".
func dhtEntry(name, title, in, key string) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.String,
		Get: dissect.Of(func(m *DHTMessage, v *dissect.Values) {
			if s := m.entry(in, key); s != nil {
				v.Bytes(s)
			}
		})}
}

// dhtBinary returns a field that is the bytes of a key.
func dhtBinary(name, title, in, key string) dissect.Field {
	f := dhtEntry(name, title, in, key)
	f.Type = dissect.Octets
	return f
}

// entry returns the string of a key, nil if the message has none.
func (m *DHTMessage) entry(in, key string) []byte {
	root, fault := bencode.Parse(m.Bytes)
	if fault != bencode.Fine {
		return nil
	}
	if in != "" {
		root = root.Get(in)
	}
	return root.Get(key).Text()
}

// compact is an address in a message.
type compact struct {
	kind     addressKind
	id       []byte // of nodes
	address  []byte
	port     uint16
	at, size int
}

// dhtAddresses returns a field of the addresses in a message.
func dhtAddresses(name, title string, t dissect.Type, get func(*compact, *dissect.Values)) dissect.Field {
	return dhtTokens(name, title, t, func(x *bencode.Token, v *dissect.Values) {
		eachCompact(x, func(a *compact) { get(a, v) })
	})
}

// eachCompact calls f for every address in a value.
func eachCompact(x *bencode.Token, f func(*compact)) {
	kind := addressesOf(x.Of)
	if x.Kind != bencode.String || kind == noAddress || x.Key {
		return
	}
	id, size := 0, len(x.Body)
	switch {
	case kind == nodes || kind == nodes6:
		id, size = nodeID, kind.size()
	case size != compact4 && size != compact6 || kind == self && size != compact4:
		return
	}
	at := x.At + len(x.Raw) - len(x.Body)
	for b := x.Body; len(b) >= size; b, at = b[size:], at+size {
		a := compact{kind: kind, address: b[id : size-2], port: be.Uint16(b[size-2:]), at: at, size: size}
		if id > 0 {
			a.id = b[:id]
		}
		f(&a)
	}
}

// leftover returns how many bytes at the end of a value are no whole address.
func leftover(x *bencode.Token) int {
	if x.Kind != bencode.String || x.Key {
		return 0
	}
	switch k := addressesOf(x.Of); {
	case k == nodes || k == nodes6:
		return len(x.Body) % k.size()
	case k == peers && len(x.Body) != compact4 && len(x.Body) != compact6:
		return len(x.Body)
	}
	return 0
}

// binaryKeys have values that are shown as hexadecimal digits whatever they are.
var binaryKeys = map[string]bool{"id": true, "target": true, "info_hash": true, "t": true, "v": true, "token": true}

// getDHTString appends a string that is not addresses.
func getDHTString(x *bencode.Token, v *dissect.Values) {
	switch k := addressesOf(x.Of); {
	case x.Kind != bencode.String || len(x.Body) == 0:
		return
	case k == nodes || k == nodes6 || k == peers || k == self && len(x.Body) == compact4:
		return
	}
	at := x.At + len(x.Raw) - len(x.Body)
	if !x.Key && (binaryKeys[string(x.Of)] || !isShown(x.Body)) {
		dst := v.Begin()
		for _, c := range x.Body {
			dst = text.AppendHex(dst, uint64(c), 2)
		}
		v.End(dst).At(at, len(x.Body))
		return
	}
	v.Bytes(x.Body).At(at, len(x.Body))
}

// isShown reports whether bytes are text.
func isShown(b []byte) bool {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 || r < ' ' && r != '\t' && r != '\n' && r != '\r' {
			return false
		}
		b = b[n:]
	}
	return true
}

var dhtOutline = dissect.Outline{
	Headings: addEntries,
	Hidden: []string{
		"bt-dht.bencoded.string", "bt-dht.bencoded.int", "bt-dht.bencoded.dict", "bt-dht.bencoded.dict_entry",
		"bt-dht.bencoded.list",
		"bt-dht.bencoded.list.terminator", "bt-dht.error", "bt-dht.error.code", "bt-dht.error.message", "bt-dht.type",
		"bt-dht.query", "bt-dht.version",
		"bt-dht.transaction", "bt-dht.sender", "bt-dht.info_hash", "bt-dht.target",
		"bt-dht.peers", "bt-dht.peer", "bt-dht.nodes", "bt-dht.node",
	},
}

// titles are what the keys of a message are called.
var titles = map[string]string{
	"a": "Request arguments", "r": "Response values", "e": "Error", "q": "Request type", "t": "Transaction ID",
	"y": "Message type", "v": "Version",
}

// addEntries adds a heading for each entry of the dictionaries.
func addEntries(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	m, ok := l.Message.(*DHTMessage)
	if !ok {
		return
	}
	var key bencode.Token
	for s := bencode.Scan(m.Bytes); s.Next(); {
		x := s.Token
		if x.Key || x.Kind == bencode.None || len(key.Raw) == 0 {
			key = x
			continue
		}
		name := string(key.Body)
		if t := titles[name]; t != "" && key.Depth == 1 {
			name = t
		}
		dst := append(appendText(h.Begin(), []byte(name)), ": "...)
		h.Add(key.Depth-1, "", appendValue(dst, &x), key.At, x.At+len(x.Raw)-key.At)
		key = bencode.Token{}
	}
}

// appendValue appends what a heading says of a value.
func appendValue(dst []byte, x *bencode.Token) []byte {
	switch {
	case x.Kind == bencode.Dictionary:
		return append(dst, "Dictionary..."...)
	case x.Kind == bencode.List:
		return append(dst, "List..."...)
	case x.Kind == bencode.Integer:
		return append(dst, x.Body...)
	}
	var v dissect.Values
	getDHTString(x, &v)
	for _, s := range v.List {
		return appendText(dst, s.B)
	}
	return append(dst, "addresses"...)
}
