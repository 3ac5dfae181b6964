package http2

import (
	"testing"

	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
)

// TestFields: what each type of frame tells, in Wireshark's values.
func TestFields(t *testing.T) {
	c := newCoder()
	c.e.SetMaxDynamicTableSize(1024)
	request := c.block(":method", "GET", ":scheme", "https", ":authority", "a.example", ":path", "/x?y=1", "x-new", "v")
	priority := []byte{0x80, 0, 0, 3, 15}
	for _, x := range []struct {
		field string
		turn  []byte
		want  string
	}{
		{"http2.flags.unused_headers", frame(Headers, 0xff, 1, []byte{0}, priority, request), "105"},
		{"http2.exclusive", frame(Headers, 0x25, 1, priority, request), "1"},
		{"http2.stream_dependency", frame(Priority, 0, 5, priority), "3"},
		{"http2.headers.weight_real", frame(Priority, 0, 5, priority), "16"},
		{"http2.header.length", frame(Headers, 5, 1, request), "98"},
		{"http2.header.repr", frame(Headers, 5, 1, c.block(":method", "GET", "x-other", "v")),
			"Indexed Header Field|Literal Header Field with Incremental Indexing - New Name"},
		{"http2.header_table_size_update.header_table_size", frame(Headers, 5, 1, request), "1024"},
		{"http2.request.full_uri", frame(Headers, 5, 1, request), "https://a.example/x?y=1"},
		{"http2.padding", frame(Data, 9, 1, []byte{2, 'x', 0, 0}), "2"},
		{"http2.data.padding", frame(Data, 9, 1, []byte{2, 'x', 0, 0}), "0000"},
		{"http2.push_promise.promised_stream_id", frame(PushPromise, 4, 1, []byte{0, 0, 0, 2}, request), "2"},
		{"http2.settings.unknown", frame(Settings, 0, 0, []byte{0x12, 0x34, 0, 0, 0, 7}), "7"},
		{"http2.rst_stream.error", frame(RSTStream, 0, 1, []byte{0, 0, 0, 8}), "8"},
		{"http2.window_update.r", frame(WindowUpdate, 0, 0, []byte{0x80, 0, 0, 9}), "1"},
		{"http2.window_update.window_size_increment", frame(WindowUpdate, 0, 0, []byte{0x80, 0, 0, 9}), "9"},
		{"http2.goaway.last_stream_id", frame(GoAway, 0, 0, []byte{0x80, 0, 0, 9, 0, 0, 0, 0}), "9"},
		{"http2.altsvc.origin", frame(AltSvc, 0, 0, []byte("\x00\x03abcdef")), "abc"},
		{"http2.altsvc.field_value", frame(AltSvc, 0, 0, []byte("\x00\x03abcdef")), "def"},
		{"http2.origin.origin", frame(Origin, 0, 0, []byte("\x00\x02ab\x00\x01c")), "ab|c"},
		{"http2.priority_update_field_value", frame(PriorityUpdate, 0, 0, []byte("\x00\x00\x00\x01u=1")), "u=1"},
		{"http2.unknown", frame(0x55, 0, 0, []byte("ab")), "6162"},
	} {
		conn := dissecttest.NewConnection(port, engine.ByArrival, &Protocol)
		conn.Want(&Protocol)
		f := conn.Last([]dissecttest.Turn{opening[0], opening[1], {Dir: toServer, Data: x.turn}})
		if got := dissecttest.FieldText(f, &Protocol, x.field); got != x.want {
			t.Errorf("%s: %q, want %q", x.field, got, x.want)
		}
	}
}
