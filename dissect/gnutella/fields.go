package gnutella

import "netsniff/dissect"

var fields = []dissect.Field{
	{Name: "gnutella.stream", Title: "Gnutella Upload / Download Stream", Type: dissect.Label, Get: dissect.Of(getStream)},
	{Name: "gnutella.header", Title: "Descriptor Header", Type: dissect.Label,
		Get: descriptor(func(m *Message, v *dissect.Values) { v.Mark().At(0, headLen) })},
	{Name: "gnutella.header.id", Title: "ID", Type: dissect.Octets,
		Get: descriptor(func(m *Message, v *dissect.Values) { v.Bytes(m.Bytes[:guidLen]).At(0, guidLen) })},
	{Name: "gnutella.header.payload", Title: "Payload", Type: dissect.Uint, Names: kindName,
		Get: descriptor(number(kindAt, 1))},
	{Name: "gnutella.header.ttl", Title: "TTL", Type: dissect.Uint, Get: descriptor(number(ttlAt, 1))},
	{Name: "gnutella.header.hops", Title: "Hops", Type: dissect.Uint, Get: descriptor(number(hopsAt, 1))},
	{Name: "gnutella.header.size", Title: "Length", Type: dissect.Uint, Get: descriptor(number(lengthAt, 4))},
	label("gnutella.pong.payload", "Pong", Pong),
	{Name: "gnutella.pong.port", Title: "Port", Type: dissect.Uint, Get: of(Pong, pongLen, number(headLen, 2))},
	{Name: "gnutella.pong.ip", Title: "IP", Type: dissect.IPv4, Get: of(Pong, pongLen, part(2, 4))},
	{Name: "gnutella.pong.files", Title: "Files Shared", Type: dissect.Uint, Get: of(Pong, pongLen, number(headLen+6, 4))},
	{Name: "gnutella.pong.kbytes", Title: "KBytes Shared", Type: dissect.Uint,
		Get: of(Pong, pongLen, number(headLen+10, 4))},
	label("gnutella.push.payload", "Push", Push),
	{Name: "gnutella.push.servent_id", Title: "Servent ID", Type: dissect.Octets, Get: of(Push, pushLen, part(0, guidLen))},
	{Name: "gnutella.push.index", Title: "Index", Type: dissect.Uint, Get: of(Push, pushLen, number(headLen+guidLen, 4))},
	{Name: "gnutella.push.ip", Title: "IP", Type: dissect.IPv4, Get: of(Push, pushLen, part(guidLen+4, 4))},
	{Name: "gnutella.push.port", Title: "Port", Type: dissect.Uint, Get: of(Push, pushLen, number(headLen+guidLen+8, 2))},
	label("gnutella.query.payload", "Query", Query),
	{Name: "gnutella.query.min_speed", Title: "Min Speed", Type: dissect.Uint,
		Get: of(Query, searchAt+1, number(headLen, 2))},
	{Name: "gnutella.query.search", Title: "Search", Type: dissect.String, Get: of(Query, searchAt+1, getSearch)},
	label("gnutella.queryhit.payload", "QueryHit", QueryHit),
	{Name: "gnutella.queryhit.count", Title: "Count", Type: dissect.Uint, Get: of(QueryHit, hitsAt, number(headLen, 1))},
	{Name: "gnutella.queryhit.port", Title: "Port", Type: dissect.Uint, Get: of(QueryHit, hitsAt, number(headLen+1, 2))},
	{Name: "gnutella.queryhit.ip", Title: "IP", Type: dissect.IPv4, Get: of(QueryHit, hitsAt, part(3, 4))},
	{Name: "gnutella.queryhit.speed", Title: "Speed", Type: dissect.Uint, Get: of(QueryHit, hitsAt, number(headLen+7, 4))},
	{Name: "gnutella.queryhit.hit", Title: "Hit", Type: dissect.Label,
		Get: hits(func(h hit, v *dissect.Values) { v.Mark().At(headLen+h.at, len(h.bytes)) })},
	{Name: "gnutella.queryhit.hit.index", Title: "Index", Type: dissect.Uint,
		Get: hits(func(h hit, v *dissect.Values) { v.Uint(uint64(le.Uint32(h.bytes))).At(headLen+h.at, 4) })},
	{Name: "gnutella.queryhit.hit.size", Title: "Size", Type: dissect.Uint,
		Get: hits(func(h hit, v *dissect.Values) { v.Uint(uint64(le.Uint32(h.bytes[4:]))).At(headLen+h.at+4, 4) })},
	{Name: "gnutella.queryhit.hit.name", Title: "Name", Type: dissect.String,
		Get: hits(func(h hit, v *dissect.Values) { v.Bytes(h.name).At(headLen+h.at+hitHead, len(h.name)) })},
	{Name: "gnutella.queryhit.hit.extra", Title: "Extra", Type: dissect.Octets, Get: hits(getExtra)},
	{Name: "gnutella.queryhit.extra", Title: "Extra", Type: dissect.Octets,
		Get: of(QueryHit, hitsAt+servantID, getHitsExtra)},
	{Name: "gnutella.queryhit.servent_id", Title: "Servent ID", Type: dissect.Octets,
		Get: of(QueryHit, hitsAt+servantID, getServent)},
}

var outline = dissect.Outline{Wordings: []dissect.Wording{{Field: "gnutella.header.payload",
	Say: dissect.SayNumberFirst(kindName)}}, Branches: []dissect.Branch{
	{Above: "gnutella.header",
		Below: []string{"gnutella.header.*", "gnutella.pong.payload", "gnutella.push.payload", "gnutella.query.payload",
			"gnutella.queryhit.payload"}},
	{Above: "gnutella.pong.payload", Below: []string{"gnutella.pong.*"}},
	{Above: "gnutella.push.payload", Below: []string{"gnutella.push.*"}},
	{Above: "gnutella.query.payload", Below: []string{"gnutella.query.*"}},
	{Above: "gnutella.queryhit.hit", Below: []string{"gnutella.queryhit.hit.*"}},
	{Above: "gnutella.queryhit.payload", Below: []string{"gnutella.queryhit.*"}},
}}

func kindName(u uint64) string {
	if name := known[Kind(u)]; u <= 0xff && name != "" {
		return name
	}
	return "Unknown"
}

type getter = func(m *Message, v *dissect.Values)

// descriptor returns the getter of something that all descriptors have.
func descriptor(get getter) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if !m.Stream {
			get(m, v)
		}
	})
}

// of returns the getter of something that a kind has whose payload has least bytes.
func of(k Kind, least int, get getter) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if len(m.payload(k)) >= least {
			get(m, v)
		}
	})
}

// label returns the field that stands for the payload of a kind.
func label(name, title string, k Kind) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.Label, Get: of(k, 1, func(m *Message, v *dissect.Values) {
		v.Mark().At(headLen, len(m.Bytes)-headLen)
	})}
}

// number returns the getter of a number of n bytes at off of a descriptor, the lowest first.
func number(off, n int) getter {
	return func(m *Message, v *dissect.Values) {
		u := uint64(0)
		for i := range n {
			u |= uint64(m.Bytes[off+i]) << (8 * i)
		}
		v.Uint(u).At(off, n)
	}
}

// part returns the getter of n bytes at off of a payload.
func part(off, n int) getter {
	return func(m *Message, v *dissect.Values) {
		v.Bytes(m.Bytes[headLen+off:headLen+off+n]).At(headLen+off, n)
	}
}

func getStream(m *Message, v *dissect.Values) {
	if m.Stream {
		v.Mark().At(0, len(m.Bytes))
	}
}

func getSearch(m *Message, v *dissect.Values) {
	words := search(m.payload(Query))
	v.Bytes(words).At(headLen+searchAt, len(words)+1)
}

func hits(get func(h hit, v *dissect.Values)) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		for h := range eachHit(m.payload(QueryHit)) {
			get(h, v)
		}
	})
}

func getExtra(h hit, v *dissect.Values) {
	if len(h.extra) > 0 {
		v.Bytes(h.extra).At(headLen+h.at+hitHead+len(h.name)+1, len(h.extra))
	}
}

func getHitsExtra(m *Message, v *dissect.Values) {
	b := m.payload(QueryHit)
	if from, to := hitsEnd(b), len(b)-servantID; from < to {
		v.Bytes(b[from:to]).At(headLen+from, to-from)
	}
}

func getServent(m *Message, v *dissect.Values) {
	b := m.payload(QueryHit)
	v.Bytes(b[len(b)-servantID:]).At(headLen+len(b)-servantID, servantID)
}
