package http2

import (
	"strconv"

	"netsniff/dissect"
)

// blockFields are those of header blocks, of frames that complete one.
var blockFields = []dissect.Field{
	{Name: "http2.header.length", Title: "Header Length", Type: dissect.Uint,
		Get: blocks(func(m *Message, v *dissect.Values) {
			v.Uint(uint64(m.decodedSize())).At(m.blockPlace())
		})},
	{Name: "http2.header.count", Title: "Header Count", Type: dissect.Uint,
		Get: blocks(func(m *Message, v *dissect.Values) { v.Uint(uint64(len(m.Fields) + m.Updated)).At(m.blockPlace()) })},
	{Name: "http2.header", Title: "Header", Type: dissect.Label,
		Get: each(func(x *Field, v *dissect.Values) *dissect.Value { return v.Mark() })},
	{Name: "http2.header.name.length", Title: "Name Length", Type: dissect.Uint,
		Get: each(func(x *Field, v *dissect.Values) *dissect.Value { return v.Uint(uint64(len(x.Name))) })},
	{Name: "http2.header.name", Title: "Name", Type: dissect.String,
		Get: each(func(x *Field, v *dissect.Values) *dissect.Value { return v.Text(x.Name) })},
	{Name: "http2.header.value.length", Title: "Value Length", Type: dissect.Uint,
		Get: each(func(x *Field, v *dissect.Values) *dissect.Value { return v.Uint(uint64(len(x.Value))) })},
	{Name: "http2.header.value", Title: "Value", Type: dissect.String,
		Get: each(func(x *Field, v *dissect.Values) *dissect.Value { return v.Text(x.Value) })},
	{Name: "http2.header_table_size_update", Title: "Header table size update", Type: dissect.Label,
		Get: updates(func(_ int, v *dissect.Values) { v.Mark() })},
	{Name: "http2.header_table_size_update.header_table_size", Title: "Header table size", Type: dissect.Uint,
		Get: updates(func(size int, v *dissect.Values) {
			v.Uint(uint64(size))
		})},
	{Name: "http.time", Title: "Time since request", Type: dissect.RelTime, Get: frames(func(m *Message, v *dissect.Values) {
		if m.Answers {
			v.Int(int64(m.Took))
		}
	})},
	{Name: "http2.request.full_uri", Title: "Full request URI", Type: dissect.String,
		Get: blocks(func(m *Message, v *dissect.Values) {
			b := v.Begin()
			if x := m.appendURI(b); len(x) > len(b) {
				v.End(x)
			}
		})},
}

// formFields say how header fields were sent.
var formFields = []dissect.Field{
	{Name: "http2.header.unescaped", Title: "Unescaped", Type: dissect.String,
		Get: each(func(x *Field, v *dissect.Values) *dissect.Value { return v.Text(x.Value) })},
	{Name: "http2.header.repr", Title: "Representation", Type: dissect.String,
		Get: each(func(x *Field, v *dissect.Values) *dissect.Value { return v.Text(x.representation()) })},
	{Name: "http2.header.index", Title: "Index", Type: dissect.Uint,
		Get: each(func(x *Field, v *dissect.Values) *dissect.Value {
			if x.Index == 0 {
				return nil
			}
			return v.Uint(uint64(x.Index))
		})},
}

// named returns the fields that have the value of one header field each.
func named() (list []dissect.Field) {
	for _, x := range []struct{ name, field string }{
		{":authority", "authority"}, {":method", "method"}, {":path", "path"}, {":scheme", "scheme"},
		{"accept", "accept"}, {"accept-encoding", "accept_encoding"}, {"accept-language", "accept_language"},
		{"accept-ranges", "accept_ranges"}, {"access-control-allow-origin", "access_control_allow_origin"},
		{"allow", "allow"}, {"authorization", "authorization"}, {"cache-control", "cache_control"},
		{"content-disposition", "content_disposition"}, {"content-encoding", "content_encoding"},
		{"content-language", "content_language"}, {"content-location", "content_location"},
		{"content-range", "content_range"}, {"content-type", "content_type"}, {"cookie", "cookie"}, {"date", "date"},
		{"etag", "etag"}, {"expires", "expires"}, {"host", "host"}, {"if-match", "if_match"},
		{"if-modified-since", "if_modified_since"}, {"if-none-match", "if_none_match"}, {"last-modified", "last_modified"},
		{"link", "link"}, {"location", "location"}, {"range", "range"}, {"referer", "referer"}, {"server", "server"},
		{"set-cookie", "set_cookie"}, {"strict-transport-security", "strict_transport_security"},
		{"transfer-encoding", "transfer_encoding"}, {"user-agent", "user_agent"}, {"vary", "vary"}, {"via", "via"},
		{"www-authenticate", "www_authenticate"}, {"accept-charset", "accept_charset"}, {"expect", "expect"},
		{"from", "from"},
		{"if-range", "if_range"}, {"if-unmodified-since", "if_unmodified_since"},
		{"proxy-authenticate", "proxy_authenticate"},
		{"proxy-authorization", "proxy_authorization"}, {"refresh", "refresh"}, {"retry-after", "retry_after"},
	} {
		list = append(list, dissect.Field{Name: "http2.headers." + x.field, Title: x.name, Type: dissect.String,
			Get: each(func(f *Field, v *dissect.Values) *dissect.Value {
				if f.Name != x.name {
					return nil
				}
				return v.Text(f.Value)
			})})
	}
	for _, x := range []struct{ name, field string }{{":status", "status"}, {"content-length", "content_length"},
		{"age", "age"}, {"max-forwards", "max_forwards"}} {
		list = append(list, dissect.Field{Name: "http2.headers." + x.field, Title: x.name, Type: dissect.Uint,
			Get: each(func(f *Field, v *dissect.Values) *dissect.Value {
				n, err := strconv.ParseUint(f.Value, 10, 64)
				if f.Name != x.name || err != nil {
					return nil
				}
				return v.Uint(n)
			})})
	}
	return list
}

// blocks returns that of a field of frames that complete a header block.
func blocks(get func(*Message, *dissect.Values)) dissect.Getter {
	return frames(func(m *Message, v *dissect.Values) {
		if m.Whole {
			get(m, v)
		}
	})
}

// each returns that of a field of header fields; get returns nil for those that have
// none.
func each(get func(*Field, *dissect.Values) *dissect.Value) dissect.Getter {
	return blocks(func(m *Message, v *dissect.Values) {
		for i := range m.Fields {
			if x := get(&m.Fields[i], v); x != nil {
				x.At(m.place(&m.Fields[i]))
			}
		}
	})
}

// updates returns that of a field of the sizes that a block gives the table.
func updates(get func(size int, v *dissect.Values)) dissect.Getter {
	return blocks(func(m *Message, v *dissect.Values) {
		for _, size := range m.Updates[:m.Updated] {
			get(size, v)
		}
	})
}
