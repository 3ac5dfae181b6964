package syslog_test

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/syslog"
)

// TestMessages: messages of RFC 3164 (§5.4) and RFC 5424 (§6.5), and what is neither.
func TestMessages(t *testing.T) {
	for _, x := range []struct {
		text, row string
		fields    map[string]string
	}{
		{"<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - failed",
			"Syslog AUTH.CRIT: 1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - failed",
			map[string]string{"syslog.hostname": "mymachine.example.com", "syslog.appname": "su", "syslog.procid": "-",
				"syslog.msgid": "ID47 - failed", "syslog.timestamp_rfc3164": ""}},
		{"<34>Oct 11 22:14:15 mymachine su[12]: failed\n", "Syslog AUTH.CRIT: Oct 11 22:14:15 mymachine su[12]: failed\\n",
			map[string]string{"syslog.timestamp_rfc3164": "Oct 11 22:14:15", "syslog.hostname": "mymachine",
				"syslog.procid": "su", "syslog.version": ""}},
		{"no priority", "Syslog no priority", map[string]string{"syslog.msg": "no priority", "syslog.level": ""}},
		{"<999>x", "Syslog UNKNOWN.DEBUG: x", map[string]string{"syslog.facility": "124"}},
		{"<", "Syslog <", nil},
	} {
		turns := []dissecttest.Turn{{Dir: dissect.ToServer, Data: []byte(x.text)}}
		if got := dissecttest.NewDatagrams(514, &syslog.Protocol).Rows(turns); got[0] != x.row {
			t.Errorf("%q, want %q", got[0], x.row)
		}
		f := dissecttest.NewDatagrams(514, &syslog.Protocol).Last(turns)
		for name, want := range x.fields {
			if got := dissecttest.FieldText(f, &syslog.Protocol, name); got != want {
				t.Errorf("%q: %s is %q, want %q", x.text, name, got, want)
			}
		}
	}
}

// FuzzSyslog takes any bytes for datagrams.
func FuzzSyslog(f *testing.F) {
	f.Add([]byte("<34>Oct 11 22:14:15 a b[12]: c"))
	f.Add([]byte("<34>1 2003-10-11T22:14:15.003Z a b - c - d"))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyDatagrams(t, []*dissect.Protocol{&syslog.Protocol}, b) })
}
