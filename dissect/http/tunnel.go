package http

import (
	"strconv"
	"strings"
)

// tunnel is whereto CONNECT opened a tunnel: the layer that each segment in it stands in.
type tunnel struct {
	host string
	port uint16 // 0: not known
}

// readTunnel reads the target of a CONNECT: host and port (RFC 9110 §9.3.6).
func readTunnel(target string) *tunnel {
	target, _, _ = strings.Cut(target, "\x00")
	colon := strings.LastIndexByte(target, ':')
	if colon < 0 || strings.HasSuffix(target, "]") {
		return &tunnel{host: target}
	}
	port, _ := strconv.ParseUint(target[colon+1:], 10, 16)
	return &tunnel{host: target[:colon], port: uint16(port)}
}

// AppendInfo implements dissect.Message: it says nothing.
func (*tunnel) AppendInfo(dst []byte) []byte { return dst }
