//go:build windows || (cgo && libpcap)

package live

import (
	"strings"

	"netsniff/capture/live/bpf"
)

// filterReason returns why libpcap refused an expression. Where libpcap only
// knows that the syntax is wrong, our own compiler says where.
func filterReason(filter string, err error) string {
	const vague = "syntax error"
	reason := strings.TrimSpace(err.Error())
	if !strings.Contains(reason, vague) {
		return reason
	}
	if _, err := bpf.Compile(filter, bpf.Ethernet, DefaultSnapLen); err != nil {
		return err.Error()
	}
	return vague
}
