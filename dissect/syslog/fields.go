package syslog

import (
	"time"

	"netsniff/dissect"
	"netsniff/dissect/text"
)

var fields = []dissect.Field{
	{Name: "syslog.facility", Title: "Facility", Type: dissect.Uint, Names: facilityName,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.Priority >= 0 {
				v.Uint(uint64(m.Priority>>3)).At(0, m.text.off)
			}
		})},
	{Name: "syslog.level", Title: "Level", Type: dissect.Uint, Names: levelName,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.Priority >= 0 {
				v.Uint(uint64(m.Priority&7)).At(0, m.text.off)
			}
		})},
	{Name: "syslog.msg", Title: "Message", Type: dissect.String,
		Get: dissect.Of(func(m *Message, v *dissect.Values) { put(v, m, m.text) })},
	{Name: "syslog.version", Title: "Syslog version", Type: dissect.String, Get: header(version)},
	{Name: "syslog.timestamp", Title: "Syslog timestamp", Type: dissect.AbsTime, Get: dissect.Of(getTime)},
	{Name: "syslog.timestamp_rfc3164", Title: "Syslog timestamp (RFC3164)", Type: dissect.String,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.head[version].n == 0 && m.head[timestamp].n > 0 {
				put(v, m, m.head[timestamp])
			}
		})},
	{Name: "syslog.hostname", Title: "Syslog hostname", Type: dissect.String, Get: header(hostname)},
	{Name: "syslog.appname", Title: "Syslog app name", Type: dissect.String, Get: header(appName)},
	{Name: "syslog.procid", Title: "Syslog process id", Type: dissect.String, Get: header(procID)},
	{Name: "syslog.msgid", Title: "Syslog message id", Type: dissect.String, Get: header(msgID)},
}

var outline = dissect.Outline{
	Summary: func(dst []byte, _ *dissect.Frame, l *dissect.Layer) []byte {
		m, ok := l.Message.(*Message)
		switch {
		case !ok:
			return dst
		case m.Priority < 0:
			dst = append(dst, ": (unknown)"...)
		}
		return m.AppendInfo(append(dst, ": "...))
	},
	Branches: []dissect.Branch{{Above: "syslog.msg",
		Below: []string{"syslog.version", "syslog.timestamp", "syslog.timestamp_rfc3164",
			"syslog.hostname", "syslog.appname", "syslog.procid", "syslog.msgid"}}},
}

func put(v *dissect.Values, m *Message, p part) { v.Bytes(text.Readable(m.at(p))).At(p.off, p.n) }

// text gets a part of the header.
func header(i int) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if m.head[i].n > 0 {
			put(v, m, m.head[i])
		}
	})
}

func getTime(m *Message, v *dissect.Values) {
	p := m.head[timestamp]
	if m.head[version].n == 0 || p.n == 0 {
		return
	}
	if t, err := time.Parse(time.RFC3339Nano, string(m.at(p))); err == nil {
		v.Int(t.UnixNano()).At(p.off, p.n)
	}
}

// named returns the names of values, other for those that have none.
func named(list []string, other string) func(uint64) string {
	return func(n uint64) string {
		if n < uint64(len(list)) {
			return list[n]
		}
		return other
	}
}

var facilityName = named([]string{
	"KERN - kernel messages", "USER - random user-level messages", "MAIL - mail system", "DAEMON - system daemons",
	"AUTH - security/authorization messages", "SYSLOG - messages generated internally by syslogd",
	"LPR - line printer subsystem",
	"NEWS - network news subsystem", "UUCP - UUCP subsystem", "CRON - clock daemon (BSD, Linux)",
	"AUTHPRIV - security/authorization messages (private)", "FTP - ftp daemon", "NTP - ntp subsystem",
	"LOGAUDIT - log audit",
	"LOGALERT - log alert", "CRON - clock daemon (Solaris)",
	"LOCAL0 - reserved for local use", "LOCAL1 - reserved for local use", "LOCAL2 - reserved for local use",
	"LOCAL3 - reserved for local use",
	"LOCAL4 - reserved for local use", "LOCAL5 - reserved for local use", "LOCAL6 - reserved for local use",
	"LOCAL7 - reserved for local use",
}, "UNKNOWN")

var levelName = named([]string{
	"EMERG - system is unusable", "ALERT - action must be taken immediately", "CRIT - critical conditions",
	"ERR - error conditions",
	"WARNING - warning conditions", "NOTICE - normal but significant condition", "INFO - informational",
	"DEBUG - debug-level messages",
}, "UNKNOWN")
