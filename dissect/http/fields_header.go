package http

import "netsniff/dissect"

// headerTitles names the header fields that are fields of their own.
var headerTitles = [fieldCount]struct{ name, title string }{
	HeaderAccept:                 {"http.accept", "Accept"},
	HeaderAcceptEncoding:         {"http.accept_encoding", "Accept Encoding"},
	HeaderAcceptLanguage:         {"http.accept_language", "Accept-Language"},
	HeaderAuthorization:          {"http.authorization", "Authorization"},
	HeaderCacheControl:           {"http.cache_control", "Cache-Control"},
	HeaderConnection:             {"http.connection", "Connection"},
	HeaderContentEncoding:        {"http.content_encoding", "Content-Encoding"},
	HeaderContentLength:          {"http.content_length_header", "Content-Length"},
	HeaderContentType:            {"http.content_type", "Content-Type"},
	HeaderCookie:                 {"http.cookie", "Cookie"},
	HeaderDate:                   {"http.date", "Date"},
	HeaderHost:                   {"http.host", "Host"},
	HeaderHTTP2Settings:          {"http.http2_settings", "HTTP2-Settings"},
	HeaderLastModified:           {"http.last_modified", "Last-Modified"},
	HeaderLocation:               {"http.location", "Location"},
	HeaderProxyAuthenticate:      {"http.proxy_authenticate", "Proxy-Authenticate"},
	HeaderProxyAuthorization:     {"http.proxy_authorization", "Proxy-Authorization"},
	HeaderReferer:                {"http.referer", "Referer"},
	HeaderSecWebSocketAccept:     {"http.sec_websocket_accept", "Sec-WebSocket-Accept"},
	HeaderSecWebSocketExtensions: {"http.sec_websocket_extensions", "Sec-WebSocket-Extensions"},
	HeaderSecWebSocketKey:        {"http.sec_websocket_key", "Sec-WebSocket-Key"},
	HeaderSecWebSocketProtocol:   {"http.sec_websocket_protocol", "Sec-WebSocket-Protocol"},
	HeaderSecWebSocketVersion:    {"http.sec_websocket_version", "Sec-WebSocket-Version"},
	HeaderServer:                 {"http.server", "Server"},
	HeaderSetCookie:              {"http.set_cookie", "Set-Cookie"},
	HeaderTransferEncoding:       {"http.transfer_encoding", "Transfer-Encoding"},
	HeaderUpgrade:                {"http.upgrade", "Upgrade"},
	HeaderUserAgent:              {"http.user_agent", "User-Agent"},
	HeaderWWWAuthenticate:        {"http.www_authenticate", "WWW-Authenticate"},
	HeaderXForwardedFor:          {"http.x_forwarded_for", "X-Forwarded-For"},
}

// headerFields makes the fields of the known header fields and the one of all
// others.
func headerFields() []dissect.Field {
	list := make([]dissect.Field, 0, fieldCount)
	for id := HeaderOther + 1; id < fieldCount; id++ {
		list = append(list, dissect.Field{
			Name: headerTitles[id].name, Title: headerTitles[id].title, Type: dissect.String, Get: headerValues(id),
		})
	}
	return append(list, dissect.Field{
		Name: "http.unknown_header", Title: "Unknown header", Type: dissect.String,
		Get: head(func(h *Head, v *dissect.Values) {
			for i := range h.Headers {
				if x := &h.Headers[i]; x.ID == HeaderOther || x.ID >= fieldCount {
					v.Bytes(x.Line).At(x.Off, len(x.Line))
				}
			}
		}),
	})
}

func headerValues(id HeaderID) dissect.Getter {
	return head(func(h *Head, v *dissect.Values) {
		for i := range h.Headers {
			if h.Headers[i].ID == id {
				x := &h.Headers[i]
				v.Bytes(untilNUL(x.Value)).At(x.Off, len(x.Line))
			}
		}
	})
}
