// Package websocket dissects the WebSocket protocol (https://www.rfc-editor.org/rfc/rfc6455)
// with compressed messages (https://www.rfc-editor.org/rfc/rfc7692), which HTTP/1.1
// switches to.
package websocket

import "netsniff/dissect"

// Protocol is WebSocket.
var Protocol = dissect.Protocol{
	Name: "websocket", Title: "WebSocket", Column: "WebSocket",
	ALPN:        []string{"websocket"},
	Via:         "http",
	NewStream:   newStream,
	NewDialogue: newDialogue,
	Bears:       true,
	Finder:      newFinder,
	Findings:    findings,
	Fields:      fields,
	Outline:     &outline,
}
