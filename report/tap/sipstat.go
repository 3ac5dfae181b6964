package tap

import (
	"cmp"
	"fmt"

	"netsniff/dissect"
	"netsniff/dissect/registry"
)

// reasons are the phrases of status codes (RFC 3261 §21 and those that added to it).
var reasons = map[string]string{
	"100": "Trying", "180": "Ringing", "181": "Call Is Being Forwarded", "182": "Queued", "183": "Session Progress",
	"199": "Early Dialog Terminated",
	"200": "OK", "202": "Accepted", "204": "No Notification",
	"300": "Multiple Choices", "301": "Moved Permanently", "302": "Moved Temporarily", "305": "Use Proxy",
	"380": "Alternative Service",
	"400": "Bad Request", "401": "Unauthorized", "402": "Payment Required", "403": "Forbidden", "404": "Not Found",
	"405": "Method Not Allowed",
	"406": "Not Acceptable", "407": "Proxy Authentication Required", "408": "Request Timeout", "410": "Gone",
	"412": "Conditional Request Failed",
	"413": "Request Entity Too Large", "414": "Request-URI Too Long", "415": "Unsupported Media Type",
	"416": "Unsupported URI Scheme",
	"420": "Bad Extension", "421": "Extension Required", "422": "Session Timer Too Small", "423": "Interval Too Brief",
	"428": "Use Identity Header",
	"480": "Temporarily Unavailable", "481": "Call/Transaction Does Not Exist", "482": "Loop Detected",
	"483": "Too Many Hops", "484": "Address Incomplete",
	"485": "Ambiguous", "486": "Busy Here", "487": "Request Terminated", "488": "Not Acceptable Here",
	"489": "Bad Event", "491": "Request Pending",
	"493": "Undecipherable", "494": "Security Agreement Required",
	"500": "Server Internal Error", "501": "Not Implemented", "502": "Bad Gateway", "503": "Service Unavailable",
	"504": "Server Time-out",
	"505": "Version Not Supported", "513": "Message Too Large", "580": "Precondition Failure",
	"600": "Busy Everywhere", "603": "Decline", "604": "Does Not Exist Anywhere", "606": "Not Acceptable",
}

// sipStat counts what SIP says, and how long calls took to be set up: sip,stat.
type sipStat struct {
	messages                       registry.Source
	method, code, resent, response reader
	match                          Match
	filter                         string
	codes, methods                 tally
	all, again                     uint64
	setups, sum, least, most       uint64 // ms
}

func newSIPStat(c *Context, filter string) (Tap, error) {
	m, err := c.Filter(filter)
	x := &sipStat{match: m, filter: filter, method: c.reader("sip.Method"), code: c.reader("sip.Status-Code"),
		resent: c.reader("sip.resend"), response: c.reader("sip.response-time")}
	x.messages, _ = c.Registry.Protocol("sip")
	return x, err
}

// Frame implements Tap.
func (x *sipStat) Frame(f *dissect.Frame) {
	if x.match != nil && !x.match(f) {
		return
	}
	for l := x.messages.Layers(f); l.Next(); {
		x.all++
		if v, _ := x.resent.first(f, l.Layer); v != nil && v.U != 0 {
			x.again++
		}
		if code, ok := x.code.of(f, l.Layer); ok {
			x.codes.add(code)
			continue
		}
		method, ok := x.method.of(f, l.Layer)
		if !ok {
			continue
		}
		x.methods.add(method)
		if method != "ACK" {
			continue
		}
		if v, _ := x.response.first(f, l.Layer); v != nil {
			x.setup(v.U)
		}
	}
}

// setup counts how long it took until an invitation was answered for good.
func (x *sipStat) setup(ms uint64) {
	if x.setups == 0 || ms < x.least {
		x.least = ms
	}
	x.setups, x.sum, x.most = x.setups+1, x.sum+ms, max(x.most, ms)
}

// Lost implements Tap.
func (x *sipStat) Lost() uint64 { return x.codes.lost + x.methods.lost }

// Append implements Tap.
func (x *sipStat) Append(dst []byte) []byte {
	dst = appendStatTitle(dst, "SIP Statistics", x.filter)
	dst = fmt.Appendf(dst, "\nNumber of SIP messages: %d\nNumber of resent SIP messages: %d\n", x.all, x.again)
	dst = append(dst, "\n* SIP Status Codes in reply packets\n"...)
	for _, code := range x.codes.sorted() {
		dst = fmt.Appendf(dst, "  SIP %s %-15s : %5d Packets\n", code, cmp.Or(reasons[code], "Unknown"),
			x.codes.counts[code])
	}
	dst = append(dst, "\n* List of SIP Request methods\n"...)
	for _, name := range x.methods.names {
		dst = fmt.Appendf(dst, "  %-15s : %5d Packets\n", name, x.methods.counts[name])
	}
	dst = fmt.Appendf(dst, "\n* Average setup time %d ms\n Min %d ms\n Max %d ms\n", x.sum/max(x.setups, 1), x.least, x.most)
	return append(dst, statLine...)
}
