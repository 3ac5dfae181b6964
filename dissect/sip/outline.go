package sip

import (
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// messageHeader is the key of the heading of header fields.
const messageHeader = "Message Header"

var outline = dissect.Outline{
	Summary:  summarise,
	Headings: addHeadings,
	Sorted:   true,
	Branches: branches(),
	Hidden:   []string{"sip.display.info", "sip.tag", "sip.msg_hdr"},
	Computed: []string{"sip.resend", "sip.resend-original", "sip.response-request", "sip.response-time",
		"sip.release-time", "sip.call_id_generated"},
	Last: []string{"sip.msg_body"},
	Experts: []dissect.Expert{
		{Field: "sip.unrecognized_header", Severity: dissect.Notable, Group: dissect.AboutUndecoded},
		{Field: "sip.header_no_colon", Severity: dissect.Warning, Group: dissect.AboutMalformed},
		{Field: "sip.header_not_terminated", Severity: dissect.Warning, Group: dissect.AboutMalformed},
	},
}

func branches() []dissect.Branch {
	timing := []string{"sip.resend", "sip.resend-original", "sip.response-request", "sip.response-time", "sip.release-time"}
	list := []dissect.Branch{
		{Above: "sip.r-uri", Below: []string{"sip.r-uri.*"}},
		{Above: "sip.Request-Line", Below: append([]string{"sip.Method", "sip.r-uri"}, timing...)},
		{Above: "sip.Status-Line", Below: append([]string{"sip.Status-Code"}, timing...)},
		{Above: "sip.Via", Below: []string{"sip.Via.*"}},
		{Above: "sip.CSeq", Below: []string{"sip.CSeq.*"}},
		{Above: "sip.Call-ID", Below: []string{"sip.call_id_generated"}},
		{Above: "sip.Reason", Below: []string{"sip.reason_protocols", "sip.reason_cause_q850", "sip.reason_cause_sip",
			"sip.reason_text"}},
	}
	for _, a := range addressed {
		p, whole := "sip."+a.prefix+".", "addr"
		field := headers[named(a.header)-1].fieldName()
		switch a.prefix {
		case "from", "to", "pai", "ppi":
		default:
			whole = "uri"
		}
		list = append(list,
			dissect.Branch{Above: p + whole, Below: []string{p + "user", p + "host", p + "port", p + "param"}},
			dissect.Branch{Above: field, Below: []string{p + "display.info", p + whole, p + "tag", p + "parameter"}})
	}
	for i := range headers {
		switch h := &headers[i]; h.kind {
		case challenge, credentials:
			list = append(list, dissect.Branch{Above: h.fieldName(), Below: []string{"sip.auth.*"}})
		}
	}
	return list
}

// summarise says the method of a request, the code of a response.
func summarise(dst []byte, _ *dissect.Frame, l *dissect.Layer) []byte {
	m, ok := l.Message.(*Message)
	if !ok {
		return dst
	}
	dst = append(dst, " ("...)
	if m.Request() {
		dst = text.AppendText(dst, m.start.method)
	} else {
		dst = append(dst, m.start.code...)
	}
	return append(dst, ')')
}

// addHeadings adds one above the header fields, with those that have no field of their
// own.
func addHeadings(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	m, ok := l.Message.(*Message)
	if !ok || m.Len <= m.StartEnd {
		return
	}
	h.Add(0, messageHeader, append(h.Begin(), messageHeader...), m.StartEnd, m.Len-m.StartEnd)
	for i, x := range m.ids {
		if f := &m.Fields[i]; x == 0 {
			h.Add(1, "", text.AppendText(h.Begin(), f.Line), f.Off, f.End-f.Off)
		}
	}
}
