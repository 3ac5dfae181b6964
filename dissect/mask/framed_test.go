package mask_test

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// field is a literal of HPACK that is not put into the table.
func field(name, value string) string {
	n := len(value) - len("«»")*strings.Count(value, "«") - strings.Count(value, "|")
	return fmt.Sprintf("\x00%c%s%c%s", len(name), name, n, value)
}

// frame is a frame of HTTP/2; «» count nothing.
func frame(kind, flags byte, stream uint32, payload string) string {
	n := len(payload) - len("«»")*strings.Count(payload, "«")
	head := binary.BigEndian.AppendUint32([]byte{byte(n >> 16), byte(n >> 8), byte(n), kind, flags}, stream)
	return string(head) + payload
}

// said is what one side says, as a conversation writes it.
func said(d byte, text string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%c- ", d)
	for _, r := range []byte(text) {
		if r == '\\' || r < ' ' || r > 0x7e && r != 0xc2 && r != 0xab && r != 0xbb {
			fmt.Fprintf(&b, `\x%02x`, r)
		} else {
			b.WriteByte(r)
		}
	}
	return b.String() + "\n"
}

const (
	data, headers, settings, continuation = 0, 1, 4, 9
	ends, endHeaders, padded              = 1, 4, 8
	prefaceOfClient                       = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
)

var loginOverHTTP2 = said('>',
	frame(headers, endHeaders, 1,
		field(":method", "POST")+field(":path", "/?token=«x»&a=b")+field("cookie", "a=«b»; sid=«x=y»")+
			field("authorization", "Bearer «abc»"))) +
	said('>', frame(data, ends|padded, 1, "\x03user=alice&password=«a%26b»\x00\x00\x00")) +
	said('<', frame(headers, 0, 1, cookieBegins+"»")+frame(continuation, endHeaders, 1, "«"+cookieEnds)+
		frame(data, 0, 1, `{"access_token": "«x.y»", `)+frame(data, ends, 1, `"pin": «1234»}`))

// cookieBegins and cookieEnds are a header block in two parts.
var cookieBegins, cookieEnds, _ = strings.Cut(field(":status", "200")+field("set-cookie", "sid=«sec|ret»"), "|")

// framedConversations are conversations of protocols that are made of frames.
var framedConversations = []struct {
	name string
	text string
}{
	{"HTTP/2", said('>', prefaceOfClient+frame(settings, 0, 0, "")) + said('<', frame(settings, 0, 0, "")) + loginOverHTTP2},
	{"an upgrade to HTTP/2", said('>', "GET / HTTP/1.1\r\nCookie: a=«b»\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n") +
		said('<', "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"+frame(settings, 0, 0, "")) +
		said('>', prefaceOfClient+frame(settings, 0, 0, "")+frame(headers, ends|endHeaders, 3, field("x-api-key", "«k»"))) +
		said('<', frame(headers, ends|endHeaders, 1, field("set-cookie", "a=«b»; Path=/")))},
	{"WebSocket", said('>', "GET /chat HTTP/1.1\r\nCookie: a=«b»\r\nUpgrade: websocket\r\n\r\n") +
		said('<', "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\n\r\n") +
		said('>', "\x81\x9c\x00\x00\x00\x00"+`{"user":"a","password":"«s»"}`) +
		said('<', "\x81\x0f"+`{"token":"«abc»"}`) + said('<', "\x89\x04pass\x01\x0c"+`{"secret": "«`+"»\x80\x03"+`«ab»"`)},
}

// TestFramed: secrets in frames are found however they are cut.
func TestFramed(t *testing.T) {
	for _, c := range framedConversations {
		t.Run(c.name, func(t *testing.T) {
			check(t, "whole", conversation(t, c.text, 8081, true), false)
			check(t, "live", conversation(t, c.text, 8081, true), true)
			var bytewise []segment
			for _, s := range conversation(t, c.text, 8081, true) {
				for len(s.Data) > 1 {
					var a segment
					a, s = s.cut(1)
					bytewise = append(bytewise, a)
				}
				bytewise = append(bytewise, s)
			}
			check(t, "byte by byte", bytewise, false)
		})
	}
}
